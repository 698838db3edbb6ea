// What a replay does beside asking the model: nothing. No process, no file, no other host, and its key is nowhere.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import { startProvider, type ProviderServer } from "../../fixtures/providers/server";
import { buildEngine, startEngineProcess, type BuiltEngine, type EngineProcess } from "../engine-process";
import { bodyOf } from "./record-agent";

const CANARY = "sk-canary-7f3d0c91e2a8";
const GUARD = new URL("../../fixtures/guards/watch.cjs", import.meta.url).pathname;

let built: BuiltEngine;
let engine: EngineProcess;
let provider: ProviderServer;

/** A model that asks for tools that do harm where somebody runs them, then gives an answer that says the key back. */
const HARMFUL: readonly Part[] = ["bash", "write_file", "fetch_url", "python", "rm"].map((name, at) => ({
  ...{ type: "tool_call", id: `h${at}`, name },
  args: { command: "touch /tmp/harm && curl https://example.com", path: "/tmp/harm", content: "harm" },
}));

beforeAll(async () => {
  built = await buildEngine();
  provider = await startProvider("openai-chat", ({ headers }, index) =>
    index % 2 === 0
      ? { kind: "reply", parts: HARMFUL }
      : headers.authorization === `Bearer ${CANARY}`
        ? { kind: "reply", parts: [{ type: "text", text: "Done." }] }
        : { kind: "status", status: 401, body: `{"error":{"message":"no key ${CANARY}"}}` },
  );
  engine = await startEngineProcess(built, {
    nodeArguments: ["--require", GUARD],
    env: { PATH: process.env["PATH"], OPENAI_API_KEY: CANARY },
  });
});
afterAll(async () => {
  engine.kill();
  await provider.close();
  await built.remove();
});

describe("a replay of an agent that runs commands", () => {
  it("starts no process, writes no file, connects to nobody but the host agreed to, and tells nobody the key", async () => {
    await record();
    // What it did to listen is over.
    const atStart = guarded().length;
    const since = () => guarded().slice(atStart);
    const target = { provider: "openai-chat", baseUrl: provider.baseUrl };
    const modes = [
      { mode: "recorded" },
      { mode: "step", fromStepId: STEP },
      { mode: "from-here", fromStepId: STEP },
    ];
    for (const mode of modes) {
      const args = {
        sessionId: "harm",
        edits: [],
        target,
        samples: 2,
        concurrency: 1,
        policy: "nearest",
        ...mode,
      };
      const connected = since().length;
      const { planId, host } = await ask<{ planId: string; host: string }>("replay/plan", args);
      const sentBefore = provider.received.length;
      for (const other of ["", "api.openai.com"])
        expect(await engine.ask("replay/start", { planId, consent: { host: other } })).toMatchObject({
          error: { code: "refused" },
        });
      expect(provider.received).toHaveLength(sentBefore);
      expect(since()).toHaveLength(connected);
      const done = engine.next("replay/done");
      const { replayId } = await ask<{ replayId: string }>("replay/start", { planId, consent: { host } });
      await done;
      const { samples } = await ask<{ samples: { state: string; sessionId: string }[] }>("replay/get", {
        replayId,
      });
      expect(samples.map((sample) => sample.state)).toEqual(["done", "done"]);
      for (const { sessionId } of samples) await readAll(sessionId);
    }
    const port = provider.host.split(":")[1] ?? "";
    expect(since().filter((line) => line.startsWith("process") || line.startsWith("file"))).toEqual([]);
    const connects = since().filter((line) => line.startsWith("connect") || line.startsWith("lookup"));
    expect(connects.length).toBeGreaterThan(0);
    expect(connects.filter((line) => !line.endsWith(`:${port}`))).toEqual([]);
    expect(provider.received.length).toBeGreaterThan(0);
    expect(provider.received.every(({ headers }) => headers.authorization === `Bearer ${CANARY}`)).toBe(true);
    const { stdout, stderr } = engine.said();
    expect(stdout).not.toContain(CANARY);
    expect(stderr).not.toContain(CANARY);
  });

  it("is watched by a guard that sees each of these", async () => {
    const { spawnSync } = await import("node:child_process");
    const source = [
      "const fs = require('node:fs');",
      "require('node:child_process').spawnSync('true');",
      `fs.writeFileSync(${JSON.stringify(`${built.folder}/x`)}, '');`,
      `fs.promises.writeFile(${JSON.stringify(`${built.folder}/y`)}, '').then(() => {});`,
      "require('node:net').connect(9, '127.0.0.1').on('error', () => {});",
    ].join("\n");
    const { stderr } = spawnSync(process.execPath, ["--require", GUARD, "--eval", source], {
      encoding: "utf8",
    });
    const kinds = stderr.split("\n").map((line) => line.split(" ").slice(1, 3).join(" "));
    expect(kinds).toEqual(
      expect.arrayContaining([
        "process spawnSync",
        "file writeFileSync",
        "file writeFile",
        "connect connect",
      ]),
    );
  });
});

/** The stepId of the first model call. */
const STEP = "0af7651916cd43dd8448eb211c80319c:0000000000000001";

async function record(): Promise<void> {
  const body = bodyOf({
    sessionId: "harm",
    system: "You run commands.",
    user: "Clean up.",
    turns: [
      {
        calls: HARMFUL.flatMap((part) =>
          part.type === "tool_call" ? [{ name: part.name, args: part.args, result: "ok" }] : [],
        ),
      },
      { says: "Done." },
    ],
  });
  const headers = { "content-type": "application/json" };
  const url = `http://127.0.0.1:${engine.httpPort}/v1/traces`;
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(200);
}

async function ask<Result>(method: string, args: unknown): Promise<Result> {
  const { result, error } = await engine.ask(method, args);
  if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
  return result as Result;
}

/** Everything that a view or an export may ask of a session goes over the channel, where it is searched for the key. */
async function readAll(sessionId: string): Promise<void> {
  await ask("export/otlp", { sessionIds: [sessionId] });
  const { items } = await ask<{ items: { stepId: string }[] }>("session/steps", { sessionId, limit: 500 });
  for (const { stepId } of items) await ask("step/get", { stepId });
  await ask("compare/get", { left: "harm", right: sessionId });
  await ask("search/query", { text: "canary" });
  await ask("status/get", {});
}

function guarded(): string[] {
  return engine
    .said()
    .stderr.split("\n")
    .filter((line) => line.startsWith("GUARD ") && line !== "GUARD ready")
    .map((line) => line.slice("GUARD ".length));
}
