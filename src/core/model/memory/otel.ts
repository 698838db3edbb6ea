// Memory operations of the OpenTelemetry GenAI conventions (`gen_ai.memory.*`, dialects.md §5.1).
//
// Example: {"gen_ai.operation.name": "upsert_memory", "gen_ai.memory.store.id": "facts", "gen_ai.memory.record.id": "r1",
// "gen_ai.memory.records": "[{\"content\":\"likes tea\"}]"} sets the key `r1` of the store `facts`.

import type { Draft } from "./draft";
import type { MemoryEffect, MemoryOp, MemoryStep } from "./operation";
import { asList, asText, idOf, isObject, ownValue, parsed, previewOf } from "./plain";

const OPERATIONS: Readonly<Record<string, MemoryOp>> = {
  search_memory: "search",
  create_memory: "create",
  update_memory: "update",
  upsert_memory: "upsert",
  delete_memory: "delete",
  create_memory_store: "store_create",
  delete_memory_store: "store_delete",
};

/** One draft a record for writes, one for a search or a delete; none where the step is no such operation. */
export function otelOperations(step: MemoryStep): readonly Draft[] {
  const name = asText(step.attributes.get("gen_ai.operation.name")) ?? "";
  const op = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (op === undefined) return [];
  const base = {
    op,
    store: asText(step.attributes.get("gen_ai.memory.store.id")) ?? "memory",
    source: "OpenTelemetry memory operation",
    recordId: asText(step.attributes.get("gen_ai.memory.record.id")),
    count: countOf(step),
  };
  const records = asList(step.attributes.get("gen_ai.memory.records")) ?? [];
  if (op === "create" || op === "update" || op === "upsert") return writes(base, records);
  if (op === "search") return [search(base, step, records)];
  return [{ ...base, key: base.recordId, effect: removal(op, base.recordId) }];
}

type Base = Pick<Draft, "op" | "store" | "source" | "recordId" | "count">;

function writes(base: Base, records: readonly unknown[]): Draft[] {
  if (records.length === 0) return [{ ...base, key: base.recordId, effect: { kind: "none" } }];
  return records.map((record) => {
    const value = contentOf(record);
    const recordId = idOf(record) ?? (records.length === 1 ? base.recordId : undefined);
    const key = recordId ?? previewOf(value, 80);
    return { ...base, recordId, key, value, effect: { kind: "set", key, value } };
  });
}

function search(base: Base, step: MemoryStep, records: readonly unknown[]): Draft {
  const entries = records.map((record) => {
    const value = contentOf(record);
    return [idOf(record) ?? previewOf(value, 80), value] as const;
  });
  return {
    ...base,
    query: asText(step.attributes.get("gen_ai.memory.query.text")),
    key: base.recordId,
    value: entries.length === 0 ? undefined : entries.map(([, value]) => value),
    count: base.count ?? (records.length > 0 ? records.length : undefined),
    effect: entries.length === 0 ? { kind: "none" } : { kind: "seen", entries },
  };
}

/** A delete without a record id means the whole store (§5.1). */
function removal(op: MemoryOp, recordId: string | undefined): MemoryEffect {
  if (op === "store_create") return { kind: "none" };
  if (op === "delete" && recordId !== undefined) return { kind: "delete", key: recordId };
  return { kind: "clear" };
}

function contentOf(record: unknown): unknown {
  const plain = parsed(record);
  return isObject(plain) ? parsed(ownValue(plain, "content") ?? plain) : plain;
}

function countOf(step: MemoryStep): number | undefined {
  const count = step.attributes.get("gen_ai.memory.record.count");
  return typeof count === "number" ? count : undefined;
}
