// What a model call costs. Prices come with the package @pydantic/genai-prices and are as old as its release; nothing
// is asked over the network. Unknown is null, never 0 (dialects.md §7.2).

import { calcPrice, type PriceCalculation } from "@pydantic/genai-prices";
import { inputTokens, outputTokens, type Usage } from "../model/usage";
import { modelCandidates, priceProvider } from "./candidates";
import { type InclusiveUsage, type UnitPrices, priceBy, unitPrices } from "./unit-prices";

export interface CallToPrice {
  /** As the telemetry spells it; wrappers such as `github` are fine. */
  readonly provider?: string | undefined;
  readonly model: string;
  readonly usage: Usage;
  /** When the call was made, in milliseconds since the epoch: prices change. */
  readonly atMs: number;
}

export interface Price {
  readonly costUsd: number;
  /** `provider/model` of the price list's entry. */
  readonly priceId: string;
}

/** The cost in US dollars; null where the model is unknown or no tokens are known. Never throws. */
export function priceCall(call: CallToPrice): Price | null {
  const spelling = spellingOf(call.provider, call.model);
  if (spelling === null) return null;
  if (spelling.units !== null && isSane(call.usage))
    return { costUsd: priceBy(spelling.units, call.usage), priceId: spelling.priceId };
  const usage = toInclusive(call.usage);
  if (usage === null) return null;
  const found = calculate(usage, spelling.model, spelling.providerId, call.atMs);
  if (found === null || !Number.isFinite(found.total_price) || found.total_price < 0) return null;
  return { costUsd: found.total_price, priceId: `${found.provider.id}/${found.model.id}` };
}

/** The price list's entry for a model, with what it says beside the price; null where it is unknown. */
export function findModel(provider: string | undefined, model: string): PriceCalculation["model"] | null {
  return spellingOf(provider, model)?.entry ?? null;
}

/** Whether something is known and nothing is below zero: the list has no price for the rest. */
function isSane(usage: Usage): boolean {
  const { inUncached, inCacheRead, inCacheWrite, out, reasoning } = usage;
  const isKnown = (inUncached ?? inCacheRead ?? inCacheWrite ?? out ?? reasoning) !== null;
  const least = Math.min(inUncached ?? 0, inCacheRead ?? 0, inCacheWrite ?? 0, out ?? 0, reasoning ?? 0);
  return (
    isKnown &&
    least >= 0 &&
    Number.isFinite(inputTokens(usage) ?? 0) &&
    Number.isFinite(outputTokens(usage) ?? 0)
  );
}

/** The list wants totals that include their details, and throws where a detail is larger than its total. */
function toInclusive(usage: Usage): InclusiveUsage | null {
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  if (input === null && output === null) return null;
  return {
    ...(input !== null && { input_tokens: input }),
    ...(output !== null && { output_tokens: output }),
    ...(usage.inCacheRead !== null && { cache_read_tokens: usage.inCacheRead }),
    ...(usage.inCacheWrite !== null && { cache_write_tokens: usage.inCacheWrite }),
    ...(usage.reasoning !== null && { output_reasoning_tokens: usage.reasoning }),
  };
}

interface Spelling {
  readonly model: string;
  readonly providerId: string | undefined;
  readonly entry: PriceCalculation["model"];
  readonly priceId: string;
  /** Null where the list has to be asked for each call. */
  readonly units: UnitPrices | null;
}

/** Which spelling the list knows, for names seen before; a session asks for the same few models thousands of times. */
const spellings = new Map<string, Spelling | null>();
const MAX_SPELLINGS = 256;
/** Longer names are in no list, and would fill the memory. */
const MAX_NAME = 500;

function spellingOf(provider: string | undefined, model: string): Spelling | null {
  if (model.length + (provider?.length ?? 0) > MAX_NAME) return null;
  const key = `${provider ?? ""}\n${model}`;
  const known = spellings.get(key);
  if (known !== undefined) return known;
  const found = findSpelling(provider, model);
  if (spellings.size >= MAX_SPELLINGS) spellings.clear();
  spellings.set(key, found);
  return found;
}

/** The telemetry's provider first, then none: many models are found by name alone, some only with their host. */
function findSpelling(provider: string | undefined, model: string): Spelling | null {
  for (const candidate of modelCandidates(model))
    for (const providerId of priceProvider(provider, model)) {
      const found = calculate({ input_tokens: 1 }, candidate, providerId, undefined);
      if (found) return known(candidate, providerId, found);
    }
  return null;
}

function known(model: string, providerId: string | undefined, found: PriceCalculation): Spelling {
  const ask = (usage: InclusiveUsage) => calculate(usage, model, providerId, undefined)?.total_price ?? null;
  const priceId = `${found.provider.id}/${found.model.id}`;
  return { model, providerId, entry: found.model, priceId, units: unitPrices(found.model.prices, ask) };
}

function calculate(
  usage: InclusiveUsage,
  model: string,
  providerId: string | undefined,
  atMs: number | undefined,
): PriceCalculation | null {
  try {
    return calcPrice(usage, model, {
      ...(providerId !== undefined && { providerId }),
      ...(atMs !== undefined && isDate(atMs) && { timestamp: new Date(atMs) }),
    });
  } catch {
    // Usage that contradicts itself has no price (the list throws for it); the numbers carry their own problem.
    return null;
  }
}

/** Beyond this a Date is invalid and the list would compare against nothing. */
function isDate(atMs: number): boolean {
  return Number.isFinite(atMs) && atMs > 0 && atMs < 8.64e15;
}
