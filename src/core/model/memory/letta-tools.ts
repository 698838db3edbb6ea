// Letta: memory blocks that stand in the system prompt and are edited by tools, an archive, and the past conversation.

import type { Draft } from "./draft";
import type { MemoryEffect, MemoryOp, TextEdit } from "./operation";
import { asList, asObject, asText, firstOf, idOf, previewOf } from "./plain";
import type { ToolCall } from "./tool-call";

/** What one of Letta's memory tools did; undefined for any other tool. */
export function lettaTool(call: ToolCall): Draft[] | undefined {
  switch (call.name) {
    case "core_memory_append":
      return [edit(call, { kind: "append", text: `\n${argument(call, ["content"])}` })];
    case "core_memory_replace":
      return [replacement(call, ["old_content"], ["new_content"])];
    case "memory_replace":
      return [replacement(call, ["old_str", "old_string"], ["new_str", "new_string"])];
    case "memory_insert":
      return [insertion(call)];
    case "memory_rethink": {
      const key = blockOf(call);
      const value = argument(call, ["new_memory", "new_content"]);
      return [block("update", key, { kind: "set", key, value }, value)];
    }
    case "archival_memory_insert": {
      const value = argument(call, ["content", "memory"]);
      const key = idOf(asObject(call.result)) ?? previewOf(value, 80);
      return [{ ...ARCHIVE, op: "create", key, value, effect: { kind: "set", key, value } }];
    }
    case "archival_memory_search":
      return [search(call, ARCHIVE)];
    case "conversation_search":
    case "conversation_search_date":
      return [search(call, CONVERSATION)];
    default:
      return undefined;
  }
}

const ARCHIVE = {
  store: "archival memory",
  source: "Letta memory tool",
  known: { layer: "semantic", layerReason: "Letta's archive holds distilled facts" },
} as const;

const CONVERSATION = {
  store: "conversation",
  source: "Letta memory tool",
  known: { layer: "episodic", layerReason: "Letta searches past messages" },
} as const;

function edit(call: ToolCall, change: TextEdit): Draft {
  const key = blockOf(call);
  const value = change.kind === "replace" ? change.new : change.text;
  return block("update", key, { kind: "edit-text", key, edit: change }, value);
}

function replacement(call: ToolCall, old: readonly string[], next: readonly string[]): Draft {
  return edit(call, { kind: "replace", old: argument(call, old), new: argument(call, next) });
}

/** Without a line, or with -1, the text goes to the end of the block. */
function insertion(call: ToolCall): Draft {
  const text = argument(call, ["new_str", "new_string", "content"]);
  const line = firstOf(call.args, ["insert_line", "line"]);
  return typeof line === "number" && line >= 0
    ? edit(call, { kind: "insert", line, text })
    : edit(call, { kind: "append", text: `\n${text}` });
}

function search(call: ToolCall, where: typeof ARCHIVE | typeof CONVERSATION): Draft {
  const object = asObject(call.result);
  const records = asList(call.result) ?? asList(object && firstOf(object, ["results", "messages"])) ?? [];
  const entries = records.map((record) => {
    const fields = asObject(record);
    const value = (fields && firstOf(fields, ["content", "text"])) ?? record;
    return [idOf(record) ?? previewOf(value, 80), value] as const;
  });
  return {
    ...where,
    op: "search",
    query: asText(call.args["query"]),
    value: records.length > 0 ? records : undefined,
    count: records.length > 0 ? records.length : undefined,
    effect: entries.length > 0 ? { kind: "seen", entries } : { kind: "none" },
  };
}

function block(op: MemoryOp, key: string, effect: MemoryEffect, value: unknown): Draft {
  return {
    op,
    store: "memory blocks",
    source: "Letta memory tool",
    known: { layer: "working", layerReason: "Letta's blocks stand in the system prompt" },
    key,
    value,
    effect,
  };
}

function blockOf(call: ToolCall): string {
  return argument(call, ["label", "block_label", "name"]) || "block";
}

function argument(call: ToolCall, names: readonly string[]): string {
  return asText(firstOf(call.args, names)) ?? "";
}
