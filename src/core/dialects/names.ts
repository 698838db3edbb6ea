// Names of models and providers: what people read, and who really made the model.

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
  if (reported !== undefined && !WRAPPERS.has(reported.toLowerCase())) return reported;
  return makerOf(model) ?? reported;
}

/** Who makes a model, by its name; undefined where the name does not tell. */
export function makerOf(model: string | undefined): string | undefined {
  const bare = withoutVendor(model ?? "").toLowerCase();
  return MAKERS.find(([pattern]) => pattern.test(bare))?.[1];
}

/** A model's name as people say it: without vendor, region, date or revision. `openai/gpt-5-mini-2026-01-01` → `gpt-5-mini`. */
export function shortModelName(model: string): string {
  return withoutDate(withoutVendor(model)) || model;
}

/** `publishers/google/models/x`, `us.anthropic.x`, `bedrock/x` → `x`. */
export function withoutVendor(model: string): string {
  const last = model.split("/").at(-1) ?? model;
  return last.replace(
    /^(?:[a-z]{2,6}\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|google)\./,
    "",
  );
}

/** `x-2026-01-01`, `x-20260101`, `x@20260101`, `x-v1:0` → `x`. */
export function withoutDate(model: string): string {
  return model.replace(/-v\d+(:\d+)?$/, "").replace(/[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})$/, "");
}
