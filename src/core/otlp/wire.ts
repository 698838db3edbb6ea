// Decoded OTLP: spans and log records whose attribute values stay bytes until somebody asks.
//
// Whatever came in, protobuf or JSON, is held as protobuf bytes (`raw`), so that there is one reader, nothing is lost,
// and a stored span is the span that was sent. Field numbers: opentelemetry-proto 1.11.0.

import type { SpanId, TraceId } from "../model/ids";
import type { Problem } from "../model/problem";

/** An OTLP AnyValue as JavaScript. Empty values are null; integers above 2^53 are bigint; maps never have a prototype to pollute. */
export type AnyValue =
  | string
  | number
  | boolean
  | bigint
  | null
  | Uint8Array
  | readonly AnyValue[]
  | ReadonlyMap<string, AnyValue>;

/** Attributes of one span, event, log record, resource or scope. Values are decoded when asked for, and only then. */
export interface Attributes {
  readonly size: number;
  has(key: string): boolean;
  /** The value, or undefined where there is none. The last copy of a repeated key wins. */
  get(key: string): AnyValue | undefined;
  /** A string value; undefined where the key is missing or holds another type. */
  text(key: string): string | undefined;
  /** The UTF-8 bytes of a string value, not copied; undefined where the key is missing or holds another type. */
  utf8(key: string): Uint8Array | undefined;
  /** Each key once, in the order sent. */
  keys(): readonly string[];
}

export interface ResourceRecord {
  /** `service.name`, or undefined. */
  readonly service?: string;
  readonly namespace?: string;
  readonly attributes: Attributes;
  /** The Resource message as sent, for storing and export. */
  readonly raw: Uint8Array;
  readonly schemaUrl: string;
}

export interface ScopeRecord {
  readonly name: string;
  readonly version: string;
  readonly attributes: Attributes;
  readonly raw: Uint8Array;
  readonly schemaUrl: string;
}

export interface EventRecord {
  readonly name: string;
  readonly timeNs: bigint;
  readonly attributes: Attributes;
}

export interface LinkRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

export interface SpanRecord {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Null at a root. */
  readonly parentSpanId: SpanId | null;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer; others are kept as sent. */
  readonly kind: number;
  /** Unsigned nanoseconds since the epoch, exactly as sent. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** code: 0 unset, 1 ok, 2 error. */
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: Attributes;
  readonly events: readonly EventRecord[];
  readonly links: readonly LinkRecord[];
  readonly droppedAttributes: number;
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
  readonly problems: readonly Problem[];
  /** The Span message as protobuf bytes. A view into the request's body: copy what you keep. */
  readonly raw: Uint8Array;
}

export interface LogRecord {
  /** Null where the record belongs to no trace. */
  readonly traceId: TraceId | null;
  readonly spanId: SpanId | null;
  readonly timeNs: bigint;
  readonly observedNs: bigint;
  readonly severity: number;
  /** The record's `event_name` field, else the attribute `event.name`, else empty. */
  readonly eventName: string;
  readonly body: () => AnyValue;
  readonly attributes: Attributes;
  readonly resource: ResourceRecord;
  readonly scope: ScopeRecord;
  readonly problems: readonly Problem[];
  readonly raw: Uint8Array;
}

/** What a request held. Spans that OTLP calls invalid are counted in `rejected`, with the reason in `warnings`. */
export interface Decoded<Item> {
  readonly items: readonly Item[];
  readonly rejected: number;
  /** Sentences for `partial_success.error_message`: what was refused or repaired, and what to change. */
  readonly warnings: readonly string[];
}

/** A body whose framing is broken. The whole body is refused with 400; the message says where and what. */
export class MalformedBody extends Error {
  override readonly name = "MalformedBody";
  constructor(
    message: string,
    readonly byteOffset?: number,
  ) {
    super(message);
  }
}
