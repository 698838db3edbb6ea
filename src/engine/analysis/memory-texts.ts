// Texts that memory is known to hold, so that they are recognised where a prompt repeats them.

import { isObject } from "../../core/model/memory/plain";
import type { MemoryOperation } from "../../core/model/memory";

/** Shorter texts stand in prompts by chance; longer ones are documents. Each text costs a search in each message. */
const MIN_LENGTH = 16;
const MAX_LENGTH = 500;
const MAX_TEXTS = 60;

/** The main texts of records that were written or found, newest last, each once. */
export function memoryTextsOf(operations: readonly MemoryOperation[]): readonly string[] {
  const texts = new Set<string>();
  for (const { value, failed, op } of operations) {
    if (failed || op === "snapshot") continue;
    for (const text of textsIn(value, 0)) texts.add(text);
  }
  return [...texts].slice(-MAX_TEXTS);
}

const TEXT_FIELDS = ["content", "text", "memory", "value", "observation", "observations", "records"];

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") {
    const text = value.trim();
    return text.length >= MIN_LENGTH && text.length <= MAX_LENGTH && !text.includes("\n") ? [text] : [];
  }
  if (depth > 3) return [];
  if (Array.isArray(value)) return value.slice(0, MAX_TEXTS).flatMap((item) => textsIn(item, depth + 1));
  if (!isObject(value)) return [];
  return TEXT_FIELDS.flatMap((field) =>
    Object.hasOwn(value, field) ? textsIn(value[field], depth + 1) : [],
  );
}
