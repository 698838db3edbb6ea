// What the memory view works out from its answers: lanes over time, points to compare, counts. Pure.

import type {
  MemoryLayer,
  MemoryOp,
  MemoryOperationRow,
  MemorySnapshotRow,
} from "../../../src/protocol/rows";
import { plural } from "../../format";

/** The layers in the order they are drawn: what passes above, what stays below. */
export const LAYERS: readonly MemoryLayer[] = ["working", "episodic", "semantic", "unknown"];

/** The layers by how long what is in them matters. */
export const LAYERS_BY_WEIGHT: readonly MemoryLayer[] = ["semantic", "unknown", "episodic", "working"];

export interface OpLook {
  readonly icon: string;
  readonly word: string;
  readonly tone: "ok" | "warn" | "error" | "quiet";
}

export const OPS: Readonly<Record<MemoryOp, OpLook>> = {
  search: { icon: "eye", word: "read", tone: "quiet" },
  create: { icon: "add", word: "write", tone: "ok" },
  update: { icon: "edit", word: "update", tone: "warn" },
  upsert: { icon: "edit", word: "write", tone: "warn" },
  delete: { icon: "trash", word: "delete", tone: "error" },
  store_create: { icon: "new-folder", word: "new store", tone: "ok" },
  store_delete: { icon: "trash", word: "delete store", tone: "error" },
  snapshot: { icon: "circle-outline", word: "state", tone: "quiet" },
  compact: { icon: "fold", word: "compact", tone: "warn" },
};

export interface Lane {
  readonly layer: MemoryLayer;
  readonly reason: string;
  readonly stores: readonly string[];
  /** Keys at the end of the session. */
  readonly keys: number;
  readonly marks: readonly {
    readonly leftPercent: number;
    readonly operation: MemoryOperationRow;
    readonly index: number;
  }[];
}

/** A moment that can be marked A or B: the snapshots of all lanes at one point. */
export interface Point {
  readonly point: number;
  readonly label: string;
  readonly leftPercent: number;
  readonly snapshotId: string;
  readonly stepId: string;
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** One lane for each layer that anything is in, with its operations placed on the session's time. */
export function lanesOf(
  operations: readonly MemoryOperationRow[],
  snapshots: readonly MemorySnapshotRow[],
  span: Span,
): readonly Lane[] {
  const indexed = operations.map((operation, index) => ({ operation, index }));
  return LAYERS.flatMap((layer) => {
    const own = indexed.filter(({ operation }) => operation.layer === layer);
    const last = snapshots.filter((snapshot) => snapshot.layer === layer && snapshot.at === "end");
    if (own.length === 0 && last.length === 0) return [];
    return [
      {
        layer,
        reason: own[0]?.operation.layerReason ?? last[0]?.layerReason ?? "",
        stores: [
          ...new Set([
            ...own.map(({ operation }) => operation.store ?? ""),
            ...last.map(({ store }) => store),
          ]),
        ].filter((store) => store !== ""),
        keys: last.reduce((sum, { items }) => sum + items.length, 0),
        marks: own.map((entry) => ({ ...entry, leftPercent: placeOf(entry.operation.atUs, span) })),
      },
    ];
  });
}

/** The moments of the session that have a picture of memory, in order. */
export function pointsOf(snapshots: readonly MemorySnapshotRow[], span: Span): readonly Point[] {
  const first = new Map<number, MemorySnapshotRow>();
  for (const snapshot of snapshots) if (!first.has(snapshot.point)) first.set(snapshot.point, snapshot);
  return [...first.values()]
    .sort((left, right) => left.point - right.point)
    .map((snapshot) => ({
      point: snapshot.point,
      label: snapshot.at === "step" ? `step ${snapshot.number}` : snapshot.at,
      leftPercent: snapshot.at === "start" ? 0 : snapshot.at === "end" ? 100 : placeOf(snapshot.atUs, span),
      snapshotId: snapshot.snapshotId,
      stepId: snapshot.stepId,
    }));
}

function placeOf(atUs: number, { startUs, endUs }: Span): number {
  const part = (atUs - startUs) / Math.max(1, endUs - startUs);
  return Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10;
}

/** `6 writes · 4 updates · 2 reads`: how often each word of operation stands in the ledger, most frequent first. */
export function countsOf(operations: readonly MemoryOperationRow[]): string {
  const counts = new Map<string, number>();
  for (const { op } of operations) counts.set(OPS[op].word, (counts.get(OPS[op].word) ?? 0) + 1);
  return [...counts]
    .sort(([leftWord, left], [rightWord, right]) => right - left || leftWord.localeCompare(rightWord))
    .map(([word, count]) => plural(count, word))
    .join(" · ");
}

/** How many keys each layer held at a point: the latest picture of each of its lanes. */
export function keysAt(
  snapshots: readonly MemorySnapshotRow[],
  point: number,
): ReadonlyMap<MemoryLayer, number> {
  const lanes = new Map<string, MemorySnapshotRow>();
  for (const snapshot of [...snapshots].sort((left, right) => left.point - right.point)) {
    if (snapshot.point > point) break;
    lanes.set(JSON.stringify([snapshot.scope, snapshot.store, snapshot.layer]), snapshot);
  }
  const keys = new Map<MemoryLayer, number>();
  for (const { layer, items } of lanes.values()) keys.set(layer, (keys.get(layer) ?? 0) + items.length);
  return keys;
}

const THINGS: Readonly<Record<MemoryLayer, string>> = {
  working: "key",
  episodic: "record",
  semantic: "fact",
  unknown: "key",
};

/** What a layer holds, in its own word: `3 facts`, `1 record`. */
export function thingsIn(layer: MemoryLayer, count: number): string {
  return plural(count, THINGS[layer]);
}
