// One piece of a message, in any of the shapes clients write (dialects.md §3.3).

import type { Part } from "../../model/message";
import { field, firstField, isObject, listIn, textField, textIn, type JsonObject } from "../values";
import { jsonOrText } from "./json";

type PartOf = (value: JsonObject) => Part | null;

/** The part that a value stands for; null for one that says nothing (an empty text). */
export function readPart(value: unknown): Part | null {
  if (typeof value === "string") return value === "" ? null : { type: "text", text: value };
  if (!isObject(value)) return value === null || value === undefined ? null : other("value", value);
  const type = textField(value, "type");
  const reader = type === undefined ? readerOfShape(value) : READERS.get(type.toLowerCase());
  return reader ? reader(value) : other(type ?? "unknown", value);
}

/** The parts of a message's content: a text, one block or a list of blocks. */
export function readParts(content: unknown): Part[] {
  const list = Array.isArray(content) ? listIn(content) : [content];
  return list.map(readPart).filter((part) => part !== null);
}

/**
 * The parts of a text that is itself a JSON list of content blocks, as LangChain and Bedrock instrumentations write
 * (`[{"type":"text","text":"…"}]`); any other text is one part.
 */
export function readTextParts(text: string): Part[] {
  if (!/^\s*\[\s*\{\s*"(type|text|toolUse|toolResult)"/.test(text)) return readParts(text);
  const parsed = jsonOrText(text);
  const known = listIn(parsed).length > 0 && listIn(parsed).every(isKnownBlock);
  return known ? readParts(parsed) : readParts(text);
}

/** What a tool gave back: blocks that are only text become that text, everything else stays as sent. */
export function toolOutput(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const texts = listIn(value).map((block) => soleText(block));
    if (texts.every((text) => text !== undefined)) return texts.join("\n");
  }
  if (isObject(value)) return soleText(value) ?? unwrapTyped(value);
  return value ?? null;
}

/** The AI SDK's `{type, value}` says how a result ended. */
export function isErrorOutput(value: unknown): boolean {
  const type = textField(value, "type");
  return type === "error-text" || type === "error-json" || type === "execution-denied";
}

/** True for `true`, "error" and "failed" under any spelling a client uses to mark a failed result. */
export function isMarkedFailed(value: unknown): boolean {
  const mark = firstField(value, ["is_error", "isError"]);
  const status = textField(value, "status");
  return mark === true || mark === "true" || status === "error" || status === "failed";
}

function isKnownBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  const type = textField(block, "type");
  return type === undefined ? readerOfShape(block) !== undefined : READERS.has(type.toLowerCase());
}

function soleText(block: unknown): string | undefined {
  const keys = isObject(block) ? Object.keys(block) : [];
  const bare = keys.every((key) => key === "text" || key === "type" || key === "annotations");
  const text = field(block, "text");
  return bare && typeof text === "string" ? text : undefined;
}

function unwrapTyped(value: JsonObject): unknown {
  const isWrapper = typeof field(value, "type") === "string" && Object.hasOwn(value, "value");
  if (!isWrapper || Object.keys(value).length !== 2) return value;
  const inner = field(value, "value");
  return Array.isArray(inner) ? toolOutput(inner) : (inner ?? null);
}

function other(kind: string, value: unknown): Part {
  return { type: "other", kind, value };
}

const text: PartOf = (value) => {
  const content = firstField(value, ["content", "text", "value", "refusal"]);
  if (typeof content === "string") return content === "" ? null : { type: "text", text: content };
  return content === undefined ? null : other("text", content);
};

const reasoning: PartOf = (value) => {
  const said = textField(value, "content", "text", "thinking", "reasoning") ?? summaryOf(value);
  const signature = textField(value, "signature") ?? textField(field(value, "reasoningText"), "signature");
  const encrypted = textField(value, "encrypted_content", "data", "redactedContent");
  if (said === undefined && signature === undefined && encrypted === undefined) return null;
  return {
    type: "reasoning",
    ...(said !== undefined && { text: said }),
    ...(signature !== undefined && { signature }),
    ...(encrypted !== undefined && { encrypted }),
  };
};

