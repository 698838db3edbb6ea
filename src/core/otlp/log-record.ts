// One log record over its bytes, like a span: checked once, read when asked.

import type { SpanId, TraceId } from "../model/ids";
import type { Problem } from "../model/problem";
import { anyValueAt, checkAnyValue } from "./any-value";
import { AttributeSlots, LazyAttributes } from "./attributes";
import { cutProblem, cutProblems, droppedProblems, TextCheck } from "./problems";
import { WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT } from "./protobuf";
import type { ProtobufReader } from "./protobuf";
import { hexAt, internedTextAt } from "./text";
import type { Utf8Check } from "./text";
import type { AnyValue, LogRecord, ResourceRecord, ScopeRecord } from "./wire";

const TIME = (1 << 3) | WIRE_FIXED64;
const SEVERITY = (2 << 3) | WIRE_VARINT;
const BODY = (5 << 3) | WIRE_LENGTH;
const ATTRIBUTE = (6 << 3) | WIRE_LENGTH;
const DROPPED_ATTRIBUTES = (7 << 3) | WIRE_VARINT;
const TRACE_ID = (9 << 3) | WIRE_LENGTH;
const SPAN_ID = (10 << 3) | WIRE_LENGTH;
const OBSERVED = (11 << 3) | WIRE_FIXED64;
const EVENT_NAME = (12 << 3) | WIRE_LENGTH;

/** The log record that fills the reader up to its end, its framing checked throughout. */
export function readLogRecord(
  reader: ProtobufReader,
  resource: ResourceRecord,
  scope: ScopeRecord,
  isUtf8: Utf8Check,
): LogRecord {
  const { bytes, at: start, end } = reader;
  const layout = readLayout(reader);
  const attributes = new LazyAttributes(bytes, layout.attributes.offsets);
  let problems: readonly Problem[] | undefined;
  return {
    traceId: layout.traceId as TraceId | null,
    spanId: layout.spanId as SpanId | null,
    timeNs: layout.timeNs,
    observedNs: layout.observedNs,
    severity: layout.severity,
    get eventName() {
      return layout.eventName || (attributes.text("event.name") ?? "");
    },
    body: (): AnyValue => (layout.bodyStart < 0 ? null : anyValueAt(bytes, layout.bodyStart, layout.bodyEnd)),
    attributes,
    resource,
    scope,
    get problems() {
      return (problems ??= problemsOf(bytes, layout, isUtf8));
    },
    raw: bytes.subarray(start, end),
  };
}

interface LogLayout {
  traceId: string | null;
  spanId: string | null;
  timeNs: bigint;
  observedNs: bigint;
  severity: number;
  eventName: string;
  bodyStart: number;
  bodyEnd: number;
  bodyTooDeep: boolean;
  droppedAttributes: number;
  readonly attributes: AttributeSlots;
}

function readLayout(reader: ProtobufReader): LogLayout {
  const layout: LogLayout = {
    traceId: null,
    spanId: null,
    timeNs: 0n,
    observedNs: 0n,
    severity: 0,
    eventName: "",
    bodyStart: -1,
    bodyEnd: -1,
    bodyTooDeep: false,
    droppedAttributes: 0,
    attributes: new AttributeSlots(),
  };
  while (reader.at < reader.end) readField(reader, layout);
  return layout;
}

function readField(reader: ProtobufReader, layout: LogLayout): void {
  const tag = reader.tag();
  switch (tag) {
    case TIME:
      layout.timeNs = reader.fixed64();
      return;
    case OBSERVED:
      layout.observedNs = reader.fixed64();
      return;
    case SEVERITY:
      layout.severity = reader.int32();
      return;
    case TRACE_ID:
      layout.traceId = idOf(reader, 16);
      return;
    case SPAN_ID:
      layout.spanId = idOf(reader, 8);
      return;
    case EVENT_NAME: {
      const start = reader.stepOver();
      layout.eventName = internedTextAt(reader.bytes, start, reader.at);
      return;
    }
    case BODY:
      readBody(reader, layout);
      return;
    case ATTRIBUTE:
      layout.attributes.add(reader);
      return;
    case DROPPED_ATTRIBUTES:
      layout.droppedAttributes = reader.uint32();
      return;
    default:
      reader.skip(tag);
  }
}

function readBody(reader: ProtobufReader, layout: LogLayout): void {
  const outerEnd = reader.enter();
  layout.bodyStart = reader.at;
  layout.bodyEnd = reader.end;
  layout.bodyTooDeep = checkAnyValue(reader);
  reader.leave(outerEnd);
}

/** A record whose id is not valid belongs to no trace (logs.proto); it is kept. */
function idOf(reader: ProtobufReader, size: number): string | null {
  const start = reader.stepOver();
  if (reader.at - start !== size) return null;
  const hex = hexAt(reader.bytes, start, reader.at);
  return /^0*$/.test(hex) ? null : hex;
}

function problemsOf(bytes: Uint8Array, layout: LogLayout, isUtf8: Utf8Check): readonly Problem[] {
  const texts = new TextCheck(bytes, isUtf8);
  if (layout.bodyStart >= 0) texts.value("body", layout.bodyStart, layout.bodyEnd);
  texts.attributes(layout.attributes.offsets);
  return [
    ...(layout.bodyTooDeep ? [cutProblem("body")] : []),
    ...cutProblems(layout.attributes),
    ...texts.problems,
    ...droppedProblems(layout.droppedAttributes),
  ];
}
