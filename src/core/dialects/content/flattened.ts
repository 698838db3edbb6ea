// Lists that clients flatten into attributes: `llm.input_messages.3.message.content` (dialects.md §3.3, P4 and P6).

import type { Attributes } from "../../otlp/wire";
import { plainValue, type JsonObject } from "../values";

/** Indices beyond this are noise: no prompt has so many messages. */
const MAX_INDEX = 100_000;
/** The longest path of the specifications has ten names. */
const MAX_NAMES = 32;

/**
 * The objects under `prefix.<n>.`, in order of n, with their dotted names nested again: numbers become lists, names
 * become objects. Indices may have holes (an attribute limit drops some); the holes close.
 */
export function unflatten(attributes: Attributes, prefix: string): JsonObject[] {
  const root = new Branch();
  const start = `${prefix}.`;
  for (const key of attributes.keys()) {
    if (!key.startsWith(start)) continue;
    const path = key.slice(start.length).split(".");
    if (path.length <= MAX_NAMES) root.put(path, plainValue(attributes.get(key)));
  }
  return root.items();
}

/** A node that becomes a list when all its names are numbers. Names live in a Map: keys come from strangers. */
class Branch {
  private readonly children = new Map<string, Branch>();
  private leaf: unknown;

  put(path: readonly string[], value: unknown): void {
    const [name, ...rest] = path;
    if (name === undefined) {
      this.leaf = value;
      return;
    }
    let child = this.children.get(name);
    if (child === undefined) this.children.set(name, (child = new Branch()));
    child.put(rest, value);
  }

  items(): JsonObject[] {
    return this.indexed().map((child) => child.object());
  }

  private indexed(): Branch[] {
    return [...this.children]
      .filter(([name]) => /^\d+$/.test(name) && Number(name) <= MAX_INDEX)
      .sort(([left], [right]) => Number(left) - Number(right))
      .map(([, child]) => child);
  }

  private object(): JsonObject {
    return Object.fromEntries([...this.children].map(([name, child]) => [name, child.value()]));
  }

  private value(): unknown {
    if (this.children.size === 0) return this.leaf;
    const isList = [...this.children.keys()].every((name) => /^\d+$/.test(name));
    return isList ? this.indexed().map((child) => child.value()) : this.object();
  }
}
