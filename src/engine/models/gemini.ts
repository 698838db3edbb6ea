// Google's Gemini API (generateContent and its stream).

import { field, isObject, listIn, textField } from "../../core/dialects/values";
import type { Message, Part, ToolDef } from "../../core/model/message";
import { paramsFor } from "../../core/replay/params";
import type { CanonicalRequest, ModelReply } from "../../core/replay/recorded";
import { ProviderError, type Adapter, type StreamReader } from "./adapter";
import { countIn, errorMessage, finishReason, replyWith, usageOf } from "./read";
import { argsValue, bodyWriter, toolChoiceIn, withCallIds, withoutLead } from "./shared";

export const gemini: Adapter = {
  api: "gemini",
  defaultBaseUrl: "https://generativelanguage.googleapis.com/v1beta",
  headers: {},
  url: (baseUrl, model) =>
    `${baseUrl}/models/${encodeURIComponent(model.replace(/^models\//, ""))}:streamGenerateContent?alt=sse`,
  keyHeaders: (secret) => ({ "x-goog-api-key": secret }),
  body: bodyWriter("gemini", wireRequest, wireContents),
  // The address says whether it is a stream, and ours always does.
  isStream: () => true,
  startReading: () => new GeminiReader(),
  readWhole,
};

/** Members of a request beside `generationConfig`, by the names in which recordings keep them. */
const BESIDE_CONFIG = new Set(["safetySettings", "cachedContent", "toolConfig"]);

function wireRequest(request: CanonicalRequest): unknown {
  const { lead: system, said } = withoutLead(request);
  const { toolChoice, tool_choice: choice = toolChoice, ...params } = request.params;
  const entries = Object.entries(paramsFor("gemini", params));
  const config = Object.fromEntries(entries.filter(([name]) => !BESIDE_CONFIG.has(name)));
  const calling = toolChoiceIn(choice);
  return {
    contents: withCallIds(said).flatMap(wireContents),
    ...(system.length > 0 && { systemInstruction: { parts: system.map((text) => ({ text })) } }),
    ...(request.tools.length > 0 && { tools: [{ functionDeclarations: request.tools.map(wireTool) }] }),
    ...(calling &&
      request.tools.length > 0 && { toolConfig: { functionCallingConfig: wireCalling(calling) } }),
    ...Object.fromEntries(entries.filter(([name]) => BESIDE_CONFIG.has(name))),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  };
}

function wireContents(message: Message): unknown[] {
  const parts = message.parts.flatMap(wirePart);
  return parts.length === 0 ? [] : [{ role: message.role === "assistant" ? "model" : "user", parts }];
}

function wirePart(part: Part): unknown[] {
  switch (part.type) {
    case "text":
      return [{ text: part.text }];
    case "tool_call":
      return [{ functionCall: { ...withId(part.id), name: part.name, args: argsValue(part.args) } }];
    case "tool_result":
      return [
        { functionResponse: { ...withId(part.id), name: part.name, response: wireResponse(part.result) } },
      ];
    case "reasoning":
      return part.signature === undefined
        ? []
        : [{ text: part.text ?? "", thought: true, thoughtSignature: part.signature }];
    case "blob":
      return [{ inlineData: { mimeType: part.mime ?? "application/octet-stream", data: part.base64 } }];
    case "uri":
      return [{ fileData: { fileUri: part.uri, ...(part.mime !== undefined && { mimeType: part.mime }) } }];
    case "file":
      return [{ fileData: { fileUri: part.fileId } }];
    case "other":
      return isObject(part.value) ? [part.value] : [];
    default:
      return [];
  }
}

/** Ids that only we gave stay with us: Gemini pairs by name and order. */
function withId(id: string | undefined): { id?: string } {
  return id === undefined || /^call_(replay_)?\d/.test(id) ? {} : { id };
}

function wireResponse(result: unknown): unknown {
  return isObject(result) ? result : { result: result ?? null };
}

function wireTool(tool: ToolDef): unknown {
  const { name, description, parameters } = tool;
  return {
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters }),
  };
}

function wireCalling(choice: NonNullable<ReturnType<typeof toolChoiceIn>>): unknown {
  if (choice.kind === "tool") return { mode: "ANY", allowedFunctionNames: [choice.name] };
  return { mode: choice.kind === "required" ? "ANY" : choice.kind.toUpperCase() };
}

function readWhole(answer: unknown): ModelReply {
  const reader = new GeminiReader();
  for (const chunk of Array.isArray(answer) ? (answer as unknown[]) : [answer]) reader.read(chunk);
  return reader.reply();
}

class GeminiReader implements StreamReader {
  done = false;
  private readonly parts: Part[] = [];
  private usage: unknown;
  private finish: string | undefined;
  private facts: unknown;

  read(event: unknown): void {
    const blocked = textField(field(event, "promptFeedback"), "blockReason");
    if (field(event, "error") !== undefined || blocked !== undefined) {
      throw new ProviderError(errorMessage(event) ?? `The prompt was blocked (${blocked ?? "error"}).`);
    }
    this.facts ??= event;
    this.usage = field(event, "usageMetadata") ?? this.usage;
    const candidate = listIn(field(event, "candidates"))[0];
    for (const part of listIn(field(field(candidate, "content"), "parts"))) this.add(readPart(part));
    const finish = textField(candidate, "finishReason");
    if (finish === undefined) return;
    this.finish = finish;
    this.done = true;
  }

  reply(): ModelReply {
    const hasCalls = this.parts.some((part) => part.type === "tool_call");
    const word = hasCalls && this.finish === "STOP" ? "tool_call" : finishReason(this.finish ?? "");
    return replyWith([...this.parts], {
      usage: this.usage === undefined ? undefined : readUsage(this.usage),
      finishReason: this.finish === undefined ? undefined : word,
      model: textField(this.facts, "modelVersion"),
      id: textField(this.facts, "responseId"),
    });
  }

  /** Pieces of one text come as parts of their own. */
  private add(part: Part | null): void {
    const last = this.parts.at(-1);
    if (!part) return;
    if (part.type === "text" && last?.type === "text")
      this.parts.splice(-1, 1, { type: "text", text: last.text + part.text });
    else this.parts.push(part);
  }
}

function readPart(part: unknown): Part | null {
  const text = field(part, "text");
  const call = field(part, "functionCall");
  const signature = textField(part, "thoughtSignature");
  if (field(part, "thought") === true) {
    return {
      type: "reasoning",
      text: typeof text === "string" ? text : "",
      ...(signature !== undefined && { signature }),
    };
  }
  if (typeof text === "string") return text === "" ? null : { type: "text", text };
  if (!isObject(call)) return { type: "other", kind: "gemini", value: part };
  const id = textField(call, "id");
  return {
    type: "tool_call",
    ...(id !== undefined && { id }),
    name: textField(call, "name") ?? "",
    args: field(call, "args") ?? {},
  };
}

function readUsage(usage: unknown) {
  const thoughts = countIn(usage, "thoughtsTokenCount");
  const candidates = countIn(usage, "candidatesTokenCount");
  return usageOf({
    input: countIn(usage, "promptTokenCount"),
    cacheRead: countIn(usage, "cachedContentTokenCount"),
    // Candidates leave the thinking out.
    output: candidates === null ? null : candidates + (thoughts ?? 0),
    reasoning: thoughts,
  });
}
