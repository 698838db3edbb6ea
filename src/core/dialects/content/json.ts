// JSON that clients put into texts, read without ever throwing.

import type { Attributes } from "../../otlp/wire";
import { plainValue } from "../values";

export type ReadJson =
  | { readonly state: "parsed"; readonly value: unknown }
  /** The client cut the text: what stands before the cut, element by element, and the rest as text. */
  | { readonly state: "truncated"; readonly elements: readonly unknown[]; readonly rest: string }
  /** Plain text that never was JSON. */
  | { readonly state: "text"; readonly text: string };

/** Reads a text that may be JSON. Text cut in the middle gives its whole leading elements (dialects.md §3.3). */
export function readJson(text: string): ReadJson {
  const start = text.trimStart()[0];
  if (start === undefined || !mayBeJson(start, text)) return { state: "text", text };
  try {
    return { state: "parsed", value: JSON.parse(text) as unknown };
  } catch {
    if (start === "[" || start === "{") return { state: "truncated", ...salvage(text) };
    return { state: "text", text };
  }
}

/** Whether parsing is worth trying: a failure costs an exception, and most results are prose. */
function mayBeJson(start: string, text: string): boolean {
  return /[[{"\d-]/.test(start) || /^\s*(true|false|null)\s*$/.test(text);
}

/** The parsed value of a text that looks like JSON (object, array, quoted text); any other text as it is. */
export function jsonOrText(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text;
  const read = readJson(text);
  return read.state === "parsed" ? read.value : text;
}

/** As `jsonOrText`, and numbers, booleans and null are read too: for attributes that are JSON by definition. */
export function jsonValue(text: string): unknown {
  const read = readJson(text);
  return read.state === "parsed" ? read.value : text;
}

/** An attribute as plain data, whether it came structured or as JSON text; undefined where it is missing. */
export function jsonAttribute(attributes: Attributes, key: string): unknown {
  const value = attributes.get(key);
  if (value === undefined) return undefined;
  return typeof value === "string" ? jsonValue(value) : plainValue(value);
}

/** Where the first element of a JSON array ends (exclusive), as offsets into its text; null for other texts. */
export function firstElementRange(text: string): { readonly from: number; readonly to: number } | null {
  const open = text.search(/\S/);
  if (open < 0 || text[open] !== "[") return null;
  const end = elementEnd(text, open + 1);
  return end === null ? null : { from: open + 1, to: end };
}

function salvage(text: string): { elements: unknown[]; rest: string } {
  const elements: unknown[] = [];
  let from = text.indexOf("[") + 1;
  if (!text.trimStart().startsWith("[")) return { elements, rest: text };
  for (;;) {
    const to = elementEnd(text, from);
    if (to === null) return { elements, rest: text.slice(from) };
    try {
      elements.push(JSON.parse(text.slice(from, to)));
    } catch {
      return { elements, rest: text.slice(from) };
    }
    from = to + 1;
  }
}

/** The offset of the comma or bracket that ends the element at `from`; null where the text stops before it does. */
function elementEnd(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      at = stringEnd(text, at);
      if (at < 0) return null;
    } else if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") {
      if (depth === 0) return at;
      depth--;
    } else if (char === "," && depth === 0) return at;
  }
  return null;
}

function stringEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}
