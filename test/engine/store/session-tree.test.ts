// The tree that was changed batch by batch is the tree that all rows make at once, whatever came in between.
// `LOUPE_SEEDS=1000` runs the long form.

import { describe, expect, it } from "vitest";
import type { LogRecord, SpanRecord } from "../../../src/core/otlp/wire";
import { type Place, sumsBelow } from "../../../src/engine/store/place";
import type { Structure } from "../../../src/engine/store/session-tree";
import type { Store } from "../../../src/engine/store/store";
import { StructureStore } from "../../../src/engine/store/structure";
import { randomOf } from "../../fixtures/builders/random";
import { logRecord, span, T0_US } from "../../fixtures/builders/span";
import { listRecordings } from "../../fixtures/recordings";
import { itemsOf, NOW_MS, testStore } from "./feed";

const SEEDS = Number(process.env["LOUPE_SEEDS"] ?? 40);

type Random = () => number;
type Item =
  { readonly kind: "span"; readonly span: SpanRecord } | { readonly kind: "log"; readonly log: LogRecord };

describe("a session's tree", () => {
  it.each(listRecordings())(
    "grows with $name as if it was read anew",
    async (recording) => {
      const random = randomOf(listRecordings().findIndex(({ name }) => name === recording.name) + 1);
      const { spans, logs } = itemsOf(recording);
      await growAndCompare(inAnyOrder([...spans.map(asItem), ...logs.map(asLogItem)], random), random);
    },
    120_000,
  );

  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    "grows with made-up steps as if it was read anew (seed %i)",
    async (seed) => {
      const random = randomOf(seed + 1000);
      await growAndCompare(inAnyOrder(madeUpItems(random), random), random);
    },
    120_000,
  );

  it("is the same object until the session changes, and the list of one state stays as it is", async () => {
    const store = await testStore();
    store.addSpans([span({ spanId: id(1) }), span({ spanId: id(2), parent: id(1) })], NOW_MS);
    const [session = 0] = sessionsOf(store);
    const before = store.structure(session);
    expect(store.structure(session)).toBe(before);
    store.addSpans([span({ spanId: id(3), parent: id(1), startUs: T0_US - 5 })], NOW_MS);
    const after = store.structure(session);
    expect(after).not.toBe(before);
    expect(before.places.map(({ span: spanId }) => spanId)).toEqual([id(1), id(2)]);
    expect(after.places.map(({ span: spanId }) => spanId)).toEqual([id(1), id(3), id(2)]);
    expect(after.places[2]).toBe(before.places[1]);
    store.close();
  });

  it("hands the name down that a later copy of an agent gives it", async () => {
    const store = await testStore();
    const agent = (name: string, endUs: number) =>
      span({
        spanId: id(1),
        endUs,
        attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name },
      });
    store.addSpans([agent("planner", T0_US + 10), span({ spanId: id(2), parent: id(1) })], NOW_MS);
    const [session = 0] = sessionsOf(store);
    expect(store.structure(session).places.map(({ agent: name }) => name)).toEqual(["planner", "planner"]);
    store.addSpans([agent("writer", T0_US + 20)], NOW_MS);
    expect(store.structure(session).places.map(({ agent: name }) => name)).toEqual(["writer", "writer"]);
    store.close();
  });

  it("is read in slices while more arrives, and holds that too", async () => {
    const store = await testStore();
    const steps = Array.from({ length: 2_000 }, (_, index) =>
      span({ spanId: id(index + 1), parent: index === 0 ? null : id(1), startUs: T0_US + index }),
    );
    store.addSpans(steps.slice(0, 1_990), NOW_MS);
    const [session = 0] = sessionsOf(store);
    const soon = store.structureSoon(session);
    store.addSpans(steps.slice(1_990), NOW_MS);
    const structure = await soon;
    expect(structure.places).toHaveLength(2_000);
    expect(described(structure)).toEqual(described(readAnew(store, session)));
    store.close();
  });

  it("is read anew where it was removed while it was read", async () => {
    const store = await testStore();
    store.addSpans([span({ spanId: id(1) })], NOW_MS);
    const [session = 0] = sessionsOf(store);
    const soon = store.structureSoon(session);
    store.clear();
    expect((await soon).places).toEqual([]);
    store.close();
  });
});

/** Feeds batches, and compares the trees of all sessions after each; now and then nobody asks for a while. */
async function growAndCompare(items: readonly Item[], random: Random): Promise<void> {
  const mostAtOnce = Math.max(12, items.length / 10);
  const store = await testStore();
  for (let at = 0; at < items.length;) {
    const batch = items.slice(at, at + 1 + Math.floor(random() * mostAtOnce));
    at += batch.length;
    const spans = batch.flatMap((item) => (item.kind === "span" ? [item.span] : []));
    const logs = batch.flatMap((item) => (item.kind === "log" ? [item.log] : []));
    if (spans.length > 0) store.addSpans(spans, NOW_MS);
    if (logs.length > 0) store.addLogs(logs, NOW_MS);
    if (random() < 0.3) continue;
    for (const session of sessionsOf(store)) {
      const grown = described(store.structure(session));
      const anew = described(readAnew(store, session));
      // Texts are compared quickly; only where they differ a long comparison says where.
      if (JSON.stringify(grown) !== JSON.stringify(anew)) expect(grown, `after ${at} items`).toEqual(anew);
    }
  }
  store.close();
}

