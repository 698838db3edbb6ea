// What the adapters share: texts of parts and results, ids of tool calls, usage in our buckets.

import { field, isObject, listIn } from "../../core/dialects/values";
import type { Message, Part } from "../../core/model/message";
import type { Usage } from "../../core/model/usage";
import type { ToolCallPart, ToolResultPart } from "../../core/replay/recorded";
import { appendTo } from "../../core/replay/json-splice";
import { messagesPath } from "../../core/replay/raw-edit";
import type { ApiName } from "../../core/replay/recorded";

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

/** A recorded body with messages in the API's own form added at the end of its list. */
export function extendedBody(api: ApiName, text: string, messages: readonly unknown[]): string {
  const extended = appendTo(text, messagesPath(api), messages);
  if (extended === undefined) throw new Error(`A recorded ${api} body has no list of messages`);
  return extended;
}

/** A number that is a count; anything else is unknown. */
export function countIn(value: unknown, ...path: readonly string[]): number | null {
  let found = value;
  for (const key of path) found = field(found, key);
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : null;
}

/** Buckets that do not overlap, from counts in which the cached are part of the input and the thinking of the output. */
export function usageOf(counts: {
  input: number | null;
  cacheRead?: number | null;
  output: number | null;
  reasoning?: number | null;
}): Usage {
  const { input, output, cacheRead = null, reasoning = null } = counts;
  return {
    inUncached: input === null ? null : Math.max(0, input - (cacheRead ?? 0)),
    inCacheRead: cacheRead,
    inCacheWrite: null,
    out: output === null ? null : Math.max(0, output - (reasoning ?? 0)),
    reasoning,
  };
}

/** Finish reasons in the words of the GenAI convention; a word that is none of these stays. */
export function finishReason(reason: string): string {
  return FINISH_REASONS.get(reason.toLowerCase()) ?? reason;
}

const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["tool_calls", "tool_call"],
  ["tool_use", "tool_call"],
  ["function_call", "tool_call"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  ["safety", "content_filter"],
  ["stop", "stop"],
]);

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

/** The message of an error in any of the shapes providers use; undefined where there is none. */
export function errorMessage(value: unknown): string | undefined {
  const error = field(value, "error") ?? field(listIn(value)[0], "error");
  if (typeof error === "string") return error;
  const message = field(error, "message") ?? field(value, "message") ?? field(value, "detail");
  return typeof message === "string" ? message : undefined;
}
