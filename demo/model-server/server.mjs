// A model server on loopback that speaks OpenAI's chat completions, JSON and streamed.
//
// There is no model behind it: a policy reads the conversation it was sent and decides by rules. Everything else is
// real: token counts and cached tokens are worked out from the request as it arrived.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { policyFor } from "./brains/index.mjs";
import { PromptCache } from "./prompt-cache.mjs";
import { Conversation, promptText } from "./request.mjs";
import { countTokens, tokenize } from "./tokens.mjs";

/**
 * @typedef {import("./request.mjs").ChatRequest} ChatRequest
 * @typedef {import("./reply.mjs").Reply} Reply
 * @typedef {{ speed: number, port?: number, log: import("../truth-log.mjs").TruthLog }} ModelServerOptions
 * @typedef {{ url: string, close: () => Promise<void> }} ModelServer
 */

const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
/** About a tenth of what a hosted model takes: long enough to watch, short enough to wait for. */
const BASE_DELAY_MS = 40;
const DELAY_MS_PER_TOKEN = 0.5;
/** Reasoning is billed in steps of 64 tokens, as OpenAI's reasoning models report it. */
const REASONING_STEP_TOKENS = 64;
const DATED_MODELS = new Map([
  ["gpt-5", "gpt-5-2025-08-07"],
  ["gpt-5-mini", "gpt-5-mini-2025-08-07"],
]);

/**
 * Starts the server on 127.0.0.1, on a free port where none is given; `url` is the base URL for OPENAI_BASE_URL.
 * @param {ModelServerOptions} options `speed` scales the delays, 0 is none
 * @returns {Promise<ModelServer>}
 */
export async function startModelServer({ speed, port = 0, log }) {
  const cache = new PromptCache();
  const server = createServer((request, response) => {
    answer(request, response, cache, speed, log).catch((error) =>
      sendFault(response, 500, "server_error", String(error)),
    );
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The model server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {PromptCache} cache
 * @param {number} speed
 * @param {import("../truth-log.mjs").TruthLog} log
 */
async function answer(request, response, cache, speed, log) {
  if (request.method !== "POST" || request.url !== "/v1/chat/completions")
    return sendFault(response, 404, "not_found_error", `No route for ${request.method} ${request.url}`);
  const startMs = performance.now();
  const chat = readChat(await readBody(request));
  if (!chat)
    return sendFault(response, 400, "invalid_request_error", "The body is not a chat completions request");
  const reply = policyFor(chat)(new Conversation(chat));
  const completion = complete(chat, reply, cache);
  await wait(speed * (BASE_DELAY_MS + completion.usage.completion_tokens * DELAY_MS_PER_TOKEN));
  if (chat.stream) await sendStream(response, chat, completion, speed);
  else sendJson(response, 200, completion);
  log(truthOf(chat, completion, performance.now() - startMs));
}

/**
 * The completion with its usage. Cached tokens are part of the prompt tokens, reasoning of the completion tokens.
 * @param {ChatRequest} chat
 * @param {Reply} reply
 * @param {PromptCache} cache
 */
function complete(chat, reply, cache) {
  const prompt = tokenize(promptText(chat));
  const reasoning = Math.ceil(countTokens(reply.thinking) / REASONING_STEP_TOKENS) * REASONING_STEP_TOKENS;
  const toolCalls = reply.calls.map(({ name, args }) => ({
    id: `call_${randomBytes(9).toString("base64url")}`,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  const visible =
    countTokens(reply.text) + sum(toolCalls.map((call) => countTokens(JSON.stringify(call.function))));
  return {
    id: `chatcmpl-${randomBytes(12).toString("hex")}`,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: DATED_MODELS.get(chat.model) ?? chat.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: reply.text || null,
          ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
        },
        finish_reason: toolCalls.length > 0 ? "tool_calls" : "stop",
      },
    ],
    usage: {
      prompt_tokens: prompt.length,
      completion_tokens: visible + reasoning,
      total_tokens: prompt.length + visible + reasoning,
      prompt_tokens_details: { cached_tokens: cache.read(chat.prompt_cache_key ?? "", prompt) },
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
  };
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * @param {ChatRequest} chat
 * @param {ReturnType<typeof complete>} completion
 * @param {number} latencyMs
 * @returns {import("../truth-log.mjs").TruthEntry}
 */
function truthOf(chat, { id, model, choices, usage }, latencyMs) {
  const cached = usage.prompt_tokens_details.cached_tokens;
  const reasoning = usage.completion_tokens_details.reasoning_tokens;
  return {
    kind: "model_call",
    responseId: id,
    cacheKey: chat.prompt_cache_key ?? "",
    requestModel: chat.model,
    model,
    usage: {
      inUncached: usage.prompt_tokens - cached,
      inCacheRead: cached,
      out: usage.completion_tokens - reasoning,
      reasoning,
    },
    messages: chat.messages.length,
    toolsAsked: choices.flatMap((choice) =>
      (choice.message.tool_calls ?? []).map((call) => call.function.name),
    ),
    finishReason: choices[0]?.finish_reason,
    streamed: chat.stream === true,
    latencyMs: Math.round(latencyMs * 1000) / 1000,
  };
}

/**
 * The completion in chunks of a few words, then the usage where it was asked for.
 * @param {import("node:http").ServerResponse} response
 * @param {ChatRequest} chat
 * @param {ReturnType<typeof complete>} completion
 * @param {number} speed
 */
async function sendStream(response, chat, { id, created, model, choices, usage }, speed) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const head = { id, object: "chat.completion.chunk", created, model };
  /** @param {unknown} chunk */
  const send = (chunk) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  for (const { index, message, finish_reason } of choices) {
    send({ ...head, choices: [{ index, delta: { role: "assistant", content: "" }, finish_reason: null }] });
    for (const piece of (message.content ?? "").match(/\S+\s*(?:\S+\s*){0,7}/g) ?? []) {
      send({ ...head, choices: [{ index, delta: { content: piece }, finish_reason: null }] });
      await wait(speed * 2);
    }
    for (const [position, call] of (message.tool_calls ?? []).entries())
      send({
        ...head,
        choices: [{ index, delta: { tool_calls: [{ index: position, ...call }] }, finish_reason: null }],
      });
    send({ ...head, choices: [{ index, delta: {}, finish_reason }] });
  }
  if (chat.stream_options?.include_usage) send({ ...head, choices: [], usage });
  response.end("data: [DONE]\n\n");
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @returns {Promise<string>}
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_REQUEST_BYTES) throw new Error(`The request is longer than ${MAX_REQUEST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * @param {string} body
 * @returns {ChatRequest | undefined}
 */
function readChat(body) {
  try {
    const chat = JSON.parse(body);
    return typeof chat?.model === "string" && Array.isArray(chat.messages) ? chat : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {string} type
 * @param {string} message
 */
function sendFault(response, status, type, message) {
  if (response.headersSent) response.destroy();
  else sendJson(response, status, { error: { type, message, param: null, code: null } });
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 */
function sendJson(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
