// OpenAI's Responses API.

import { field, isObject, listIn, textField } from "../../core/dialects/values";
import type { Message, Part, ToolDef } from "../../core/model/message";
import { paramsFor } from "../../core/replay/params";
import type { CanonicalRequest, ModelReply } from "../../core/replay/recorded";
import { ProviderError, type Adapter, type StreamReader } from "./adapter";
import { countIn, errorMessage, finishReason, parsedOrText, replyWith, usageOf } from "./read";
import {
  argsText,
  asksForStream,
  bodyWriter,
  resultText,
  textParts,
  wireChoice,
  withCallIds,
  type ToolChoice,
} from "./shared";

export const openaiResponses: Adapter = {
  api: "openai-responses",
  defaultBaseUrl: "https://api.openai.com/v1",
  headers: {},
  url: (baseUrl) => `${baseUrl}/responses`,
  keyHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  body: bodyWriter("openai-responses", wireRequest, wireItems),
  isStream: asksForStream,
  startReading: () => new ResponsesReader(),
  readWhole,
};

function wireRequest(request: CanonicalRequest): unknown {
  const system = textParts(request.system).join("\n\n");
  const {
    tool_choice: choice,
    reasoning_effort: effort,
    ...params
  } = paramsFor("openai-responses", request.params);
  return {
    model: request.model,
    ...(system !== "" && { instructions: system }),
    input: withCallIds(request.messages).flatMap(wireItems),
    ...(request.tools.length > 0 && { tools: request.tools.map(wireTool) }),
    ...(choice !== undefined &&
      request.tools.length > 0 && { tool_choice: wireChoice(choice, wordOfChoice) }),
    ...(effort !== undefined && { reasoning: { effort } }),
    ...params,
    stream: true,
  };
}

/** A message of ours is several items of theirs: words, calls, results and thinking stand apart. */
function wireItems(message: Message): unknown[] {
  const items: unknown[] = [];
  const words: unknown[] = [];
  const flush = () => {
    if (words.length > 0)
      items.push({ role: message.role === "tool" ? "user" : message.role, content: words.splice(0) });
  };
  for (const part of message.parts) {
    const item = wireItem(part);
    if (item === undefined) words.push(...wireWords(part, message.role));
    else {
      flush();
      items.push(...item);
    }
  }
  flush();
  return items;
}

/** Undefined for what is part of a message. Thinking without its encrypted form cannot be sent back. */
function wireItem(part: Part): unknown[] | undefined {
  switch (part.type) {
    case "tool_call":
      return [{ type: "function_call", call_id: part.id, name: part.name, arguments: argsText(part.args) }];
    case "tool_result":
      return [{ type: "function_call_output", call_id: part.id, output: resultText(part.result) }];
    case "reasoning":
      return part.encrypted === undefined
        ? []
        : [
            {
              type: "reasoning",
              summary: part.text === undefined ? [] : [{ type: "summary_text", text: part.text }],
              encrypted_content: part.encrypted,
            },
          ];
    default:
      return undefined;
  }
}

function wireWords(part: Part, role: string): unknown[] {
  switch (part.type) {
    case "text":
      return [{ type: role === "assistant" ? "output_text" : "input_text", text: part.text }];
    case "uri":
      return [{ type: "input_image", image_url: part.uri }];
    case "blob":
      return [{ type: "input_image", image_url: `data:${part.mime ?? "image/png"};base64,${part.base64}` }];
    case "file":
      return [{ type: "input_file", file_id: part.fileId }];
    case "other":
      return isObject(part.value) ? [part.value] : [];
    default:
      return [];
  }
}

function wireTool(tool: ToolDef): unknown {
  const { type, name, description, parameters } = tool;
  if (type !== "function") return { type };
  return {
    type,
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters }),
  };
}

function wordOfChoice(choice: ToolChoice): unknown {
  return choice.kind === "tool" ? { type: "function", name: choice.name } : choice.kind;
}

