// A model's price as dollars a token, where the price list knows no tiers and no times of day.
//
// Asking the list takes some 12 µs a call, a third of what storing a span takes; most models have one price a bucket.

import type { Usage } from "../model/usage";

/** What the list is asked with: totals that include their details. */
export type InclusiveUsage = Readonly<Record<string, number>>;

/** Dollars a token of each bucket. */
export type UnitPrices = Readonly<Record<keyof Usage, number>>;

/** Tokens that unit prices are asked for: many, so that the quotient keeps its digits. */
const MANY = 1_000_000;

const PROBES: Readonly<Record<keyof Usage, InclusiveUsage>> = {
  inUncached: { input_tokens: MANY },
  inCacheRead: { input_tokens: MANY, cache_read_tokens: MANY },
  inCacheWrite: { input_tokens: MANY, cache_write_tokens: MANY },
  out: { output_tokens: MANY },
  reasoning: { output_tokens: MANY, output_reasoning_tokens: MANY },
};

/** A call of every bucket, whose price has to be the sum of its parts. */
const MIXED: Usage = { inUncached: 7919, inCacheRead: 104_729, inCacheWrite: 1299, out: 541, reasoning: 7 };
const MIXED_PROBE: InclusiveUsage = {
  input_tokens: 7919 + 104_729 + 1299,
  cache_read_tokens: 104_729,
  cache_write_tokens: 1299,
  output_tokens: 548,
  output_reasoning_tokens: 7,
};

/**
 * The unit prices of a list's entry; null where its price depends on anything but the number of tokens. `ask` is the
 * list itself: dollars of a usage, or null.
 */
export function unitPrices(
  prices: unknown,
  ask: (usage: InclusiveUsage) => number | null,
): UnitPrices | null {
  if (Array.isArray(prices) || !hasOnlyNumbers(prices)) return null;
  const unit = (usage: InclusiveUsage) => (ask(usage) ?? Number.NaN) / MANY;
  const found: UnitPrices = {
    inUncached: unit(PROBES.inUncached),
    inCacheRead: unit(PROBES.inCacheRead),
    inCacheWrite: unit(PROBES.inCacheWrite),
    out: unit(PROBES.out),
    reasoning: unit(PROBES.reasoning),
  };
  const mixed = ask(MIXED_PROBE);
  const isLinear = mixed !== null && Math.abs(priceBy(found, MIXED) - mixed) <= 1e-9 * Math.max(mixed, 1e-3);
  return isLinear ? found : null;
}

/** Dollars of a usage: its known buckets, each at its price. */
export function priceBy(prices: UnitPrices, usage: Usage): number {
  return (
    (usage.inUncached ?? 0) * prices.inUncached +
    (usage.inCacheRead ?? 0) * prices.inCacheRead +
    (usage.inCacheWrite ?? 0) * prices.inCacheWrite +
    (usage.out ?? 0) * prices.out +
    (usage.reasoning ?? 0) * prices.reasoning
  );
}

function hasOnlyNumbers(prices: unknown): boolean {
  if (typeof prices !== "object" || prices === null) return false;
  return Object.values(prices).every((price) => price === undefined || typeof price === "number");
}
