// Messages in any shape: parts (P1), OpenAI chat, LangChain with its wrapper, Responses items, Anthropic, Gemini.
// Every reader here takes one parsed element and never throws for odd data.

import type { Message, Part, Role } from "../../model/message";
import { field, firstField, isObject, listIn, textField, textIn, type JsonObject } from "../values";
import { isMarkedFailed, readPart, readParts, readTextParts, toolOutput } from "./parts";

/** LangChain nests message lists once. Deeper nests are somebody's attempt on our stack. */
const MAX_DEPTH = 4;

/** The messages that one element of a message list stands for. LangChain nests lists, so it may be several. */
export function readMessage(element: unknown, depth = 0): Message[] {
  if (typeof element === "string") return element === "" ? [] : [{ role: "user", parts: readParts(element) }];
  if (Array.isArray(element))
    return depth < MAX_DEPTH ? listIn(element).flatMap((inner) => readMessage(inner, depth + 1)) : [];
  if (!isObject(element)) return [];
  const item = readItem(element);
  if (item !== null) return [item];
  const body = unwrap(element);
  const name = textField(body, "name");
  const role = roleOf(element, body);
  return [{ role, ...(name !== undefined && role !== "tool" && { name }), parts: partsOf(role, body) }];
}

/** Messages of a list, a single message or a bare text. */
export function readMessages(value: unknown): Message[] {
  return readMessage(value);
}

/** As `readMessages`, for what a model gave back: a bare text is the assistant's. */
export function readAnswer(value: unknown): Message[] {
  if (typeof value === "string") return value === "" ? [] : [{ role: "assistant", parts: readParts(value) }];
  return readMessages(value).map((message) =>
    message.role === "user" ? { ...message, role: "assistant" } : message,
  );
}

/** The parts of a system prompt: a text, blocks, or messages whose parts count. */
export function readSystem(value: unknown): Part[] {
  if (typeof value === "string") return readTextParts(value);
  return listIn(Array.isArray(value) ? value : [value]).flatMap((entry) =>
    isMessage(entry)
      ? readMessage(entry).flatMap((message) => message.parts)
      : [readPart(entry)].filter((part) => part !== null),
  );
}

function isMessage(entry: unknown): boolean {
  return isObject(entry) && (Object.hasOwn(entry, "role") || Object.hasOwn(entry, "parts"));
}

/** The speaker as we spell it; names that mean the same become one, others stay as sent. */
export function normalRole(role: string): Role {
  return ROLES.get(role.toLowerCase()) ?? role;
}

const ROLES: ReadonlyMap<string, Role> = new Map([
  ["human", "user"],
  ["ai", "assistant"],
  ["model", "assistant"],
  ["chatbot", "assistant"],
  ["function", "tool"],
  ["humanmessage", "user"],
  ["humanmessagechunk", "user"],
  ["aimessage", "assistant"],
  ["aimessagechunk", "assistant"],
  ["systemmessage", "system"],
  ["toolmessage", "tool"],
  ["functionmessage", "tool"],
]);

/** LangChain serialises messages as `{lc, type: "constructor", id: [..., "HumanMessage"], kwargs}`. */
function unwrap(element: JsonObject): JsonObject {
  for (const key of ["kwargs", "data", "message"]) {
    const inner = field(element, key);
    const isWrapper = key !== "kwargs" || Array.isArray(field(element, "id"));
    if (isObject(inner) && isWrapper && !Object.hasOwn(element, "content")) return inner;
  }
  return element;
}

function roleOf(element: JsonObject, body: JsonObject): Role {
  const className = textIn(listIn(field(element, "id")).at(-1));
  const given =
    textField(body, "role") ?? className ?? textField(body, "type") ?? textField(element, "type", "role");
  return given === undefined || given === "message" ? "user" : normalRole(given);
}

function partsOf(role: Role, body: JsonObject): Part[] {
  if (Array.isArray(field(body, "parts"))) return listIn(field(body, "parts")).flatMap(readPartOrTexts);
  const callId = textField(body, "tool_call_id", "toolCallId", "call_id");
  const content = firstField(body, ["content", "text"]);
  if (role === "tool" && !hasResultParts(content)) return [toolMessage(body, callId, content)];
  const said = typeof content === "string" ? readTextParts(content) : readParts(content ?? null);
  return withoutRepeats([...reasoningOf(body), ...said, ...callsOf(body)]);
}

/** P1 texts may themselves hold serialised content blocks (OpenLLMetry's LangChain instrumentation does that). */
function readPartOrTexts(value: unknown): Part[] {
  const part = readPart(value);
  if (part === null) return [];
  return part.type === "text" ? readTextParts(part.text) : [part];
}

function hasResultParts(content: unknown): boolean {
  return listIn(content).some((block) => {
    const type = readPart(block)?.type;
    return type === "tool_result" || type === "approval";
  });
}

function toolMessage(body: JsonObject, callId: string | undefined, content: unknown): Part {
  const id = callId ?? textField(body, "id");
  const name = textField(body, "name");
  return {
    type: "tool_result",
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    result: toolOutput(content),
    ...(isMarkedFailed(body) && { isError: true }),
  };
}

function reasoningOf(body: JsonObject): Part[] {
  const reasoning = textField(body, "reasoning_content", "reasoning", "thinking");
  return reasoning === undefined ? [] : [{ type: "reasoning", text: reasoning }];
}

function callsOf(body: JsonObject): Part[] {
  const extra = field(body, "additional_kwargs");
  const listed = [body, extra].map((from) => listIn(firstField(from, ["tool_calls", "toolCalls"])));
  const calls = listed.find((list) => list.length > 0) ?? [];
  const single = field(body, "function_call") ?? field(extra, "function_call");
  return [...calls, ...(isObject(single) ? [single] : [])]
    .map((call) => readPart(isObject(call) ? { ...call, type: "tool_call" } : null))
    .filter((part) => part !== null);
}

/** Anthropic and OpenInference list a call among the contents and again beside them. */
function withoutRepeats(parts: readonly Part[]): Part[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (part.type !== "tool_call" || part.id === undefined) return true;
    const repeated = seen.has(part.id);
    seen.add(part.id);
    return !repeated;
  });
}

/** Items of the OpenAI Responses API that are not messages: calls, results and reasoning stand beside messages. */
function readItem(element: JsonObject): Message | null {
  const type = textField(element, "type");
  if (
    type === undefined ||
    Object.hasOwn(element, "role") ||
    !/_call(_output)?$|^reasoning$|^compaction$/.test(type)
  )
    return null;
  const part = readPart(element);
  if (part === null) return null;
  return { role: part.type === "tool_result" ? "tool" : "assistant", parts: [part] };
}