function readWhole(answer: unknown): ModelReply {
  if (isObject(field(answer, "error")) || !Array.isArray(field(answer, "output"))) {
    throw new ProviderError(errorMessage(answer) ?? "The answer holds no output.");
  }
  return readResponse(answer);
}

class ResponsesReader implements StreamReader {
  done = false;
  private finished: unknown;
  private readonly items = new Map<number, unknown>();
  private readonly texts = new Map<number, string>();

  read(event: unknown): void {
    const type = textField(event, "type") ?? "";
    const index = countIn(event, "output_index") ?? 0;
    if (type === "error" || type === "response.failed") {
      throw new ProviderError(
        errorMessage(field(event, "response") ?? event) ?? "The provider reported an error.",
      );
    }
    if (type === "response.output_item.done") this.items.set(index, field(event, "item"));
    else if (type === "response.output_text.delta")
      this.texts.set(index, (this.texts.get(index) ?? "") + (textField(event, "delta") ?? ""));
    else if (type === "response.completed" || type === "response.incomplete") {
      this.finished = field(event, "response");
      this.done = true;
    }
  }

  reply(): ModelReply {
    const streamed = this.streamedItems();
    if (this.finished === undefined) return { parts: streamed.flatMap(readItem) };
    const whole = readResponse(this.finished);
    return whole.parts.length > 0 ? whole : { ...whole, parts: streamed.flatMap(readItem) };
  }

  /** Finished items, and the words of those that are under way. */
  private streamedItems(): unknown[] {
    const places = [...new Set([...this.items.keys(), ...this.texts.keys()])].sort(
      (left, right) => left - right,
    );
    return places.map(
      (place) =>
        this.items.get(place) ?? {
          type: "message",
          content: [{ type: "output_text", text: this.texts.get(place) }],
        },
    );
  }
}

function readResponse(response: unknown): ModelReply {
  const usage = field(response, "usage");
  const reason = textField(field(response, "incomplete_details"), "reason") ?? textField(response, "status");
  const parts = listIn(field(response, "output")).flatMap(readItem);
  const hasCalls = parts.some((part) => part.type === "tool_call");
  const word = hasCalls && reason === "completed" ? "tool_call" : finishReason(reason ?? "");
  return replyWith(parts, {
    usage: isObject(usage) ? readUsage(usage) : undefined,
    finishReason: reason === undefined ? undefined : word,
    model: textField(response, "model"),
    id: textField(response, "id"),
  });
}

function readItem(item: unknown): Part[] {
  switch (textField(item, "type")) {
    case "message":
      return listIn(field(item, "content")).flatMap((block) => {
        const text = textField(block, "text", "refusal");
        return text === undefined ? [] : [{ type: "text" as const, text }];
      });
    case "function_call": {
      const id = textField(item, "call_id", "id");
      const args = parsedOrText(textField(item, "arguments") ?? "");
      return [
        { type: "tool_call", ...(id !== undefined && { id }), name: textField(item, "name") ?? "", args },
      ];
    }
    case "reasoning":
      return [readReasoning(item)];
    default:
      return [{ type: "other", kind: textField(item, "type") ?? "unknown", value: item }];
  }
}

function readReasoning(item: unknown): Part {
  const texts = listIn(field(item, "summary")).flatMap((entry) => textField(entry, "text") ?? []);
  const encrypted = textField(item, "encrypted_content");
  return {
    type: "reasoning",
    ...(texts.length > 0 && { text: texts.join("\n") }),
    ...(encrypted !== undefined && { encrypted }),
  };
}

function readUsage(usage: unknown) {
  return usageOf({
    input: countIn(usage, "input_tokens"),
    cacheRead: countIn(usage, "input_tokens_details", "cached_tokens"),
    output: countIn(usage, "output_tokens"),
    reasoning: countIn(usage, "output_tokens_details", "reasoning_tokens"),
  });
}
