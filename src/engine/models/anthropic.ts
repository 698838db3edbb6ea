// Anthropic's Messages API.

import { field, isObject, listIn, textField } from "../../core/dialects/values";
import type { Message, Part, ToolDef } from "../../core/model/message";
import type { Usage } from "../../core/model/usage";
import { paramsFor } from "../../core/replay/params";
import type { CanonicalRequest, ModelReply } from "../../core/replay/recorded";
import { ProviderError, type Adapter, type StreamReader } from "./adapter";
import { countIn, errorMessage, finishReason, parsedOrText, replyWith } from "./read";
import {
  argsValue,
  asksForStream,
  bodyWriter,
  resultText,
  wireChoice,
  withCallIds,
  withoutLead,
  type ToolChoice,
} from "./shared";

/** The API wants a bound on the answer; recordings without one get this. */
const DEFAULT_MAX_TOKENS = 4096;

export const anthropic: Adapter = {
  api: "anthropic",
  defaultBaseUrl: "https://api.anthropic.com/v1",
  headers: { "anthropic-version": "2023-06-01" },
  url: (baseUrl) => `${baseUrl}/messages`,
  keyHeaders: (secret) => ({ "x-api-key": secret }),
  body: bodyWriter("anthropic", wireRequest, wireMessages),
  isStream: asksForStream,
  startReading: () => new MessagesReader(),
  readWhole,
};

function wireRequest(request: CanonicalRequest): unknown {
  const { lead, said } = withoutLead(request);
  const system = lead.join("\n\n");
  const { tool_choice: choice, max_tokens: maxTokens, ...params } = paramsFor("anthropic", request.params);
  return {
    model: request.model,
    max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
    ...(system !== "" && { system }),
    messages: withCallIds(said).flatMap(wireMessages),
    ...(request.tools.length > 0 && { tools: request.tools.map(wireTool) }),
    ...(choice !== undefined &&
      request.tools.length > 0 && { tool_choice: wireChoice(choice, wordOfChoice) }),
    ...params,
    stream: true,
  };
}

function wireMessages(message: Message): unknown[] {
  const content = message.parts.flatMap(wireBlock);
  if (content.length === 0) return [];
  return [{ role: message.role === "assistant" ? "assistant" : "user", content }];
}

function wireBlock(part: Part): unknown[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "reasoning":
      return wireThinking(part);
    case "tool_call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: argsValue(part.args) }];
    case "tool_result":
      return [
        {
          type: "tool_result",
          tool_use_id: part.id,
          content: resultText(part.result),
          ...(part.isError === true && { is_error: true }),
        },
      ];
    case "blob":
      return [
        {
          type: part.modality === "image" ? "image" : "document",
          source: { type: "base64", media_type: part.mime ?? "application/octet-stream", data: part.base64 },
        },
      ];
    case "uri":
      return [
        { type: part.modality === "image" ? "image" : "document", source: { type: "url", url: part.uri } },
      ];
    case "file":
      return [{ type: "document", source: { type: "file", file_id: part.fileId } }];
    case "other":
      return isObject(part.value) ? [part.value] : [];
    default:
      return [];
  }
}

/** Thinking is sent back with its signature or not at all: the API refuses it without. */
function wireThinking(part: Extract<Part, { type: "reasoning" }>): unknown[] {
  if (part.signature !== undefined)
    return [{ type: "thinking", thinking: part.text ?? "", signature: part.signature }];
  return part.encrypted === undefined ? [] : [{ type: "redacted_thinking", data: part.encrypted }];
}

function wireTool(tool: ToolDef): unknown {
  const { type, name, description, parameters } = tool;
  if (type !== "function") return { type, name };
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: parameters ?? { type: "object" },
  };
}

function wordOfChoice(choice: ToolChoice): unknown {
  if (choice.kind === "tool") return { type: "tool", name: choice.name };
  return { type: choice.kind === "required" ? "any" : choice.kind };
}

