// A chat completions request, as text to count and as a conversation to read.

/**
 * @typedef {{ id: string, type: "function", function: { name: string, arguments: string } }} ToolCall
 * @typedef {{ role: string, content: string | null, tool_calls?: ToolCall[], tool_call_id?: string }} ChatMessage
 * @typedef {{
 *   model: string, messages: ChatMessage[], tools?: { type: string, function: { name: string } }[],
 *   stream?: boolean, stream_options?: { include_usage?: boolean }, prompt_cache_key?: string,
 *   response_format?: { type: string }, temperature?: number
 * }} ChatRequest
 * @typedef {{ name: string, args: Record<string, unknown>, result: string, failed: boolean }} ToolExchange
 */

/**
 * The request as one text in the order a provider lays it out: tools, then messages.
 * @param {ChatRequest} request
 */
export function promptText(request) {
  const tools = request.tools?.length ? `${JSON.stringify(request.tools)}\n` : "";
  return tools + request.messages.map(messageText).join("\n");
}

/** @param {ChatMessage} message */
function messageText(message) {
  const calls = message.tool_calls?.length
    ? JSON.stringify(message.tool_calls.map((call) => call.function))
    : "";
  return `<${message.role}>${message.content ?? ""}${calls}`;
}

/** What a policy reads of a request: the words said and the tools that ran, oldest first. */
export class Conversation {
  /** @param {ChatRequest} request */
  constructor(request) {
    this.request = request;
    this.system = textOfRole(request, "system").join("\n");
    /** All that users said, summaries of earlier context included. */
    this.userTexts = textOfRole(request, "user");
    this.task = this.userTexts.at(-1) ?? "";
    this.exchanges = exchangesOf(request.messages);
  }

  /**
   * The tool calls of this name that have a result.
   * @param {string} name
   */
  calls(name) {
    return this.exchanges.filter((exchange) => exchange.name === name);
  }

  /**
   * The calls since the latest user message: what this turn has done so far.
   * @param {string} name
   */
  callsThisTurn(name) {
    const start = this.request.messages.findLastIndex((message) => message.role === "user");
    return exchangesOf(this.request.messages.slice(start)).filter((exchange) => exchange.name === name);
  }

  /**
   * The latest result of the tool that did not fail, or undefined.
   * @param {string} name
   */
  lastResult(name) {
    return this.calls(name).findLast((exchange) => !exchange.failed)?.result;
  }

  /** Everything that was said and found, as one text. */
  get text() {
    return [...this.userTexts, ...this.exchanges.map((exchange) => exchange.result)].join("\n");
  }
}

/**
 * @param {ChatRequest} request
 * @param {string} role
 */
function textOfRole(request, role) {
  return request.messages.filter((message) => message.role === role).map((message) => message.content ?? "");
}

/**
 * @param {ChatMessage[]} messages
 * @returns {ToolExchange[]}
 */
function exchangesOf(messages) {
  const results = new Map(
    messages
      .filter((message) => message.role === "tool")
      .map((message) => [message.tool_call_id, message.content ?? ""]),
  );
  return messages
    .flatMap((message) => message.tool_calls ?? [])
    .filter((call) => results.has(call.id))
    .map((call) => {
      const result = results.get(call.id) ?? "";
      return {
        name: call.function.name,
        args: parseArguments(call.function.arguments),
        result,
        failed: result.startsWith("Error: "),
      };
    });
}

/**
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function parseArguments(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
