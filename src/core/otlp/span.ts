// One span over its bytes: checked once from end to end, read field by field when asked.

import type { SpanId, TraceId } from "../model/ids";
import type { Problem } from "../model/problem";
import { AttributeSlots, LazyAttributes } from "./attributes";
import { problemsOfSpan } from "./problems";
import { fixed64At, WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT } from "./protobuf";
import type { ProtobufReader } from "./protobuf";
import { type EventLayout, type LinkLayout, type Range, SpanLayout } from "./span-layout";
import { hexAt, internedTextAt, textAt } from "./text";
import type { Utf8Check } from "./text";
import type { Attributes, EventRecord, LinkRecord, ResourceRecord, ScopeRecord, SpanRecord } from "./wire";

const TRACE_ID = (1 << 3) | WIRE_LENGTH;
const SPAN_ID = (2 << 3) | WIRE_LENGTH;
const PARENT_SPAN_ID = (4 << 3) | WIRE_LENGTH;
const NAME = (5 << 3) | WIRE_LENGTH;
const KIND = (6 << 3) | WIRE_VARINT;
const START = (7 << 3) | WIRE_FIXED64;
const END = (8 << 3) | WIRE_FIXED64;
const ATTRIBUTE = (9 << 3) | WIRE_LENGTH;
const DROPPED_ATTRIBUTES = (10 << 3) | WIRE_VARINT;
const EVENT = (11 << 3) | WIRE_LENGTH;
const LINK = (13 << 3) | WIRE_LENGTH;
const STATUS = (15 << 3) | WIRE_LENGTH;

const EVENT_TIME = (1 << 3) | WIRE_FIXED64;
const EVENT_NAME = (2 << 3) | WIRE_LENGTH;
const EVENT_ATTRIBUTE = (3 << 3) | WIRE_LENGTH;
const LINK_TRACE_ID = (1 << 3) | WIRE_LENGTH;
const LINK_SPAN_ID = (2 << 3) | WIRE_LENGTH;
const LINK_ATTRIBUTE = (4 << 3) | WIRE_LENGTH;
const STATUS_MESSAGE = (2 << 3) | WIRE_LENGTH;
const STATUS_CODE = (3 << 3) | WIRE_VARINT;

const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

/** The span that fills the reader up to its end. Its framing is checked throughout; its ids are judged by `faultOf`. */
export function readSpan(
  reader: ProtobufReader,
  resource: ResourceRecord,
  scope: ScopeRecord,
  isUtf8: Utf8Check,
): SpanView {
  const layout = new SpanLayout(reader.bytes, reader.at, reader.end);
  while (reader.at < reader.end) readField(reader, layout);
  return new SpanView(layout, resource, scope, isUtf8);
}

/** Which id makes OTLP call this span invalid: one of the wrong length or all zero. Null where both are sound. */
export function faultOf(span: SpanView): "trace id" | "span id" | null {
  const { bytes, traceId, spanId } = span.layout;
  if (!isSoundId(bytes, traceId, TRACE_ID_BYTES)) return "trace id";
  return isSoundId(bytes, spanId, SPAN_ID_BYTES) ? null : "span id";
}

/** A span whose texts and values are made when asked for, from a layout that was checked before. */
export class SpanView implements SpanRecord {
  readonly attributes: Attributes;
  #traceId: TraceId | undefined;
  #spanId: SpanId | undefined;
  #name: string | undefined;
  #events: readonly EventRecord[] | undefined;
  #links: readonly LinkRecord[] | undefined;
  #problems: readonly Problem[] | undefined;
  readonly #isUtf8: Utf8Check;

  constructor(
    readonly layout: SpanLayout,
    readonly resource: ResourceRecord,
    readonly scope: ScopeRecord,
    isUtf8: Utf8Check,
  ) {
    this.attributes = new LazyAttributes(layout.bytes, layout.attributes.offsets);
    this.#isUtf8 = isUtf8;
  }

