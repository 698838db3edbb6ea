// Attribute names of the Vercel AI SDK: 4 to 6 (and 7's LegacyOpenTelemetry), and what 7 adds to the GenAI names.

export const OPERATION_ID = "ai.operationId";
export const FUNCTION_ID = ["ai.telemetry.functionId", "resource.name"] as const;
export const PROVIDER = ["ai.model.provider", "gen_ai.system"] as const;
export const REQUEST_MODEL = ["ai.model.id", "gen_ai.request.model"] as const;
export const RESPONSE_MODEL = ["ai.response.model", "gen_ai.response.model"] as const;
export const RESPONSE_ID = ["ai.response.id", "gen_ai.response.id"] as const;
export const FINISH_REASON = [
  "ai.response.finishReason",
  "ai.finishReason",
  "gen_ai.response.finish_reasons",
] as const;

export const PROMPT = "ai.prompt";
export const PROMPT_MESSAGES = "ai.prompt.messages";
export const PROMPT_TOOLS = "ai.prompt.tools";
export const TOOL_CHOICE = "ai.prompt.toolChoice";
/** `ai.result.*` is how SDK 3 spelled `ai.response.*`. */
export const RESPONSE_TEXT = ["ai.response.text", "ai.result.text"] as const;
export const RESPONSE_OBJECT = ["ai.response.object", "ai.result.object"] as const;
export const RESPONSE_REASONING = ["ai.response.reasoning"] as const;
export const RESPONSE_TOOL_CALLS = ["ai.response.toolCalls", "ai.result.toolCalls"] as const;

export const TOOL_NAME = "ai.toolCall.name";
export const TOOL_ID = "ai.toolCall.id";
export const TOOL_ARGS = "ai.toolCall.args";
export const TOOL_RESULT = "ai.toolCall.result";

/** First present wins: 6 first, then 5, then 4. */
export const USAGE = {
  input: ["ai.usage.inputTokens", "ai.usage.promptTokens", "ai.usage.tokens", "gen_ai.usage.input_tokens"],
  output: ["ai.usage.outputTokens", "ai.usage.completionTokens", "gen_ai.usage.output_tokens"],
  cacheRead: ["ai.usage.inputTokenDetails.cacheReadTokens", "ai.usage.cachedInputTokens"],
  cacheWrite: ["ai.usage.inputTokenDetails.cacheWriteTokens"],
  reasoning: ["ai.usage.outputTokenDetails.reasoningTokens", "ai.usage.reasoningTokens"],
  total: ["ai.usage.totalTokens"],
} as const;

export const PARAMS: readonly (readonly [string, string])[] = [
  ["temperature", "gen_ai.request.temperature"],
  ["topP", "gen_ai.request.top_p"],
  ["topK", "gen_ai.request.top_k"],
  ["maxTokens", "gen_ai.request.max_tokens"],
  ["stopSequences", "gen_ai.request.stop_sequences"],
  ["frequencyPenalty", "gen_ai.request.frequency_penalty"],
  ["presencePenalty", "gen_ai.request.presence_penalty"],
  ["temperature", "ai.settings.temperature"],
  ["topP", "ai.settings.topP"],
  ["topK", "ai.settings.topK"],
  ["maxTokens", "ai.settings.maxOutputTokens"],
  ["seed", "ai.settings.seed"],
];
