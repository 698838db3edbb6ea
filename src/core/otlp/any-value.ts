// OTLP's AnyValue: checked where it lies, and turned into JavaScript when somebody asks.
//
// 64 levels of lists and maps are kept. What lies deeper is cut at a marker text and the span says so: other
// receivers overflow their stack there (OpenTelemetry Collector issues 15301, 15598; jaeger-ui 4106).

import { ProtobufReader, WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT } from "./protobuf";
import { internedTextAt, shortTextAt } from "./text";
import type { AnyValue } from "./wire";

/** Lists and maps inside each other up to this depth are read. */
export const MAX_VALUE_DEPTH = 64;

const STRING = (1 << 3) | WIRE_LENGTH;
const BOOL = (2 << 3) | WIRE_VARINT;
const INT = (3 << 3) | WIRE_VARINT;
const DOUBLE = (4 << 3) | WIRE_FIXED64;
const ARRAY = (5 << 3) | WIRE_LENGTH;
const MAP = (6 << 3) | WIRE_LENGTH;
const BYTES = (7 << 3) | WIRE_LENGTH;

const KEY = (1 << 3) | WIRE_LENGTH;
const VALUE = (2 << 3) | WIRE_LENGTH;
/** Elements of an ArrayValue and entries of a KeyValueList have the same number. */
const ELEMENT = (1 << 3) | WIRE_LENGTH;

/** Called with the byte range of every text in a value. */
export type OnText = (start: number, end: number) => void;

/**
 * Checks the framing of the AnyValue message that fills the reader up to its end.
 * Gives back true where lists or maps lie deeper than is kept; what lies there is not looked at.
 */
export function checkAnyValue(reader: ProtobufReader, depth = 0, onText?: OnText): boolean {
  let tooDeep = false;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === ARRAY || tag === MAP) {
      const outerEnd = reader.enter();
      if (depth === MAX_VALUE_DEPTH) tooDeep = true;
      else if (checkElements(reader, tag === MAP, depth + 1, onText)) tooDeep = true;
      reader.leave(outerEnd);
    } else if (tag === STRING) {
      const start = reader.stepOver();
      onText?.(start, reader.at);
    } else reader.skip(tag);
  }
  return tooDeep;
}

function checkElements(reader: ProtobufReader, areEntries: boolean, depth: number, onText?: OnText): boolean {
  let tooDeep = false;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag !== ELEMENT) reader.skip(tag);
    else {
      const outerEnd = reader.enter();
      const deeper = areEntries ? checkEntry(reader, depth, onText) : checkAnyValue(reader, depth, onText);
      if (deeper) tooDeep = true;
      reader.leave(outerEnd);
    }
  }
  return tooDeep;
}

function checkEntry(reader: ProtobufReader, depth: number, onText?: OnText): boolean {
  const slot = readKeyValue(reader, depth, onText);
  onText?.(slot.keyStart, slot.keyEnd);
  return slot.tooDeep;
}

/** Where the key and the value of a KeyValue lie. `valueStart` is -1 where there is no value. */
export interface KeyValueSlot {
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  tooDeep: boolean;
}

/** Checks the KeyValue message that fills the reader up to its end and says where its key and value lie. */
export function readKeyValue(reader: ProtobufReader, depth = 0, onText?: OnText): KeyValueSlot {
  const slot = { keyStart: 0, keyEnd: 0, valueStart: -1, valueEnd: -1, tooDeep: false };
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === KEY) {
      slot.keyStart = reader.stepOver();
      slot.keyEnd = reader.at;
    } else if (tag === VALUE) {
      const outerEnd = reader.enter();
      slot.valueStart = reader.at;
      slot.valueEnd = reader.end;
      slot.tooDeep = checkAnyValue(reader, depth, onText);
      reader.leave(outerEnd);
    } else reader.skip(tag);
  }
  return slot;
}

/** The AnyValue message in a byte range as JavaScript; null where it is empty. Of a repeated oneof the last wins. */
export function anyValueAt(bytes: Uint8Array, start: number, end: number): AnyValue {
  const text = loneStringAt(bytes, start, end);
  if (text >= 0) return shortTextAt(bytes, text, end);
  if (bytes[start] === INT && isLoneByte(bytes, start, end)) return bytes[start + 1] ?? 0;
  if (bytes[start] === BOOL && isLoneByte(bytes, start, end)) return bytes[start + 1] !== 0;
  return readAnyValue(new ProtobufReader(bytes, start, end), 0);
}

