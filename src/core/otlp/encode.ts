// OTLP/JSON objects → protobuf bytes, by the tables of schema.ts.
//
// Lenient by rule: what can be understood is kept, what cannot is named in a warning, and only a span whose own ids
// are no hex is refused. Every sender status but success loses the whole batch (hazards: finding 5).

import { MAX_VALUE_DEPTH } from "./any-value";
import { bytesOfBase64 } from "./base64";
import type { Field, MessageSchema, ScalarType } from "./schema";
import { bytesOfHex } from "./text";
import { ProtobufWriter } from "./writer";

/** What was odd in a JSON body, and how many of its items could not be read at all. */
export class EncodeNotes {
  rejected = 0;
  readonly #sentences = new Map<string, number>();

  /** Says something once, however often it occurs. */
  add(sentence: string): void {
    this.#sentences.set(sentence, (this.#sentences.get(sentence) ?? 0) + 1);
  }

  /** The sentences in the order they came up, with the number of times where it was more than one. */
  sentences(): readonly string[] {
    return [...this.#sentences].map(([sentence, times]) =>
      times === 1 ? sentence : `${sentence} (${times} times)`,
    );
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The message as protobuf bytes. `value` has the shape of OTLP/JSON; null and missing fields are defaults. */
export function encodeMessage(
  schema: MessageSchema,
  value: JsonObject,
  notes = new EncodeNotes(),
): Uint8Array {
  const writer = new ProtobufWriter();
  new Encoder(writer, notes).message(schema, value, 0);
  return writer.finish();
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

class Encoder {
  constructor(
    private readonly writer: ProtobufWriter,
    private readonly notes: EncodeNotes,
  ) {}

  /** False where a required field could not be read; what was written until then is for the caller to rewind. */
  message(schema: MessageSchema, value: JsonObject, depth: number): boolean {
    for (const field of schema.fields) {
      const content = this.#lookUp(field, value);
      if (content === undefined || content === null) continue;
      if (field.repeated) this.#list(field, content, depth);
      else if (!this.#one(schema, field, content, depth) && field.required) return false;
    }
    return true;
  }

  #lookUp(field: Field, value: JsonObject): unknown {
    const content = value[field.json];
    if (content !== undefined || field.proto === field.json) return content;
    const misnamed = value[field.proto];
    if (misnamed !== undefined) {
      this.notes.add(`OTLP/JSON names are lowerCamelCase: "${field.proto}" was read as "${field.json}".`);
    }
    return misnamed;
  }

  #list(field: Field, content: unknown, depth: number): void {
    if (!Array.isArray(content)) {
      const hint = field.json === "attributes" ? ' like [{"key": "a", "value": {"stringValue": "b"}}]' : "";
      this.notes.add(`"${field.json}" must be a list${hint}; it was ignored.`);
      return;
    }
    for (const element of content as readonly unknown[]) this.#element(field, element, depth);
  }

  #element(field: Field, element: unknown, depth: number): void {
    if (typeof field.type === "string") return;
    if (element === null && !field.isItem && !field.type.isOneof) return;
    // In a list of values null stands for the empty value: leaving it out would move the others.
    const content = element === null && field.type.isOneof ? {} : element;
    const mark = this.writer.mark();
    if (!this.#nested(field, field.type, content, depth)) {
      this.writer.rewind(mark);
      if (field.isItem) this.notes.rejected++;
    }
  }

  #one(schema: MessageSchema, field: Field, content: unknown, depth: number): boolean {
    if (typeof field.type === "string") return this.#scalar(field, field.type, content, schema.isOneof);
    return this.#nested(field, field.type, content, depth);
  }

  #nested(field: Field, type: MessageSchema, content: unknown, depth: number): boolean {
    if (!isObject(content)) {
      const hint = type.isOneof ? ' like {"stringValue": "text"}' : "";
      this.notes.add(`"${field.json}" must hold ${type.name} objects${hint}, not ${nameOf(content)}.`);
      return false;
    }
    // One level more than is kept: the decoder then finds that the value was cut, and says so on the span.
    if (type.nests && depth > MAX_VALUE_DEPTH) {
      this.writer.nested(field.number, () => undefined);
      return true;
    }
    let sound = true;
    this.writer.nested(field.number, () => {
      sound = this.message(type, content, type.nests ? depth + 1 : depth);
    });
    return sound;
  }

  #scalar(field: Field, type: ScalarType, content: unknown, isOneof: boolean): boolean {
    const value = convert(type, content);
    if (value === null) {
      this.notes.add(complaint(field, type));
      return false;
    }
    if (isOneof || !isDefault(value)) write(this.writer, field.number, type, value);
    return true;
  }
}

