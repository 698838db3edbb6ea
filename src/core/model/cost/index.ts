// What a session cost, by whom and for what: sums, waste, the line over time, and the same tokens on other models.

import { toNano, toUsd } from "../money";
import { addUsage, inputTokens, NO_USAGE, outputTokens, type Usage } from "../usage";
import type { CostItem } from "./cost-item";
import { type CostStep, costNano, isBilledStep, isToolStep, lacksPrice } from "./cost-step";
import { type Waste, wasteOf } from "./waste";

export type { CostStep, ToolRequest } from "./cost-step";
export type { CostItem } from "./cost-item";
export { costHeadline } from "./headline";
export { repeatedToolCalls, type Waste, type WasteReason } from "./waste";

export type CostGrouping = "agent" | "model" | "tool" | "kind" | "step";

export interface CostPoint {
  /** When the step ended: then its cost was known. */
  readonly atUs: number;
  readonly stepId: string;
  /** What this step added. */
  readonly costUsd: number;
  /** The part of it that bought nothing. */
  readonly wastedUsd: number;
  /** The sum up to and with this step. */
  readonly totalUsd: number;
}

export interface WhatIf {
  readonly model: string;
  /** Null where the model has no price or no call reports its tokens. */
  readonly costUsd: number | null;
}

export interface CostReport {
  /** Dearest first, then most calls. */
  readonly items: readonly CostItem[];
  readonly total: CostItem;
  readonly waste: readonly Waste[];
  readonly wastedUsd: number;
  readonly overTime: readonly CostPoint[];
  readonly whatIf: readonly WhatIf[];
  /** Output tokens over input tokens; null where either is unknown or there is no input. */
  readonly outToIn: number | null;
  /** The share of input tokens that came from the cache; null where no call reports it. */
  readonly cacheReadShare: number | null;
}

export interface CostOptions {
  /** Dollars for one call of a tool, as the user set them; 0 is free. */
  readonly toolPrices?: ReadonlyMap<string, number>;
  /** Models to work out the same tokens on, and how. */
  readonly whatIf?: {
    readonly models: readonly string[];
    /** Dollars, or null where the price is unknown. */
    readonly priceOf: (model: string, usage: Usage) => number | null;
  };
}

/** The money of a session, grouped. Second copies of a call are never counted. */
export function costOf(steps: readonly CostStep[], by: CostGrouping, options: CostOptions = {}): CostReport {
  const prices = options.toolPrices ?? new Map<string, number>();
  const { waste, byStep } = wasteOf(steps, prices);
  const total = itemOf("", steps, "agent", prices, byStep);
  const usage = total.usage;
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  return {
    items: itemsOf(steps, by, prices, byStep),
    total,
    waste,
    wastedUsd: total.wastedUsd,
    overTime: lineOf(steps, prices, byStep),
    whatIf: (options.whatIf?.models ?? []).map((model) => ({
      model,
      costUsd: onModel(steps, (usageOfCall) => options.whatIf?.priceOf(model, usageOfCall) ?? null),
    })),
    outToIn: input === null || output === null || input === 0 ? null : output / input,
    cacheReadShare:
      input === null || usage.inCacheRead === null || input === 0 ? null : usage.inCacheRead / input,
  };
}

function itemsOf(
  steps: readonly CostStep[],
  by: CostGrouping,
  prices: ReadonlyMap<string, number>,
  wasted: ReadonlyMap<string, number>,
): CostItem[] {
  const groups = new Map<string, CostStep[]>();
  for (const step of steps) {
    const key = keyOf(step, by, prices);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  const items = [...groups].map(([key, group]) => itemOf(key, group, by, prices, wasted));
  return items.sort(
    (a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1) || b.calls - a.calls || (a.key < b.key ? -1 : 1),
  );
}

/** In which group a step counts; undefined: in none. Tools join agents and steps only where they cost something. */
function keyOf(step: CostStep, by: CostGrouping, prices: ReadonlyMap<string, number>): string | undefined {
  const billed = isBilledStep(step);
  const tool = isToolStep(step);
  if (!billed && !tool) return undefined;
  const costs = billed || prices.has(step.tool ?? "");
  switch (by) {
    case "agent":
      return costs ? (step.agent ?? "") : undefined;
    case "model":
      return billed ? (step.model ?? "") : undefined;
    case "tool":
      return tool ? (step.tool ?? "") : undefined;
    case "kind":
      return step.kind;
    case "step":
      return costs ? step.stepId : undefined;
  }
}

function itemOf(
  key: string,
  steps: readonly CostStep[],
  by: CostGrouping,
  prices: ReadonlyMap<string, number>,
  wasted: ReadonlyMap<string, number>,
): CostItem {
  let usage = NO_USAGE;
  let nano: number | null = null;
  let wastedNano = 0;
  let calls = 0;
  let unpricedCalls = 0;
  for (const step of steps) {
    const counts =
      isBilledStep(step) || (isToolStep(step) && (by === "tool" || by === "kind" || by === "step"));
    const cost = costNano(step, prices);
    if (counts) calls += 1;
    if (counts && lacksPrice(step, cost)) unpricedCalls += 1;
    if (isBilledStep(step) && step.usage !== null) usage = addUsage(usage, step.usage);
    if (cost !== null) nano = (nano ?? 0) + cost;
    wastedNano += wasted.get(step.stepId) ?? 0;
  }
  return {
    key,
    calls,
    usage,
    costUsd: nano === null ? null : toUsd(nano),
    unpricedCalls,
    wastedUsd: toUsd(wastedNano),
  };
}

function lineOf(
  steps: readonly CostStep[],
  prices: ReadonlyMap<string, number>,
  wasted: ReadonlyMap<string, number>,
): CostPoint[] {
  const ended = steps.flatMap((step) => {
    const nano = costNano(step, prices);
    return nano === null ? [] : [{ step, nano, atUs: step.startUs + (step.durationUs ?? 0) }];
  });
  ended.sort((a, b) => a.atUs - b.atUs || (a.step.stepId < b.step.stepId ? -1 : 1));
  let total = 0;
  return ended.map(({ step, nano, atUs }) => {
    total += nano;
    return {
      atUs,
      stepId: step.stepId,
      costUsd: toUsd(nano),
      wastedUsd: toUsd(wasted.get(step.stepId) ?? 0),
      totalUsd: toUsd(total),
    };
  });
}

/** All model calls at another model's prices; embeddings and reranks stay as they are. Null if any part is unknown. */
function onModel(steps: readonly CostStep[], priceOf: (usage: Usage) => number | null): number | null {
  let nano = 0;
  let priced = 0;
  for (const step of steps.filter(isBilledStep)) {
    if (step.kind !== "llm") {
      nano += toNano(step.costUsd ?? 0);
      continue;
    }
    if (step.usage === null || inputTokens(step.usage) === null) continue;
    const usd = priceOf(step.usage);
    if (usd === null) return null;
    nano += toNano(usd);
    priced += 1;
  }
  return priced === 0 ? null : toUsd(nano);
}
