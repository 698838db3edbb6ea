// Drift: a fact that outlives sessions and keeps changing, comes back to an earlier value, changes without a source, or
// stands in two records with two values.
//
// We claim what we computed: "no tool result of this session contains 2.9", never "the model made it up".

import { conflictsIn } from "./conflicts";
import type { MemoryLayer } from "./operation";
import { canonical, isObject, previewOf } from "./plain";
import type { LedgerEntry } from "./snapshots";
import { structureOf } from "./values";

/** A text that the agent was given: a tool result, a user message. */
export interface Evidence {
  readonly atUs: number;
  readonly stepId: string;
  readonly text: string;
}

export interface SessionMemory {
  readonly sessionId: string;
  readonly ledger: readonly LedgerEntry[];
  /** All tool results and user messages; absent where content was not captured, and then no source is asked for. */
  readonly evidence?: readonly Evidence[];
}

export interface DriftOptions {
  /** Changes of one key from which on it is `changed-often`; 3 unless told. */
  readonly minChanges?: number;
  /**
   * Layers that are looked at; all but episodic unless told, since what happened is added to and not changed. Working
   * memory is there to be changed: in it only what changes over sessions counts.
   */
  readonly layers?: readonly MemoryLayer[];
}

export interface DriftValue {
  readonly sessionId: string;
  readonly stepId: string;
  readonly atUs: number;
  readonly value: unknown;
  readonly preview: string;
  /** The step whose result held the value before it was written; null: none did; undefined: not looked for. */
  readonly sourceStepId?: string | null;
}

export interface MemoryDrift {
  readonly store: string;
  readonly key: string;
  readonly layer: MemoryLayer;
  readonly reason: "changed-often" | "contradicted" | "two-records";
  /** What makes it so, in a sentence. */
  readonly detail: string;
  /** Each value it took, oldest first; the same value twice in a row is one. */
  readonly values: readonly DriftValue[];
}

/** Keys that drift over the sessions of one agent, most changes first. */
export function driftOf(
  sessions: readonly SessionMemory[],
  options: DriftOptions = {},
): readonly MemoryDrift[] {
  const layers = options.layers ?? ["semantic", "unknown", "working"];
  const drifts: MemoryDrift[] = [];
  for (const track of withSources(tracksOf(sessions, layers), sessions)) {
    const finding = judge(track, options.minChanges ?? 3);
    if (finding !== undefined) drifts.push(finding);
  }
  drifts.push(...twoRecords(sessions, layers));
  return drifts.sort((a, b) => b.values.length - a.values.length || (a.key < b.key ? -1 : 1));
}

/** One thing that was done to a key, in whatever session. */
export interface KeyEvent {
  readonly sessionId: string;
  readonly entry: LedgerEntry;
  /** As in DriftValue: where a value that was written can have come from. */
  readonly sourceStepId?: string | null;
}

/** All that was done to a key of a store, newest first. Values that can be quoted say where they came from. */
export function historyOfKey(
  sessions: readonly SessionMemory[],
  store: string,
  key: string,
): readonly KeyEvent[] {
  const events = sessions.flatMap((session) => {
    const texts = session.evidence && textsOf(session);
    return session.ledger
      .filter((entry) => entry.store === store && entry.key === key)
      .map((entry): KeyEvent => {
        const { sessionId } = session;
        const quote = entry.changed ? quotable(mainValue(entry.after)) : undefined;
        if (quote === undefined || texts === undefined) return { sessionId, entry };
        const value = valueOf(session, entry, entry.after);
        return { sessionId, entry, sourceStepId: sourceOf(texts, value, quote.toLowerCase()) };
      });
  });
  return events.sort((a, b) => b.entry.atUs - a.entry.atUs);
}

/** The one fact in a value, where it is one. */
function mainValue(value: unknown): unknown {
  const facts = factsIn(value);
  return facts.length === 1 ? facts[0]?.[1] : value;
}

interface Track {
  readonly store: string;
  readonly key: string;
  readonly layer: MemoryLayer;
  readonly values: DriftValue[];
}

function tracksOf(sessions: readonly SessionMemory[], layers: readonly MemoryLayer[]): Track[] {
  const tracks = new Map<string, Track>();
  const writes = sessions.flatMap((session) => session.ledger.map((entry) => ({ session, entry })));
  writes.sort((a, b) => a.entry.atUs - b.entry.atUs);
  for (const { session, entry } of writes) {
    if (!isRewrite(entry) || !layers.includes(entry.layer)) continue;
    for (const [field, value] of factsIn(entry.after)) {
      const key = field === "" ? (entry.key ?? "") : `${entry.key ?? ""}.${field}`;
      const name = `${entry.store}\n${key}`;
      const track = tracks.get(name) ?? { store: entry.store, key, layer: entry.layer, values: [] };
      tracks.set(name, track);
      const last = track.values.at(-1);
      if (last !== undefined && canonical(last.value) === canonical(value)) continue;
      track.values.push(valueOf(session, entry, value));
    }
  }
  return [...tracks.values()].filter(({ values }) => values.length > 1);
}

/** Writes of a whole value to a store that outlives the session. Lists that grow are no drift. */
function isRewrite(entry: LedgerEntry): boolean {
  const { kind } = entry.effect;
  const writes = kind === "set" || kind === "edit-text";
  return entry.outlives && entry.changed && writes && entry.after !== undefined && entry.key !== undefined;
}

/** Fields that change with each write by their nature. */
const BOOKKEEPING =
  /^(updated|created|modified|timestamp|date|time|version|count|score|hash|embedding)(_?at)?$|(At|_at)$/;