type Scalar = string | number | bigint | boolean | Uint8Array;

function isDefault(value: Scalar): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === "" || value === 0 || value === 0n || value === false;
}

/** The value as its field needs it; null where it cannot be understood. */
function convert(type: ScalarType, content: unknown): Scalar | null {
  switch (type) {
    case "text":
      return textOf(content);
    case "hex":
      return typeof content === "string" ? bytesOfHex(content) : null;
    case "base64":
      return typeof content === "string" ? bytesOfBase64(content) : null;
    case "bool":
      return typeof content === "boolean"
        ? content
        : content === "true"
          ? true
          : content === "false"
            ? false
            : null;
    case "double":
      return doubleOf(content);
    case "enum":
      return enumOf(content);
    case "int32":
    case "uint32":
    case "fixed32": {
      const integer = integerOf(content);
      return integer === null ? null : Number(BigInt.asIntN(32, integer));
    }
    case "int64":
    case "fixed64":
      return integerOf(content);
  }
}

function write(writer: ProtobufWriter, number: number, type: ScalarType, value: Scalar): void {
  if (typeof value === "string") writer.text(number, value);
  else if (typeof value === "boolean") writer.bool(number, value);
  else if (typeof value === "bigint") {
    if (type === "fixed64") writer.fixed64(number, value);
    else writer.int64(number, value);
  } else if (value instanceof Uint8Array) writer.bytes(number, value);
  else if (type === "double") writer.double(number, value);
  else if (type === "fixed32") writer.fixed32(number, value);
  else if (type === "uint32") writer.uint32(number, value);
  else writer.int32(number, value);
}

function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  return typeof content === "number" || typeof content === "boolean" ? String(content) : null;
}

/** Whole numbers as text or number; null for anything else and for what does not fit 64 bits. */
function integerOf(content: unknown): bigint | null {
  if (typeof content === "bigint") return content;
  if (typeof content === "number") return Number.isInteger(content) ? inRange(BigInt(content)) : null;
  if (typeof content !== "string" || !/^[+-]?\d{1,20}$/.test(content)) return null;
  return inRange(BigInt(content.startsWith("+") ? content.slice(1) : content));
}

function inRange(value: bigint): bigint | null {
  return value >= -0x8000_0000_0000_0000n && value <= 0xffff_ffff_ffff_ffffn ? value : null;
}

function doubleOf(content: unknown): number | null {
  if (typeof content === "number") return content;
  if (typeof content !== "string" || content.trim() === "") return null;
  const value = Number(content);
  return Number.isNaN(value) && content !== "NaN" ? null : value;
}

const ENUM_NAMES: ReadonlyMap<string, number> = new Map([
  ...["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
    (name, value) => [`SPAN_KIND_${name}`, value] as const,
  ),
  ...["UNSET", "OK", "ERROR"].map((name, value) => [`STATUS_CODE_${name}`, value] as const),
  ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((name, level) =>
    ["", "2", "3", "4"].map(
      (step, offset) => [`SEVERITY_NUMBER_${name}${step}`, level * 4 + offset + 1] as const,
    ),
  ),
  ["SEVERITY_NUMBER_UNSPECIFIED", 0],
]);

/** The specification allows integers only; names cost nothing to read. */
function enumOf(content: unknown): number | null {
  const named = typeof content === "string" ? ENUM_NAMES.get(content) : undefined;
  if (named !== undefined) return named;
  const integer = integerOf(content);
  return integer === null ? null : Number(BigInt.asIntN(32, integer));
}

function complaint(field: Field, type: ScalarType): string {
  if (type === "hex") {
    const size = field.json === "traceId" ? 32 : 16;
    const what = field.required ? "the span was refused" : "it was ignored";
    return `"${field.json}" must be ${size} hex digits, not base64; ${what}.`;
  }
  return `"${field.json}" is not a valid ${type} value; it was ignored.`;
}

function nameOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
