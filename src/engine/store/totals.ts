// What one step adds to the sums of its session and its agent. All integers, so that adding and taking away in any
// order comes to the same.

import { isBilled } from "../../core/model/kind";
import type { Usage } from "../../core/model/usage";
import { TOTALS, type Total } from "./schema";
import type { StepNode } from "./step-node";

export type Totals = Record<Total, number>;

export function noTotals(): Totals {
  return Object.fromEntries(TOTALS.map((name) => [name, 0])) as Totals;
}

/** Adds a step to sums, or takes it away with `sign` −1. Duplicates count as steps only (protocol convention 4). */
export function addStep(totals: Totals, step: StepNode, sign: 1 | -1): void {
  totals.steps += sign;
  if (step.waiting) totals.waiting += sign;
  if (isFailedRoot(step)) totals.failedRoots += sign;
  if (step.duplicateOf !== null) return;
  const { kind, failed } = step.columns;
  if (kind === "llm") totals.modelCalls += sign;
  if (kind === "tool") totals.toolCalls += sign;
  if (failed && (kind === "llm" || kind === "tool")) totals.errors += sign;
  if (isBilled(kind)) addCall(totals, step, sign);
}

/** A step that failed with nothing above it: the session's own failure. */
function isFailedRoot(step: StepNode): boolean {
  return step.columns.failed && !step.isLog && (step.parent === null || step.waiting);
}

function addCall(totals: Totals, { columns }: StepNode, sign: 1 | -1): void {
  const { usage, costNano, failed } = columns;
  if (usage) {
    addBucket(totals, "inUncached", usage.inUncached, sign);
    addBucket(totals, "inCacheRead", usage.inCacheRead, sign);
    addBucket(totals, "inCacheWrite", usage.inCacheWrite, sign);
    addBucket(totals, "output", usage.out, sign);
    addBucket(totals, "reasoning", usage.reasoning, sign);
  }
  if (costNano !== null) {
    totals.costNano += sign * costNano;
    totals.pricedCalls += sign;
  } else if (!failed || usage) totals.unpricedCalls += sign;
}

type Bucket = "inUncached" | "inCacheRead" | "inCacheWrite" | "output" | "reasoning";

function addBucket(totals: Totals, bucket: Bucket, tokens: number | null, sign: 1 | -1): void {
  if (tokens === null) return;
  totals[bucket] += sign * tokens;
  totals[`${bucket}Known`] += sign;
}

/** The usage that sums stand for: a bucket that no call sent is null. */
export function usageOf(totals: Totals): Usage {
  const bucket = (name: Bucket) => (totals[`${name}Known`] === 0 ? null : totals[name]);
  return {
    inUncached: bucket("inUncached"),
    inCacheRead: bucket("inCacheRead"),
    inCacheWrite: bucket("inCacheWrite"),
    out: bucket("output"),
    reasoning: bucket("reasoning"),
  };
}

/** The known cost in dollars; null where no call could be priced. */
export function costUsdOf(totals: Pick<Totals, "costNano" | "pricedCalls">): number | null {
  return totals.pricedCalls === 0 ? null : totals.costNano / 1e9;
}
