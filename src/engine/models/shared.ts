// What the adapters share to write a request: texts of parts and results, ids of tool calls, the choice of tools.

import { field, isObject } from "../../core/dialects/values";
import type { Message, Part } from "../../core/model/message";
import type { CanonicalRequest, ToolCallPart, ToolResultPart } from "../../core/replay/recorded";
import { appendTo } from "../../core/replay/json-splice";
import { messagesPath } from "../../core/replay/raw-edit";
import type { ApiName } from "../../core/replay/recorded";
import { isSystem } from "../../core/replay/threads";
import type { ModelCall } from "./adapter";

/** Arguments as the JSON text that OpenAI's APIs want; text stays byte for byte. */
export function argsText(args: unknown): string {
  return typeof args === "string" ? args : JSON.stringify(args ?? {});
}

/** Arguments as the value that the other APIs want; text that is no object becomes a member of one. */
export function argsValue(args: unknown): Readonly<Record<string, unknown>> {
  if (isObject(args)) return args;
  if (typeof args !== "string") return {};
  try {
    const value: unknown = JSON.parse(args);
    return isObject(value) ? value : { value };
  } catch {
    return { value: args };
  }
}

/** A tool's result as a text. */
export function resultText(result: unknown): string {
  return typeof result === "string" ? result : JSON.stringify(result ?? null);
}

export function textParts(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
}

/**
 * Messages in which every tool call and result has an id: clients that record none are paired in order. An id that is
 * recorded stays.
 */
export function withCallIds(messages: readonly Message[]): Message[] {
  const open: { id: string; name: string }[] = [];
  let next = 0;
  return messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => {
      if (part.type === "tool_call") return named(part);
      return part.type === "tool_result" ? paired(part) : part;
    }),
  }));

  function named(part: ToolCallPart): ToolCallPart {
    const id = part.id ?? `call_${next++}`;
    open.push({ id, name: part.name });
    return { ...part, id };
  }

  /** The call with its id, else the first one still open, of its name where it has one. */
  function paired(part: ToolResultPart): ToolResultPart {
    const ofName = open.findIndex((call) =>
      part.id === undefined ? (part.name ?? call.name) === call.name : call.id === part.id,
    );
    const [call] = open.splice(ofName < 0 ? 0 : ofName, ofName < 0 && part.id !== undefined ? 0 : 1);
    return { ...part, id: part.id ?? call?.id ?? `call_${next++}`, name: part.name ?? call?.name ?? "tool" };
  }
}

/** How an adapter writes a call: the recorded body with what was said since at its end, else one built anew. */
export function bodyWriter(
  api: ApiName,
  wireRequest: (request: CanonicalRequest) => unknown,
  wireMessages: (message: Message) => readonly unknown[],
): (call: ModelCall) => string {
  return ({ request, raw }) =>
    raw
      ? extendedBody(api, raw.text, withCallIds(raw.appended).flatMap(wireMessages))
      : JSON.stringify(wireRequest(request));
}

/** Whether a body says that it wants a stream. */
export function asksForStream(body: string): boolean {
  return field(JSON.parse(body), "stream") === true;
}

/** The system prompt's texts, wherever the recording keeps them, and the messages beside it. */
export function withoutLead({ system, messages }: CanonicalRequest): {
  readonly lead: readonly string[];
  readonly said: readonly Message[];
} {
  const lead = messages.filter(isSystem).flatMap((message) => message.parts);
  return {
    lead: textParts([...system, ...lead]),
    said: messages.filter((message) => !isSystem(message)),
  };
}

/** A choice of tools in the API's own words; one that is not known goes out as recorded. */
export function wireChoice(value: unknown, word: (choice: ToolChoice) => unknown): unknown {
  const choice = toolChoiceIn(value);
  return choice ? word(choice) : value;
}

/** A recorded body with messages in the API's own form added at the end of its list. */
function extendedBody(api: ApiName, text: string, messages: readonly unknown[]): string {
  const extended = appendTo(text, messagesPath(api), messages);
  if (extended === undefined) throw new Error(`A recorded ${api} body has no list of messages`);
  return extended;
}

/** What may be called, in the words of any API or of the AI SDK. */
export type ToolChoice =
  { readonly kind: "auto" | "none" | "required" } | { readonly kind: "tool"; readonly name: string };

/** Undefined where the value is no choice that is known: then it is sent as recorded. */
export function toolChoiceIn(value: unknown): ToolChoice | undefined {
  const word = typeof value === "string" ? value : field(value, "type");
  if (word === "auto" || word === "none" || word === "required") return { kind: word };
  if (word === "any") return { kind: "required" };
  const name = field(value, "toolName") ?? field(value, "name") ?? field(field(value, "function"), "name");
  return typeof name === "string" ? { kind: "tool", name } : undefined;
}
