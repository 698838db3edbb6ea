// What an OpenInference span says: flattened messages (P6), and the same again, whole, in `input.value` (P9).

import type { Message, Part, ToolDef } from "../../model/message";
import type { ContentFacts } from "../../model/step";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { contentFacts, stateOfMessages, systemBeside, worstState } from "../content/assemble";
import { lastAnswer, readReply, readRequest, type RequestBody } from "../content/bodies";
import { unflatten } from "../content/flattened";
import { jsonOrText } from "../content/json";
import { isRedacted } from "../content/list";
import { readAnswer, readMessage } from "../content/messages";
import { toToolDef } from "../content/tools";
import { field, firstField, firstText, isObject, listIn, textField, type JsonObject } from "../values";
import * as names from "./attributes";

/** What went into and came out of a model call. */
export function readCallContent(span: SpanRecord): ContentFacts {
  const { attributes } = span;
  const body = readBody(attributes, names.INPUT);
  const request = isObject(body) ? readRequest(body) : undefined;
  const flattened = unflatten(attributes, names.INPUT_MESSAGES).flatMap(readFlattened);
  const messages = fuller(flattened, request?.messages ?? []);
  const values = messages.length > 0 ? messages : readPrompts(attributes);
  const input = values.length === 0 ? undefined : ({ form: "values", values } as const);
  const tools = readTools(attributes, request);
  const output = readOutput(span);
  const system = input === undefined ? [] : systemBeside(request?.system ?? [], input, attributes);
  return contentFacts({
    system,
    input,
    tools: tools.length === 0 ? undefined : { form: "values", values: tools },
    output,
    state: worstState([
      stateOfMessages(values),
      stateOfMessages(output),
      names.REDACTED_KEYS.some((key) => isRedacted(attributes.text(key) ?? "")) ? "redacted" : "absent",
      span.droppedAttributes > 0 && body === undefined ? "truncated" : "absent",
    ]),
  });
}

/** What a chain, agent or workflow was asked and what it answered. */
export function readStepContent(span: SpanRecord): ContentFacts {
  const input = readBody(span.attributes, names.INPUT);
  const output = readBody(span.attributes, names.OUTPUT);
  const asked = input === undefined ? [] : readRequest(input).messages;
  const answered = output === undefined ? [] : isObject(output) ? lastAnswer(output) : readAnswer(output);
  return contentFacts({
    system: [],
    input: asked.length === 0 ? undefined : { form: "values", values: asked },
    tools: undefined,
    output: answered.filter(({ parts }) => parts.length > 0),
    state: worstState([stateOfMessages(asked), stateOfMessages(answered)]),
  });
}

/**
 * The flattened list, unless the request that stands beside it holds more: instrumentations lose results of parallel
 * calls and system prompts that are lists, and attribute limits cut the end off (clients.md §3.11, §3.19).
 */
function fuller(flattened: readonly Message[], whole: readonly Message[]): readonly Message[] {
  return contents(whole) > contents(flattened) ? whole : flattened;
}

function contents(messages: readonly Message[]): number {
  const parts = messages.flatMap((message) => message.parts);
  return parts.filter(
    (part) => part.type === "text" || part.type === "tool_result" || part.type === "tool_call",
  ).length;
}

function readOutput(span: SpanRecord): readonly Message[] {
  const { attributes } = span;
  const flattened = unflatten(attributes, names.OUTPUT_MESSAGES).flatMap(readFlattened);
  const body = contents(flattened) > 0 ? undefined : readBody(attributes, names.OUTPUT);
  const whole = body === undefined ? [] : readReply(body);
  if (contents(whole) > contents(flattened)) return whole;
  return flattened.length > 0 ? flattened.filter(({ parts }) => parts.length > 0) : readChoices(attributes);
}

/** `input.value` and `output.value`, parsed where they are JSON. */
function readBody(attributes: Attributes, key: string): unknown {
  const text = firstText(attributes, [key]);
  return text === undefined || isRedacted(text) ? undefined : jsonOrText(text);
}

/** `{message: {role, content | contents, tool_calls}}` as the flattened names spell it, into the shape of a chat message. */
function readFlattened(entry: JsonObject): Message[] {
  const message = firstField(entry, ["message"]);
  if (!isObject(message)) return [];
  const contents = listIn(field(message, "contents")).map(readContentItem);
  const calls = listIn(field(message, "tool_calls")).map((call) => field(call, "tool_call"));
  return readMessage({
    ...message,
    role: textField(message, "role") ?? "user",
    content: contents.length > 0 ? contents : field(message, "content"),
    tool_calls: calls,
  });
}

/** One ordered content: text, reasoning, media, or a call that stands between texts. */
function readContentItem(item: unknown): unknown {
  const call = field(item, "tool_call");
  if (isObject(call)) return { ...call, type: "tool_call" };
  const content = field(item, "message_content");
  if (!isObject(content)) return content ?? null;
  const image = field(field(content, "image"), "image");
  return isObject(image) ? { ...content, ...image } : content;
}

function readTools(attributes: Attributes, request: RequestBody | undefined): readonly ToolDef[] {
  const listed = unflatten(attributes, names.TOOLS)
    .map((entry) => firstField(field(entry, "tool"), ["json_schema"]))
    .flatMap((schema) => toToolDef(schema));
  return listed.length > 0 ? listed : (request?.tools ?? []);
}

/** Completion models: `llm.prompts` is a list of texts, or flattened as `llm.prompts.N.prompt.text`. */
function readPrompts(attributes: Attributes): readonly Message[] {
  const texts = unflatten(attributes, names.PROMPTS).map((entry) =>
    textField(field(entry, "prompt"), "text"),
  );
  return texts.filter((text) => text !== undefined).map((text) => ({ role: "user", parts: textPart(text) }));
}

function readChoices(attributes: Attributes): readonly Message[] {
  const texts = unflatten(attributes, names.CHOICES).map((entry) =>
    textField(field(entry, "completion"), "text"),
  );
  return texts
    .filter((text) => text !== undefined)
    .map((text) => ({ role: "assistant", parts: textPart(text) }));
}

function textPart(text: string): readonly Part[] {
  return [{ type: "text", text }];
}
