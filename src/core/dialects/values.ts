// Narrowing attribute values and parsed JSON, once, at the door of the dialects.

import { keysPresent } from "../otlp/attributes";
import type { AnyValue, Attributes } from "../otlp/wire";

export type JsonObject = Readonly<Record<string, unknown>>;

/** True for an object that is neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property of an object, else undefined. Never reaches a prototype: keys come from strangers. */
export function field(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The first own property that is present and not null. */
export function firstField(value: unknown, keys: readonly string[]): unknown {
  for (const key of keys) {
    const found = field(value, key);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** A text that is not empty, else undefined. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The text property of an object under the first of several spellings. */
export function textField(value: unknown, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const found = textIn(field(value, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Values that clients write where they have none (dialects.md §5.12, §9.7). */
const PLACEHOLDERS: ReadonlySet<string> = new Set(["N/A", "<not specified>", "<not serializable>"]);

/** The first attribute that holds a text, trimmed; empty texts and placeholders count as missing. */
export function firstText(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keysPresent(attributes, keys)) {
    const text = attributes.text(key)?.trim();
    if (text !== undefined && text !== "" && !PLACEHOLDERS.has(text)) return text;
  }
  return undefined;
}

/** True where at least one of the keys is there, whatever it holds. */
export function hasAny(attributes: Attributes, keys: readonly string[]): boolean {
  return keysPresent(attributes, keys).some((key) => attributes.has(key));
}

/** An OTLP value as plain JSON data: maps become objects, bytes become base64, integers above 2^53 decimal text. */
export function plainValue(value: AnyValue | undefined): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return smallOrText(value);
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return base64(value);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]: [string, AnyValue]) => [key, plainValue(item)]));
  return Array.from(value as readonly AnyValue[], plainValue);
}

function smallOrText(value: bigint): number | string {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value.toString();
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
    const group = (first << 16) | (second << 8) | third;
    for (let sextet = 0; sextet < 4; sextet++)
      text += at + sextet > bytes.length ? "=" : (BASE64[(group >> (18 - 6 * sextet)) & 63] ?? "");
  }
  return text;
}