  get traceId(): TraceId {
    return (this.#traceId ??= hexOf(this.layout.bytes, this.layout.traceId) as TraceId);
  }

  get spanId(): SpanId {
    return (this.#spanId ??= hexOf(this.layout.bytes, this.layout.spanId) as SpanId);
  }

  /** Null also where the parent's id is all zero (some SDKs write it so at a root) or of a wrong length. */
  get parentSpanId(): SpanId | null {
    const { bytes, parentSpanId } = this.layout;
    return isSoundId(bytes, parentSpanId, SPAN_ID_BYTES) ? (hexOf(bytes, parentSpanId) as SpanId) : null;
  }

  get name(): string {
    const { bytes, name } = this.layout;
    return (this.#name ??= internedTextAt(bytes, name.start, name.end));
  }

  get kind(): number {
    return this.layout.kind;
  }

  get startNs(): bigint {
    return this.layout.startNsAt < 0 ? 0n : fixed64At(this.layout.bytes, this.layout.startNsAt);
  }

  get endNs(): bigint {
    return this.layout.endNsAt < 0 ? 0n : fixed64At(this.layout.bytes, this.layout.endNsAt);
  }

  get status(): { readonly code: number; readonly message: string } {
    const { bytes, statusCode, statusMessage } = this.layout;
    return { code: statusCode, message: textAt(bytes, statusMessage.start, statusMessage.end) };
  }

  get droppedAttributes(): number {
    return this.layout.droppedAttributes;
  }

  get events(): readonly EventRecord[] {
    const { bytes, events } = this.layout;
    return (this.#events ??= events.map(({ name, timeNs, attributes }) => ({
      name: internedTextAt(bytes, name.start, name.end),
      timeNs,
      attributes: new LazyAttributes(bytes, attributes.offsets),
    })));
  }

  get links(): readonly LinkRecord[] {
    const { bytes, links } = this.layout;
    return (this.#links ??= links.map(({ traceId, spanId, attributes }) => ({
      traceId: hexOf(bytes, traceId),
      spanId: hexOf(bytes, spanId),
      attributes: new LazyAttributes(bytes, attributes.offsets),
    })));
  }

  /** Worked out at the first question: it looks at every text of the span. */
  get problems(): readonly Problem[] {
    return (this.#problems ??= problemsOfSpan(this, this.layout, this.#isUtf8));
  }

  get raw(): Uint8Array {
    return this.layout.bytes.subarray(this.layout.start, this.layout.end);
  }
}

function readField(reader: ProtobufReader, layout: SpanLayout): void {
  const tag = reader.tag();
  switch (tag) {
    case TRACE_ID:
      readRange(reader, layout.traceId);
      return;
    case SPAN_ID:
      readRange(reader, layout.spanId);
      return;
    case PARENT_SPAN_ID:
      readRange(reader, layout.parentSpanId);
      return;
    case NAME:
      readRange(reader, layout.name);
      return;
    case KIND:
      layout.kind = reader.int32();
      return;
    case START:
      layout.startNsAt = reader.at;
      reader.skip(tag);
      return;
    case END:
      layout.endNsAt = reader.at;
      reader.skip(tag);
      return;
    case ATTRIBUTE:
      layout.attributes.add(reader);
      return;
    case DROPPED_ATTRIBUTES:
      layout.droppedAttributes = reader.uint32();
      return;
    case EVENT:
      layout.events.push(readEvent(reader));
      return;
    case LINK:
      layout.links.push(readLink(reader));
      return;
    case STATUS:
      readStatus(reader, layout);
      return;
    default:
      reader.skip(tag);
  }
}

function readEvent(reader: ProtobufReader): EventLayout {
  const event: EventLayout = { name: { start: 0, end: 0 }, timeNs: 0n, attributes: new AttributeSlots() };
  const outerEnd = reader.enter();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === EVENT_TIME) event.timeNs = reader.fixed64();
    else if (tag === EVENT_NAME) readRange(reader, event.name);
    else if (tag === EVENT_ATTRIBUTE) event.attributes.add(reader);
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  return event;
}

function readLink(reader: ProtobufReader): LinkLayout {
  const link: LinkLayout = {
    traceId: { start: 0, end: 0 },
    spanId: { start: 0, end: 0 },
    attributes: new AttributeSlots(),
  };
  const outerEnd = reader.enter();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === LINK_TRACE_ID) readRange(reader, link.traceId);
    else if (tag === LINK_SPAN_ID) readRange(reader, link.spanId);
    else if (tag === LINK_ATTRIBUTE) link.attributes.add(reader);
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
  return link;
}

function readStatus(reader: ProtobufReader, layout: SpanLayout): void {
  const outerEnd = reader.enter();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === STATUS_MESSAGE) readRange(reader, layout.statusMessage);
    else if (tag === STATUS_CODE) layout.statusCode = reader.int32();
    else reader.skip(tag);
  }
  reader.leave(outerEnd);
}

function readRange(reader: ProtobufReader, range: Range): void {
  range.start = reader.stepOver();
  range.end = reader.at;
}

function hexOf(bytes: Uint8Array, range: Range): string {
  return hexAt(bytes, range.start, range.end);
}

function isSoundId(bytes: Uint8Array, range: Range, size: number): boolean {
  if (range.end - range.start !== size) return false;
  for (let index = range.start; index < range.end; index++) if (bytes[index] !== 0) return true;
  return false;
}
