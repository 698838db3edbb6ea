// Memory through the engine: recordings of real clients as their truth files have it, drift over sessions, and pictures
// that are gone.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResultOf } from "../../../src/protocol/messages";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import { encodeRequest, type SpanOptions, T0_US } from "../../fixtures/builders/span";
import { recording } from "../../fixtures/recordings";
import { itemsOf, NOW_MS } from "../store/feed";
import { type TestEngine, testEngine } from "../test-engine";
import { memoryWrite, modelCall, said, stepId, toolCall, traceId, words } from "./calls";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

function send(...spans: readonly SpanOptions[]): void {
  test.engine.ingest.accept("traces", encodeRequest(...spans));
}

const memoryOf = (sessionId: string) => test.client.ask("session/memory", { sessionId });
const driftOf = (sessionId: string) => test.client.ask("memory/drift", { sessionId });

/** The memory of a recording that is one session. */
async function recorded(name: string): Promise<ResultOf<"session/memory">> {
  const { spans, logs } = itemsOf(recording(name));
  test.engine.store.addSpans(spans, NOW_MS);
  test.engine.store.addLogs(logs, NOW_MS);
  const { items } = await test.client.ask("session/list", {});
  const memories = await Promise.all(items.map(({ sessionId }) => memoryOf(sessionId)));
  return {
    operations: memories.flatMap(({ operations }) => operations),
    snapshots: memories.flatMap(({ snapshots }) => snapshots),
    pointsLeftOut: 0,
  };
}

describe("a recording of Mastra's memory", () => {
  it("has the steps, the store and the working memory that its truth names", async () => {
    const { operations, snapshots } = await recorded("mastra/memory");
    expect(operations.map(({ op, store, layer, changed }) => [op, store, layer, changed])).toEqual([
      ["search", "thread-42", "episodic", false], // MemoryInputFilter
      ["search", "thread-42", "working", false], // WorkingMemory
      ["search", "thread-42", "episodic", false], // MessageHistory
      ["update", "thread-42", "working", true], // updateWorkingMemory
      ["create", "thread-42", "episodic", true],
      ["search", "thread-42", "episodic", false],
      ["search", "thread-42", "working", false],
      ["search", "thread-42", "episodic", false],
      ["update", "thread-42", "working", false], // the same text again
      ["create", "thread-42", "episodic", true],
    ]);
    const end = snapshots.find(({ at, layer }) => at === "end" && layer === "working");
    expect(end?.items).toEqual([{ key: "working memory", preview: "# User - name: Ada - likes: green tea" }]);
  });
});

describe("a recording of LangGraph's memory", () => {
  it("has both calls of save_memory and the messages of the thread as they grow", async () => {
    const { operations, snapshots } = await recorded("langgraph-openinference/memory");
    const saves = operations.filter(({ store }) => store === "memory");
    expect(saves.map(({ op, key, changed }) => [op, key, changed])).toEqual([
      ["create", "Ada likes green tea", true],
      ["create", "Ada likes green tea", false],
    ]);
    expect(
      operations.filter(({ store }) => store === "state").map(({ op, key }) => `${op} ${key ?? ""}`),
    ).toEqual(Array.from({ length: 8 }, () => "update messages"));
    const end = snapshots.findLast(({ at, store }) => at === "end" && store === "state");
    expect(end).toMatchObject({ scope: "thread thread-42", layer: "episodic" });
  });
});

describe("drift over two sessions of one agent", () => {
  const [first, second] = [traceId(1), traceId(2)];
  const question = (number: number, session: string) =>
    modelCall({ number, traceId: session, messages: [said("user", "What is the rate?")] });

  it("fires where the second changes a fact to a value that nothing it was given holds", async () => {
    send(question(1, first), memoryWrite(2, "rate", "3.4 percent", first));
    send(question(11, second), memoryWrite(12, "rate", "2.9 percent", second));
    const drifts = await driftOf(second);
    expect(drifts).toEqual([
      {
        store: "facts",
        key: "rate",
        reason: "contradicted",
        detail: "no tool result, read or user message before it contains “2.9”",
        values: [
          expect.objectContaining({ sessionId: first, stepId: stepId(2, first) }),
          expect.objectContaining({
            sessionId: second,
            stepId: stepId(12, second),
            preview: "2.9 percent",
          }),
        ],
      },
    ]);
    const { wentWrong } = await test.client.ask("session/summary", { sessionId: second });
    expect(wentWrong.flatMap(({ stepIds }) => stepIds)).toContain(stepId(12, second));
  });

  it("does not where a tool gave the new value before it was written", async () => {
    send(question(1, first), memoryWrite(2, "rate", "3.4 percent", first));
    send(
      question(10, second),
      toolCall(11, "read_rate", "The rate is 2.9 percent.", second),
      memoryWrite(12, "rate", "2.9 percent", second),
    );
    expect(await driftOf(second)).toEqual([]);
  });
});