/** OpenAI Responses say `summary: [{text}]`, Bedrock `reasoningText: {text}`. */
function summaryOf(value: JsonObject): string | undefined {
  const nested = textField(field(value, "reasoningText"), "text");
  const lines = [...listIn(field(value, "summary")), ...listIn(field(value, "content"))]
    .map((entry) => textIn(entry) ?? textField(entry, "text", "content"))
    .filter((line) => line !== undefined);
  return nested ?? (lines.length === 0 ? undefined : lines.join("\n"));
}

const CALL_IDS = ["call_id", "toolCallId", "tool_call_id", "tool_use_id", "toolUseId", "id", "ref"] as const;
const NAMES = ["name", "toolName", "tool_name"] as const;
const ARGUMENTS = ["arguments", "args", "input", "parameters", "arguments_json"] as const;
const RESULTS = ["response", "result", "output", "content", "value"] as const;

const toolCall: PartOf = (value) => {
  const body = isObject(field(value, "function"))
    ? { ...value, ...asObject(field(value, "function")) }
    : value;
  const id = textField(body, ...CALL_IDS);
  const args = firstField(body, ARGUMENTS);
  return {
    type: "tool_call",
    ...(id !== undefined && { id }),
    name: textField(body, ...NAMES) ?? "unknown",
    args: typeof args === "string" ? jsonOrText(args) : (args ?? {}),
  };
};

const toolResult: PartOf = (value) => {
  const id = textField(value, ...CALL_IDS);
  const name = textField(value, ...NAMES);
  const sent = firstField(value, RESULTS);
  const failed = isMarkedFailed(value) || isErrorOutput(sent);
  return {
    type: "tool_result",
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    result: toolOutput(sent),
    ...(failed && { isError: true }),
  };
};

const serverToolCall: PartOf = (value) => {
  const id = textField(value, ...CALL_IDS);
  const nested = field(value, "server_tool_call");
  return {
    type: "server_tool_call",
    ...(id !== undefined && { id }),
    name:
      textField(value, ...NAMES) ??
      textField(nested, "type", "name") ??
      textField(value, "type") ??
      "unknown",
    args:
      nested ??
      firstField(value, ARGUMENTS) ??
      firstField(value, ["action", "query", "queries", "code"]) ??
      {},
  };
};

const serverToolResult: PartOf = (value) => {
  const id = textField(value, ...CALL_IDS);
  return {
    type: "server_tool_result",
    ...(id !== undefined && { id }),
    result: firstField(value, ["server_tool_call_response", ...RESULTS]) ?? null,
  };
};

/** Images, sound and documents: inline as base64, by address, or by a file id of the provider. */
const media: PartOf = (value) => {
  const source = mediaSource(value);
  const mime = textField(source, "mime_type", "mimeType", "media_type", "mediaType", "contentType", "format");
  const modality = textField(value, "modality") ?? modalityOf(textField(value, "type") ?? "", mime);
  const address = textField(source, "uri", "url", "file_uri", "fileUri", "image_url");
  const fileId = textField(source, "file_id", "fileId");
  const inline = textField(source, "content", "data", "base64", "bytes", "image", "file_data");
  const withMime = mime === undefined ? {} : { mime };
  const dataUrl = /^data:([^;,]+)?(?:;[^,]*)?,(.*)$/s.exec(address ?? inline ?? "");
  if (dataUrl)
    return { type: "blob", modality, mime: dataUrl[1] ?? mime ?? "text/plain", base64: dataUrl[2] ?? "" };
  if (address !== undefined) return { type: "uri", modality, ...withMime, uri: address };
  if (fileId !== undefined) return { type: "file", modality, ...withMime, fileId };
  if (inline !== undefined) return { type: "blob", modality, ...withMime, base64: inline };
  return other(textField(value, "type") ?? "media", value);
};

