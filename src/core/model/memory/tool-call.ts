// A tool call as the readers of memory tools see it: its name, its arguments and its result as plain data.

import type { MemoryStep } from "./operation";
import {
  asList,
  asObject,
  asText,
  isObject,
  ownValue,
  parsed,
  type PlainObject,
  unwrapLangChain,
} from "./plain";

/** A tool call with its values as plain data. */
export interface ToolCall {
  readonly name: string;
  /** Empty where the arguments are no object. */
  readonly args: PlainObject;
  /** The arguments as sent: LangChain tools with one argument send its bare text. */
  readonly rawArgs: unknown;
  readonly result: unknown;
}

/**
 * The call of a tool step. OpenLLMetry names LangChain's tools after their class and wraps their arguments
 * (`{"args": ["{…}"]}`); the real name stands in the result message (recording langgraph-traceloop/memory).
 */
export function toolCallOf(step: MemoryStep): ToolCall | undefined {
  if (step.tool === undefined) return undefined;
  const rawArgs = unwrapArgs(parsed(step.tool.args));
  const message = langChainResult(step.tool.result);
  return {
    name: asText(message?.["name"]) ?? step.tool.name,
    args: isObject(rawArgs) ? rawArgs : {},
    rawArgs,
    result: parsed(message === undefined ? step.tool.result : message["content"]),
  };
}

function langChainResult(result: unknown): PlainObject | undefined {
  const outer = asObject(result);
  if (outer === undefined) return undefined;
  const wrapped = ownValue(outer, "output") ?? outer;
  const message = unwrapLangChain(wrapped);
  return message !== wrapped && isObject(message) ? message : undefined;
}

function unwrapArgs(args: unknown): unknown {
  if (!isObject(args) || Object.keys(args).join() !== "args") return args;
  const inner = asList(args["args"]);
  return inner?.length === 1 ? parsed(inner[0]) : args;
}
