// The MCP memory server: a knowledge graph of entities with observations, and relations between them.
//
// An entity is the key of its name with {type, observations}; a relation is the key `from → relation → to`.

import type { Draft } from "./draft";
import type { MemoryEffect, MemoryOp } from "./operation";
import { asList, asObject, asText, isObject, type PlainObject } from "./plain";
import type { ToolCall } from "./tool-call";

/** What a tool of the memory server did; undefined for any other tool. */
export function graphTool(call: ToolCall): Draft[] | undefined {
  const tool =
    /(?:^|[_./])(create_entities|create_relations|add_observations|delete_entities|delete_observations|delete_relations|read_graph|search_nodes|open_nodes)$/.exec(
      call.name,
    )?.[1];
  switch (tool) {
    case "create_entities":
      return listArg(call, "entities").flatMap((entity) => setEntity("create", entity));
    case "create_relations":
      return listArg(call, "relations").map((relation) => {
        const key = relationKey(relation);
        return draft("create", key, { kind: "set", key, value: relation }, relation);
      });
    case "add_observations":
      return listArg(call, "observations").map((entry) => editObservations(entry, "contents"));
    case "delete_observations":
      return listArg(call, "deletions").map((entry) => editObservations(entry, "observations"));
    case "delete_entities":
      return (asList(call.args["entityNames"]) ?? []).map((name) => removal(asText(name) ?? ""));
    case "delete_relations":
      return listArg(call, "relations").map((relation) => removal(relationKey(relation)));
    case "read_graph":
    case "search_nodes":
    case "open_nodes":
      return [read(call)];
    default:
      return undefined;
  }
}

function setEntity(op: MemoryOp, entity: PlainObject): Draft[] {
  const key = asText(entity["name"]);
  if (key === undefined) return [];
  const value = entityValue(entity);
  return [draft(op, key, { kind: "set", key, value }, value)];
}

function editObservations(entry: PlainObject, field: "contents" | "observations"): Draft {
  const key = asText(entry["entityName"]) ?? "";
  const items = asList(entry[field]) ?? [];
  const adds = field === "contents";
  return draft(
    "update",
    key,
    { kind: "edit-list", key, field: "observations", add: adds ? items : [], remove: adds ? [] : items },
    items,
  );
}

function removal(key: string): Draft {
  return draft("delete", key, { kind: "delete", key });
}

function read(call: ToolCall): Draft {
  const graph = graphIn(call.result);
  const entities = (asList(graph?.["entities"]) ?? []).filter(isObject);
  const relations = (asList(graph?.["relations"]) ?? []).filter(isObject);
  const entries = [
    ...entities.map((entity) => [asText(entity["name"]) ?? "", entityValue(entity)] as const),
    ...relations.map((relation) => [relationKey(relation), relation] as const),
  ];
  const query = asText(call.args["query"]) ?? asText(asList(call.args["names"])?.join(", "));
  return {
    ...draft("search", undefined, entries.length > 0 ? { kind: "seen", entries } : { kind: "none" }),
    query,
    count: entities.length,
    value: graph,
  };
}

/** The graph itself, also where MCP wraps it as the text of a content part. */
function graphIn(result: unknown): PlainObject | undefined {
  const direct = asObject(result);
  if (direct?.["entities"] !== undefined) return direct;
  const parts = asList(direct?.["content"]) ?? asList(result) ?? [];
  const first = parts.find(isObject);
  return asObject(first?.["text"]) ?? asObject(direct?.["structuredContent"]);
}

function draft(op: MemoryOp, key: string | undefined, effect: MemoryEffect, value?: unknown): Draft {
  return {
    op,
    store: "knowledge graph",
    source: "MCP memory server",
    known: { layer: "semantic", layerReason: "a knowledge graph holds distilled facts" },
    key,
    recordId: key,
    value,
    effect,
  };
}

function entityValue(entity: PlainObject): PlainObject {
  return { type: asText(entity["entityType"]) ?? "", observations: asList(entity["observations"]) ?? [] };
}

function relationKey(relation: PlainObject): string {
  return ["from", "relationType", "to"].map((field) => asText(relation[field]) ?? "?").join(" → ");
}

function listArg(call: ToolCall, name: string): PlainObject[] {
  return (asList(call.args[name]) ?? []).filter(isObject);
}