function mediaSource(value: JsonObject): JsonObject {
  const nested = [
    "source",
    "image_url",
    "input_audio",
    "image",
    "file",
    "inlineData",
    "inline_data",
    "fileData",
    "file_data",
    "media",
  ]
    .map((key) => field(value, key))
    .find(isObject);
  return nested === undefined ? value : { ...value, ...nested };
}

function modalityOf(type: string, mime: string | undefined): string {
  const known = /image|audio|video|document/.exec(`${type} ${mime ?? ""}`);
  if (known) return known[0];
  return mime?.startsWith("application/") === true ? "document" : "file";
}

const compaction: PartOf = (value) => {
  const id = textField(value, "id");
  const summary = textField(value, "content", "summary", "text");
  return { type: "compaction", ...(id !== undefined && { id }), ...(summary !== undefined && { summary }) };
};

const approval: PartOf = (value) => {
  const reason = textField(value, "reason");
  return {
    type: "approval",
    id: textField(value, "approval_id", "approvalId", "id") ?? "",
    approved: firstField(value, ["approved", "approve"]) === true,
    ...(reason !== undefined && { reason }),
  };
};

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

const READERS: ReadonlyMap<string, PartOf> = new Map([
  ...["text", "input_text", "output_text", "refusal", "summary_text"].map((type) => [type, text] as const),
  ...["reasoning", "thinking", "redacted_thinking", "reasoning_content"].map(
    (type) => [type, reasoning] as const,
  ),
  ...["tool_call", "tool-call", "tool_use", "function_call", "function", "tooluse", "custom_tool_call"].map(
    (type) => [type, toolCall] as const,
  ),
  ...[
    "tool_call_response",
    "tool-result",
    "tool_result",
    "tool_response",
    "function_call_output",
    "custom_tool_call_output",
    "toolresult",
  ].map((type) => [type, toolResult] as const),
  ...[
    "server_tool_call",
    "server_tool_use",
    "mcp_tool_use",
    "mcp_call",
    "web_search_call",
    "file_search_call",
    "code_interpreter_call",
  ].map((type) => [type, serverToolCall] as const),
  ...[
    "server_tool_call_response",
    "web_search_tool_result",
    "mcp_tool_result",
    "code_execution_tool_result",
  ].map((type) => [type, serverToolResult] as const),
  ...[
    "blob",
    "binary",
    "uri",
    "file",
    "media",
    "image",
    "image_url",
    "input_image",
    "input_file",
    "input_audio",
    "audio",
    "video",
    "document",
    "image-url",
    "audio-url",
    "video-url",
    "document-url",
    "file_data",
    "reasoning-file",
  ].map((type) => [type, media] as const),
  ["compaction", compaction] as const,
  ...["tool_approval_response", "tool-approval-response", "mcp_approval_response"].map(
    (type) => [type, approval] as const,
  ),
]);

/** Blocks without a `type`: Bedrock and Gemini name the block by its only key. */
function readerOfShape(value: JsonObject): PartOf | undefined {
  const nested = (key: string, reader: PartOf): PartOf | undefined =>
    isObject(field(value, key)) ? () => reader(asObject(field(value, key))) : undefined;
  if (typeof field(value, "text") === "string") return field(value, "thought") === true ? reasoning : text;
  if (typeof field(value, "reasoning") === "string") return reasoning;
  return (
    nested("toolUse", toolCall) ??
    nested("toolResult", toolResult) ??
    nested("functionCall", toolCall) ??
    nested("function_call", toolCall) ??
    nested("functionResponse", toolResult) ??
    nested("function_response", toolResult) ??
    nested("toolRequest", toolCall) ??
    nested("toolResponse", toolResult) ??
    nested("reasoningContent", reasoning) ??
    (["inlineData", "inline_data", "fileData", "file_data", "media", "image", "document"].some((key) =>
      isObject(field(value, key)),
    )
      ? media
      : undefined)
  );
}