describe("the history of a key", () => {
  const [first, second] = [traceId(1), traceId(2)];
  const historyOf = (sessionId: string, key = "rate") =>
    test.client.ask("memory/history", { sessionId, store: "facts", key });

  it("goes over the sessions of the same agent, newest first, with the step that had brought the value", async () => {
    const asked = (number: number, session: string) =>
      modelCall({ number, traceId: session, messages: [said("user", "What is the rate?")] });
    send(asked(1, first), memoryWrite(2, "rate", "3.4 percent", first));
    send(
      asked(10, second),
      toolCall(11, "read_rate", "The rate is 2.9 percent.", second),
      memoryWrite(12, "rate", "2.9 percent", second),
      memoryWrite(13, "rate", "2.7 percent", second),
      memoryWrite(14, "other", "7 percent", second),
    );
    const history = await historyOf(second);
    expect(
      history.events.map(({ sessionId, number, preview, source }) => [sessionId, number, preview, source]),
    ).toEqual([
      [second, 4, "2.9 percent → 2.7 percent", null],
      [second, 3, "2.9 percent", { stepId: stepId(11, second), number: 2, name: "read_rate" }],
      [first, 2, "3.4 percent", null],
    ]);
    expect(history).toMatchObject({ total: 3, reads: 0, changes: 3, sessions: 2 });
    expect((await historyOf(first)).events).toHaveLength(3);
  });

  it("is empty for a key that nobody touched", async () => {
    send(memoryWrite(2, "rate", "3.4 percent", first));
    expect(await historyOf(first, "nothing")).toEqual({
      events: [],
      total: 0,
      reads: 0,
      changes: 0,
      sessions: 0,
    });
  });
});

describe("the layers of stores in the settings", () => {
  it("hold for every session until they are taken back, and views ask again", async () => {
    send(memoryWrite(1, "rate", "3.4", traceId(1)));
    await memoryOf(traceId(1));
    const changed = new Promise((resolve) => {
      test.client.on("session/changed", ({ sessionIds }) => resolve(sessionIds));
    });
    await test.client.ask("settings/apply", { memoryLayers: { facts: "episodic" } });
    const { operations } = await memoryOf(traceId(1));
    expect(operations.map(({ layer, layerReason }) => [layer, layerReason])).toEqual([
      ["episodic", "you labelled this store"],
    ]);
    await test.client.ask("settings/apply", { memoryLayers: {} });
    expect((await memoryOf(traceId(1))).operations[0]?.layer).toBe("semantic");
    expect(await changed).toEqual([traceId(1)]);
  });
});

