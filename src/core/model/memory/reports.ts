// Memory that clients report in passing: span events, log records and run attributes.

import type { Draft } from "./draft";
import { threadOf } from "./draft";
import type { AttributeReader, MemoryStep } from "./operation";
import { asList, asObject, asText, idOf, isObject, ownValue, parsed, previewOf } from "./plain";

/** What the step's events, its logs and its run attributes say about memory. */
export function reportedOperations(step: MemoryStep): readonly Draft[] {
  return [
    ...(step.events ?? []).flatMap(({ name, attributes }) => eventOperation(name, attributes)),
    ...runHistory(step),
  ];
}

/** CrewAI through OpenInference (`short_term_memory.save`), and qwen-code's logs (`qwen-code.memory.recall`). */
function eventOperation(name: string, attributes: AttributeReader): Draft[] {
  const crew = /^(short_term|long_term|entity|external)_memory\.(save|search)$/.exec(name);
  if (crew !== null) return [crewOperation(crew[1] ?? "", crew[2] === "save", attributes)];
  return name === "qwen-code.memory.recall" ? [qwenRecall(attributes)] : [];
}

function crewOperation(kind: string, saves: boolean, attributes: AttributeReader): Draft {
  const semantic = kind === "entity" || kind === "external";
  const base = {
    store: `${kind.replace("_", "-")} memory`,
    source: "CrewAI span event",
    known: semantic
      ? ({ layer: "semantic", layerReason: "CrewAI keeps facts about entities here" } as const)
      : ({ layer: "episodic", layerReason: "CrewAI keeps outcomes of tasks here" } as const),
  };
  if (saves) {
    const value = parsed(attributes.get("value"));
    const key = previewOf(value, 80);
    return { ...base, op: "create", key, value, effect: { kind: "set", key, value } };
  }
  const results = asList(attributes.get("results")) ?? [];
  const entries = results.map((result) => {
    const fields = isObject(result) ? result : {};
    const value =
      ownValue(fields, "content") ?? ownValue(fields, "context") ?? ownValue(fields, "value") ?? result;
    return [previewOf(value, 80), value] as const;
  });
  return {
    ...base,
    op: "search",
    query: asText(attributes.get("query")),
    count: results.length,
    value: results.length > 0 ? results : undefined,
    effect: entries.length > 0 ? { kind: "seen", entries } : { kind: "none" },
  };
}

function qwenRecall(attributes: AttributeReader): Draft {
  const count = attributes.get("count") ?? attributes.get("memory_count") ?? attributes.get("selected_count");
  return {
    op: "search",
    store: "qwen-code memory",
    source: "qwen-code log record",
    known: { layer: "semantic", layerReason: "qwen-code recalls notes about the project" },
    query: asText(attributes.get("query")),
    count: typeof count === "number" ? count : undefined,
    effect: { kind: "none" },
  };
}

/** Pydantic AI reports all messages of a run and the index of the first new one: what came before was remembered. */
function runHistory(step: MemoryStep): Draft[] {
  const messages = asList(step.attributes.get("pydantic_ai.all_messages"));
  const first = Number(step.attributes.get("pydantic_ai.new_message_index") ?? 0);
  if (messages === undefined || !Number.isInteger(first) || first < 0) return [];
  const thread = threadOf(step);
  const base = {
    scope: thread === undefined ? "session" : `thread ${thread}`,
    store: "message history",
    source: "Pydantic AI, messages of the run",
    known: { layer: "episodic", layerReason: "the history of a conversation is what happened" } as const,
    key: "messages",
  };
  const read: Draft = {
    ...base,
    op: "search",
    count: first,
    effect: { kind: "seen", entries: [["messages", messages.slice(0, first).map(plainMessage)]] },
  };
  const added: Draft = {
    ...base,
    op: "create",
    atUs: step.endUs ?? step.startUs,
    count: messages.length - first,
    value: messages.slice(first).map(plainMessage),
    effect: { kind: "set", key: "messages", value: messages.map(plainMessage) },
  };
  return first === 0 ? [added] : [read, added];
}

function plainMessage(message: unknown): unknown {
  return asObject(message) ?? (idOf(message) === undefined ? message : { id: idOf(message) });
}
