// What each API calls the parameters of a model call. Recordings spell them in as many ways (dialects.md §4): by the
// GenAI conventions, by the AI SDK, or as the API itself does.

import type { ApiName } from "./recorded";

interface ParamNames extends Readonly<Record<ApiName, string | null>> {
  readonly spellings: readonly string[];
}

/** `null`: the API has no such parameter. Gemini's stand in `generationConfig`. */
const PARAMS: readonly ParamNames[] = [
  names(["temperature"], "temperature", "temperature", "temperature", "temperature"),
  names(["topP", "top_p"], "top_p", "top_p", "top_p", "topP"),
  names(["topK", "top_k"], null, null, "top_k", "topK"),
  names(["maxTokens", "max_tokens"], "max_tokens", "max_output_tokens", "max_tokens", "maxOutputTokens"),
  names(
    ["maxOutputTokens", "max_output_tokens", "maxCompletionTokens", "max_completion_tokens"],
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens",
    "maxOutputTokens",
  ),
  names(["stop", "stopSequences", "stop_sequences"], "stop", null, "stop_sequences", "stopSequences"),
  names(["seed"], "seed", null, null, "seed"),
  names(["frequencyPenalty", "frequency_penalty"], "frequency_penalty", null, null, "frequencyPenalty"),
  names(["presencePenalty", "presence_penalty"], "presence_penalty", null, null, "presencePenalty"),
  names(["n", "choiceCount", "choice.count", "candidateCount"], "n", null, null, "candidateCount"),
  names(
    ["reasoningEffort", "reasoning_effort", "reasoningLevel", "reasoning.level"],
    "reasoning_effort",
    null,
    null,
    null,
  ),
  names(["toolChoice", "tool_choice"], "tool_choice", "tool_choice", "tool_choice", null),
  names(
    ["parallelToolCalls", "parallel_tool_calls"],
    "parallel_tool_calls",
    "parallel_tool_calls",
    null,
    null,
  ),
  names(["responseFormat", "response_format"], "response_format", null, null, null),
  names(["serviceTier", "service_tier"], "service_tier", "service_tier", "service_tier", null),
];

/** Facts about a call that recordings keep among its parameters and that no API takes. */
const NOT_SENT = new Set([
  "model",
  "stream",
  "is_streaming",
  "streaming",
  "stream_options",
  "messages",
  "input",
  "instructions",
  "system",
  "tools",
  "contents",
  "functions",
  "outputType",
  "output.type",
  "encodingFormats",
  "encoding_formats",
  "maxRetries",
  "max_retries",
]);

/** The parameters of a recorded call in the API's own names; a name that is nobody's goes out as recorded. */
export function paramsFor(
  api: ApiName,
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { other, ...named } = params;
  const result: Record<string, unknown> = {};
  for (const [name, value] of [...Object.entries(asRecord(other)), ...Object.entries(named)]) {
    const spelled = paramName(api, name);
    if (spelled !== null && value !== undefined && value !== null) result[spelled] = value;
  }
  return result;
}

/** What `api` calls a parameter; null where it has none such or the name is no parameter. */
export function paramName(api: ApiName, name: string): string | null {
  if (NOT_SENT.has(name)) return null;
  const known = PARAMS.find((entry) => entry.spellings.includes(name));
  return known ? known[api] : name;
}

/** The most tokens that a call may answer with; undefined where it sets no such bound. */
export function outputLimit(params: Readonly<Record<string, unknown>>): number | undefined {
  const limit = paramsFor("openai-responses", params)["max_output_tokens"];
  return typeof limit === "number" ? limit : undefined;
}

function names(
  spellings: readonly string[],
  chat: string | null,
  responses: string | null,
  anthropic: string | null,
  gemini: string | null,
): ParamNames {
  return { spellings, "openai-chat": chat, "openai-responses": responses, anthropic, gemini };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
