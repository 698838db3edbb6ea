// Who really made a model, where the telemetry names only who passed the call on.

import { withoutVendor } from "../model/model-name";

/** Providers that only pass a call on: the model's own name tells more (dialects.md §7.2). */
const WRAPPERS: ReadonlySet<string> = new Set([
  "github",
  "strands-agents",
  "gcp.vertex.agent",
  "langchain",
  "langgraph",
  "microsoft.agent_framework",
  "autogen",
  "crewai",
  "litellm",
  "openrouter",
  "custom",
]);

const MAKERS: readonly (readonly [RegExp, string])[] = [
  [/^(gpt-|chatgpt|o[1-9](-|$)|text-embedding-|davinci|codex)/, "openai"],
  [/^claude/, "anthropic"],
  [/^(gemini|gemma)/, "gcp.gemini"],
  [/^(mistral|mixtral|ministral|codestral|magistral|devstral)/, "mistral_ai"],
  [/^(command|embed-|rerank-)/, "cohere"],
  [/^deepseek/, "deepseek"],
  [/^grok/, "x_ai"],
  [/^kimi|^moonshot/, "moonshot_ai"],
];

/** The provider to show and to price by: a wrapper gives way to the model's maker where the name tells it. */
export function providerOf(reported: string | undefined, model: string | undefined): string | undefined {
  if (reported !== undefined && !WRAPPERS.has(reported.toLowerCase())) return withoutApi(reported);
  return makerOf(model) ?? reported;
}

/** Who makes a model, by its name; undefined where the name does not tell. */
export function makerOf(model: string | undefined): string | undefined {
  const bare = withoutVendor(model ?? "").toLowerCase();
  return MAKERS.find(([pattern]) => pattern.test(bare))?.[1];
}

/** The AI SDK, and what stands on it, names the API as well: `openai.responses` → `openai`. `gcp.gemini` stays. */
function withoutApi(provider: string): string {
  return provider.replace(
    /\.(chat|responses|completion|embedding|messages|image|generative-ai|vertex\.chat)$/,
    "",
  );
}
