// Stored protobuf bytes → OTLP/JSON objects, as the specification writes them.

import { cutMarker, MAX_VALUE_DEPTH } from "./any-value";
import { base64Of } from "./base64";
import { ProtobufReader, WIRE_FIXED32, WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT } from "./protobuf";
import { LOG_RECORD, RESOURCE, SCOPE, SPAN } from "./schema";
import type { Field, MessageSchema, ScalarType } from "./schema";
import { hexAt, textAt } from "./text";

export type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A Span message as an OTLP/JSON object: 64-bit integers as text, ids as hex. Fields we do not know are left out. */
export function spanToJson(raw: Uint8Array): JsonObject {
  return toJson(SPAN, raw);
}

/** A LogRecord message as an OTLP/JSON object. */
export function logToJson(raw: Uint8Array): JsonObject {
  return toJson(LOG_RECORD, raw);
}

/** A Resource message as an OTLP/JSON object. */
export function resourceToJson(raw: Uint8Array): JsonObject {
  return toJson(RESOURCE, raw);
}

/** An InstrumentationScope message as an OTLP/JSON object. */
export function scopeToJson(raw: Uint8Array): JsonObject {
  return toJson(SCOPE, raw);
}

function toJson(schema: MessageSchema, raw: Uint8Array): JsonObject {
  return readMessage(schema, new ProtobufReader(raw), 0);
}

function readMessage(schema: MessageSchema, reader: ProtobufReader, depth: number): JsonObject {
  const object: Record<string, JsonValue> = {};
  const lists = new Map<string, JsonValue[]>();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    const field = schema.byNumber.get(tag >>> 3);
    if (field === undefined || (tag & 7) !== wireTypeOf(field)) {
      reader.skip(tag);
      continue;
    }
    const value = readValue(field, reader, depth);
    if (field.repeated) listOf(lists, object, field.json).push(value);
    else {
      if (schema.isOneof) for (const name of Object.keys(object)) Reflect.deleteProperty(object, name);
      putValue(object, field, value);
    }
  }
  return object;
}

function listOf(
  lists: Map<string, JsonValue[]>,
  object: Record<string, JsonValue>,
  name: string,
): JsonValue[] {
  const known = lists.get(name);
  if (known !== undefined) return known;
  const list: JsonValue[] = [];
  lists.set(name, list);
  object[name] = list;
  return list;
}

/** A list or map too deep to keep is replaced by a text that says so, in the oneof's place. */
function putValue(object: Record<string, JsonValue>, field: Field, value: JsonValue): void {
  const isCut = typeof field.type !== "string" && typeof value === "string";
  object[isCut ? "stringValue" : field.json] = value;
}

function readValue(field: Field, reader: ProtobufReader, depth: number): JsonValue {
  if (typeof field.type === "string") return readScalar(field.type, reader);
  const outerEnd = reader.enter();
  const value =
    field.type.nests && depth === MAX_VALUE_DEPTH
      ? cutMarker(reader.bytes, reader.at, reader.end)
      : readMessage(field.type, reader, field.type.nests ? depth + 1 : depth);
  reader.leave(outerEnd);
  return value;
}

function readScalar(type: ScalarType, reader: ProtobufReader): JsonValue {
  switch (type) {
    case "text":
      return textAt(reader.bytes, reader.stepOver(), reader.at);
    case "hex":
      return hexAt(reader.bytes, reader.stepOver(), reader.at);
    case "base64":
      return base64Of(reader.bytes.subarray(reader.stepOver(), reader.at));
    case "bool":
      return reader.bool();
    case "int32":
    case "enum":
      return reader.int32();
    case "uint32":
      return reader.uint32();
    case "fixed32":
      return reader.fixed32();
    case "int64":
      return String(reader.int64());
    case "fixed64":
      return String(reader.fixed64());
    case "double":
      return doubleToJson(reader.double());
  }
}

/** JSON has no NaN and no infinity: protobuf's JSON form writes them as text. */
function doubleToJson(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}

function wireTypeOf({ type }: Field): number {
  if (typeof type !== "string") return WIRE_LENGTH;
  switch (type) {
    case "text":
    case "hex":
    case "base64":
      return WIRE_LENGTH;
    case "fixed64":
    case "double":
      return WIRE_FIXED64;
    case "fixed32":
      return WIRE_FIXED32;
    default:
      return WIRE_VARINT;
  }
}
