// Chat completions in the words of the OpenTelemetry GenAI conventions (semantic-conventions-genai v0.1.0).
// Messages and records are JSON text: span attributes of this SDK are flat.

/**
 * @typedef {import("@opentelemetry/api").Attributes} Attributes
 * @typedef {import("./model-client.mjs").ChatMessage & { compaction?: true }} HistoryMessage
 * @typedef {import("./model-client.mjs").Completion} Completion
 */

/**
 * The attributes of a model call that are known before it is sent.
 * @param {{ model: string, system: string, history: HistoryMessage[], tools: object[], stream: boolean, effort: string, baseUrl: string }} request
 * @returns {Attributes}
 */
export function requestAttributes({ model, system, history, tools, stream, effort, baseUrl }) {
  const url = new URL(baseUrl);
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": model,
    "gen_ai.request.stream": stream,
    "gen_ai.request.reasoning.level": effort,
    "gen_ai.output.type": "text",
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: system }]),
    "gen_ai.input.messages": JSON.stringify(history.map(toMessage)),
    ...(tools.length > 0 && { "gen_ai.tool.definitions": JSON.stringify(tools) }),
    ...(history.some((message) => message.compaction) && { "gen_ai.conversation.compacted": true }),
    "server.address": url.hostname,
    ...(url.port && { "server.port": Number(url.port) }),
  };
}

/**
 * The attributes of a model call that its answer brings.
 * @param {Completion} completion
 * @returns {Attributes}
 */
export function responseAttributes({ id, model, message, finishReason, usage, firstChunkSeconds }) {
  const finish = finishReason === "tool_calls" ? "tool_call" : finishReason;
  return {
    "gen_ai.response.id": id,
    "gen_ai.response.model": model,
    "gen_ai.response.finish_reasons": [finish],
    "gen_ai.output.messages": JSON.stringify([{ ...toMessage(message), finish_reason: finish }]),
    "gen_ai.usage.input_tokens": usage.prompt_tokens,
    "gen_ai.usage.output_tokens": usage.completion_tokens,
    "gen_ai.usage.cache_read.input_tokens": usage.prompt_tokens_details.cached_tokens,
    "gen_ai.usage.reasoning.output_tokens": usage.completion_tokens_details.reasoning_tokens,
    ...(firstChunkSeconds !== undefined && { "gen_ai.response.time_to_first_chunk": firstChunkSeconds }),
  };
}

/**
 * @param {HistoryMessage} message
 * @returns {{ role: string, parts: object[] }}
 */
function toMessage(message) {
  if (message.role === "tool")
    return {
      role: "tool",
      parts: [{ type: "tool_call_response", id: message.tool_call_id, response: message.content }],
    };
  const text = message.content
    ? [{ type: message.compaction ? "compaction" : "text", content: message.content }]
    : [];
  const calls = (message.tool_calls ?? []).map((call) => ({
    type: "tool_call",
    id: call.id,
    name: call.function.name,
    arguments: JSON.parse(call.function.arguments),
  }));
  return { role: message.role, parts: [...text, ...calls] };
}
