// OTLP requests and stored messages, protobuf bytes → records.

import { walkRequest } from "./envelope";
import { readLogRecord } from "./log-record";
import { ProtobufReader, WIRE_LENGTH } from "./protobuf";
import { faultOf, readSpan } from "./span";
import type { SpanView } from "./span";
import { isUtf8 } from "./text";
import type { Utf8Check } from "./text";
import { MalformedBody } from "./wire";
import type { Decoded, LogRecord, ResourceRecord, ScopeRecord, SpanRecord } from "./wire";

export { decodeResource, decodeScope } from "./resource";

/**
 * The spans of an ExportTraceServiceRequest. Invalid ids cost that span alone; broken framing throws MalformedBody.
 * `checkUtf8` may be a faster check of the platform's own.
 */
export function decodeTraces(body: Uint8Array, checkUtf8: Utf8Check = isUtf8): Decoded<SpanRecord> {
  const items: SpanRecord[] = [];
  const refused = { "trace id": 0, "span id": 0 };
  let cut = 0;
  walkRequest(body, (reader, resource, scope) => {
    const span = readSpan(reader, resource, scope, checkUtf8);
    const fault = faultOf(span);
    if (fault !== null) refused[fault]++;
    else items.push(span);
    if (fault === null && hasCutValue(span)) cut++;
  });
  const warnings = [
    ...refusal(refused["trace id"], "trace id must be 16 bytes and not all zero"),
    ...refusal(refused["span id"], "span id must be 8 bytes and not all zero"),
    ...cutWarning(cut, "span"),
  ];
  return { items, rejected: refused["trace id"] + refused["span id"], warnings };
}

/** The log records of an ExportLogsServiceRequest. None is ever rejected; broken framing throws MalformedBody. */
export function decodeLogs(body: Uint8Array, checkUtf8: Utf8Check = isUtf8): Decoded<LogRecord> {
  const items: LogRecord[] = [];
  walkRequest(body, (reader, resource, scope) => {
    items.push(readLogRecord(reader, resource, scope, checkUtf8));
  });
  return { items, rejected: 0, warnings: [] };
}

const GAUGE = 5;
const SUMMARY = 11;
const DATA_POINT = (1 << 3) | WIRE_LENGTH;

/** How many data points an ExportMetricsServiceRequest holds. Broken framing throws MalformedBody. */
export function countMetricPoints(body: Uint8Array): number {
  let points = 0;
  walkRequest(body, (reader) => {
    while (reader.at < reader.end) {
      const tag = reader.tag();
      if (!isMetricData(tag)) reader.skip(tag);
      else {
        const outerEnd = reader.enter();
        points += countDataPoints(reader);
        reader.leave(outerEnd);
      }
    }
  });
  return points;
}

/** One span from the bytes of its Span message, as stored. Throws MalformedBody where the bytes are not a span. */
export function decodeSpan(
  raw: Uint8Array,
  resource: ResourceRecord,
  scope: ScopeRecord,
  checkUtf8: Utf8Check = isUtf8,
): SpanRecord {
  const span = readSpan(new ProtobufReader(raw), resource, scope, checkUtf8);
  const fault = faultOf(span);
  if (fault !== null)
    throw new MalformedBody(`Stored bytes are no span: the ${fault} is missing or not valid.`);
  return span;
}

/** One log record from the bytes of its LogRecord message, as stored. Throws MalformedBody on broken framing. */
export function decodeLogRecord(
  raw: Uint8Array,
  resource: ResourceRecord,
  scope: ScopeRecord,
  checkUtf8: Utf8Check = isUtf8,
): LogRecord {
  return readLogRecord(new ProtobufReader(raw), resource, scope, checkUtf8);
}

function hasCutValue({ layout }: SpanView): boolean {
  if (layout.attributes.cutKeys.length > 0) return true;
  return [...layout.events, ...layout.links].some((part) => part.attributes.cutKeys.length > 0);
}

function refusal(count: number, rule: string): string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? "span was" : "spans were"} refused: a ${rule}.`];
}

function cutWarning(count: number, what: string): string[] {
  if (count === 0) return [];
  return [`Values nested deeper than 64 levels were cut in ${count} ${what}${count === 1 ? "" : "s"}.`];
}

/** Gauge, sum, histogram, exponential histogram and summary all keep their points in field 1. */
function isMetricData(tag: number): boolean {
  return (tag & 7) === WIRE_LENGTH && tag >>> 3 >= GAUGE && tag >>> 3 <= SUMMARY;
}

function countDataPoints(reader: ProtobufReader): number {
  let points = 0;
  while (reader.at < reader.end) {
    const tag = reader.tag();
    reader.skip(tag);
    if (tag === DATA_POINT) points++;
  }
  return points;
}
