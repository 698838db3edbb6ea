// Numbers from strangers: token counts and costs that arrive as text, negative, infinite or absurd.

import type { Problem } from "../model/problem";
import { keysPresent } from "../otlp/attributes";
import type { Attributes } from "../otlp/wire";

/** No call has a billion tokens; a count above is somebody's mistake and must not move a bill or a budget. */
export const MAX_TOKENS = 1_000_000_000;
/** No call costs a million dollars. */
export const MAX_COST_USD = 1_000_000;

/** The first key that holds a token count. Absent where there is none; a count that cannot be is a problem instead. */
export function readCount(
  attributes: Attributes,
  keys: readonly string[],
  problems: Problem[],
): number | undefined {
  return readNumber(attributes, keys, problems, MAX_TOKENS, Math.round);
}

/** The first key that holds a cost in US dollars, by the same rules. */
export function readCostUsd(
  attributes: Attributes,
  keys: readonly string[],
  problems: Problem[],
): number | undefined {
  return readNumber(attributes, keys, problems, MAX_COST_USD, (cost) => cost);
}

/** A token count out of parsed JSON; undefined for anything that is not a sane number. */
export function countIn(value: unknown): number | undefined {
  const number = numberIn(value);
  return number !== undefined && number >= 0 && number <= MAX_TOKENS ? Math.round(number) : undefined;
}

function readNumber(
  attributes: Attributes,
  keys: readonly string[],
  problems: Problem[],
  max: number,
  finish: (value: number) => number,
): number | undefined {
  for (const key of keysPresent(attributes, keys)) {
    const value = attributes.get(key);
    if (value === undefined || value === null || value === "") continue;
    const number = numberIn(value);
    if (number !== undefined && number >= 0 && number <= max) return finish(number);
    problems.push({ code: "bad-number", key, message: `${key} is ${describe(value)}: not counted.` });
  }
  return undefined;
}

/** Some clients write numbers as text (Codex), so text that is a number counts. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?\s*$/.test(value))
    return Number(value);
  return undefined;
}

function describe(value: unknown): string {
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  return typeof value === "string" ? `"${value.slice(0, 40)}"` : `a value of another type`;
}
