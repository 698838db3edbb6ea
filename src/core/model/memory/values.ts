// Structural comparison of remembered values: objects by field, lists by id, notes in Markdown by their lines.

import { canonical, idOf, isObject, parsed } from "./plain";

export interface FieldChange {
  /** `user.likes`, `steps[2].state`, `messages[id=m7]`; empty for the value as a whole. */
  readonly path: string;
  readonly change: "added" | "removed" | "changed";
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Whether two values say the same, whatever the order of their fields. What is deeper than 64 levels is not compared. */
export function same(before: unknown, after: unknown, depth = 0): boolean {
  if (before === after || depth > 64) return true;
  if (Array.isArray(before) && Array.isArray(after)) {
    return (
      before.length === after.length && before.every((item, index) => same(item, after[index], depth + 1))
    );
  }
  if (!isObject(before) || !isObject(after)) return canonical(before) === canonical(after);
  const keys = Object.keys(before);
  return (
    keys.length === Object.keys(after).length &&
    keys.every((key) => Object.hasOwn(after, key) && same(before[key], after[key], depth + 1))
  );
}

/**
 * What differs, field by field. Objects are compared by key; lists whose items have ids by id, others by equal items and
 * then by place; texts that are JSON or a Markdown list of `- key: value` by their fields.
 */
export function changesBetween(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  compare(structureOf(before), structureOf(after), "", 0, changes);
  return changes;
}

/** A text as fields where it has any: JSON, or Markdown headings with `- key: value` lines. Else the value itself. */
export function structureOf(value: unknown): unknown {
  const plain = parsed(value);
  return typeof plain === "string" ? (markdownFields(plain) ?? plain) : plain;
}

/** Deeper than this a difference is told as one change of the whole. */
const MAX_DEPTH = 24;

function compare(before: unknown, after: unknown, path: string, depth: number, out: FieldChange[]): void {
  if (depth < MAX_DEPTH && isObject(before) && isObject(after)) {
    compareObjects(before, after, path, depth, out);
  } else if (depth < MAX_DEPTH && Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, path, depth, out);
  } else if (!same(before, after)) {
    out.push({ path, change: "changed", before, after });
  }
}

function compareObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  out: FieldChange[],
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(after, key)) out.push({ path: inner, change: "removed", before: before[key] });
    else if (!Object.hasOwn(before, key)) out.push({ path: inner, change: "added", after: after[key] });
    else compare(before[key], after[key], inner, depth + 1, out);
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  depth: number,
  out: FieldChange[],
): void {
  const { left, right } = unmatched(before, after);
  const waiting = new Map(right.map((item) => [placeKey(item), item] as const));
  for (const item of left) {
    const other = waiting.get(placeKey(item));
    const inner = `${path}[${nameIn(item)}]`;
    if (other === undefined) {
      out.push({ path: inner, change: "removed", before: item.value });
    } else {
      waiting.delete(placeKey(item));
      compare(item.value, other.value, inner, depth + 1, out);
    }
  }
  for (const item of waiting.values()) {
    out.push({ path: `${path}[${nameIn(item)}]`, change: "added", after: item.value });
  }
}

interface Placed {
  readonly id: string | undefined;
  readonly index: number;
  readonly value: unknown;
}

/** The items that have no equal one on the other side. An id that one side lacks is no difference. */
function unmatched(
  before: readonly unknown[],
  after: readonly unknown[],
): { left: Placed[]; right: Placed[] } {
  const start = commonStart(before, after);
  const placed = (list: readonly unknown[]): Placed[] =>
    list.slice(start).map((value, index) => ({ id: idOf(value), index: index + start, value }));
  const exact = pairOff(placed(before), placed(after), ({ value }) => canonical(value));
  const bare = ({ id, value }: Placed) => canonical(id === undefined ? value : withoutId(value));
  const leftAnonymous = pairOff(
    exact.left.filter(({ id }) => id === undefined),
    exact.right,
    bare,
  );
  const rightAnonymous = pairOff(
    exact.left.filter(({ id }) => id !== undefined),
    leftAnonymous.right.filter(({ id }) => id === undefined),
    bare,
  );
  return {
    left: inOrder([...leftAnonymous.left, ...rightAnonymous.left]),
    right: inOrder([...rightAnonymous.right, ...leftAnonymous.right.filter(({ id }) => id !== undefined)]),
  };
}

/** How many items are equal at the start. Lists of messages grow at the end, so this is nearly all of them. */
function commonStart(before: readonly unknown[], after: readonly unknown[]): number {
  let count = 0;
  while (count < before.length && count < after.length && same(before[count], after[count])) count += 1;
  return count;
}

/** Both lists without the items that pair up under the same key, each used once. */
function pairOff(left: readonly Placed[], right: readonly Placed[], keyOf: (item: Placed) => string) {
  const waiting = new Map<string, Placed[]>();
  for (const item of right) {
    const key = keyOf(item);
    const list = waiting.get(key);
    if (list === undefined) waiting.set(key, [item]);
    else list.push(item);
  }
  const rest = left.filter((item) => waiting.get(keyOf(item))?.shift() === undefined);
  return { left: rest, right: [...waiting.values()].flat() };
}

function inOrder(items: readonly Placed[]): Placed[] {
  return [...items].sort((a, b) => a.index - b.index);
}

/** Items are the same one if they share an id, or have none and stand at the same place. */
function placeKey(item: Placed): string {
  return item.id === undefined ? `#${String(item.index)}` : `id ${item.id}`;
}

function nameIn(item: Placed): string {
  return item.id === undefined ? String(item.index) : `id=${item.id}`;
}

/** An item without the field that is its id, to compare with one that never had it. */
export function withoutId(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "id"));
}

/** `# User\n- name: Ada` as {"User": {"name": "Ada"}}; undefined where the text is more than headings and fields. */
function markdownFields(text: string): Readonly<Record<string, unknown>> | undefined {
  const sections = new Map<string, Map<string, string>>();
  let section = "";
  let fields = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const heading = /^#{1,6}\s+(.+?)\s*$/.exec(line);
    const field = /^\s*[-*]\s+(?:\*\*)?([^:*]{1,80}?)(?:\*\*)?:(?:\*\*)?\s*(.*)$/.exec(line);
    if (heading !== null) section = heading[1] ?? "";
    else if (field === null) return undefined;
    else {
      fields += 1;
      const map = sections.get(section) ?? new Map<string, string>();
      sections.set(section, map.set(field[1] ?? "", field[2] ?? ""));
    }
  }
  if (fields === 0) return undefined;
  const entries = [...sections].flatMap(([name, map]) =>
    name === "" ? [...map] : ([[name, Object.fromEntries(map)]] as (readonly [string, unknown])[]),
  );
  return Object.fromEntries(entries);
}
