// LangGraph state, rebuilt from the nodes of the graph: a node's input is the state, its output a partial update.
//
// Reducers are not in telemetry. `messages` appends with ids replacing, any other key overwrites, and the input of the
// next node is believed over both (dialects.md §6), so the state is marked as reconstructed. Arrives through
// OpenInference (`metadata` names the node) or OpenLLMetry (nodes are `RunnableSequence`s without their names).

import type { Draft } from "./draft";
import { threadOf } from "./draft";
import type { MemoryEffect, MemoryOp, MemoryStep } from "./operation";
import { asList, asObject, asText, canonical, isObject, type PlainObject, unwrapLangChain } from "./plain";

/** What a graph's node or root did to the state; undefined where the step is neither. */
export function langGraphOperations(step: MemoryStep): readonly Draft[] | undefined {
  const place = placeOf(step);
  if (place === undefined) return undefined;
  const input = place.seesState ? stateIn(step, INPUT_KEYS) : undefined;
  const output = place.root ? stateIn(step, OUTPUT_KEYS) : updateIn(step);
  const before =
    input === undefined ? [] : Object.entries(input).map(([key, value]) => seen(key, value, place));
  const after = Object.entries(output ?? {}).map(([key, value]) =>
    place.root ? seen(key, value, place, endOf(step)) : update(key, value, place, endOf(step)),
  );
  return [...before, ...after];
}

interface Place {
  readonly scope: string;
  readonly store: string;
  readonly root: boolean;
  /** False where the input is the argument of a `Send` or the first message, not the state. */
  readonly seesState: boolean;
  readonly superstep?: { readonly run: string; readonly index: number };
}

const INPUT_KEYS = ["input.value", "traceloop.entity.input", "gen_ai.task.input"];
const OUTPUT_KEYS = ["output.value", "traceloop.entity.output", "gen_ai.task.output"];

function placeOf(step: MemoryStep): Place | undefined {
  if (step.kind === "llm" || step.kind === "tool" || step.kind === "embedding" || step.kind === "retrieval") {
    return undefined;
  }
  const metadata = metadataOf(step);
  const node = asText(metadata["langgraph_node"]);
  if (node !== undefined) return nodePlace(step, metadata, node);
  if (asText(step.attributes.get("gen_ai.provider.name")) === "langchain") return openLlmetryPlace(step);
  const looksLikeRoot = metadata["ls_integration"] !== undefined && metadata["thread_id"] !== undefined;
  return looksLikeRoot ? { ...lane(step, "state"), root: true, seesState: false } : undefined;
}

/** The span of a node carries the node's name; what runs inside the node carries the same metadata. */
function nodePlace(step: MemoryStep, metadata: PlainObject, node: string): Place | undefined {
  if (lastWord(step.name) !== node && step.name !== node) return undefined;
  const path = (asText(metadata["langgraph_checkpoint_ns"]) ?? "").split("|").slice(0, -1);
  const graph = path.map((part) => part.split(":")[0] ?? "").join(" › ");
  const index = metadata["langgraph_step"];
  const pushed = canonical(metadata["langgraph_triggers"]).includes("__pregel_push");
  return {
    ...lane(step, graph === "" ? "state" : `state of ${graph}`),
    root: false,
    seesState: !pushed && node !== "__start__",
    ...(typeof index === "number" && {
      superstep: { run: `${step.stepId.split(":")[0] ?? ""} ${graph}`, index },
    }),
  };
}

/** OpenLLMetry gives no node names: sequences are nodes, the compiled graph is the root, lambdas are edges. */
function openLlmetryPlace(step: MemoryStep): Place | undefined {
  const name = asText(step.attributes.get("traceloop.workflow.name")) ?? lastWord(step.name);
  if (/^(CompiledStateGraph|LangGraph|Pregel)$/.test(name)) {
    return { ...lane(step, "state"), root: true, seesState: false };
  }
  if (name !== "RunnableSequence") return undefined;
  const wrapped = canonical(step.attributes.get(INPUT_KEYS[1] ?? "")).includes("lg_tool_call");
  return { ...lane(step, "state"), root: false, seesState: !wrapped };
}

