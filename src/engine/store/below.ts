// What a step and all below it used and cost, as sums that a step can be added to and taken out of again.

import { isBilled } from "../../core/model/kind";
import { USAGE_BUCKETS, type Usage } from "../../core/model/usage";
import type { StepKind } from "../../core/model/kind";

export interface Below {
  readonly usage: Usage;
  readonly costNano: number | null;
  readonly unpricedCalls: number;
}

/**
 * The tokens of each bucket, the cost, how many calls said each of these six, and the calls without a price. All whole
 * numbers, so that the order of adding and taking away does not matter.
 */
export type Sums = number[];

const BUCKETS = USAGE_BUCKETS.length;
const COST = BUCKETS;
const KNOWN = BUCKETS + 1;
const UNPRICED = KNOWN + KNOWN;

export interface Billed {
  readonly kind: StepKind;
  readonly duplicateOf: string | null;
  readonly failed: boolean;
  readonly usage: Usage;
  readonly costNano: number | null;
}

export function noSums(): Sums {
  return new Array<number>(UNPRICED + 1).fill(0);
}

/** Adds sums to sums, or takes them away with `sign` −1. */
export function addSums(sums: Sums, other: Sums, sign: 1 | -1): void {
  for (let index = 0; index <= UNPRICED; index++)
    sums[index] = (sums[index] ?? 0) + sign * (other[index] ?? 0);
}

/** Adds what a step itself was billed: nothing for a copy, or for a step that is no call. */
export function addOwn(
  sums: Sums,
  { kind, duplicateOf, usage, costNano, failed }: Billed,
  sign: 1 | -1,
): void {
  if (duplicateOf !== null || !isBilled(kind)) return;
  let isSilent = true;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const tokens = usage[USAGE_BUCKETS[bucket] ?? "out"];
    if (tokens === null) continue;
    isSilent = false;
    addKnown(sums, bucket, sign * tokens, sign);
  }
  if (costNano !== null) addKnown(sums, COST, sign * costNano, sign);
  else if (!failed || !isSilent) sums[UNPRICED] = (sums[UNPRICED] ?? 0) + sign;
}

/** What sums stand for: null is what no call said. */
export function belowOf(sums: Sums): Below {
  const said = (index: number) => ((sums[KNOWN + index] ?? 0) === 0 ? null : (sums[index] ?? 0));
  const [inUncached, inCacheRead, inCacheWrite, out, reasoning] = USAGE_BUCKETS.map((_, index) =>
    said(index),
  );
  return {
    usage: {
      inUncached: inUncached ?? null,
      inCacheRead: inCacheRead ?? null,
      inCacheWrite: inCacheWrite ?? null,
      out: out ?? null,
      reasoning: reasoning ?? null,
    },
    costNano: said(COST),
    unpricedCalls: sums[UNPRICED] ?? 0,
  };
}

function addKnown(sums: Sums, index: number, amount: number, sign: 1 | -1): void {
  sums[index] = (sums[index] ?? 0) + amount;
  sums[KNOWN + index] = (sums[KNOWN + index] ?? 0) + sign;
}
