// Whatever the order, the split and the number of copies, the same is stored. `LOUPE_SEEDS=1000` runs the long form.

import { describe, expect, it } from "vitest";
import type { LogRecord, SpanRecord } from "../../../src/core/otlp/wire";
import type { Store } from "../../../src/engine/store/store";
import { randomOf } from "../../fixtures/builders/random";
import { listRecordings } from "../../fixtures/recordings";
import { type Items, NOW_MS, itemsOf, testStore } from "./feed";

/** In all over the recordings; each gets at least one. */
const SEEDS = Number(process.env["LOUPE_SEEDS"] ?? 50);
const recordings = listRecordings();

describe("data in any order, split and repeated anyhow", () => {
  it.each(recordings)(
    "$name gives one store hash",
    async (recording) => {
      const items = itemsOf(recording);
      const expected = await hashOf((store) => {
        if (items.spans.length > 0) store.addSpans(items.spans, NOW_MS);
        if (items.logs.length > 0) store.addLogs(items.logs, NOW_MS);
      });
      const place = recordings.indexOf(recording);
      for (let seed = place; seed < Math.max(SEEDS, place + 1); seed += recordings.length)
        expect(await hashOf((store) => feedAnyhow(store, items, seed)), `seed ${seed}`).toBe(expected);
    },
    600_000,
  );
});

async function hashOf(feed: (store: Store) => void): Promise<string> {
  const store = await testStore();
  feed(store);
  const hash = store.hash();
  store.close();
  return hash;
}

type Item =
  { readonly kind: "span"; readonly span: SpanRecord } | { readonly kind: "log"; readonly log: LogRecord };

/** Shuffles all items, sends some two or three times, in batches of one to eight. */
function feedAnyhow(store: Store, { spans, logs }: Items, seed: number): void {
  const random = randomOf(seed + 1);
  const all: Item[] = [
    ...spans.map((span) => ({ kind: "span" as const, span })),
    ...logs.map((log) => ({ kind: "log" as const, log })),
  ];
  const sent = all.flatMap((item) => Array.from({ length: random() < 0.2 ? 3 : 1 }, () => item));
  shuffle(sent, random);
  for (let at = 0; at < sent.length;) {
    const batch = sent.slice(at, at + 1 + Math.floor(random() * 8));
    at += batch.length;
    const batchSpans = batch.flatMap((item) => (item.kind === "span" ? [item.span] : []));
    const batchLogs = batch.flatMap((item) => (item.kind === "log" ? [item.log] : []));
    if (batchSpans.length > 0) store.addSpans(batchSpans, NOW_MS);
    if (batchLogs.length > 0) store.addLogs(batchLogs, NOW_MS);
  }
}

function shuffle(items: unknown[], random: () => number): void {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other], items[index]];
  }
}
