// session/cost: by whom and for what, what bought nothing, and the same tokens at other prices.

import { type CostGrouping, type CostItem, costOf, type CostStep } from "../../core/model/cost";
import { isBilledStep } from "../../core/model/cost/cost-step";
import { isBilled } from "../../core/model/kind";
import { toNano } from "../../core/model/money";
import { NO_USAGE, USAGE_BUCKETS, type Usage } from "../../core/model/usage";
import { priceCall, pricedModels } from "../../core/pricing";
import type { CostItemRow, CostRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import { priceOfStep } from "../analysis/contexts";
import type { SessionStep } from "../analysis/session-reads";
import { analysisOf, numberOf, wasteRows } from "./analysed";
import type { Engine, EngineHandlers } from "./engine";

/** Well-known models of three makers, a large and a small one each, all in the price list. */
const DEFAULT_MODELS: readonly string[] = [
  "gpt-5",
  "gpt-5-mini",
  "claude-sonnet-4-5",
  "claude-haiku-4-5",
  "gemini-2.5-pro",
  "gemini-2.5-flash",
];

export function costAnswers(engine: Engine): EngineHandlers {
  const { settings } = engine;
  return {
    "session/cost": async ({ sessionId, by, whatIfModels }) =>
      costRow(await analysisOf(engine, sessionId), by, {
        models: whatIfModels ?? (settings.whatIfModels.length > 0 ? settings.whatIfModels : DEFAULT_MODELS),
        toolPrices: settings.toolPricesUsd,
        budgetUsd: settings.budgetUsd,
      }),
    "price/models": () => pricedModels(),
  };
}

interface Prices {
  /** Models to work out the same tokens on. */
  readonly models: readonly string[];
  readonly toolPrices: ReadonlyMap<string, number>;
  readonly budgetUsd: number | null;
}

function costRow(analysis: Analysis, by: CostGrouping, prices: Prices): CostRow {
  const { models, toolPrices, budgetUsd } = prices;
  const atMs = (analysis.steps[0]?.source.startUs ?? 0) / 1000;
  const report = costOf(analysis.costSteps, by, {
    toolPrices,
    whatIf: {
      models,
      priceOf: (model, usage) => priceCall({ model, usage, atMs })?.costUsd ?? null,
    },
  });
  const billed = analysis.costSteps.filter(isBilledStep);
  return {
    items: itemRows(analysis, by, report.items),
    waste: wasteRows(analysis, report.waste),
    overTime: report.overTime.map(({ atUs, totalUsd, wastedUsd, stepId }) => ({
      atUs,
      costUsd: totalUsd,
      wastedUsd,
      stepId,
      number: numberOf(analysis, stepId),
    })),
    whatIf: report.whatIf,
    billed: bucketsOf(analysis.steps),
    calls: billed.length,
    pricedCalls: billed.filter(({ costUsd }) => costUsd !== null).length,
    total: report.total,
    budgetUsd,
    tools: toolRows(analysis.costSteps, toolPrices),
  };
}

/** Items with what a row says beside the money. */
function itemRows(
  { structure, costSteps }: Analysis,
  by: CostGrouping,
  items: readonly CostItem[],
): readonly CostItemRow[] {
  if (by === "agent") return items.map((item) => ({ ...item, models: modelsOf(costSteps, item.key) }));
  if (by !== "step") return items;
  const names = new Map(costSteps.map(({ stepId, name }) => [stepId, name]));
  return items.map((item) => ({
    ...item,
    number: structure.byStepId.get(item.key)?.number ?? 0,
    name: names.get(item.key) ?? "",
  }));
}

/** The models that an agent's calls ran on, most calls first. */
function modelsOf(steps: readonly CostStep[], agent: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const step of steps) {
    if (step.model === null || !isBilledStep(step) || (step.agent ?? "") !== agent) continue;
    counts.set(step.model, (counts.get(step.model) ?? 0) + 1);
  }
  return [...counts].sort(([, left], [, right]) => right - left).map(([model]) => model);
}

function toolRows(steps: readonly CostStep[], prices: ReadonlyMap<string, number>): CostRow["tools"] {
  return costOf(steps, "tool", { toolPrices: prices })
    .items.filter(({ key }) => key !== "")
    .map(({ key, calls, costUsd }) => ({ name: key, calls, priceUsd: prices.get(key) ?? null, costUsd }))
    .sort((left, right) => right.calls - left.calls || (left.name < right.name ? -1 : 1));
}

type Bucket = keyof Usage;

/** Tokens and money of each bucket that any call reports. */
function bucketsOf(steps: readonly SessionStep[]): CostRow["billed"] {
  const sums = new Map<Bucket, { tokens: number; nano: number | null; isKnown: boolean }>();
  for (const step of steps) {
    const { place } = step;
    if (place.duplicateOf !== null) continue;
    const prices = bucketPrices(step);
    for (const bucket of USAGE_BUCKETS) {
      const tokens = place.usage[bucket];
      if (tokens === null || !isBilled(place.kind)) continue;
      const sum = sums.get(bucket) ?? { tokens: 0, nano: null, isKnown: true };
      sums.set(bucket, sum);
      sum.tokens += tokens;
      if (prices === undefined) sum.isKnown &&= tokens === 0 || place.costNano === null;
      else sum.nano = (sum.nano ?? 0) + (prices[bucket] ?? 0);
    }
  }
  return USAGE_BUCKETS.flatMap((bucket) => {
    const sum = sums.get(bucket);
    if (!sum) return [];
    const { tokens, nano, isKnown } = sum;
    return [{ bucket, tokens, costUsd: nano === null || !isKnown ? null : nano / 1e9 }];
  });
}

/** Rounding of single buckets may differ from the rounding of the whole by a nano-dollar each. */
const ROUNDING_NANO = USAGE_BUCKETS.length;

/**
 * The price of each bucket by itself, in nano-dollars; undefined where they do not sum to what the call cost: prices
 * with steps, and costs that the client reports by another list, cannot be taken apart.
 */
function bucketPrices(step: SessionStep): Partial<Record<Bucket, number>> | undefined {
  const { usage, costNano } = step.place;
  if (costNano === null) return undefined;
  const priceOf = priceOfStep(step);
  const prices: Partial<Record<Bucket, number>> = {};
  let total = 0;
  for (const bucket of USAGE_BUCKETS) {
    const tokens = usage[bucket];
    if (tokens === null || tokens === 0) continue;
    const usd = priceOf({ ...NO_USAGE, [bucket]: tokens });
    if (usd === null) return undefined;
    prices[bucket] = toNano(usd);
    total += toNano(usd);
  }
  return Math.abs(total - costNano) <= ROUNDING_NANO ? prices : undefined;
}