describe("whole values", () => {
  const ask = <M extends "memory/value" | "memory/picture">(method: M, args: ArgumentsOf<M>) =>
    test.client.ask(method, args);

  it("of an operation are what it wrote and what it replaced, however long", async () => {
    const long = words("beans", 2_000);
    send(memoryWrite(1, "rate", "3.4", traceId(1)), memoryWrite(2, "rate", long, traceId(1)));
    const { operations } = await memoryOf(traceId(1));
    const about = { sessionId: traceId(1), stepId: operations[1]?.stepId ?? "" };
    const found = await ask("memory/value", { ...about, place: 0 });
    expect(found).toMatchObject({ op: "update", store: "facts", key: "rate" });
    expect(JSON.stringify(found.value)).toContain(long);
    expect(JSON.stringify(found.before)).toContain("3.4");
    expect(operations[1]?.preview.length).toBeLessThan(400);
    await expect(ask("memory/value", { ...about, place: 1 })).rejects.toMatchObject({ code: "not-found" });
  });

  it("of a snapshot are all that the stores of that moment held", async () => {
    send(memoryWrite(1, "rate", "3.4", traceId(1)), memoryWrite(2, "cause", "mobile", traceId(1)));
    const { snapshots } = await memoryOf(traceId(1));
    const last = snapshots.at(-1)?.snapshotId ?? "";
    const { stores } = await ask("memory/picture", { snapshotId: last });
    expect(
      stores.map(({ store, layer, items }) => [store, layer, items.map(({ key }) => key).sort()]),
    ).toEqual([["facts", "semantic", ["cause", "rate"]]]);
    await expect(ask("memory/picture", { snapshotId: `${last}-gone` })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("memory tools in the settings", () => {
  const ran = (number: number, name: string, args: object): SpanOptions => ({
    traceId: traceId(1),
    spanId: number.toString(16).padStart(16, "0"),
    startUs: T0_US + number,
    endUs: T0_US + number,
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": name,
      "gen_ai.tool.call.arguments": JSON.stringify(args),
    },
  });
  const told = async () =>
    (await memoryOf(traceId(1))).operations.map(({ op, store, key, layer, layerReason }) => [
      op,
      store,
      key,
      layer,
      layerReason,
    ]);

  it("make operations of the tools that they name, with the layer and its reason, until they are taken back", async () => {
    send(ran(1, "Notes_Append", { id: "rate", text: "3.4" }), ran(2, "wiki_find", { query: "rate" }));
    expect(await told()).toEqual([]);
    await test.client.ask("settings/apply", {
      memoryTools: [
        { name: "notes_append", op: "create", layer: "episodic" },
        { name: "wiki*d", op: "verb", store: "company wiki" },
      ],
    });
    expect(await told()).toEqual([
      ["create", "notes", "rate", "episodic", "set in agentLoupe.memory.tools"],
      ["search", "company wiki", undefined, "unknown", "nothing says what this store is for"],
    ]);
    await test.client.ask("settings/apply", { memoryTools: [{ name: "*append*", op: "delete" }] });
    expect((await told())[0]?.[0]).toBe("delete");
    await test.client.ask("settings/apply", { memoryTools: [] });
    expect(await told()).toEqual([]);
  });

  it.each([
    ["notes", false],
    ["notes_append", true],
    ["NOTES_APPEND", true],
    ["notes*", true],
    ["*append", true],
    ["n*_*d", true],
    ["*", true],
    ["notes_append*append", false],
    ["append*", false],
    ["notes.append", false],
    [`${"a*".repeat(90)}b`, false],
  ])("fit a name by the pattern %s: %s", async (name, fits) => {
    send(ran(1, "notes_append", { id: "rate", text: "3.4" }));
    await test.client.ask("settings/apply", { memoryTools: [{ name, op: "create" }] });
    expect((await told()).length === 1).toBe(fits);
  });

  it("come before the tools that are known, but not before what a step says by the convention", async () => {
    send(ran(1, "save_memory", { fact: "Ada likes tea" }), memoryWrite(2, "rate", "3.4", traceId(1)));
    await test.client.ask("settings/apply", { memoryTools: [{ name: "*", op: "search", store: "mine" }] });
    expect((await told()).map(([op, store]) => [op, store])).toEqual([
      ["search", "mine"],
      ["update", "facts"],
    ]);
  });
});

describe("a diff with a picture that is gone", () => {
  it("says so, and what to do", async () => {
    send(memoryWrite(1, "rate", "3.4", traceId(1)));
    const { snapshots } = await memoryOf(traceId(1));
    const from = snapshots[0]?.snapshotId ?? "";
    await expect(test.client.ask("memory/diff", { from, to: `${from}-gone` })).rejects.toMatchObject({
      code: "not-found",
      next: "The session may have grown. Ask for its memory again.",
    });
    await test.client.ask("session/clear", {});
    await expect(test.client.ask("memory/diff", { from, to: from })).rejects.toMatchObject({
      code: "not-found",
      next: expect.any(String) as string,
    });
  });
});
