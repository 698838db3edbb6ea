// One call of a model, inside its span.

import { SpanKind } from "@opentelemetry/api";
import { requestAttributes, responseAttributes } from "./genai.mjs";
import { inSpan } from "./instrumentation.mjs";
import { complete } from "./model-client.mjs";

/**
 * Calls the model inside its span.
 * @param {import("./agent.mjs").Run} run
 * @param {Pick<import("./agent.mjs").Agent, "name" | "model" | "tools" | "stream" | "effort">} agent
 * @param {string} system
 * @param {import("./genai.mjs").HistoryMessage[]} history
 * @param {import("@opentelemetry/api").Context} parent
 * @returns {Promise<import("./model-client.mjs").Completion>}
 */
export async function askModel(run, { name, model, tools, stream = false, effort }, system, history, parent) {
  const definitions = tools.map(({ name, description, parameters }) => ({
    type: "function",
    name,
    description,
    parameters,
  }));
  const attributes = {
    ...requestAttributes({
      model,
      system,
      history,
      tools: definitions,
      stream,
      effort,
      baseUrl: run.baseUrl,
    }),
    "gen_ai.agent.name": name,
    "gen_ai.conversation.id": run.conversationId,
  };
  const start = { tracer: run.tracer, parent, name: `chat ${model}`, kind: SpanKind.CLIENT, attributes };
  return inSpan(start, async (span) => {
    const completion = await complete(run.baseUrl, run.apiKey, {
      model,
      messages: [{ role: "system", content: system }, ...history.map(toWire)],
      ...(definitions.length > 0 && {
        tools: definitions.map(({ type, ...rest }) => ({ type, function: rest })),
      }),
      stream,
      reasoning_effort: effort,
      prompt_cache_key: `${run.conversationId}/${name}`,
    });
    span.setAttributes(responseAttributes(completion));
    return completion;
  });
}

/**
 * The message without our own mark on it.
 * @param {import("./genai.mjs").HistoryMessage} message
 * @returns {import("./model-client.mjs").ChatMessage}
 */
function toWire(message) {
  const { role, content, tool_calls, tool_call_id } = message;
  return { role, content, ...(tool_calls && { tool_calls }), ...(tool_call_id && { tool_call_id }) };
}
