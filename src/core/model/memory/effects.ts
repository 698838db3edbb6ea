// What an effect does to a store. Edits replay on the text; a text that we never saw whole is known only where it was
// edited, and shown with `…` around that.

import type { MemoryEffect, MemoryLayer, MemoryOperation, TextEdit } from "./operation";
import { canonical, idOf, isObject, ownValue } from "./plain";
import { changesBetween, withoutId } from "./values";

export interface Cell {
  readonly value: unknown;
  /** Null where it was there before the session. */
  readonly stepId: string | null;
  readonly layer: MemoryLayer;
  readonly layerReason: string;
  /** The operation that told of it first: whose memory it is and where we read it. */
  readonly owner: MemoryOperation;
}

export type Cells = Map<string, Cell>;

/** A key that an operation wrote, deleted or saw. `after` undefined: it is gone. */
export interface Touched {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly changed: boolean;
  readonly cell: Cell;
}

/** Changes `cells` by the operation's effect and gives back the keys it touched. */
export function applyEffect(
  cells: Cells,
  operation: MemoryOperation,
  make: (value: unknown) => Cell,
): Touched[] {
  const { effect } = operation;
  switch (effect.kind) {
    case "none":
      return [];
    case "set":
      return [write(cells, effect.key, effect.value, make)];
    case "edit-text":
      return [write(cells, effect.key, edited(cells.get(effect.key)?.value, effect.edit), make)];
    case "edit-list":
      return [write(cells, effect.key, relisted(cells.get(effect.key)?.value, effect), make)];
    case "move":
      return move(cells, effect.key, effect.to, make);
    case "delete":
      return remove(cells, (key) => key === effect.key);
    case "clear":
      return remove(cells, (key) => effect.prefix === undefined || isBelow(key, effect.prefix));
    case "seen":
      return effect.entries.flatMap(([key, value]) => see(cells, key, value, make));
  }
}

/** A key keeps its layer: what wrote it first said most about it. */
function write(cells: Cells, key: string, value: unknown, make: (value: unknown) => Cell): Touched {
  const old = cells.get(key);
  const fresh = make(value);
  const layer = old === undefined || old.layer === "unknown" ? fresh : old;
  const changed = old === undefined || !isSame(old.value, value);
  const kept = changed ? fresh.stepId : old.stepId;
  const cell = {
    ...fresh,
    stepId: kept,
    layer: layer.layer,
    layerReason: layer.layerReason,
    owner: layer.owner,
  };
  cells.set(key, cell);
  return { key, before: old?.value, after: value, changed, cell };
}

/** What is read is believed. If it is what we know, nobody wrote it now. */
function see(cells: Cells, key: string, value: unknown, make: (value: unknown) => Cell): Touched[] {
  const old = cells.get(key);
  if (old === undefined || !isSame(old.value, value)) return [write(cells, key, value, make)];
  cells.set(key, { ...old, value });
  return [];
}

function move(cells: Cells, from: string, to: string, make: (value: unknown) => Cell): Touched[] {
  const moved = [...cells.keys()].filter((key) => isBelow(key, from));
  return moved.flatMap((key) => {
    const old = cells.get(key);
    if (old === undefined) return [];
    cells.delete(key);
    const gone: Touched = { key, before: old.value, after: undefined, changed: true, cell: old };
    return [gone, write(cells, to + key.slice(from.length), old.value, make)];
  });
}

function remove(cells: Cells, goes: (key: string) => boolean): Touched[] {
  return [...cells].flatMap(([key, cell]) => {
    if (!goes(key)) return [];
    cells.delete(key);
    return [{ key, before: cell.value, after: undefined, changed: true, cell }];
  });
}

/** A file by its path, or everything in a folder. */
function isBelow(key: string, prefix: string): boolean {
  return key === prefix || key.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

function edited(before: unknown, edit: TextEdit): string {
  const text = typeof before === "string" ? before : undefined;
  switch (edit.kind) {
    case "append":
      return text === undefined ? edit.text.replace(/^\n/, "") : text + edit.text;
    case "replace": {
      const at = text === undefined || edit.old === "" ? -1 : text.indexOf(edit.old);
      if (text === undefined || at < 0) return `…${edit.new}…`;
      return text.slice(0, at) + edit.new + text.slice(at + edit.old.length);
    }
    case "insert": {
      const lines = text === undefined ? ["…"] : text.split("\n");
      lines.splice(text === undefined ? 1 : edit.line, 0, ...edit.text.replace(/\n$/, "").split("\n"));
      return lines.join("\n");
    }
  }
}

function relisted(before: unknown, effect: MemoryEffect & { kind: "edit-list" }): unknown {
  if (effect.field === null) return listWith(Array.isArray(before) ? before : [], effect);
  const object = isObject(before) ? before : {};
  const list = ownValue(object, effect.field);
  return { ...object, [effect.field]: listWith(Array.isArray(list) ? list : [], effect) };
}

function listWith(list: readonly unknown[], effect: MemoryEffect & { kind: "edit-list" }): unknown[] {
  const gone = new Set(effect.remove.map(canonical));
  const all = gone.has('"__remove_all__"');
  const kept = list.filter(
    (item) => !all && !gone.has(canonical(item)) && !gone.has(canonical(idOf(item) ?? null)),
  );
  const places = new Map(
    kept.flatMap((item, index) => (idOf(item) === undefined ? [] : [[idOf(item), index] as const])),
  );
  for (const item of effect.add) {
    const id = idOf(item);
    const place = places.get(id) ?? (id === undefined ? undefined : anonymousTwin(kept, item));
    if (place !== undefined) kept[place] = item;
    else kept.push(item);
    if (id !== undefined) places.set(id, place ?? kept.length - 1);
  }
  return kept;
}

/** The item that says the same but had no id yet. */
function anonymousTwin(list: readonly unknown[], item: unknown): number | undefined {
  const text = canonical(withoutId(item));
  const index = list.findIndex((other) => idOf(other) === undefined && canonical(other) === text);
  return index < 0 ? undefined : index;
}

function isSame(before: unknown, after: unknown): boolean {
  return changesBetween(before, after).length === 0;
}
