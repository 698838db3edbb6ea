// OTLP values as JSON: what a channel of text can carry and a view can show.

import type { AnyValue, Attributes } from "../../core/otlp/wire";
import type { AttributeRow } from "../../protocol/rows";

/** Attributes in the order sent; `readBy` names the dialect that read a key. */
export function attributeRows(attributes: Attributes, readBy?: ReadonlyMap<string, string>): AttributeRow[] {
  return attributes.keys().map((key) => {
    const dialect = readBy?.get(key);
    const value = jsonSafe(attributes.get(key) ?? null);
    return dialect === undefined ? { key, value } : { key, value, readBy: dialect };
  });
}

/** Integers above 2^53 as decimal text, bytes as base64, maps as objects without a prototype. */
export function jsonSafe(value: AnyValue): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (isMap(value)) return objectOf(value);
  if (Array.isArray(value)) return value.map((item: AnyValue) => jsonSafe(item));
  return value;
}

function isMap(value: AnyValue): value is ReadonlyMap<string, AnyValue> {
  return value instanceof Map;
}

function objectOf(map: ReadonlyMap<string, AnyValue>): Record<string, unknown> {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of map) object[key] = jsonSafe(value);
  return object;
}
