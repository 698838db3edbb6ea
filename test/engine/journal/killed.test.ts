// The engine as a program of its own, killed at any moment: what was acknowledged is there when it is started again.

import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRequest } from "../../fixtures/builders/span";
import { randomOf } from "../../fixtures/builders/random";
import { buildEngine, startEngineProcess, type BuiltEngine, type EngineProcess } from "../engine-process";

/** How often it is killed. `LOUPE_KILLS=200` runs the long form. */
const KILLS = Number(process.env["LOUPE_KILLS"] ?? 5);
const SENDERS = 4;

let built: BuiltEngine;
let folder: string;
let running: EngineProcess | undefined;

beforeAll(async () => {
  built = await buildEngine();
  folder = await mkdtemp(path.join(os.tmpdir(), "agent-loupe-kept-"));
});
afterAll(async () => {
  running?.kill();
  await built.remove();
  await rm(folder, { recursive: true, force: true });
});

const start = async () =>
  (running = await startEngineProcess(built, { engineArguments: ["--journal", folder] }));

describe("an engine that is killed", () => {
  it(
    "has every acknowledged span when it is started again, whenever that was",
    async () => {
      const random = randomOf(11);
      const acknowledged: string[] = [];
      let lastId = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const engine = await start();
        let alive = true;
        const sender = async () => {
          while (alive) {
            const spanId = String(++lastId).padStart(16, "0");
            const answered = await post(engine, spanId).catch(() => false);
            if (answered) acknowledged.push(spanId);
          }
        };
        const senders = Array.from({ length: SENDERS }, sender);
        const enough = acknowledged.length + 1 + random() * 30;
        while (acknowledged.length < enough) await setTimeout(1 + random() * 5);
        await engine.crash();
        alive = false;
        await Promise.all(senders);
      }
      const recovered = await spanIds(await start());
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      expect(acknowledged.filter((spanId) => !recovered.has(spanId))).toEqual([]);
      // A record may be torn where the engine was killed in the middle of writing it: it was not acknowledged.
      const complaints = (running?.said().stderr ?? "").split("\n").filter((line) => line !== "");
      expect(complaints.filter((line) => !line.includes("is damaged at byte"))).toEqual([]);
    },
    20_000 + KILLS * 3_000,
  );
});

async function post({ httpPort }: EngineProcess, spanId: string): Promise<boolean> {
  const body = encodeRequest({ name: `step ${spanId}`, spanId, attributes: { text: "x".repeat(5_000) } });
  const response = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(body),
  });
  return response.status === 200;
}

async function spanIds(engine: EngineProcess): Promise<ReadonlySet<string>> {
  const { result } = await engine.ask("session/list");
  const [session] = (result as { items: { sessionId: string }[] }).items;
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const args = { sessionId: session?.sessionId ?? "", limit: 500, ...(cursor !== undefined && { cursor }) };
    const { result: steps, error } = await engine.ask("session/steps", args);
    expect(error).toBeUndefined();
    const page = steps as { items: { stepId: string }[]; next?: string };
    for (const { stepId } of page.items) found.add(stepId.split(":")[1] ?? "");
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}
