// The memory of real clients' recordings, against what their truth files say of it (field `memory`).

import { describe, expect, it } from "vitest";
import {
  diffMemory,
  foldMemory,
  memoryOperationsOf,
  type MemoryStep,
} from "../../../../src/core/model/memory";
import type { Attributes } from "../../../../src/core/otlp/wire";
import { recordedSpans } from "./support";

/** Plain attribute reading: what the dialects find of a tool call, without what they find of anything else. */
function stepsOf(capture: string): MemoryStep[] {
  return recordedSpans(capture).map(({ traceId, spanId, name, startNs, endNs, attributes, status }) => {
    const tool = toolOf(attributes);
    return {
      stepId: `${traceId}:${spanId}`,
      kind: tool !== undefined ? "tool" : isModelCall(attributes) ? "llm" : "step",
      agent: null,
      name,
      status: status.code === 2 ? "error" : "ok",
      startUs: Number(startNs / 1000n),
      endUs: Number(endNs / 1000n),
      ...(tool !== undefined && { tool }),
      attributes,
    };
  });
}

function toolOf(attributes: Attributes): MemoryStep["tool"] {
  const name =
    attributes.text("gen_ai.tool.name") ??
    attributes.text("tool.name") ??
    attributes.text("traceloop.entity.name");
  if (name === undefined) return undefined;
  const first = (keys: readonly string[]) =>
    keys.map((key) => attributes.get(key)).find((value) => value !== undefined);
  return {
    name,
    args: first(["gen_ai.tool.call.arguments", "input.value", "traceloop.entity.input"]),
    result: first(["gen_ai.tool.call.result", "output.value", "traceloop.entity.output"]),
  };
}

function isModelCall(attributes: Attributes): boolean {
  return (
    attributes.get("gen_ai.operation.name") === "chat" || attributes.get("openinference.span.kind") === "LLM"
  );
}

function historyOf(capture: string) {
  const operations = stepsOf(capture).flatMap((step) => memoryOperationsOf(step));
  return foldMemory(operations, { sessionId: "thread-42" });
}

/** The texts of a message list, in order. */
function contents(messages: unknown): unknown[] {
  return (messages as { content: unknown }[]).map(({ content }) => content);
}

describe("mastra/memory", () => {
  const history = historyOf("mastra/memory");

  it("shows every memory step that the truth lists, twice each as there are two turns", () => {
    const ledger = history.ledger.map(({ op, store, layer, key, changed }) => ({
      op,
      store,
      layer,
      key,
      changed,
    }));
    const thread = { store: "thread-42" };
    const messages = { ...thread, layer: "episodic", key: "messages" };
    const working = { ...thread, layer: "working", key: "working memory" };
    expect(ledger).toEqual([
      { op: "search", ...messages, changed: false }, // processor_run MemoryInputFilter
      { op: "search", ...working, changed: false }, // processor_run WorkingMemory
      { op: "search", ...messages, changed: false }, // memory_operation MessageHistory, before the calls
      { op: "update", ...working, changed: true }, // execute_tool updateWorkingMemory
      { op: "create", ...messages, changed: true }, // memory_operation MessageHistory, after the calls
      { op: "search", ...messages, changed: false },
      { op: "search", ...working, changed: false },
      { op: "search", ...messages, changed: false },
      { op: "update", ...working, changed: false }, // the same text again
      { op: "create", ...messages, changed: true },
    ]);
  });

  it("holds the working memory that updateWorkingMemory wrote", () => {
    const end = history.snapshots.find(({ at, layer }) => at === "end" && layer === "working");
    expect(end).toMatchObject({ scope: "thread thread-42", store: "thread-42" });
    expect(end?.items.get("working memory")?.value).toBe("# User\n- name: Ada\n- likes: green tea");
  });

  it("remembers the thread's four messages, two a turn", () => {
    const turns = history.snapshots.filter(({ layer, at }) => layer === "episodic" && at === "step");
    expect(turns.map(({ items }) => contents(items.get("messages")?.value))).toEqual([
      ["I am Ada and I like green tea", "Noted: you are Ada and you like green tea."],
      [
        "I am Ada and I like green tea",
        "Noted: you are Ada and you like green tea.",
        "Who am I?",
        "Noted: you are Ada and you like green tea.",
      ],
    ]);
  });
});

describe("langgraph-openinference/memory", () => {
  const history = historyOf("langgraph-openinference/memory");

  it("shows the two calls of save_memory and the growing messages of thread-42", () => {
    const ledger = history.ledger.map(({ op, store, key, count, changed }) => [
      op,
      store,
      key,
      count,
      changed,
    ]);
    expect(ledger).toEqual([
      ["update", "state", "messages", 1, true], // the user
      ["update", "state", "messages", 1, true], // the model asks for the tool
      ["create", "memory", "Ada likes green tea", undefined, true],
      ["update", "state", "messages", 1, true], // the tool's result
      ["update", "state", "messages", 1, true], // the answer
      ["update", "state", "messages", 1, true],
      ["update", "state", "messages", 1, true],
      ["create", "memory", "Ada likes green tea", undefined, false],
      ["update", "state", "messages", 1, true],
      ["update", "state", "messages", 1, true],
    ]);
  });

  it("rebuilds the state of the thread", () => {
    const end = history.snapshots.find(({ at, store }) => at === "end" && store === "state");
    expect(end).toMatchObject({
      scope: "thread thread-42",
      layer: "episodic",
      source: "LangGraph state, reconstructed",
    });
    const saved = 'saved {"fact":"Ada likes green tea"}';
    const noted = "Noted: you are Ada and you like green tea.";
    expect(contents(end?.items.get("messages")?.value)).toEqual([
      "I am Ada and I like green tea",
      "",
      saved,
      noted,
      "Who am I?",
      "",
      saved,
      noted,
    ]);
  });

  it("tells what the second turn added, and by which step", () => {
    const state = history.snapshots.filter(({ store }) => store === "state");
    const firstTurn = state[4];
    const end = state.at(-1);
    const diff = diffMemory(history, firstTurn?.snapshotId ?? "", end?.snapshotId ?? "");
    expect(diff?.changed).toHaveLength(1);
    expect(diff?.changed[0]?.fields.map(({ change }) => change)).toEqual([
      "added",
      "added",
      "added",
      "added",
    ]);
  });
});

describe("langgraph-traceloop/memory", () => {
  const history = historyOf("langgraph-traceloop/memory");

  it("finds save_memory behind the class name and its wrapped arguments", () => {
    const saves = history.ledger.filter(({ store }) => store === "memory");
    expect(saves.map(({ op, key, value, layer, source }) => ({ op, key, value, layer, source }))).toEqual(
      [1, 2].map(() => ({
        op: "create",
        key: "Ada likes green tea",
        value: "Ada likes green tea",
        layer: "semantic",
        source: "memory tool save_memory",
      })),
    );
  });

  it("rebuilds the growing messages without node names", () => {
    const end = history.snapshots.find(({ at, store }) => at === "end" && store === "state");
    expect(contents(end?.items.get("messages")?.value)).toHaveLength(8);
  });
});

describe("a recording without memory", () => {
  it("shows none", () => {
    expect(historyOf("openai-openinference/tools")).toEqual({ ledger: [], snapshots: [], pointsLeftOut: 0 });
  });
});
