// Memory operations of tool calls: systems we know by their tools, then any tool whose name says memory (dialects.md §6).
//
// Example: save_memory({"fact": "Ada likes green tea"}) creates a record in the store `memory`; search_memory reads it.

import type { Draft } from "./draft";
import { graphTool } from "./graph-tools";
import { lettaTool } from "./letta-tools";
import { textFileTool } from "./text-files";
import { type ToolCall, toolCallOf } from "./tool-call";
import { operationIn, ruleFor, storeIn } from "./tool-table";
import type { MemoryEffect, MemoryOp, MemoryOptions, MemoryStep, MemoryToolRule } from "./operation";
import {
  asList,
  asObject,
  asText,
  firstOf,
  idOf,
  isObject,
  parsed,
  type PlainObject,
  previewOf,
} from "./plain";

/** What a tool call did to memory; nothing where the tool is no memory tool. */
export function toolOperations(step: MemoryStep, options: MemoryOptions): readonly Draft[] {
  const call = toolCallOf(step);
  if (call === undefined) return [];
  const own = options.tools?.find((rule) => ruleFor(call.name, { tools: [rule] }) === rule);
  if (own !== undefined) return tableTool(call, own);
  const known = textFileTool(call) ?? graphTool(call) ?? lettaTool(call) ?? mem0Result(call);
  if (known !== undefined) return known;
  const rule = ruleFor(call.name, options);
  return rule === undefined ? [] : tableTool(call, rule);
}

const KEYS = [
  "key",
  "id",
  "memory_id",
  "memoryId",
  "record_id",
  "label",
  "name",
  "topic",
  "title",
  "path",
  "subject",
];
const VALUES = [
  "value",
  "content",
  "memory",
  "fact",
  "text",
  "data",
  "note",
  "information",
  "new_value",
  "observation",
];
const STORES = ["store", "store_id", "namespace", "collection", "memory_type", "memoryType"];
const QUERIES = ["query", "q", "search", "question", "keyword", "keywords"];

function tableTool(call: ToolCall, rule: MemoryToolRule): Draft[] {
  const op = rule.op === "verb" ? operationOf(call) : rule.op;
  if (op === undefined) return [];
  const store = asText(parsed(firstOf(call.args, STORES))) ?? rule.store ?? storeIn(call.name);
  const base = {
    op,
    store,
    source: `memory tool ${call.name}`,
    hints: [call.name, ...Object.keys(call.args)],
    known:
      rule.layer === undefined
        ? undefined
        : { layer: rule.layer, layerReason: "set in agentLoupe.memory.tools" },
  };
  if (op === "search") return [{ ...base, ...readBy(call) }];
  if (op === "delete" || op === "store_delete") return [{ ...base, ...deletionBy(call, op) }];
  if (op === "create" || op === "update" || op === "upsert") return [{ ...base, ...writeBy(call) }];
  return [{ ...base, effect: { kind: "none" } }];
}

/** The verb of the name; else what the arguments say (`manage_memory({action: "update"})`); else what they hold. */
function operationOf(call: ToolCall): MemoryOp | undefined {
  const said = asText(firstOf(call.args, ["action", "operation", "op", "command"]));
  return (
    (said === undefined ? undefined : operationIn(said)) ??
    operationIn(call.name) ??
    (firstOf(call.args, VALUES) !== undefined
      ? "create"
      : firstOf(call.args, QUERIES) !== undefined
        ? "search"
        : undefined)
  );
}

function writeBy(call: ToolCall): Pick<Draft, "key" | "recordId" | "value" | "effect"> {
  const bare = typeof call.rawArgs === "string" ? call.rawArgs : undefined;
  const value = parsed(bare ?? firstOf(call.args, VALUES));
  const recordId = asText(firstOf(call.args, KEYS)) ?? idOf(call.result);
  if (value === undefined) return { key: recordId, recordId, effect: { kind: "none" } };
  const key = recordId ?? previewOf(value, 80);
  return { key, recordId, value, effect: { kind: "set", key, value } };
}

function deletionBy(call: ToolCall, op: MemoryOp): Pick<Draft, "key" | "recordId" | "effect"> {
  const bare = typeof call.rawArgs === "string" ? call.rawArgs : undefined;
  const key = bare ?? asText(firstOf(call.args, [...KEYS, ...VALUES]));
  const everything =
    op === "store_delete" || (key === undefined && /\b(all|clear)\b/.test(call.name.replaceAll("_", " ")));
  const effect: MemoryEffect =
    key !== undefined ? { kind: "delete", key } : everything ? { kind: "clear" } : { kind: "none" };
  return { key, recordId: key, effect };
}

function readBy(call: ToolCall): Pick<Draft, "key" | "query" | "value" | "count" | "effect"> {
  const bare = typeof call.rawArgs === "string" ? call.rawArgs : undefined;
  const key = asText(firstOf(call.args, KEYS));
  const query = bare ?? asText(firstOf(call.args, QUERIES));
  const records = recordsIn(call.result);
  if (records === undefined) {
    const value = call.result === null ? undefined : call.result;
    const seen = key !== undefined && value !== undefined;
    return { key, query, value, effect: seen ? { kind: "seen", entries: [[key, value]] } : { kind: "none" } };
  }
  const entries = records.map((record) => {
    const value = contentOf(record);
    return [idOf(record) ?? previewOf(value, 80), value] as const;
  });
  return { key, query, value: records, count: records.length, effect: { kind: "seen", entries } };
}

/** The records that a search gave back, or undefined where its result is no list of any kind. */
function recordsIn(result: unknown): readonly unknown[] | undefined {
  const list = asList(result);
  if (list !== undefined) return list;
  const object = asObject(result);
  return object === undefined
    ? undefined
    : asList(firstOf(object, ["results", "memories", "records", "items", "matches", "documents", "entries"]));
}

function contentOf(record: unknown): unknown {
  const plain = parsed(record);
  return isObject(plain) ? (firstOf(plain, ["value", "content", "memory", "text", "fact"]) ?? plain) : plain;
}

/** mem0 answers an `add` with what it did to each memory: event ADD, UPDATE, DELETE or NONE. */
function mem0Result(call: ToolCall): Draft[] | undefined {
  const records = recordsIn(call.result)?.filter(isObject) ?? [];
  const events = records.filter((record) => /^(ADD|UPDATE|DELETE|NONE)$/.test(asText(record["event"]) ?? ""));
  if (events.length === 0) return undefined;
  return events.flatMap((record) => mem0Event(record, asText(record["event"]) ?? ""));
}

function mem0Event(record: PlainObject, event: string): Draft[] {
  const key = idOf(record);
  if (key === undefined || event === "NONE") return [];
  const base = {
    store: "mem0",
    source: "mem0, result of the call",
    known: { layer: "semantic" as const, layerReason: "mem0 keeps distilled facts" },
    key,
    recordId: key,
  };
  if (event === "DELETE") return [{ ...base, op: "delete", effect: { kind: "delete", key } }];
  const value = record["memory"];
  const set: Draft = {
    ...base,
    op: event === "ADD" ? "create" : "update",
    value,
    effect: { kind: "set", key, value },
  };
  const before = record["previous_memory"];
  if (before === undefined || before === null) return [set];
  const seen: Draft = {
    ...base,
    op: "search",
    value: before,
    effect: { kind: "seen", entries: [[key, before]] },
  };
  return [seen, set];
}