function readWhole(answer: unknown): ModelReply {
  if (!Array.isArray(field(answer, "content")))
    throw new ProviderError(errorMessage(answer) ?? "The answer holds no content.");
  const reader = new MessagesReader();
  reader.read({ type: "message_start", message: answer });
  listIn(field(answer, "content")).forEach((block, index) =>
    reader.read({ type: "content_block_start", index, content_block: block }),
  );
  reader.read({ type: "message_delta", delta: answer, usage: field(answer, "usage") });
  return reader.reply();
}

interface Block {
  readonly start: unknown;
  text: string;
  json: string;
  signature: string;
}

class MessagesReader implements StreamReader {
  done = false;
  private message: unknown;
  private usage: Readonly<Record<string, unknown>> = {};
  private stopReason: string | undefined;
  private readonly blocks = new Map<number, Block>();

  read(event: unknown): void {
    switch (textField(event, "type")) {
      case "message_start":
        this.message = field(event, "message");
        this.addUsage(field(this.message, "usage"));
        return;
      case "content_block_start":
        this.blocks.set(
          countIn(event, "index") ?? this.blocks.size,
          startBlock(field(event, "content_block")),
        );
        return;
      case "content_block_delta":
        this.readDelta(this.blocks.get(countIn(event, "index") ?? 0), field(event, "delta"));
        return;
      case "message_delta":
        this.stopReason = textField(field(event, "delta"), "stop_reason") ?? this.stopReason;
        this.addUsage(field(event, "usage"));
        return;
      case "message_stop":
        this.done = true;
        return;
      case "error":
        throw new ProviderError(errorMessage(event) ?? "The provider reported an error.");
    }
  }

  reply(): ModelReply {
    const parts = [...this.blocks.entries()]
      .sort(([left], [right]) => left - right)
      .flatMap(([, block]) => readBlock(block));
    return replyWith(parts, {
      usage: this.message === undefined ? undefined : readUsage(this.usage),
      finishReason: this.stopReason === undefined ? undefined : finishReason(this.stopReason),
      model: textField(this.message, "model"),
      id: textField(this.message, "id"),
    });
  }

  private addUsage(usage: unknown): void {
    if (isObject(usage)) this.usage = { ...this.usage, ...usage };
  }

  private readDelta(block: Block | undefined, delta: unknown): void {
    if (!block) return;
    block.text += textField(delta, "text", "thinking") ?? "";
    block.json += textField(delta, "partial_json") ?? "";
    block.signature += textField(delta, "signature") ?? "";
  }
}

function startBlock(start: unknown): Block {
  return {
    start,
    text: textField(start, "text", "thinking") ?? "",
    json: "",
    signature: textField(start, "signature") ?? "",
  };
}

function readBlock({ start, text, json, signature }: Block): Part[] {
  switch (textField(start, "type")) {
    case "text":
      return text === "" ? [] : [{ type: "text", text }];
    case "thinking":
      return [{ type: "reasoning", text, ...(signature !== "" && { signature }) }];
    case "redacted_thinking":
      return [{ type: "reasoning", encrypted: textField(start, "data") ?? "" }];
    case "tool_use": {
      const id = textField(start, "id");
      const args = json === "" ? (field(start, "input") ?? {}) : parsedOrText(json);
      return [
        { type: "tool_call", ...(id !== undefined && { id }), name: textField(start, "name") ?? "", args },
      ];
    }
    default:
      return [{ type: "other", kind: textField(start, "type") ?? "unknown", value: start }];
  }
}

/** Anthropic's buckets do not overlap: the input leaves out what was read from and written to the cache. */
function readUsage(usage: unknown): Usage {
  return {
    inUncached: countIn(usage, "input_tokens"),
    inCacheRead: countIn(usage, "cache_read_input_tokens"),
    inCacheWrite: countIn(usage, "cache_creation_input_tokens"),
    out: countIn(usage, "output_tokens"),
    reasoning: null,
  };
}
