// Content that comes beside the span: per-message events (P2) and the details event (P3), as log records or as events
// on the span itself (dialects.md §3.3).

import type { Message, Part, ToolDef } from "../../model/message";
import type { Attributes, LogRecord, SpanRecord } from "../../otlp/wire";
import { jsonAttribute, jsonOrText } from "../content/json";
import { readAnswer, readMessage, readMessages, readSystem } from "../content/messages";
import { readReply, readRequest } from "../content/bodies";
import { toToolDefs } from "../content/tools";
import { field, isObject, plainValue, textField, type JsonObject } from "../values";
import {
  CHOICE_EVENT,
  COMPLETION_EVENT,
  DETAILS_EVENT,
  INPUT_MESSAGES,
  OUTPUT_MESSAGES,
  PROMPT_EVENT,
  SYSTEM_INSTRUCTIONS,
  TOOL_DEFINITIONS,
} from "./attributes";

export interface EventContent {
  readonly system: readonly Part[];
  readonly input: readonly Message[];
  readonly output: readonly Message[];
  readonly tools: readonly ToolDef[];
}

/** An event of either kind: its name, its attributes and, for a log record, its body. */
interface GenAiEvent {
  readonly name: string;
  readonly attributes: Attributes;
  readonly body: JsonObject;
}

const MESSAGE_EVENT = /^gen_ai\.(system|user|assistant|tool)\.message$/;

/** True for names of events that carry content. */
export function isContentEvent(name: string): boolean {
  return (
    MESSAGE_EVENT.test(name) ||
    name === CHOICE_EVENT ||
    name === DETAILS_EVENT ||
    name === PROMPT_EVENT ||
    name === COMPLETION_EVENT
  );
}

/** What the details events say (P3). One may hold the input and others one output item each; they add up. */
export function readDetailsEvents(span: SpanRecord, logs: readonly LogRecord[]): EventContent {
  const events = contentEvents(span, logs).filter(({ name }) => name === DETAILS_EVENT);
  const lists = events.map(({ attributes }) => ({
    system: readSystem(jsonAttribute(attributes, SYSTEM_INSTRUCTIONS) ?? null),
    input: messagesOf(attributes, INPUT_MESSAGES, readMessages),
    output: messagesOf(attributes, OUTPUT_MESSAGES, readAnswer),
    tools: toToolDefs(jsonAttribute(attributes, TOOL_DEFINITIONS) ?? []),
  }));
  return {
    system: longest(lists.map(({ system }) => system)),
    input: longest(lists.map(({ input }) => input)),
    output: lists.flatMap(({ output }) => output),
    tools: longest(lists.map(({ tools }) => tools)),
  };
}

/** What the per-message events say (P2), in the order they were sent. */
export function readMessageEvents(span: SpanRecord, logs: readonly LogRecord[]): EventContent {
  const input: Message[] = [];
  const output: Message[] = [];
  for (const event of contentEvents(span, logs)) {
    if (event.name === CHOICE_EVENT) output.push(...readChoice(event));
    else if (event.name === PROMPT_EVENT)
      input.push(...readRequest(jsonAttribute(event.attributes, "gen_ai.prompt")).messages);
    else if (event.name === COMPLETION_EVENT)
      output.push(...readReply(jsonAttribute(event.attributes, "gen_ai.completion")));
    else input.push(...readMessageEvent(event));
  }
  return { system: [], input, output, tools: [] };
}

function contentEvents(span: SpanRecord, logs: readonly LogRecord[]): GenAiEvent[] {
  const records = logs
    .filter(({ eventName }) => isContentEvent(eventName))
    .map((log) => ({
      name: log.eventName,
      attributes: log.attributes,
      body: asBody(plainValue(log.body())),
    }));
  if (records.length > 0) return records;
  return span.events
    .filter(({ name }) => isContentEvent(name))
    .map(({ name, attributes }) => ({ name, attributes, body: bodyOf(attributes) }));
}

function asBody(value: unknown): JsonObject {
  const parsed = typeof value === "string" ? jsonOrText(value) : value;
  return isObject(parsed) ? parsed : parsed === null ? {} : { content: parsed };
}

/** Span events hold the same fields as attributes, structured ones as JSON text. */
function bodyOf(attributes: Attributes): JsonObject {
  const fields = ["content", "message", "role", "id", "name", "tool_calls", "finish_reason"];
  return Object.fromEntries(
    fields
      .filter((key) => attributes.has(key))
      .map((key) => [key, key === "role" ? attributes.text(key) : textOrJson(attributes, key)]),
  );
}

function textOrJson(attributes: Attributes, key: string): unknown {
  const text = attributes.text(key);
  return text === undefined ? plainValue(attributes.get(key)) : jsonOrText(text);
}

function readMessageEvent(event: GenAiEvent): Message[] {
  const role = MESSAGE_EVENT.exec(event.name)?.[1] ?? "user";
  const said = Object.keys(event.body).some((key) => key !== "role");
  return said ? readMessage({ ...event.body, role: textField(event.body, "role") ?? role }) : [];
}

function readChoice(event: GenAiEvent): Message[] {
  const message = field(event.body, "message");
  const body = isObject(message) ? message : { content: message ?? field(event.body, "content") };
  const calls = field(event.body, "tool_calls");
  if (
    field(body, "content") === undefined &&
    field(body, "tool_calls") === undefined &&
    calls === undefined &&
    !Object.hasOwn(body, "parts")
  )
    return [];
  return readAnswer({ ...(calls === undefined ? {} : { tool_calls: calls }), ...body, role: "assistant" });
}

function messagesOf(
  attributes: Attributes,
  key: string,
  read: (value: unknown) => Message[],
): readonly Message[] {
  const value = jsonAttribute(attributes, key);
  return value === undefined ? [] : read(value);
}

function longest<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return lists.reduce<readonly Item[]>((best, list) => (list.length > best.length ? list : best), []);
}
