// Attribute names of OpenLLMetry (Traceloop), and the older ones it shares with AgentOps.

export const KIND = "traceloop.span.kind";
export const ENTITY_NAME = "traceloop.entity.name";
export const WORKFLOW_NAME = "traceloop.workflow.name";
export const INPUT = "traceloop.entity.input";
export const OUTPUT = "traceloop.entity.output";
export const REQUEST_TYPE = "llm.request.type";

export const PROMPT = "gen_ai.prompt";
export const COMPLETION = "gen_ai.completion";
export const FUNCTIONS = ["llm.request.functions", "gen_ai.request.tools"] as const;

export const USAGE = {
  input: ["llm.usage.prompt_tokens"],
  output: ["llm.usage.completion_tokens"],
  total: ["llm.usage.total_tokens"],
} as const;

export const PARAMS: readonly (readonly [string, string])[] = [
  ["frequencyPenalty", "llm.frequency_penalty"],
  ["presencePenalty", "llm.presence_penalty"],
  ["topK", "llm.top_k"],
  ["stopSequences", "llm.chat.stop_sequences"],
  ["stream", "llm.is_streaming"],
  ["stream", "gen_ai.is_streaming"],
  ["reasoningLevel", "gen_ai.request.reasoning_effort"],
  ["maxTokens", "gen_ai.request.max_completion_tokens"],
];
