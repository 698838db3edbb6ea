// How telemetry names models and providers, in the price list's words (dialects.md §7.2, rules 6 and 7).

import { withoutDate, withoutVendor } from "../model/model-name";

/** Spellings of a model to try, most exact first. A date the list does not know yet does not make a model unknown. */
export function modelCandidates(model: string): readonly string[] {
  const bare = withoutVendor(model);
  return [...new Set([model, bare, withoutDate(model), withoutDate(bare)])].filter((name) => name !== "");
}

/**
 * Ids of the price list to try for a provider, then none at all, then the model's maker: an unknown id finds nothing
 * even for a known model, and some models are only found under their maker (measured with 0.1.8).
 */
export function priceProvider(provider: string | undefined, model: string): readonly (string | undefined)[] {
  const given = provider?.toLowerCase() ?? "";
  const known = PROVIDERS.get(given) ?? PREFIXES.find(([prefix]) => given.startsWith(prefix))?.[1];
  return [...new Set([known, undefined, makerId(model)])];
}

const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["openai", "openai"],
  ["anthropic", "anthropic"],
  ["aws.bedrock", "aws"],
  ["amazon-bedrock", "aws"],
  ["amazon_bedrock", "aws"],
  ["aws", "aws"],
  ["bedrock", "aws"],
  ["google", "google"],
  ["gemini", "google"],
  ["vertex_ai", "google"],
  ["x_ai", "x-ai"],
  ["xai", "x-ai"],
  ["mistral_ai", "mistral"],
  ["mistral", "mistral"],
  ["mistralai", "mistral"],
  ["moonshot_ai", "moonshotai"],
  ["deepseek", "deepseek"],
  ["groq", "groq"],
  ["cohere", "cohere"],
  ["perplexity", "perplexity"],
  ["together", "together"],
  ["fireworks", "fireworks"],
  ["cerebras", "cerebras"],
  ["openrouter", "openrouter"],
]);

const PREFIXES: readonly (readonly [string, string])[] = [
  ["gcp.", "google"],
  ["google", "google"],
  ["azure", "azure"],
  ["az.ai", "azure"],
];

function makerId(model: string): string | undefined {
  const bare = withoutVendor(model).toLowerCase();
  if (bare !== model.toLowerCase() && /anthropic\.|amazon\.|meta\./.test(model)) return "aws";
  return /^(text-embedding-|gpt-|o\d)/.test(bare) ? "openai" : undefined;
}
