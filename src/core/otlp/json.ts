// OTLP/JSON → protobuf bytes, so that there is one reader and one stored form.

import { encodeMessage, EncodeNotes, isObject } from "./encode";
import { LOGS_REQUEST, METRICS_REQUEST, TRACES_REQUEST } from "./schema";
import type { MessageSchema } from "./schema";
import { MalformedBody } from "./wire";

/** A request as protobuf, and what JSON alone can get wrong; the protobuf reader finds the rest. */
export interface Converted {
  readonly body: Uint8Array;
  readonly warnings: readonly string[];
  /** Items that could not be converted at all: null, or ids that are no hex. */
  readonly rejected: number;
}

/** An ExportTraceServiceRequest in OTLP/JSON as protobuf. Throws MalformedBody for what is no JSON object. */
export function tracesJsonToProtobuf(text: string): Converted {
  return convert(text, TRACES_REQUEST);
}

/** An ExportLogsServiceRequest in OTLP/JSON as protobuf. Throws MalformedBody for what is no JSON object. */
export function logsJsonToProtobuf(text: string): Converted {
  return convert(text, LOGS_REQUEST);
}

/**
 * An ExportMetricsServiceRequest in OTLP/JSON as protobuf, for counting: the points are there, their values are not.
 * Throws MalformedBody for what is no JSON object.
 */
export function metricsJsonToProtobuf(text: string): Converted {
  return convert(text, METRICS_REQUEST);
}

function convert(text: string, schema: MessageSchema): Converted {
  const request = parse(text, rootName(schema));
  const notes = new EncodeNotes();
  const found = Object.keys(request);
  const known = schema.fields.some((field) => field.json in request || field.proto in request);
  if (!known && found.length > 0) {
    notes.add(`The body has no "${rootName(schema)}", only ${found.slice(0, 3).map(quoted).join(", ")}.`);
  }
  const body = encodeMessage(schema, request, notes);
  return { body, warnings: notes.sentences(), rejected: notes.rejected };
}

function parse(text: string, root: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(quoteLongIntegers(withoutByteOrderMark(text)));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200) : "unknown reason";
    throw new MalformedBody(`The body is not JSON: ${reason}`);
  }
  if (!isObject(value)) throw new MalformedBody(`The body must be a JSON object with "${root}".`);
  return value;
}

/** Some senders on Windows write one; JSON.parse refuses it. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** A bare integer of 16 digits or more, which JSON.parse would round. */
const MAYBE_LONG = /[:[,]\s*-?\d{16}/;
const LONG_INTEGER = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * The same JSON with bare integers of 16 digits or more as texts, so that none is rounded: OTLP/JSON reads both.
 * Texts are left as they are; they are stepped over from quote to quote.
 */
export function quoteLongIntegers(text: string): string {
  if (!MAYBE_LONG.test(text)) return text;
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const outsideEnd = quote < 0 ? text.length : quote;
    pieces.push(text.slice(at, outsideEnd).replace(LONG_INTEGER, '"$&"'));
    if (quote < 0) break;
    at = endOfString(text, quote);
    pieces.push(text.slice(quote, at));
  }
  return pieces.join("");
}

/** The index behind the closing quote of the string that opens at `open`; the end of the text where none closes. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close < 0 ? text.length : close + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function rootName(schema: MessageSchema): string {
  return schema.fields[0]?.json ?? "";
}

function quoted(name: string): string {
  return `"${name.slice(0, 40)}"`;
}
