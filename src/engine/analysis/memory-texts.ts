// Texts that memory is known to hold, so that they are recognised where a later prompt repeats them.

import { isObject, type PlainObject } from "../../core/model/memory/plain";
import type { MemoryOperation } from "../../core/model/memory";

/** Shorter texts stand in prompts by chance; longer ones are documents. Each text costs a search in each message. */
const MIN_LENGTH = 16;
const MAX_LENGTH = 500;
const MAX_TEXTS = 60;

/**
 * The main texts of records that were written or found before an instant in µs, newest last, each once. A prompt that was
 * sent earlier did not recall them. Asked with instants in any order.
 */
export function memoryTextsOf(
  operations: readonly MemoryOperation[],
): (beforeUs: number) => readonly string[] {
  const known = new Map<string, number>();
  for (const { value, failed, op, atUs } of operations) {
    if (failed || op === "snapshot") continue;
    for (const text of textsIn(value, 0)) known.set(text, Math.min(atUs, known.get(text) ?? Infinity));
  }
  const texts = [...known].sort(([, left], [, right]) => left - right);
  return (beforeUs) =>
    texts
      .filter(([, atUs]) => atUs < beforeUs)
      .slice(-MAX_TEXTS)
      .map(([text]) => text);
}

const TEXT_FIELDS = ["content", "text", "memory", "value", "observation", "observations", "records"];

function textsIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === "string") {
    const text = value.trim();
    return text.length >= MIN_LENGTH && text.length <= MAX_LENGTH && !text.includes("\n") ? [text] : [];
  }
  if (depth > 3) return [];
  if (Array.isArray(value)) return value.slice(0, MAX_TEXTS).flatMap((item) => textsIn(item, depth + 1));
  if (!isObject(value) || isMessage(value)) return [];
  return TEXT_FIELDS.flatMap((field) =>
    Object.hasOwn(value, field) ? textsIn(value[field], depth + 1) : [],
  );
}

/** The messages of a thread are the conversation itself: what the user says there is not recalled from anywhere. */
function isMessage({ role, type }: PlainObject): boolean {
  return (
    typeof role === "string" || (typeof type === "string" && /^(human|ai|system|tool|function)$/.test(type))
  );
}
