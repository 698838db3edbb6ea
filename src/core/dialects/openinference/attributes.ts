// Attribute names of OpenInference (specification at 1fe497f).

export const KIND = "openinference.span.kind";
export const INPUT = "input.value";
export const OUTPUT = "output.value";
export const REDACTED_KEYS = [INPUT, OUTPUT] as const;

export const MODEL = ["llm.model_name", "embedding.model_name", "reranker.model_name"] as const;
export const REQUEST_MODEL = "llm.request.model_name";
export const RESPONSE_MODEL = "llm.response.model_name";
/** The host first, the maker as a fallback. */
export const PROVIDER = ["llm.provider", "llm.system"] as const;
export const FINISH_REASON = ["llm.finish_reason"] as const;
export const INVOCATION = ["llm.invocation_parameters", "embedding.invocation_parameters"] as const;

export const INPUT_MESSAGES = "llm.input_messages";
export const OUTPUT_MESSAGES = "llm.output_messages";
export const PROMPTS = "llm.prompts";
export const CHOICES = "llm.choices";
export const TOOLS = "llm.tools";

export const TOOL_NAME = "tool.name";
export const TOOL_ID = ["tool.id", "tool_call.id"] as const;
export const TOOL_PARAMETERS = "tool.parameters";

export const AGENT_NAME = "agent.name";
export const GRAPH_NODE_ID = "graph.node.id";
export const METADATA = "metadata";

export const USAGE = {
  input: ["llm.token_count.prompt"],
  output: ["llm.token_count.completion"],
  cacheRead: ["llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"],
  cacheWrite: ["llm.token_count.prompt_details.cache_write"],
  reasoning: ["llm.token_count.completion_details.reasoning"],
  total: ["llm.token_count.total"],
} as const;

export const COST_USD = ["llm.cost.total"] as const;
