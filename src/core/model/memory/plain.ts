// Values of unknown shape as plain data: attribute maps, JSON in texts, LangChain's wrappers.

import { canonicalValue as canonical } from "../canonical";

export { canonicalValue as canonical } from "../canonical";

export type PlainObject = Readonly<Record<string, unknown>>;

/** The value as an object, whether it is one, a Map or the JSON text of one; otherwise undefined. */
export function asObject(value: unknown): PlainObject | undefined {
  const plain = parsed(value);
  return isObject(plain) ? plain : undefined;
}

/** The value as a list, whether it is one or the JSON text of one; otherwise undefined. */
export function asList(value: unknown): readonly unknown[] | undefined {
  const plain = parsed(value);
  return Array.isArray(plain) ? (plain as readonly unknown[]) : undefined;
}

/** Maps become objects and texts that are JSON objects or lists are read; anything else stays what it is. */
export function parsed(value: unknown): unknown {
  if (typeof value === "string") return parseJson(value);
  return value instanceof Map ? Object.fromEntries(value as ReadonlyMap<string, unknown>) : value;
}

export function isObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

/** A text that is not empty, or a number as text; otherwise undefined. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The first of `keys` that holds something. */
export function firstOf(object: PlainObject, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = ownValue(object, key);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Own properties only: a key named `constructor` is data, never the object's. */
export function ownValue(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A value on one line, at most `limit` characters, for rows. */
export function previewOf(value: unknown, limit = 160): string {
  const text = typeof value === "string" ? value : value === undefined ? "" : canonical(value);
  const line = text
    .slice(0, limit * 4)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** The id of a record, where it carries one. */
export function idOf(value: unknown): string | undefined {
  return isObject(value)
    ? asText(firstOf(value, ["id", "record_id", "memory_id", "uuid", "key"]))
    : undefined;
}

const LANGCHAIN_ROLES: Readonly<Record<string, string>> = {
  HumanMessage: "user",
  AIMessage: "assistant",
  AIMessageChunk: "assistant",
  SystemMessage: "system",
  ToolMessage: "tool",
};

/** A LangChain message without its wrapper (`{lc, type, id, kwargs}`): id, role, content, name, tool calls. */
export function unwrapLangChain(value: unknown): unknown {
  if (!isObject(value) || !isObject(value["kwargs"]) || value["lc"] === undefined) return value;
  const path = asList(value["id"]) ?? [];
  const { id, content, name, tool_calls, tool_call_id, status } = value["kwargs"];
  const type = asText(path.at(-1)) ?? "message";
  const role = Object.hasOwn(LANGCHAIN_ROLES, type) ? LANGCHAIN_ROLES[type] : type;
  const kept = { id, role, content, name, tool_calls, tool_call_id, status };
  return Object.fromEntries(
    Object.entries(kept).filter(
      ([, field]) => field !== undefined && !(Array.isArray(field) && field.length === 0),
    ),
  );
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
