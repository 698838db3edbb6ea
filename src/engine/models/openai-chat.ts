// OpenAI's chat completions, and every server that speaks them (Ollama, vLLM, LM Studio, OpenRouter).

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

export const openaiChat: Adapter = {
  api: "openai-chat",
  defaultBaseUrl: "https://api.openai.com/v1",
  headers: {},
  url: (baseUrl) => `${baseUrl}/chat/completions`,
  keyHeaders: (secret) => ({ authorization: `Bearer ${secret}` }),
  body: bodyWriter("openai-chat", wireRequest, wireMessages),
  isStream: asksForStream,
  startReading: () => new ChatReader(),
  readWhole,
};

function wireRequest(request: CanonicalRequest): unknown {
  const system = textParts(request.system).join("\n\n");
  const { tool_choice: choice, ...params } = paramsFor("openai-chat", request.params);
  return {
    model: request.model,
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...withCallIds(request.messages).flatMap(wireMessages),
    ],
    ...(request.tools.length > 0 && { tools: request.tools.map(wireTool) }),
    ...(choice !== undefined &&
      request.tools.length > 0 && { tool_choice: wireChoice(choice, wordOfChoice) }),
    ...params,
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** One message of ours is several of theirs where it holds tool results. */
function wireMessages(message: Message): unknown[] {
  const results = message.parts.flatMap((part) =>
    part.type === "tool_result"
      ? [{ role: "tool", tool_call_id: part.id, content: resultText(part.result) }]
      : [],
  );
  const rest = message.parts.filter((part) => part.type !== "tool_result");
  if (rest.length === 0) return results;
  const name = message.name === undefined ? {} : { name: message.name };
  if (message.role === "assistant")
    return [...results, { role: "assistant", ...name, ...assistantContent(rest) }];
  const role = message.role === "tool" ? "user" : message.role;
  return [...results, { role, ...name, content: wireContent(rest) }];
}

function assistantContent(parts: readonly Part[]): Readonly<Record<string, unknown>> {
  const texts = textParts(parts);
  const calls = parts.flatMap((part) =>
    part.type === "tool_call"
      ? [{ id: part.id, type: "function", function: { name: part.name, arguments: argsText(part.args) } }]
      : [],
  );
  return {
    content: texts.length === 0 ? null : texts.join("\n"),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/** A plain text where it is one, else a list of content parts. */
function wireContent(parts: readonly Part[]): unknown {
  const [only] = parts;
  if (parts.length === 1 && only?.type === "text") return only.text;
  return parts.flatMap((part) => wirePart(part));
}

function wirePart(part: Part): unknown[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text }];
    case "uri":
      return [{ type: "image_url", image_url: { url: part.uri } }];
    case "blob":
      return [wireBlob(part)];
    case "file":
      return [{ type: "file", file: { file_id: part.fileId } }];
    case "other":
      return isObject(part.value) ? [part.value] : [];
    default:
      return [];
  }
}

function wireBlob(part: Extract<Part, { type: "blob" }>): unknown {
  const url = `data:${part.mime ?? "application/octet-stream"};base64,${part.base64}`;
  if (part.modality === "audio") {
    return {
      type: "input_audio",
      input_audio: { data: part.base64, format: part.mime?.split("/")[1] ?? "wav" },
    };
  }
  return part.modality === "image"
    ? { type: "image_url", image_url: { url } }
    : { type: "file", file: { file_data: url } };
}

function wireTool(tool: ToolDef): unknown {
  if (tool.type !== "function") return { type: tool.type, name: tool.name };
  const { name, description, parameters } = tool;
  return {
    type: "function",
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parameters }),
    },
  };
}

function wordOfChoice(choice: ToolChoice): unknown {
  return choice.kind === "tool" ? { type: "function", function: { name: choice.name } } : choice.kind;
}

function readWhole(answer: unknown): ModelReply {
  const choice = listIn(field(answer, "choices"))[0];
  if (choice === undefined) throw new ProviderError(errorMessage(answer) ?? "The answer holds no choice.");
  const reader = new ChatReader();
  reader.read({
    ...(isObject(answer) ? answer : {}),
    choices: [{ ...(isObject(choice) ? choice : {}), delta: field(choice, "message") }],
  });
  return reader.reply();
}

interface CallPieces {
  id?: string;
  name: string;
  args: string;
}

class ChatReader implements StreamReader {
  done = false;
  private text = "";
  private thinking = "";
  private readonly calls = new Map<number, CallPieces>();
  private finish: string | undefined;
  private usage: unknown;
  private facts: unknown;

  read(event: unknown): void {
    if (field(event, "error") !== undefined)
      throw new ProviderError(errorMessage(event) ?? "The provider reported an error.");
    this.facts ??= event;
    this.usage = field(event, "usage") ?? this.usage;
    const choice = listIn(field(event, "choices"))[0];
    this.readDelta(field(choice, "delta"));
    const finish = textField(choice, "finish_reason");
    if (finish === undefined) return;
    this.finish = finish;
    this.done = true;
  }

  reply(): ModelReply {
    const calls = [...this.calls.entries()]
      .sort(([left], [right]) => left - right)
      .map(([, call]) => toolCall(call));
    const parts: Part[] = [
      ...(this.thinking === "" ? [] : [{ type: "reasoning" as const, text: this.thinking }]),
      ...(this.text === "" ? [] : [{ type: "text" as const, text: this.text }]),
      ...calls,
    ];
    return replyWith(parts, {
      usage: this.usage === undefined ? undefined : readUsage(this.usage),
      finishReason: this.finish === undefined ? undefined : finishReason(this.finish),
      model: textField(this.facts, "model"),
      id: textField(this.facts, "id"),
    });
  }

  private readDelta(delta: unknown): void {
    this.text += textField(delta, "content", "refusal") ?? "";
    this.thinking += textField(delta, "reasoning_content", "reasoning") ?? "";
    for (const [place, piece] of listIn(field(delta, "tool_calls")).entries()) {
      const index = countIn(piece, "index") ?? place;
      const call = this.calls.get(index) ?? { name: "", args: "" };
      const id = textField(piece, "id");
      if (id !== undefined) call.id = id;
      call.name += textField(field(piece, "function"), "name") ?? "";
      call.args += textField(field(piece, "function"), "arguments") ?? "";
      this.calls.set(index, call);
    }
  }
}

function toolCall({ id, name, args }: CallPieces): Part {
  return { type: "tool_call", ...(id !== undefined && { id }), name, args: parsedOrText(args) };
}

function readUsage(usage: unknown) {
  return usageOf({
    input: countIn(usage, "prompt_tokens"),
    cacheRead: countIn(usage, "prompt_tokens_details", "cached_tokens"),
    output: countIn(usage, "completion_tokens"),
    reasoning: countIn(usage, "completion_tokens_details", "reasoning_tokens"),
  });
}
