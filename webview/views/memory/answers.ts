// The three answers over the memory view: what outlives the session, what drifts, what was written for nobody. Pure.

import type {
  MemoryDiffRow,
  MemoryDriftRow,
  MemoryLayer,
  MemoryOperationRow,
} from "../../../src/protocol/rows";
import { plural } from "../../format";
import { LAYERS, LAYERS_BY_WEIGHT, thingsIn } from "./model";

/** A line of an answer with the step that proves it. */
export interface AnswerLine {
  readonly icon: "add" | "edit" | "trash";
  readonly key: string;
  readonly text: string;
  readonly stepId: string;
  readonly number: number;
}

/**
 * `3 facts now outlive this session` from start to end, where facts are new or changed; else what differs between the
 * two points: `1 fact changed, 2 records new`.
 */
export function changeSentence(diff: MemoryDiffRow, isWhole: boolean): string {
  const kept = [...diff.added, ...diff.changed].filter(({ layer }) => layer === "semantic").length;
  if (isWhole && kept > 0)
    return `${thingsIn("semantic", kept)} now outlive${kept === 1 ? "s" : ""} this session`;
  const parts = [
    countText(diff.changed, "changed"),
    countText(diff.added, "new"),
    countText(diff.removed, "gone"),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "Nothing differs between the two" : parts.join(", ");
}

function countText(entries: readonly { readonly layer: MemoryLayer }[], word: string): string {
  const counts = LAYERS.flatMap((layer) => {
    const count = entries.filter((entry) => entry.layer === layer).length;
    return count === 0 ? [] : [thingsIn(layer, count)];
  });
  return counts.length === 0 ? "" : `${counts.join(" and ")} ${word}`;
}

/**
 * What changed, most telling first: values that were replaced on the way, then what is new, then what is gone; facts
 * before records before the notes of the session. `operations` are those between the two points.
 */
export function changeLines(
  diff: MemoryDiffRow,
  operations: readonly MemoryOperationRow[],
): readonly AnswerLine[] {
  const rewritten = operations.filter(
    ({ changed, layer, preview }) => changed && layer !== "working" && preview.includes(" → "),
  );
  const lines: (AnswerLine & { readonly layer: MemoryLayer })[] = [
    ...rewritten.map((operation) => lineOf("edit", operation, operation.preview)),
    ...diff.changed.map((entry) => lineOf("edit", entry, `${textOf(entry.before)} → ${textOf(entry.after)}`)),
    ...diff.added.map((entry) => lineOf("add", entry, textOf(entry.value))),
    ...diff.removed.map((entry) => lineOf("trash", entry, textOf(entry.value))),
  ].flatMap((line) => line ?? []);
  const seen = new Set<string>();
  return lines
    .sort((left, right) => weightOf(left) - weightOf(right))
    .filter(({ key, icon }) => {
      if (seen.has(`${icon} ${key}`) || (icon === "add" && seen.has(`edit ${key}`))) return false;
      seen.add(`${icon} ${key}`);
      return true;
    });
}

const ICON_WEIGHT: Readonly<Record<AnswerLine["icon"], number>> = {
  edit: 0,
  add: 1,
  trash: 2,
};

function weightOf({ icon, layer }: { icon: AnswerLine["icon"]; layer: MemoryLayer }): number {
  return LAYERS_BY_WEIGHT.indexOf(layer) * 10 + ICON_WEIGHT[icon];
}

function lineOf(
  icon: AnswerLine["icon"],
  entry: {
    readonly key?: string;
    readonly layer: MemoryLayer;
    readonly stepId?: string;
    readonly number?: number;
  },
  text: string,
) {
  const { key, layer, stepId, number } = entry;
  if (stepId === undefined || number === undefined) return undefined;
  return { icon, key: key ?? "", text, layer, stepId, number };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const inner = isObject(value) ? (value["content"] ?? value["value"] ?? value["text"]) : undefined;
  return typeof inner === "string" ? inner : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `checkout.baseline: 4 values in 6 sessions`, and what makes it drift. */
export function driftSentence({ key, reason, values }: MemoryDriftRow): string {
  if (reason === "two-records") return `${key} contradicts another record`;
  const sessions = new Set(values.map(({ sessionId }) => sessionId)).size;
  const contradicted = reason === "contradicted" ? ", contradicted" : "";
  return `${key}: ${plural(values.length, "value")} in ${plural(sessions, "session")}${contradicted}`;
}

/** Keys that were written and never read afterwards, each with its last write; facts first, then what was deleted. */
export function neverRead(operations: readonly MemoryOperationRow[]): readonly UnreadKey[] {
  const written = new Map<string, MemoryOperationRow>();
  const deleted = new Map<string, MemoryOperationRow>();
  for (const operation of operations) {
    const { op, store, key: name, changed } = operation;
    if (name === undefined) {
      // A search names no key: it may have read anything of its store.
      if (op === "search") forget(written, store);
      continue;
    }
    const key = keyOf(store, name);
    if (op === "search") written.delete(key);
    else if (op === "delete" && written.has(key)) deleted.set(key, operation);
    else if (op !== "delete" && changed) {
      written.set(key, operation);
      deleted.delete(key);
    }
  }
  return [...written]
    .map(([key, operation]) => ({ operation, deletedBy: deleted.get(key) }))
    .sort((left, right) => unreadWeight(left) - unreadWeight(right));
}

export interface UnreadKey {
  /** The last write. */
  readonly operation: MemoryOperationRow;
  readonly deletedBy: MemoryOperationRow | undefined;
}

function unreadWeight({ operation, deletedBy }: UnreadKey): number {
  return LAYERS_BY_WEIGHT.indexOf(operation.layer) * 2 + (deletedBy ? 0 : 1);
}

/** `1 fact and 6 records were never read`, or what was deleted unread where that is all. */
export function unreadSentence(unread: readonly UnreadKey[]): string {
  if (unread.length === 0) return "Everything written was read later";
  const counts = LAYERS_BY_WEIGHT.flatMap((layer) => {
    const count = unread.filter(({ operation }) => operation.layer === layer).length;
    return count === 0 ? [] : [thingsIn(layer, count)];
  });
  return `${counts.join(" and ")} ${unread.length === 1 ? "was" : "were"} not read again`;
}

function keyOf(store: string | undefined, key: string): string {
  return `${store ?? ""}\n${key}`;
}

function forget(written: Map<string, MemoryOperationRow>, store: string | undefined): void {
  for (const key of [...written.keys()]) if (key.startsWith(`${store ?? ""}\n`)) written.delete(key);
}