function lane(step: MemoryStep, store: string): { readonly scope: string; readonly store: string } {
  const thread = threadOf(step);
  return { scope: thread === undefined ? "session" : `thread ${thread}`, store };
}

function metadataOf(step: MemoryStep): PlainObject {
  const metadata = asObject(step.attributes.get("metadata"));
  if (metadata !== undefined) return metadata;
  const prefix = "traceloop.association.properties.";
  const properties = step.attributes.keys().filter((key) => key.startsWith(prefix));
  return Object.fromEntries(properties.map((key) => [key.slice(prefix.length), step.attributes.get(key)]));
}

/** The whole state: an object of keys, with LangChain's messages unwrapped. */
function stateIn(step: MemoryStep, keys: readonly string[]): PlainObject | undefined {
  for (const key of keys) {
    const object = asObject(step.attributes.get(key));
    if (object !== undefined && object["lc"] === undefined) return plainState(object["inputs"] ?? object);
  }
  return undefined;
}

/** The update in a node's output: an object of keys, or the `update` of one or more commands. */
function updateIn(step: MemoryStep): PlainObject | undefined {
  const output = stateIn(step, OUTPUT_KEYS);
  const commands = asList(output?.["output"]);
  if (output === undefined || Object.keys(output).join() !== "output") return output;
  if (commands === undefined) return isObject(output["output"]) ? plainState(output["output"]) : undefined;
  const updates = commands.filter(isObject).map((command) => command["update"]);
  return updates.some(isObject)
    ? plainState(Object.assign({}, ...updates.filter(isObject)) as PlainObject)
    : undefined;
}

function plainState(state: unknown): PlainObject | undefined {
  if (!isObject(state)) return undefined;
  const entries = Object.entries(state).filter(([key]) => key !== "lg_tool_call" && key !== "__interrupt__");
  return Object.fromEntries(entries.map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  return Array.isArray(value) ? value.map(unwrapLangChain) : unwrapLangChain(value);
}

function seen(key: string, value: unknown, place: Place, atUs?: number): Draft {
  const effect: MemoryEffect = { kind: "seen", entries: [[key, value]] };
  return draft("snapshot", key, value, effect, place, "in", atUs);
}

function update(key: string, value: unknown, place: Place, atUs: number): Draft {
  const effect: MemoryEffect =
    key === "messages" && Array.isArray(value)
      ? {
          kind: "edit-list",
          key,
          field: null,
          add: value.filter(isKept),
          remove: value.filter(isRemoval).map(idOfMessage),
        }
      : { kind: "set", key, value };
  return draft("update", key, value, effect, place, "out", atUs);
}

function draft(
  op: MemoryOp,
  key: string,
  value: unknown,
  effect: MemoryEffect,
  place: Place,
  phase: "in" | "out",
  atUs: number | undefined,
): Draft {
  return {
    op,
    scope: place.scope,
    store: place.store,
    source: "LangGraph state, reconstructed",
    known:
      key === "messages"
        ? { layer: "episodic", layerReason: "messages of the graph's state are what happened" }
        : { layer: "working", layerReason: "a key of the graph's state" },
    key,
    value,
    ...(Array.isArray(value) && { count: value.length }),
    outlives: false,
    effect,
    ...(atUs !== undefined && { atUs }),
    ...(place.superstep !== undefined && { superstep: { ...place.superstep, phase } }),
  };
}

function isRemoval(message: unknown): boolean {
  return isObject(message) && message["role"] === "RemoveMessage";
}

function isKept(message: unknown): boolean {
  return !isRemoval(message);
}

function idOfMessage(message: unknown): string {
  return isObject(message) ? (asText(message["id"]) ?? "") : "";
}

function endOf(step: MemoryStep): number {
  return step.endUs ?? step.startUs;
}

function lastWord(name: string): string {
  return name.slice(name.lastIndexOf(" ") + 1);
}
