// Lists of messages and tools as the store wants them: cut at their elements where they are JSON text in one
// attribute, else worked out.

import type { Message, ToolDef } from "../../model/message";
import type { ContentState, ListSource } from "../../model/step";
import { textAt } from "../../otlp/text";
import type { Attributes } from "../../otlp/wire";
import { listIn, plainValue } from "../values";
import { firstElementRange, readJson } from "./json";
import { readMessage } from "./messages";
import { toToolDef } from "./tools";

/** One reader per name for ever: what an element means must depend on its text and this name alone. */
const MESSAGE_READER = "message-1";
const TOOL_READER = "tool-1";

export interface ReadList<Value> {
  readonly list: ListSource<Value>;
  readonly state: ContentState;
}

/** The messages in an attribute; null where it is missing or empty. */
export function messagesIn(attributes: Attributes, key: string): ReadList<Message> | null {
  return readList(
    attributes,
    key,
    MESSAGE_READER,
    (element) => readMessage(element),
    (rest) => [{ role: "other", parts: [{ type: "text", text: rest }] }],
  );
}

/** The tool definitions in an attribute; null where it is missing or empty. */
export function toolsIn(attributes: Attributes, key: string): ReadList<ToolDef> | null {
  return readList(
    attributes,
    key,
    TOOL_READER,
    (element) => toToolDef(element),
    () => [],
  );
}

/** A list that was put together from several places; null where it is empty. */
export function valuesList<Value>(values: readonly Value[]): ReadList<Value> | null {
  return values.length === 0 ? null : { list: { form: "values", values }, state: "captured" };
}

/** Texts that stand where a switch removed the content. */
export function isRedacted(text: string): boolean {
  return /^["\s]*(__REDACTED__|\[REDACTED\]|<REDACTED>|REDACTED)["\s]*$/.test(text);
}

/** Every value of a list, read now. For tests and for lists that are known to be small. */
export function allOf<Value>(
  source: ListSource<Value> | undefined,
  attributes: Attributes,
): readonly Value[] {
  if (source === undefined) return [];
  if (source.form === "values") return source.values;
  const read = readJson(attributes.text(source.key) ?? "");
  return read.state === "parsed" ? listIn(read.value).flatMap((element) => source.read(element)) : [];
}

/** Bytes that are looked at first for the end of an element; eight times as many each time it is not among them. */
const FIRST_LOOK_BYTES = 8_192;

/**
 * The first value of a list, without reading the others: of the megabyte that an agent's call repeats, only its first
 * message becomes text.
 */
export function firstOf<Value>(source: ListSource<Value>, attributes: Attributes): Value | undefined {
  if (source.form === "values") return source.values[0];
  const bytes = attributes.utf8(source.key) ?? new Uint8Array();
  for (let length = FIRST_LOOK_BYTES; ; length *= 8) {
    const text = textAt(bytes, 0, Math.min(length, bytes.length));
    const range = firstElementRange(text);
    if (range !== null) {
      const read = readJson(text.slice(range.from, range.to));
      return read.state === "parsed" ? source.read(read.value)[0] : undefined;
    }
    if (length >= bytes.length) return undefined;
  }
}

function readList<Value>(
  attributes: Attributes,
  key: string,
  reader: string,
  read: (element: unknown) => readonly Value[],
  readRest: (rest: string) => readonly Value[],
): ReadList<Value> | null {
  const bytes = attributes.utf8(key);
  if (bytes === undefined) return fromValue(plainValue(attributes.get(key)), read);
  if (isWholeArray(bytes)) return { list: { form: "elements", key, reader, read }, state: "captured" };
  return fromText(attributes.text(key) ?? "", read, readRest);
}

function fromText<Value>(
  text: string,
  read: (element: unknown) => readonly Value[],
  readRest: (rest: string) => readonly Value[],
): ReadList<Value> | null {
  if (isRedacted(text)) return { list: { form: "values", values: [] }, state: "redacted" };
  const json = readJson(text);
  if (json.state === "parsed") return fromValue(json.value, read);
  if (json.state === "text") return fromValue(json.text, read);
  const values = [...json.elements.flatMap((element) => read(element)), ...readRest(json.rest)];
  return { list: { form: "values", values }, state: "truncated" };
}

function fromValue<Value>(
  value: unknown,
  read: (element: unknown) => readonly Value[],
): ReadList<Value> | null {
  const elements = Array.isArray(value) ? listIn(value) : [value];
  return valuesList(elements.flatMap((element) => read(element)));
}

const OPEN = 0x5b;
const CLOSE = 0x5d;
/** What a message or a tool begins with: an object, a text or a nested list. `[REDACTED]` is none of them. */
const ELEMENT_STARTS: ReadonlySet<number> = new Set([0x7b, 0x22, OPEN]);

/** A list that a client cut ends without its bracket; looking at both ends costs nothing on a megabyte. */
function isWholeArray(bytes: Uint8Array): boolean {
  let from = 0;
  let to = bytes.length - 1;
  while (from < to && isSpace(bytes[from])) from++;
  while (to > from && isSpace(bytes[to])) to--;
  let first = from + 1;
  while (first < to && isSpace(bytes[first])) first++;
  return bytes[from] === OPEN && bytes[to] === CLOSE && ELEMENT_STARTS.has(bytes[first] ?? 0);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
