// The demo's memory session, played against a whole engine: what the answers say is what the demo wrote down that it did.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ResultOf } from "../../../src/protocol/messages";
import type { MemoryTruth } from "../../demo/run-demo";
import { type TestEngine, testEngine } from "../test-engine";

let test: TestEngine;
let truth: readonly MemoryTruth[];
let sessionId: string;
let memory: ResultOf<"session/memory">;

beforeAll(async () => {
  test = await testEngine();
  await test.engine.receiver.listen(0);
  truth = await playMemory(test.engine.receiver.httpPort ?? 0);
  const sessions = await test.client.ask("session/list", {});
  sessionId = sessions.items[0]?.sessionId ?? "";
  memory = await test.client.ask("session/memory", { sessionId });
}, 60_000);
afterAll(() => test.engine.stop());

async function playMemory(port: number): Promise<MemoryTruth[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "demo-memory-"));
  const log = path.join(folder, "truth.jsonl");
  const program = spawn(
    process.execPath,
    [path.join(import.meta.dirname, "../../../demo/agent/main.mjs"), "memory"],
    {
      env: {
        PATH: process.env["PATH"] ?? "",
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        AGENT_LOUPE_DEMO_LOG: log,
        AGENT_LOUPE_DEMO_SPEED: "0",
      },
      stdio: "ignore",
    },
  );
  try {
    expect(await new Promise((resolve) => program.on("close", resolve))).toBe(0);
    const entries = readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    return entries.filter((entry): entry is { kind: "memory" } & MemoryTruth => entry.kind === "memory");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const OPS: Readonly<Record<string, string>> = {
  create_memory_store: "store_create",
  create_memory: "create",
  update_memory: "update",
  delete_memory: "delete",
  search_memory: "search",
};
const LAYERS: Readonly<Record<string, string>> = {
  "working-notes": "working",
  "episodic-log": "episodic",
  "semantic-facts": "semantic",
};

describe("the demo's memory session", () => {
  it("has exactly the operations that were made, in their order and layer", () => {
    const seen = memory.operations.map(({ op, store, layer, recordId }) => [op, store, layer, recordId]);
    const made = truth.map(({ operation, storeId, recordId }) => [
      OPS[operation],
      storeId,
      LAYERS[storeId],
      recordId,
    ]);
    expect(seen).toEqual(made);
    expect(memory.operations.every(({ number, failed }) => number > 0 && !failed)).toBe(true);
  });

  it("differs from beginning to end by the facts that are known at the end", async () => {
    const facts = memory.snapshots.filter(({ store }) => store === "semantic-facts");
    const diff = await test.client.ask("memory/diff", {
      from: facts.find(({ at }) => at === "start")?.snapshotId ?? "",
      to: facts.find(({ at }) => at === "end")?.snapshotId ?? "",
    });
    const known = diff.added.filter(({ store }) => store === "semantic-facts");
    expect(known.map(({ key, layer }) => [key, layer])).toEqual([
      ["fact-1", "semantic"],
      ["fact-2", "semantic"],
      ["fact-4", "semantic"],
    ]);
    const texts = JSON.stringify(known);
    expect(texts).toContain("The refund window is 30 days from delivery.");
    expect(texts).not.toContain("14 days");
  });

  it("differs around the update by that fact alone, from the old text to the new", async () => {
    const update = memory.operations.find(({ op, store }) => op === "update" && store === "semantic-facts");
    expect(update).toMatchObject({ recordId: "fact-1", changed: true });
    expect(update?.preview).toContain(" → ");
    const at = memory.snapshots.find(({ stepId, at: when }) => stepId === update?.stepId && when === "step");
    const before = memory.snapshots.findLast(({ point }) => point === (at?.point ?? 0) - 1);
    const diff = await test.client.ask("memory/diff", {
      from: before?.snapshotId ?? "",
      to: at?.snapshotId ?? "",
    });
    expect([diff.added.length, diff.removed.length, diff.changed.length]).toEqual([0, 0, 1]);
    expect(diff.changed[0]).toMatchObject({ key: "fact-1", stepId: update?.stepId });
    expect(JSON.stringify(diff.changed[0]?.before)).toContain("14 days");
    expect(JSON.stringify(diff.changed[0]?.after)).toContain("30 days");
  });

  it("drifts by the one fact that contradicts another, and not by the notes that it rewrites", async () => {
    const drifts = await test.client.ask("memory/drift", { sessionId });
    expect(drifts.map(({ store, key, reason, detail }) => [store, key, reason, detail])).toEqual([
      [
        "semantic-facts",
        "fact-4",
        "two-records",
        "“The contact for the roaster is” Amina Diallo, and Peter Hald in fact-2",
      ],
    ]);
  });

  it("shows a store in the layer that the user gave it, in all sessions", async () => {
    await test.client.ask("memory/label", { store: "working-notes", layer: "episodic" });
    const { operations } = await test.client.ask("session/memory", { sessionId });
    const notes = operations.filter(({ store }) => store === "working-notes");
    expect(new Set(notes.map(({ layer }) => layer))).toEqual(new Set(["episodic"]));
    expect(notes[0]?.layerReason).toBe("you labelled this store");
  });

  it("finds no snapshot of another session, and says so", async () => {
    await expect(test.client.ask("memory/diff", { from: "x/start", to: "%" })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
