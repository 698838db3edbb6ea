// Attribute names of the OpenTelemetry GenAI semantic conventions, generations A (≤ 1.36), B (1.37–1.41) and C (2026).

export const OPERATION = "gen_ai.operation.name";
export const PROVIDER = ["gen_ai.provider.name", "gen_ai.system"] as const;
export const REQUEST_MODEL = "gen_ai.request.model";
export const RESPONSE_MODEL = "gen_ai.response.model";
export const ANY_MODEL = [REQUEST_MODEL, RESPONSE_MODEL] as const;
export const RESPONSE_ID = "gen_ai.response.id";
export const FINISH_REASONS = [
  "gen_ai.response.finish_reasons",
  "gen_ai.response.finish_reason",
  "gen_ai.response.stop_reason",
  "anthropic.message.stop_reason",
] as const;
export const OUTPUT_TYPE = "gen_ai.output.type";

export const INPUT_MESSAGES = "gen_ai.input.messages";
export const OUTPUT_MESSAGES = "gen_ai.output.messages";
export const SYSTEM_INSTRUCTIONS = "gen_ai.system_instructions";
export const TOOL_DEFINITIONS = "gen_ai.tool.definitions";

export const AGENT_NAME = "gen_ai.agent.name";
export const WORKFLOW_NAME = "gen_ai.workflow.name";
export const TOOL_NAME = "gen_ai.tool.name";
export const TOOL_CALL_ID = ["gen_ai.tool.call.id", "gen_ai.tool.call_id"] as const;
export const TOOL_ARGUMENTS = ["gen_ai.tool.call.arguments", "tool_arguments"] as const;
export const TOOL_RESULT = ["gen_ai.tool.call.result", "tool_response"] as const;
export const TOOL_STATUS = "gen_ai.tool.status";
export const EXIT_CODE = "process.exit.code";

export const HANDOFF_FROM = "gen_ai.handoff.from_agent";
export const HANDOFF_TO = "gen_ai.handoff.to_agent";

export const MCP_METHOD = "mcp.method.name";

/** First present wins (dialects.md §3.4). */
export const USAGE = {
  input: ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"],
  output: ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"],
  cacheRead: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.details.cache_read_tokens",
    "gen_ai.usage.details.cache_read_input_tokens",
  ],
  cacheWrite: [
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.cache_write_input_tokens",
    "gen_ai.usage.details.cache_write_tokens",
  ],
  reasoning: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.details.reasoning_tokens",
  ],
  total: ["gen_ai.usage.total_tokens"],
} as const;

/** `gen_ai.usage.cost` is OpenRouter's and LiteLLM's, `operation.cost` Pydantic AI's, both in US dollars. */
export const COST_USD = ["gen_ai.usage.cost", "operation.cost", "gen_ai.usage.total_cost"] as const;

/** What Copilot Chat may send to the model that it was given: its host's limit, not the model's own. */
export const CONTEXT_LIMIT = ["copilot_chat.request.max_prompt_tokens"] as const;

/** Request settings by the name we show. */
export const PARAMS: readonly (readonly [string, string])[] = [
  ["temperature", "gen_ai.request.temperature"],
  ["topP", "gen_ai.request.top_p"],
  ["topK", "gen_ai.request.top_k"],
  ["maxTokens", "gen_ai.request.max_tokens"],
  ["stopSequences", "gen_ai.request.stop_sequences"],
  ["seed", "gen_ai.request.seed"],
  ["frequencyPenalty", "gen_ai.request.frequency_penalty"],
  ["presencePenalty", "gen_ai.request.presence_penalty"],
  ["choiceCount", "gen_ai.request.choice.count"],
  ["stream", "gen_ai.request.stream"],
  ["reasoningLevel", "gen_ai.request.reasoning.level"],
  ["outputType", OUTPUT_TYPE],
  ["previous_response_id", "gen_ai.request.previous_response.id"],
];

export const DETAILS_EVENT = "gen_ai.client.inference.operation.details";
export const CHOICE_EVENT = "gen_ai.choice";
/** Semantic Kernel's older pair of events. */
export const PROMPT_EVENT = "gen_ai.content.prompt";
export const COMPLETION_EVENT = "gen_ai.content.completion";

export const MEMORY_RECORD = "gen_ai.memory.record.id";
export const QUERY = ["gen_ai.memory.query.text", "gen_ai.retrieval.query.text"] as const;
export const STORE = ["gen_ai.memory.store.id", "gen_ai.data_source.id"] as const;
