import { calcPrice, findProvider } from "@pydantic/genai-prices";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_USAGE } from "../../../src/core/model/usage";
import { priceCall } from "../../../src/core/pricing/index";
import { unitPrices } from "../../../src/core/pricing/unit-prices";

const AT_MS = Date.UTC(2026, 10, 24);

const MODELS = ["openai", "anthropic", "google", "mistral", "deepseek", "groq", "x-ai"].flatMap(
  (providerId) => (findProvider({ providerId })?.models ?? []).map(({ id }) => ({ providerId, id })),
);

describe("the price of a call", () => {
  it("is what the price list itself says, for each of its models and any number of tokens", () => {
    expect(MODELS.length).toBeGreaterThan(150);
    const tokens = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...MODELS),
        tokens,
        tokens,
        tokens,
        tokens,
        (model, fresh, read, out, reasoning) => {
          const usage = { ...NO_USAGE, inUncached: fresh, inCacheRead: read, out, reasoning };
          const ours = priceCall({ provider: model.providerId, model: model.id, usage, atMs: AT_MS });
          const list = calcPrice(
            {
              input_tokens: fresh + read,
              cache_read_tokens: read,
              output_tokens: out + reasoning,
              output_reasoning_tokens: reasoning,
            },
            model.id,
            { providerId: model.providerId, timestamp: new Date(AT_MS) },
          );
          if (list === null) expect(ours).toBeNull();
          else expect(ours?.costUsd).toBeCloseTo(list.total_price, 9);
        },
      ),
      { seed: 20261129, numRuns: 2000 },
    );
  });
});

describe("a unit price", () => {
  const linear = (usage: Readonly<Record<string, number>>) => (usage.input_tokens ?? 0) * 2e-6;

  it("is found where a price is so much a token", () => {
    expect(unitPrices({ input_mtok: 2 }, linear)?.inUncached).toBeCloseTo(2e-6, 15);
  });

  it("is none for a price with tiers, with conditions, or that depends on more than the tokens", () => {
    expect(unitPrices({ input_mtok: { base: 2, tiers: [] } }, linear)).toBeNull();
    expect(unitPrices([{ prices: { input_mtok: 2 } }], linear)).toBeNull();
    expect(unitPrices({ input_mtok: 2 }, (usage) => linear(usage) + 0.01)).toBeNull();
    expect(unitPrices({ input_mtok: 2 }, () => null)).toBeNull();
  });
});
