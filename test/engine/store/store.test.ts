import { describe, expect, it } from "vitest";
import { DatabaseError } from "../../../src/engine/store/backend";
import { loadSqlite, openBackend, passesSelfTest } from "../../../src/engine/store/open";
import { type SpanOptions, logRecord, span } from "../../fixtures/builders/span";
import { NOW_MS, testStore } from "./feed";

const trace = (number: number) => number.toString(16).padStart(32, "0");
const id = (number: number) => number.toString(16).padStart(16, "0");

/** Text that no dedupe shrinks. */
function noise(seed: number, length: number): string {
  let text = "";
  for (let word = seed * 7919; text.length < length; word = (word * 48_271 + 11) % 2_147_483_647)
    text += `${word.toString(36)} `;
  return text;
}

describe.each(["pointer", "plain"] as const)("the %s backend", (backend) => {
  it("passes its self-test", async () => {
    const opened = openBackend(await loadSqlite(), backend);
    expect(opened.name).toBe(backend);
    expect(passesSelfTest(opened)).toBe(true);
    opened.close();
  });

  it("gives the same store", async () => {
    const store = await testStore({ backend });
    store.addSpans([span({ spanId: id(1), name: "a", attributes: { long: noise(1, 3000) } })], NOW_MS);
    expect(store.sessions.newest(10, null)).toMatchObject([{ steps: 1, traces: 1 }]);
    store.close();
  });
});

describe("a span that comes twice", () => {
  const first: SpanOptions = {
    spanId: id(1),
    name: "first",
    startUs: NOW_MS * 1000,
    endUs: NOW_MS * 1000 + 5,
  };
  const later: SpanOptions = { ...first, name: "later", endUs: NOW_MS * 1000 + 9 };

  it("changes nothing where the copy is the same", async () => {
    const store = await testStore();
    store.addSpans([span(first)], NOW_MS);
    const hash = store.hash();
    expect(store.addSpans([span(first), span(first)], NOW_MS).added).toBe(0);
    expect(store.hash()).toBe(hash);
  });

  it("keeps the one that ended later, whichever came first, and says so", async () => {
    const [one, other] = [await testStore(), await testStore()];
    one.addSpans([span(first), span(later)], NOW_MS);
    other.addSpans([span(later)], NOW_MS);
    other.addSpans([span(first)], NOW_MS);
    expect(one.hash()).toBe(other.hash());
    const located = one.steps.locate(`${span(first).traceId}:${id(1)}`);
    expect(one.steps.row(located?.id ?? 0)).toMatchObject({ name: "later", conflict: 1 });
    expect(one.sessions.problems()).toEqual({ conflict: 1 });
  });
});

describe("sessions", () => {
  it("with one id from two services are two, and the second says whose it is", async () => {
    const store = await testStore();
    const attributes = { "gen_ai.conversation.id": "chat-1", "gen_ai.operation.name": "chat" };
    store.addSpans([span({ traceId: trace(1), attributes, resource: { "service.name": "a" } })], NOW_MS);
    store.addSpans([span({ traceId: trace(2), attributes, resource: { "service.name": "b" } })], NOW_MS);
    const ids = store.sessions.newest(10, null).map((row) => row.sessionId);
    expect(ids.sort()).toEqual(["chat-1", "chat-1@b"]);
  });

  it("move when an id comes late, and say where to", async () => {
    const store = await testStore();
    store.addSpans([span({ traceId: trace(1), spanId: id(2), parent: id(1) })], NOW_MS);
    const attributes = { "gen_ai.conversation.id": "chat-1", "gen_ai.operation.name": "invoke_agent" };
    const result = store.addSpans([span({ traceId: trace(1), spanId: id(1), attributes })], NOW_MS);
    expect(result).toMatchObject({
      changed: ["chat-1"],
      removed: [{ sessionId: trace(1), movedTo: "chat-1" }],
    });
    expect(store.sessions.newest(10, null)).toMatchObject([{ sessionId: "chat-1", steps: 2, waiting: 0 }]);
  });
});