function readAnyValue(reader: ProtobufReader, depth: number): AnyValue {
  let value: AnyValue = null;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case STRING:
        value = shortTextAt(reader.bytes, ...range(reader));
        break;
      case BOOL:
        value = reader.bool();
        break;
      case INT:
        value = reader.int64();
        break;
      case DOUBLE:
        value = reader.double();
        break;
      case BYTES:
        value = reader.bytes.subarray(...range(reader));
        break;
      case ARRAY:
      case MAP:
        value = readContainer(reader, tag, depth);
        break;
      default:
        // `string_value_strindex` belongs to profiles: elsewhere the value counts as absent (opentelemetry-proto 1.11.0).
        reader.skip(tag);
    }
  }
  return value;
}

function readContainer(reader: ProtobufReader, tag: number, depth: number): AnyValue {
  const outerEnd = reader.enter();
  let value: AnyValue;
  if (depth === MAX_VALUE_DEPTH) value = cutMarker(reader.bytes, reader.at, reader.end);
  else value = tag === ARRAY ? readList(reader, depth + 1) : readMap(reader, depth + 1);
  reader.leave(outerEnd);
  return value;
}

function readList(reader: ProtobufReader, depth: number): readonly AnyValue[] {
  const list: AnyValue[] = [];
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag !== ELEMENT) reader.skip(tag);
    else {
      const outerEnd = reader.enter();
      list.push(readAnyValue(reader, depth));
      reader.leave(outerEnd);
    }
  }
  return list;
}

function readMap(reader: ProtobufReader, depth: number): ReadonlyMap<string, AnyValue> {
  const map = new Map<string, AnyValue>();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag !== ELEMENT) reader.skip(tag);
    else {
      const outerEnd = reader.enter();
      readEntry(reader, depth, map);
      reader.leave(outerEnd);
    }
  }
  return map;
}

function readEntry(reader: ProtobufReader, depth: number, map: Map<string, AnyValue>): void {
  let key = "";
  let value: AnyValue = null;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === KEY) key = internedTextAt(reader.bytes, ...range(reader));
    else if (tag === VALUE) {
      const outerEnd = reader.enter();
      value = readAnyValue(reader, depth);
      reader.leave(outerEnd);
    } else reader.skip(tag);
  }
  map.set(key, value);
}

/** The range of a length-delimited value; the reader stands behind it afterwards. */
function range(reader: ProtobufReader): [number, number] {
  return [reader.stepOver(), reader.at];
}

/** What stands in for a value that lies too deep: its size, and a hash (FNV-1a) by which two such values compare. */
export function cutMarker(bytes: Uint8Array, start: number, end: number): string {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  const hex = (hash >>> 0).toString(16).padStart(8, "0");
  return `[cut: nested deeper than ${MAX_VALUE_DEPTH} levels, ${end - start} bytes, hash ${hex}]`;
}

/** The byte range of a string value in an AnyValue message; null where it holds something else. */
export function stringRangeAt(bytes: Uint8Array, start: number, end: number): [number, number] | null {
  const text = loneStringAt(bytes, start, end);
  if (text >= 0) return [text, end];
  const reader = new ProtobufReader(bytes, start, end);
  let found: [number, number] | null = null;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === STRING) found = range(reader);
    else {
      reader.skip(tag);
      if (tag >>> 3 >= 2 && tag >>> 3 <= 8) found = null;
    }
  }
  return found;
}

/**
 * Where the text of an AnyValue begins that is one string and nothing else, as nearly all are; it then ends with the
 * message. -1 where the careful reader has to look.
 */
export function loneStringAt(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== STRING) return -1;
  let at = start + 1;
  let length = 0;
  for (let shift = 0; shift < 28 && at < end; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return at + length === end ? at : -1;
  }
  return -1;
}

/** Whether an AnyValue is empty or one number or boolean and nothing else; false where the careful reader has to look. */
export function isLoneNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return true;
  const tag = bytes[start];
  if (tag === DOUBLE) return end - start === 9;
  if ((tag !== INT && tag !== BOOL) || end - start > 11) return false;
  for (let at = start + 1; at < end - 1; at++) if ((bytes[at] ?? 0) < 0x80) return false;
  return end - start > 1 && (bytes[end - 1] ?? 0) < 0x80;
}

/** Whether a message is one tag and one number below 128. */
function isLoneByte(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 2 && (bytes[start + 1] ?? 0) < 0x80;
}
