// Mastra: working memory that a tool rewrites whole, and the message history of a thread (recording mastra/memory).
//
// `updateWorkingMemory` carries the full new text in its arguments. `memory_operation MessageHistory` runs twice a turn:
// before the calls it reads the thread (its output is empty), after them it saves what is new (its output is the thread).

import type { Draft } from "./draft";
import { threadOf } from "./draft";
import type { MemoryStep } from "./operation";
import { asList, asObject, asText, isObject, ownValue, type PlainObject } from "./plain";
import { toolCallOf } from "./tool-call";

/** What a Mastra step did to memory; undefined where it is no memory step of Mastra. */
export function mastraOperations(step: MemoryStep): readonly Draft[] | undefined {
  const call = toolCallOf(step);
  if (call !== undefined && /^update-?working-?memory$/i.test(call.name))
    return [workingMemory(step, call.args)];
  switch (step.attributes.get("mastra.span.type")) {
    case "memory_operation":
      return history(step);
    case "processor_run":
      return /memory|recall|history/i.test(step.name) ? [processor(step)] : undefined;
    default:
      return undefined;
  }
}

const WORKING = {
  layer: "working",
  layerReason: "Mastra puts working memory into the system prompt of each call",
} as const;

function workingMemory(step: MemoryStep, args: PlainObject): Draft {
  const value = ownValue(args, "memory") ?? args;
  const key = "working memory";
  return {
    op: "update",
    ...placeOf(step),
    source: "Mastra, arguments of updateWorkingMemory",
    known: WORKING,
    key,
    value,
    effect: { kind: "set", key, value },
  };
}

/** The thread after the operation where its output says so, else nothing but that it ran. */
function history(step: MemoryStep): Draft[] {
  const input = messagesOf(step.attributes.get("mastra.memory_operation.input"));
  const output = messagesOf(step.attributes.get("mastra.memory_operation.output"));
  const base = {
    ...placeOf(step),
    source: "Mastra memory operation",
    known: { layer: "episodic", layerReason: "the messages of a thread are what happened" } as const,
    key: "messages",
    outlives: true,
  };
  if (output.length === 0) return [{ ...base, op: "search", effect: { kind: "none" } }];
  const add = output.map(shortMessage);
  return [
    {
      ...base,
      op: "create",
      value: input.map(shortMessage),
      count: input.length,
      atUs: step.endUs ?? step.startUs,
      effect: { kind: "edit-list", key: "messages", field: null, add, remove: [] },
    },
  ];
}

/** Processors read memory into the prompt. What they added is in their output, which is empty where they add nothing. */
function processor(step: MemoryStep): Draft {
  const working = /working/i.test(step.name);
  const output = asObject(step.attributes.get("mastra.processor_run.output"));
  const systems = asList(output?.["systemMessages"]);
  return {
    op: "search",
    ...placeOf(step),
    source: "Mastra memory processor",
    known: working
      ? WORKING
      : { layer: "episodic", layerReason: "the processor works on the messages of the thread" },
    key: working ? "working memory" : "messages",
    value: systems,
    effect: { kind: "none" },
  };
}

function placeOf(step: MemoryStep): { readonly scope: string; readonly store: string } {
  const thread = threadOf(step);
  return thread === undefined
    ? { scope: "session", store: "Mastra memory" }
    : { scope: `thread ${thread}`, store: thread };
}

function messagesOf(value: unknown): PlainObject[] {
  return (asList(asObject(value)?.["messages"]) ?? []).filter(isObject);
}

/** Id, role and text. Times and parts of the same text differ between two reports of one message. */
function shortMessage(message: PlainObject): PlainObject {
  const content = message["content"];
  const text = isObject(content) ? content["content"] : content;
  return { id: asText(message["id"]) ?? "", role: asText(message["role"]) ?? "", content: text ?? null };
}
