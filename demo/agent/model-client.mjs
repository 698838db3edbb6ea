// A client of an OpenAI-compatible chat completions API, over fetch.

/**
 * @typedef {{ id: string, type: "function", function: { name: string, arguments: string } }} ToolCall
 * @typedef {{ role: string, content: string | null, tool_calls?: ToolCall[], tool_call_id?: string }} ChatMessage
 * @typedef {{
 *   prompt_tokens: number, completion_tokens: number,
 *   prompt_tokens_details: { cached_tokens: number }, completion_tokens_details: { reasoning_tokens: number }
 * }} Usage
 * @typedef {{ id: string, model: string, message: ChatMessage, finishReason: string, usage: Usage, firstChunkSeconds?: number }} Completion
 * @typedef {{ model: string, messages: ChatMessage[], tools?: object[], stream?: boolean, reasoning_effort?: string, prompt_cache_key?: string }} ChatRequest
 */

/** A refusal of the model API, with its HTTP status as the code. */
export class ModelError extends Error {
  /** @override */
  name = "ModelError";

  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.code = String(status);
  }
}

/**
 * Sends one request and returns the whole answer, streamed or not.
 * @param {string} baseUrl as in OPENAI_BASE_URL, with /v1
 * @param {string} apiKey
 * @param {ChatRequest} request
 * @returns {Promise<Completion>}
 */
export async function complete(baseUrl, apiKey, request) {
  const startMs = performance.now();
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ ...request, ...(request.stream && { stream_options: { include_usage: true } }) }),
  });
  if (!response.ok) throw new ModelError(response.status, await response.text());
  if (!request.stream || !response.body) return readWhole(await response.json());
  return readStream(response.body, startMs);
}

/**
 * @param {any} body
 * @returns {Completion}
 */
function readWhole(body) {
  const [choice] = body.choices;
  return {
    id: body.id,
    model: body.model,
    message: choice.message,
    finishReason: choice.finish_reason,
    usage: body.usage,
  };
}

/**
 * @param {ReadableStream<Uint8Array>} stream
 * @param {number} startMs
 * @returns {Promise<Completion>}
 */
async function readStream(stream, startMs) {
  /** @type {Completion} */
  const completion = {
    id: "",
    model: "",
    message: { role: "assistant", content: null },
    finishReason: "",
    usage: NO_USAGE,
  };
  for await (const chunk of eventsOf(stream)) {
    completion.firstChunkSeconds ??= (performance.now() - startMs) / 1000;
    addChunk(completion, chunk);
  }
  return completion;
}

/** @type {Usage} */
const NO_USAGE = {
  prompt_tokens: 0,
  completion_tokens: 0,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

/**
 * @param {Completion} completion
 * @param {any} chunk
 */
function addChunk(completion, chunk) {
  completion.id = chunk.id;
  completion.model = chunk.model;
  if (chunk.usage) completion.usage = chunk.usage;
  const choice = chunk.choices[0];
  if (!choice) return;
  const { message } = completion;
  if (choice.delta.content) message.content = (message.content ?? "") + choice.delta.content;
  for (const piece of choice.delta.tool_calls ?? []) addToolCallPiece((message.tool_calls ??= []), piece);
  completion.finishReason = choice.finish_reason ?? completion.finishReason;
}

/**
 * A tool call may come in pieces: the first names it, later ones add to its arguments.
 * @param {ToolCall[]} calls
 * @param {{ index: number, id?: string, function?: { name?: string, arguments?: string } }} piece
 */
function addToolCallPiece(calls, { index, id, function: part }) {
  const call = (calls[index] ??= { id: "", type: "function", function: { name: "", arguments: "" } });
  call.id = id ?? call.id;
  call.function.name += part?.name ?? "";
  call.function.arguments += part?.arguments ?? "";
}

/**
 * The JSON of each server-sent event until `[DONE]`.
 * @param {ReadableStream<Uint8Array>} stream
 */
async function* eventsOf(stream) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    rest += decoder.decode(bytes, { stream: true });
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      const data = event.replace(/^data: /, "");
      if (data !== "[DONE]") yield JSON.parse(data);
    }
  }
}
