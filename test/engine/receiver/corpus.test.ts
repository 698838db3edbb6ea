// Plays every case of the attack corpus against the receiver, over real sockets, by the corpus' own runner.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import corpus from "../../fixtures/corpus/index.json";
import { startMemoryEngine } from "./memory-engine";
import type { MemoryEngine } from "./memory-engine";

const runner = path.join(import.meta.dirname, "../../fixtures/corpus/run.mjs");

interface CaseResult {
  readonly id: string;
  readonly status: readonly number[];
  readonly fail: readonly string[];
}

describe("the attack corpus", () => {
  let engine: MemoryEngine;
  let state: http.Server;
  let results: ReadonlyMap<string, CaseResult> = new Map();

  beforeAll(async () => {
    engine = await startMemoryEngine();
    state = await startState(engine);
    results = await playAll(engine.base, `http://127.0.0.1:${(state.address() as AddressInfo).port}/`);
  }, 120_000);

  afterAll(async () => {
    state.close();
    await engine.close();
  });

  it.each(corpus.cases.map(({ id }) => id))("%s", (id) => {
    expect(results.get(id)?.fail).toEqual([]);
  });

  it("never makes the receiver fail by itself", () => {
    expect(engine.errors).toEqual([]);
    expect(results.size).toBe(corpus.cases.length);
  });
});

/** Tells the runner what was stored. Memory is another test's: this process holds the whole test run. */
async function startState(engine: MemoryEngine): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    if (request.method === "POST") engine.reset();
    response.end(JSON.stringify({ spans: engine.spans.size, rssMiB: 0, rssPeakMiB: 0 }));
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function playAll(base: string, state: string): Promise<ReadonlyMap<string, CaseResult>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "corpus-"));
  const file = path.join(folder, "results.json");
  const child = spawn(process.execPath, [runner, "--base", base, "--state", state, "--json", file], {
    stdio: "ignore",
  });
  await once(child, "exit");
  const results = JSON.parse(await readFile(file, "utf8")) as readonly CaseResult[];
  await rm(folder, { recursive: true });
  return new Map(results.map((result) => [result.id, result]));
}
