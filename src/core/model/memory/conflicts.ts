// Two records of one store that state the same thing differently, both still there at the end.
//
// "The contact for the roaster is Peter Hald." and "The contact for the roaster is Amina Diallo." are one statement with
// two values. Only that is claimed: the same words around one gap that holds a number or a name on each side.

import { isObject } from "./plain";
import type { LedgerEntry } from "./snapshots";

/** A statement as it stands in a store. */
export interface Statement<Entry extends LedgerEntry> {
  readonly entry: Entry;
  readonly key: string;
  readonly text: string;
  /** What it says before the gap, as written: `The contact for the roaster is`. */
  readonly subject: string;
  /** What stands in the gap. */
  readonly said: string;
}

export interface Conflict<Entry extends LedgerEntry> {
  readonly older: Statement<Entry>;
  readonly newer: Statement<Entry>;
}

/** Statements of one store that conflict, by the entries that wrote them, in order of time. Each record is in one of them at most. */
export function conflictsIn<Entry extends LedgerEntry>(
  entries: readonly Entry[],
): readonly Conflict<Entry>[] {
  const conflicts: Conflict<Entry>[] = [];
  const open = new Map<string, Statement<Entry>>();
  for (const statement of liveStatements(entries)) {
    const older = open.get(statement.frame);
    if (older !== undefined && older.said !== statement.said) {
      conflicts.push({ older, newer: statement });
      open.delete(statement.frame);
    } else open.set(statement.frame, statement);
  }
  return conflicts;
}

interface Framed<Entry extends LedgerEntry> extends Statement<Entry> {
  /** The statement without what stands in the gap: equal ones are about the same thing. */
  readonly frame: string;
}

/** What stands in the store after all writes and deletions, the earliest written first. */
function liveStatements<Entry extends LedgerEntry>(entries: readonly Entry[]): Framed<Entry>[] {
  const live = new Map<string, Entry>();
  for (const entry of entries) {
    const { effect } = entry;
    if (effect.kind === "clear") live.clear();
    if (entry.key === undefined || !entry.changed) continue;
    live.delete(entry.key);
    if (entry.after !== undefined) live.set(entry.key, entry);
  }
  return [...live].flatMap(([key, entry]) => {
    const text = textOf(entry.after);
    return text === undefined ? [] : framesOf(text).map((frame) => ({ entry, key, text, ...frame }));
  });
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!isObject(value)) return undefined;
  const inner = value["content"] ?? value["value"] ?? value["text"] ?? value["fact"] ?? value["memory"];
  return typeof inner === "string" ? inner : undefined;
}

/** Longer texts are notes of many things. */
const MOST_LETTERS = 240;
/** Words that the part before the gap has at least, so that it names one thing: `The refund window is`. */
const FEWEST_WORDS = 4;
const JOINS = /^(is|was|=|equals)$/i;

/** The statement with its value left out: after the first `is`, a number or a name of up to three words. */
function framesOf(
  text: string,
): { readonly frame: string; readonly subject: string; readonly said: string }[] {
  if (text.length > MOST_LETTERS) return [];
  const words = text.trim().replace(/[.!]$/, "").split(/\s+/);
  const at = words.findIndex((word) => JOINS.test(word));
  if (at + 1 < FEWEST_WORDS || at < 0) return [];
  const length = valueLength(words.slice(at + 1));
  if (length === 0) return [];
  const subject = words.slice(0, at + 1).join(" ");
  const said = words.slice(at + 1, at + 1 + length).join(" ");
  const rest = words.slice(at + 1 + length).join(" ");
  return [{ frame: `${subject}\n${rest}`.toLowerCase(), subject, said }];
}

function valueLength(words: readonly string[]): number {
  if (/^[^\p{L}]*\d/u.test(words[0] ?? "")) return 1;
  let length = 0;
  while (length < Math.min(3, words.length) && /^\p{Lu}/u.test(words[length] ?? "")) length += 1;
  return length;
}