/** The facts in a value: its fields one by one, the main text of a record, or the value itself. */
function factsIn(value: unknown): (readonly [string, unknown])[] {
  const plain = structureOf(value);
  return leaves(plain, "", 0);
}

function leaves(value: unknown, path: string, depth: number): (readonly [string, unknown])[] {
  if (!isObject(value) || depth > 4) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (BOOKKEEPING.test(key)) return [];
    // A record's `value` is what its key stands for.
    if (key === "value") return leaves(inner, path, depth + 1);
    return leaves(inner, path === "" ? key : `${path}.${key}`, depth + 1);
  });
}

function valueOf(session: SessionMemory, entry: LedgerEntry, value: unknown): DriftValue {
  return {
    sessionId: session.sessionId,
    stepId: entry.stepId,
    atUs: entry.atUs,
    value,
    preview: previewOf(value),
  };
}

/** What of a value a source would have to contain: its number, or a short name. Long texts are rewritten, not quoted. */
function quotable(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const number = /^\D{0,3}(\d[\d.,]*)\D{0,12}$/.exec(value)?.[1];
  if (number !== undefined) return number;
  return value.length >= 2 && value.length <= 40 && value.split(/\s+/).length <= 3 ? value : undefined;
}

/** Most values of one call that a source is looked for, newest first: each reads all texts of its session. */
const MAX_LOOKUPS = 500;

/** Adds to each value but the first of its key the step that it can have come from. */
function withSources(tracks: readonly Track[], sessions: readonly SessionMemory[]): Track[] {
  const sources = new Map(
    sessions.map((session) => [session.sessionId, session.evidence && textsOf(session)]),
  );
  const changes = tracks.flatMap(({ values }) => values.slice(1));
  const looked = new Set(changes.sort((a, b) => b.atUs - a.atUs).slice(0, MAX_LOOKUPS));
  return tracks.map((track) => ({
    ...track,
    values: track.values.map((value) => {
      const texts = sources.get(value.sessionId);
      const quote = quotable(value.value);
      if (!looked.has(value) || texts === undefined || quote === undefined) return value;
      return { ...value, sourceStepId: sourceOf(texts, value, quote.toLowerCase()) };
    }),
  }));
}

/** What the agent was given in a session, in lower case: tool results, user messages, and what memory gave back. */
function textsOf({ ledger, evidence }: SessionMemory): Evidence[] {
  const reads = ledger.filter(({ op, value }) => op === "search" && value !== undefined);
  const texts = [
    ...(evidence ?? []),
    ...reads.map(({ atUs, stepId, value }) => ({ atUs, stepId, text: canonical(value) })),
  ];
  return texts.map((each) => ({ ...each, text: each.text.toLowerCase() }));
}

function sourceOf(texts: readonly Evidence[], value: DriftValue, quote: string): string | null {
  const source = texts.find(
    ({ atUs, stepId, text }) => atUs <= value.atUs && stepId !== value.stepId && contains(text, quote),
  );
  return source?.stepId ?? null;
}

/** The quote as a word of its own: `2.9` stands in `2.9%`, not in `12.95`. */
function contains(text: string, quote: string): boolean {
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const before = text.slice(Math.max(0, at - 2), at);
    const after = text.slice(at + quote.length, at + quote.length + 2);
    if (!/[\p{L}\p{N}]$|\d[.,]$/u.test(before) && !/^[\p{L}\p{N}]|^[.,]\d/u.test(after)) return true;
  }
  return false;
}

function judge(track: Track, minChanges: number): MemoryDrift | undefined {
  const { store, key, layer, values } = track;
  const changes = values.length - 1;
  const sessions = new Set(values.map(({ sessionId }) => sessionId)).size;
  if (changes < 1 || (layer === "working" && sessions < 2)) return undefined;
  const contradiction = contradictionIn(values);
  if (contradiction !== undefined) {
    return { store, key, layer, reason: "contradicted", detail: contradiction, values };
  }
  if (changes < minChanges) return undefined;
  const detail = `${String(values.length)} values in ${sessions === 1 ? "one session" : `${String(sessions)} sessions`}`;
  return { store, key, layer, reason: "changed-often", detail, values };
}

function contradictionIn(values: readonly DriftValue[]): string | undefined {
  const unsourced = values.findLast(({ sourceStepId }) => sourceStepId === null);
  if (unsourced !== undefined) {
    return `no tool result, read or user message before it contains “${quotable(unsourced.value) ?? unsourced.preview}”`;
  }
  const seen = new Set<string>();
  for (const { value, preview } of values) {
    const text = canonical(value);
    if (seen.has(text)) return `it went back to ${preview}`;
    seen.add(text);
  }
  return undefined;
}

/** Records of a store that outlives sessions, written by any of them, that state the same thing with two values. */
function twoRecords(sessions: readonly SessionMemory[], layers: readonly MemoryLayer[]): MemoryDrift[] {
  const stores = new Map<string, (LedgerEntry & { readonly session: SessionMemory })[]>();
  for (const session of sessions) {
    for (const entry of session.ledger) {
      if (!entry.outlives || !layers.includes(entry.layer) || entry.layer === "working") continue;
      const entries = stores.get(entry.store) ?? [];
      stores.set(entry.store, entries);
      entries.push({ ...entry, session });
    }
  }
  return [...stores.values()].flatMap((entries) =>
    conflictsIn(entries.sort((a, b) => a.atUs - b.atUs)).map(({ older, newer }): MemoryDrift => ({
      store: newer.entry.store,
      key: newer.key,
      layer: newer.entry.layer,
      reason: "two-records",
      detail: `“${newer.subject}” ${newer.said}, and ${older.said} in ${older.key}`,
      values: [older, newer].map(({ entry, text }) => valueOf(entry.session, entry, text)),
    })),
  );
}
