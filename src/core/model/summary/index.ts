// What a reader of a long session asks first: what went wrong, who handed over to whom, what was tried again, what cost most.
//
// A claim is a fact with a number and a name, and the steps that prove it. We claim only what we computed.

import { type CostItem, costHeadline, costOf, type Waste } from "../cost";
import { isBilledStep } from "../cost/cost-step";
import { criticalPath } from "../critical-path";
import { type Claim, claimsOf, type SummaryInput } from "./claims";
import { type Handoff, handoffsOf } from "./hand-overs";
import { type Retry, retriesOf } from "./retries";
import type { SummaryStep } from "./step";

export type { Claim, SummaryInput } from "./claims";
export { type Handoff, handoffsOf } from "./hand-overs";
export { type Retry, retriesOf } from "./retries";
export type { SummaryStep } from "./step";

export interface Summary {
  readonly wentWrong: readonly Claim[];
  readonly money: {
    readonly headline: string;
    readonly agents: readonly CostItem[];
    readonly waste: readonly Waste[];
  };
  readonly handoffs: readonly Handoff[];
  readonly retries: readonly Retry[];
  readonly costliest: readonly { readonly stepId: string; readonly name: string; readonly costUsd: number }[];
  readonly criticalPath: readonly string[];
}

/** The summary of a session from its steps. Every list is empty where there is nothing to say. */
export function summarise(input: SummaryInput): Summary {
  const steps = input.steps
    .filter((step) => step.duplicateOf === undefined)
    .sort((a, b) => a.startUs - b.startUs || (a.stepId < b.stepId ? -1 : 1));
  const cost = costOf(steps, "agent", input.toolPrices === undefined ? {} : { toolPrices: input.toolPrices });
  return {
    wentWrong: claimsOf(input, steps, cost),
    money: { headline: costHeadline(cost.items, cost.total), agents: cost.items, waste: cost.waste },
    handoffs: handoffsOf(steps),
    retries: retriesOf(steps),
    costliest: costliestOf(steps),
    criticalPath: criticalPath(input.steps),
  };
}

const COSTLIEST = 3;

/** The calls that cost most, the most first; of equal ones by id. */
function costliestOf(steps: readonly SummaryStep[]): Summary["costliest"] {
  const most: { readonly stepId: string; readonly name: string; readonly costUsd: number }[] = [];
  for (const step of steps) {
    const { stepId, name, costUsd } = step;
    if (costUsd === null || costUsd <= 0 || !isBilledStep(step)) continue;
    if (costUsd < (most[COSTLIEST - 1]?.costUsd ?? 0)) continue;
    most.push({ stepId, name, costUsd });
    most.sort((a, b) => b.costUsd - a.costUsd || (a.stepId < b.stepId ? -1 : 1));
    most.length = Math.min(most.length, COSTLIEST);
  }
  return most;
}
