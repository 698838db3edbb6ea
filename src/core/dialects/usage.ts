// Tokens as reported, into buckets that do not overlap (dialects.md §3.4).

import { NO_USAGE, type Usage } from "../model/usage";
import type { ReportedUsage } from "./dialect";

/** The disjoint buckets of what a client reported; null where it reported nothing. A bucket never sent is null. */
export function toUsage(reported: ReportedUsage | undefined): Usage | null {
  if (reported === undefined || !saysSomething(reported)) return null;
  const { input, output, cacheRead, cacheWrite, reasoning } = reported;
  const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const uncached = input === undefined || isInputExclusive(reported) ? input : input - cached;
  const visible = output === undefined || isOutputExclusive(reported) ? output : output - (reasoning ?? 0);
  return {
    ...NO_USAGE,
    inUncached: uncached ?? null,
    inCacheRead: cacheRead ?? null,
    inCacheWrite: cacheWrite ?? null,
    out: visible ?? null,
    reasoning: reasoning ?? null,
  };
}

/** Several dialects on one span: each number from the first that has it, the basis from the one that gave the total. */
export function mergeReported(found: readonly (ReportedUsage | undefined)[]): ReportedUsage | undefined {
  const reports = found.filter((report) => report !== undefined);
  return reports.length <= 1
    ? reports[0]
    : reports.reduceRight<ReportedUsage>((rest, report) => ({ ...rest, ...report }), {});
}

function saysSomething(reported: ReportedUsage): boolean {
  const { input, output, cacheRead, cacheWrite, reasoning } = reported;
  return [input, output, cacheRead, cacheWrite, reasoning].some((count) => count !== undefined);
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
