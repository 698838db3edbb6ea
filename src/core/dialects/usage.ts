// Tokens as reported, into buckets that do not overlap (dialects.md §3.4).

import type { Usage } from "../model/usage";
import type { ReportedUsage } from "./dialect";

/** The disjoint buckets of what a client reported; null where it reported nothing. A bucket never sent is null. */
export function toUsage(reported: ReportedUsage | undefined): Usage | null {
  if (reported === undefined || !saysSomething(reported)) return null;
  const { input, output, cacheRead, cacheWrite, reasoning } = reported;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const uncached = input === undefined || isInputExclusive(reported) ? input : input - cached;
  const visible = output === undefined || isOutputExclusive(reported) ? output : output - (reasoning ?? 0);
  return {
    inUncached: uncached ?? null,
    inCacheRead: cacheRead ?? null,
    inCacheWrite: cacheWrite ?? null,
    out: visible ?? null,
    reasoning: reasoning ?? null,
  };
}

/** Two dialects on one span: each number from the first that has it, the basis from the one that gave the total. */
export function joinReported(
  first: ReportedUsage | undefined,
  next: ReportedUsage | undefined,
): ReportedUsage | undefined {
  if (first === undefined || next === undefined) return first ?? next;
  return {
    input: first.input ?? next.input,
    output: first.output ?? next.output,
    cacheRead: first.cacheRead ?? next.cacheRead,
    cacheWrite: first.cacheWrite ?? next.cacheWrite,
    reasoning: first.reasoning ?? next.reasoning,
    total: first.total ?? next.total,
    inputBasis: first.inputBasis ?? next.inputBasis,
    outputBasis: first.outputBasis ?? next.outputBasis,
  };
}

function saysSomething(reported: ReportedUsage): boolean {
  const { input, output, cacheRead, cacheWrite, reasoning } = reported;
  return (input ?? output ?? cacheRead ?? cacheWrite ?? reasoning) !== undefined;
}

/** Cached tokens on top of the input: said by the dialect, or proven by the numbers. Inclusive otherwise. */
function isInputExclusive(reported: ReportedUsage): boolean {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, total } = reported;
  const cached = cacheRead + cacheWrite;
  if (cached > input) return true;
  if (reported.inputBasis !== undefined) return reported.inputBasis === "exclusive";
  return cached > 0 && total === input + output + cached;
}

/** Reasoning on top of the output, by the same reasoning. */
function isOutputExclusive(reported: ReportedUsage): boolean {
  const { input = 0, output = 0, reasoning = 0, total } = reported;
  if (reasoning > output) return true;
  if (reported.outputBasis !== undefined) return reported.outputBasis === "exclusive";
  return reasoning > 0 && total === input + output + reasoning;
}
