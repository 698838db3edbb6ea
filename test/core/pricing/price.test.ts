import { describe, expect, it } from "vitest";
import { contextLimit, priceCall } from "../../../src/core/pricing/index";
import { NO_USAGE, type Usage } from "../../../src/core/model/usage";

const AT_MS = Date.UTC(2026, 10, 24);
const million: Usage = { ...NO_USAGE, inUncached: 1_000_000, out: 1_000_000 };

const price = (model: string, usage: Partial<Usage> = million, provider?: string) =>
  priceCall({ provider, model, usage: { ...NO_USAGE, ...usage }, atMs: AT_MS });

describe("the price of a call", () => {
  it("is input and output at the model's rates", () => {
    expect(price("gpt-5-mini")).toEqual({ costUsd: 2.25, priceId: "openai/gpt-5-mini" });
  });

  it("has cached and reasoning tokens at their own rates, each token once", () => {
    const cached = price("gpt-5-mini", { inUncached: 400_000, inCacheRead: 600_000, out: 0 });
    expect(cached?.costUsd).toBeCloseTo(0.1 + 0.015, 12);
    const thinking = price("gpt-5-mini", { inUncached: 0, out: 200_000, reasoning: 800_000 });
    expect(thinking?.costUsd).toBeCloseTo(2, 12);
  });

  it("has cache writes on top of the input rate for Anthropic", () => {
    const call = price("claude-sonnet-4-5", { inUncached: 0, inCacheRead: 0, inCacheWrite: 1_000, out: 0 });
    expect(call?.costUsd).toBeCloseTo(0.00375, 12);
  });

  it.each([
    ["a date that the list does not know", "gpt-5-mini-2026-01-01", undefined, "openai/gpt-5-mini"],
    ["a vendor's prefix", "openai/gpt-4o", undefined, "openai/gpt-4o"],
    ["a path of a host", "models/gemini-2.5-flash", "gcp.gemini", "google/gemini-2.5-flash"],
    ["a wrapper as provider", "gpt-5-mini", "github", "openai/gpt-5-mini"],
    ["a provider nobody knows", "gpt-5-mini", "demo-service", "openai/gpt-5-mini"],
    ["a host that is needed", "llama-3.3-70b-versatile", "groq", "groq/llama-3.3-70b-versatile"],
    ["a maker that is needed", "text-embedding-3-small", undefined, "openai/text-embedding-3-small"],
    ["an AI SDK provider", "claude-sonnet-4-5", "anthropic", "anthropic/claude-sonnet-4-5"],
  ])("is found in spite of %s", (_what, model, provider, priceId) => {
    expect(price(model, million, provider)?.priceId).toBe(priceId);
  });

  it("is found for a model of Bedrock by its regional id", () => {
    expect(price("us.anthropic.claude-sonnet-4-20250514-v1:0", million, "aws.bedrock")?.priceId).toMatch(
      /^aws\//,
    );
  });

  it.each(["my-own-model", "", "__proto__", "constructor", "toString", "x".repeat(100_000)])(
    "is unknown, not 0, for a model nobody knows (%#)",
    (model) => {
      expect(price(model)).toBeNull();
    },
  );

  it("is unknown where no tokens are known", () => {
    expect(price("gpt-5-mini", {})).toBeNull();
  });

  it("is unknown for figures that cannot be, and never throws or goes below zero", () => {
    expect(price("gpt-5-mini", { inUncached: -5, inCacheRead: 10 })).toBeNull();
    expect(price("gpt-5-mini", { inUncached: Number.NaN })).toBeNull();
    expect(price("gpt-5-mini", { inUncached: -5 })).toBeNull();
  });

  it("does not need a clock that is right", () => {
    for (const atMs of [0, -1, Number.NaN, 1e18])
      expect(priceCall({ model: "gpt-5-mini", usage: million, atMs })?.costUsd).toBe(2.25);
  });
});

describe("the context window of a model", () => {
  it("is what the client reported, where it did", () => {
    expect(contextLimit({ model: "gpt-5-mini", reported: { tokens: 128_000, by: "client" } })).toEqual({
      limit: 128_000,
      source: "client",
    });
    expect(contextLimit({ model: "gpt-5-mini", reported: { tokens: -1, by: "client" } })?.limit).toBe(
      400_000,
    );
  });

  it("is what the request sets, where it does", () => {
    const reported = { tokens: 8_192, by: "request" } as const;
    expect(contextLimit({ model: "llama3.1", reported })).toEqual({ limit: 8_192, source: "request" });
  });

  it("is the price list's, else our own list's", () => {
    expect(contextLimit({ model: "gpt-5-mini-2026-01-01" })).toEqual({
      limit: 400_000,
      source: "genai-prices",
    });
    expect(contextLimit({ model: "gemini-2.5-pro" })).toEqual({ limit: 1_048_576, source: "models.dev" });
  });

  it("is unknown where nobody says", () => {
    expect(contextLimit({ model: "my-own-model" })).toBeNull();
  });
});