function sessionsOf(store: Store): readonly number[] {
  return store.sessions.newest(500, null).map((cells) => cells.id);
}

function readAnew(store: Store, session: number): Structure {
  return new StructureStore(store["database"]).of(session);
}

/** A tree without its circles: everything that a place says, others by their ids. */
function described({ places, roots, byStepId, byRowId, waiting, odd }: Structure) {
  return {
    places: places.map(describedPlace),
    roots: roots.map(idOf),
    byStepId: [...byStepId].map(([key, place]) => [key, place.rowId]).sort(),
    byRowId: [...byRowId].map(([key, place]) => [key, place.stepId]).sort(),
    waiting,
    odd,
  };
}

function describedPlace(place: Place) {
  const { parent, children, among } = place;
  return {
    ...place,
    parent: parent?.stepId ?? null,
    children: children.map(idOf),
    among: among.map(idOf).join(),
    sums: sumsBelow(place),
    revision: 0,
  };
}

function idOf({ stepId }: Place): string {
  return stepId;
}

/** Steps of two traces whose parents may come later or never, that may stand in rings, be copies of each other or be sent twice. */
function madeUpItems(random: Random): readonly Item[] {
  const upTo = (end: number) => Math.floor(random() * end);
  const count = 10 + upTo(60);
  const hasRings = random() < 0.3;
  // Instrumentors upon instrumentors: calls in calls in calls.
  const isNested = random() < 0.3;
  const items: Item[] = [];
  for (let number = 1; number <= count; number++) {
    const spanId = id(number);
    const traceId = random() < 0.9 ? TRACES[0] : TRACES[1];
    const parent =
      isNested && random() < 0.9
        ? id(number - 1)
        : random() < 0.1
          ? null
          : id(hasRings ? 1 + upTo(count + 3) : random() < 0.05 ? 900 + upTo(5) : upTo(number));
    const startUs = T0_US + upTo(30);
    const options = {
      traceId,
      spanId,
      parent: parent === id(0) ? null : parent,
      startUs,
      endUs: startUs + 50,
    };
    items.push(asItem(span({ ...options, ...(isNested ? callOf(random, 0) : kindOf(random, upTo(100))) })));
    // A copy that says something else, perhaps with another parent, start or cost.
    if (random() < 0.15)
      items.push(
        asItem(
          span({
            ...options,
            ...(random() < 0.5 ? callOf(random, 0) : kindOf(random, upTo(100))),
            startUs: random() < 0.5 ? startUs : startUs + upTo(3),
            endUs: startUs + 40 + upTo(30),
            ...(random() < 0.3 && { parent: id(1 + upTo(count)) }),
          }),
        ),
      );
    if (random() < 0.2)
      items.push(asLogItem(logRecord({ traceId, spanId, timeUs: startUs + 1, body: `said ${number}` })));
  }
  if (random() < 0.3)
    // The conversation is named late: all of it moves to another session.
    items.push(asItem(span({ spanId: id(count + 1), attributes: { "gen_ai.conversation.id": "late" } })));
  return items;
}

const TRACES = ["0af7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319d"] as const;

function kindOf(random: Random, number: number) {
  const dice = random();
  const status = { code: random() < 0.15 ? 2 : 0 };
  if (dice < 0.2)
    return {
      name: "invoke_agent",
      status,
      attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": `agent ${number % 3}` },
    };
  if (dice < 0.4)
    return { status, attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_sql" } };
  return dice < 0.5 ? { status } : callOf(random, number);
}

function callOf(random: Random, number: number) {
  return {
    name: "chat gpt-5-mini",
    status: { code: random() < 0.1 ? 2 : 0 },
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": random() < 0.8 ? "gpt-5-mini" : "no-such-model",
      // Nested calls with one response id are one call.
      ...(random() < 0.6 && { "gen_ai.response.id": `response ${number % 4}` }),
      ...(random() < 0.8 && { "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10 }),
      ...(random() < 0.2 && { "gen_ai.usage.cache_read.input_tokens": 40 }),
    },
  };
}

function asItem(record: SpanRecord): Item {
  return { kind: "span", span: record };
}

function asLogItem(log: LogRecord): Item {
  return { kind: "log", log };
}

function inAnyOrder(items: readonly Item[], random: Random): readonly Item[] {
  const sent = items.flatMap((item) => (random() < 0.15 ? [item, item] : [item]));
  if (random() < 0.3) return sent;
  return sent
    .map((item) => ({ item, at: random() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

function id(number: number): string {
  return number.toString(16).padStart(16, "0");
}