describe("log records", () => {
  it("are steps of their own until their span comes, and part of it then", async () => {
    const store = await testStore();
    store.addLogs([logRecord({ traceId: trace(1), spanId: id(1), eventName: "tool.output" })], NOW_MS);
    const [alone] = store.sessions.newest(10, null);
    expect(store.structure(alone?.id ?? 0).places.map((place) => place.stepId.slice(0, 4))).toEqual(["log:"]);
    store.addSpans([span({ traceId: trace(1), spanId: id(1) })], NOW_MS);
    const [joined] = store.sessions.newest(10, null);
    expect(store.structure(joined?.id ?? 0).places.map((place) => place.stepId)).toEqual([
      `${trace(1)}:${id(1)}`,
    ]);
    expect(joined).toMatchObject({ steps: 1 });
  });
});

describe("hostile text", () => {
  const texts = [
    "'; DROP TABLE step;--",
    '" OR 1=1 --',
    "%",
    "_",
    "\\",
    "NEAR(",
    "a\0b",
    "\u202e",
    "?1",
    ":x",
    "__proto__",
  ];
  it.each(texts)("%j as a name, an id and an attribute comes back as it is", async (text) => {
    const store = await testStore();
    const attributes = { "gen_ai.conversation.id": text, "gen_ai.agent.name": text, [text]: text };
    store.addSpans([span({ spanId: id(1), name: text, attributes })], NOW_MS);
    const session = store.sessions.session(text);
    expect(session?.sessionId).toBe(text);
    const [message] = store.steps.spans(session?.id ?? 0);
    expect(message && store.messages.span(message).attributes.get(text)).toBe(text);
  });
});

describe("a store that runs full", () => {
  const big = (number: number) =>
    span({ traceId: trace(number), spanId: id(1), attributes: { text: noise(number, 60_000) } });

  it("removes the sessions that were silent for longest, with all their text", async () => {
    const store = await testStore({ maxBytes: 2 << 20 });
    const evicted: string[] = [];
    for (let number = 1; number <= 100; number++)
      evicted.push(...store.addSpans([big(number)], NOW_MS + number).evicted);
    expect(evicted.length).toBeGreaterThan(50);
    expect(evicted[0]).toBe(trace(1));
    expect(store.bytesStored()).toBeLessThanOrEqual(2 << 20);
    expect(store.sessions.count()).toBe(100 - evicted.length);
    for (const { id: session } of store.sessions.newest(100, null))
      for (const message of store.steps.spans(session))
        expect(store.messages.span(message).attributes.text("text")?.length).toBeGreaterThan(59_000);
  });

  it("refuses what can never fit and keeps what it has", async () => {
    const store = await testStore({ maxBytes: 1 << 20 });
    store.addSpans([big(1)], NOW_MS);
    const hash = store.hash();
    const huge = span({ traceId: trace(1), spanId: id(2), attributes: { text: noise(2, 3_000_000) } });
    expect(() => store.addSpans([huge], NOW_MS)).toThrow(DatabaseError);
    expect(store.hash()).toBe(hash);
    expect(store.addSpans([span({ traceId: trace(1), spanId: id(3) })], NOW_MS).added).toBe(1);
  });

  it("removes the sessions that are named and no other", async () => {
    const store = await testStore();
    const empty = store.bytesStored();
    store.addSpans([big(1), big(2)], NOW_MS);
    const [first, second] = store.sessions.newest(2, null).map(({ sessionId }) => sessionId);
    expect(store.remove([first ?? "", "never there"])).toEqual([first]);
    expect(store.sessions.newest(2, null).map(({ sessionId }) => sessionId)).toEqual([second]);
    store.remove([second ?? ""]);
    expect(store.bytesStored()).toBeLessThanOrEqual(empty + 4096);
  });

  it("holds nothing when everything was cleared", async () => {
    const store = await testStore();
    const empty = store.bytesStored();
    store.addSpans([big(1), big(2)], NOW_MS);
    expect(store.clear()).toHaveLength(2);
    expect(store.sessions.count()).toBe(0);
    expect(store.bytesStored()).toBeLessThanOrEqual(empty + 4096);
  });
});
