// The engine as a program of its own: JSON lines on its streams, a port for agents, and an end when stdin ends.

import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRequest, TRACE_ID } from "../fixtures/builders/span";

let folder: string;
let child: ChildProcess;
let ready: { httpPort: number; grpcPort: number | null };
const replies = new Map<number, (reply: unknown) => void>();
const events: { event: string; data: unknown }[] = [];
let lastId = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "agent-loupe-engine-"));
  const outfile = path.join(folder, "engine.cjs");
  const entry = path.join(import.meta.dirname, "../../src/engine/worker.ts");
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
  });
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  await copyFile(wasm, path.join(folder, "sql-wasm.wasm"));
  child = spawn(process.execPath, [outfile, "--http", "0", "--grpc", "0"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  ready = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The engine ended with ${code ?? "a signal"}.`)));
    if (!child.stdout) throw new Error("The engine has no stdout.");
    readline.createInterface({ input: child.stdout }).on("line", (line) => hear(line, resolve));
  });
});

afterAll(async () => {
  child.kill();
  await rm(folder, { recursive: true, force: true });
});

function hear(line: string, onReady: (data: typeof ready) => void): void {
  const message = JSON.parse(line) as { id?: number; event?: string; data?: unknown };
  if (message.id !== undefined) replies.get(message.id)?.(message);
  if (message.event !== undefined) events.push({ event: message.event, data: message.data });
  if (message.event === "status/ready") onReady(message.data as typeof ready);
}

function ask(method: string, args: unknown = {}): Promise<unknown> {
  const id = ++lastId;
  child.stdin?.write(`${JSON.stringify({ id, method, args })}\n`);
  return new Promise((resolve) => replies.set(id, resolve));
}

describe("the engine alone", () => {
  it("says first which port it listens on", () => {
    expect(events[0]).toEqual({ event: "status/ready", data: { httpPort: ready.httpPort, grpcPort: null } });
    expect(ready.httpPort).toBeGreaterThan(0);
  });

  it("shows a span that was posted as soon as it was answered", async () => {
    const response = await fetch(`http://127.0.0.1:${ready.httpPort}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: Buffer.from(encodeRequest({ name: "hello" })),
    });
    expect(response.status).toBe(200);
    expect(await ask("session/steps", { sessionId: TRACE_ID })).toMatchObject({
      result: { items: [{ name: "hello", number: 1, depth: 0 }] },
    });
    expect(await ask("status/get")).toMatchObject({
      result: { spans: 1, sessions: 1, httpPort: ready.httpPort, grpcPort: null },
    });
  });

  it("answers what it cannot do with a code and a sentence", async () => {
    expect(await ask("session/get", { sessionId: "nobody" })).toMatchObject({ error: { code: "not-found" } });
    expect(await ask("session/get", {})).toMatchObject({ error: { code: "invalid-args" } });
    expect(await ask("no/such")).toMatchObject({ error: { code: "invalid-args" } });
  });

  it("passes over a line that is no JSON", async () => {
    child.stdin?.write("not json\n");
    expect(await ask("agent/list")).toMatchObject({ result: [] });
  });

  it("ends with 0 when stdin ends", async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin?.end();
    expect(await ended).toBe(0);
  });
});
