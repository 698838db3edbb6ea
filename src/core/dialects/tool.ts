// Arguments and results of tool calls, and failures that only the result tells.

import { keysPresent } from "../otlp/attributes";
import type { Attributes } from "../otlp/wire";
import { jsonOrText, jsonValue } from "./content/json";
import { readMessage } from "./content/messages";
import { isMarkedFailed } from "./content/parts";
import { field, firstField, isObject, listIn, plainValue, textField } from "./values";

export interface ToolResult {
  readonly result: unknown;
  readonly name?: string;
  readonly callId?: string;
  readonly isError?: true | undefined;
}

/** A tool's arguments in the first attribute that has them: parsed where they are JSON, the text as it is otherwise. */
export function readArguments(attributes: Attributes, keys: readonly string[]): unknown {
  const value = firstValue(attributes, keys);
  return typeof value === "string" ? jsonOrText(value) : value;
}

/** A tool's result in the first attribute that has one. A wrapped LangChain ToolMessage also tells the tool's name. */
export function readResult(attributes: Attributes, keys: readonly string[]): ToolResult | undefined {
  const value = firstValue(attributes, keys);
  if (value === undefined) return undefined;
  return resultOf(typeof value === "string" ? jsonValue(value) : value);
}

/** What a parsed result says: ToolMessages are unwrapped, `{is_error: true}` and `{isError: true}` are failures. */
export function resultOf(value: unknown): ToolResult {
  const message = toolMessageIn(value);
  const isError = isMarkedFailed(message ?? value) || undefined;
  if (message === undefined) return { result: value, isError };
  const part = readMessage(message)[0]?.parts[0];
  if (part?.type !== "tool_result") return { result: value };
  return {
    result: typeof part.result === "string" ? jsonOrText(part.result) : part.result,
    ...(part.name !== undefined && { name: part.name }),
    ...(part.id !== undefined && { callId: part.id }),
    isError,
  };
}

/** `{args: [x], kwargs: {}}` is how decorators record a call: the one argument, or the named ones, are the arguments. */
export function unwrapCall(value: unknown): unknown {
  const args = listIn(field(value, "args")).map((item) =>
    typeof item === "string" ? jsonOrText(item) : item,
  );
  const named = field(value, "kwargs");
  const names = isObject(named) ? Object.keys(named).length : 0;
  if (!isObject(value) || !Array.isArray(field(value, "args")))
    return firstField(value, ["arguments"]) ?? value;
  if (args.length === 1 && names === 0) return args[0];
  if (args.length === 0 && names > 0) return named;
  return value;
}

function toolMessageIn(value: unknown): unknown {
  for (const candidate of [value, field(value, "output")]) {
    if (!isObject(field(candidate, "kwargs"))) continue;
    if (listIn(field(candidate, "id")).at(-1) === "ToolMessage") return flattenWrapper(candidate);
  }
  return textField(value, "type") === "tool" && field(value, "tool_call_id") !== undefined
    ? value
    : undefined;
}

function flattenWrapper(wrapped: unknown): unknown {
  const inner = field(wrapped, "kwargs");
  return isObject(inner) ? { ...inner, role: "tool" } : wrapped;
}

function firstValue(attributes: Attributes, keys: readonly string[]): unknown {
  for (const key of keysPresent(attributes, keys)) {
    const value = attributes.get(key);
    if (value !== undefined && value !== null && value !== "") return plainValue(value);
  }
  return undefined;
}
