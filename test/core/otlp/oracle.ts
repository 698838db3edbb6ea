// An independent decoder to compare ours with: protobufjs over the fields of opentelemetry-proto 1.11.0 that we read.

import protobuf from "protobufjs";

const PROTO = `
syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; }
message Status { string message = 2; int32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated Event events = 11; uint32 dropped_events_count = 12;
  repeated Link links = 13; uint32 dropped_links_count = 14; Status status = 15; fixed32 flags = 16;
}`;

export const OracleRequest = protobuf.parse(PROTO).root.lookupType("Request");

/** One span as both decoders can tell it: everything as text. */
export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startNs: string;
  readonly endNs: string;
  readonly status: { readonly code: number; readonly message: string };
  readonly attributes: readonly (readonly [string, unknown])[];
  readonly events: readonly {
    readonly name: string;
    readonly timeNs: string;
    readonly attributes: unknown;
  }[];
}

interface OracleValue {
  readonly value?: string;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly OracleValue[] };
  readonly kvlistValue?: { readonly values?: readonly OracleKeyValue[] };
  readonly bytesValue?: string;
}

interface OracleKeyValue {
  readonly key?: string;
  readonly value?: OracleValue | null;
}

interface OracleSpan {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: string;
  readonly endTimeUnixNano?: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly OracleKeyValue[];
  readonly events?: readonly {
    readonly name?: string;
    readonly timeUnixNano?: string;
    readonly attributes?: readonly OracleKeyValue[];
  }[];
}

interface OracleObject {
  readonly resourceSpans?: readonly {
    readonly scopeSpans?: readonly { readonly spans?: readonly OracleSpan[] }[];
  }[];
}

/** What protobufjs reads in a request. Throws what it throws. */
export function tellByOracle(body: Uint8Array): readonly ToldSpan[] {
  const request: OracleObject = OracleRequest.toObject(OracleRequest.decode(body), {
    longs: String,
    bytes: String,
    oneofs: true,
  });
  const spans = (request.resourceSpans ?? []).flatMap((perResource) =>
    (perResource.scopeSpans ?? []).flatMap((perScope) => perScope.spans ?? []),
  );
  return spans.map((span) => ({
    traceId: hexOf(span.traceId),
    spanId: hexOf(span.spanId),
    name: span.name ?? "",
    kind: span.kind ?? 0,
    startNs: span.startTimeUnixNano ?? "0",
    endNs: span.endTimeUnixNano ?? "0",
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? "" },
    attributes: tellAttributes(span.attributes),
    events: (span.events ?? []).map((event) => ({
      name: event.name ?? "",
      timeNs: event.timeUnixNano ?? "0",
      attributes: tellAttributes(event.attributes),
    })),
  }));
}

function tellAttributes(attributes: readonly OracleKeyValue[] = []): readonly (readonly [string, unknown])[] {
  return [...new Map(attributes.map(({ key, value }) => [key ?? "", tellValue(value)]))];
}

function tellValue(value: OracleValue | null | undefined): unknown {
  switch (value?.value) {
    case "stringValue":
      return value.stringValue;
    case "boolValue":
      return value.boolValue;
    case "intValue":
      return wholeNumber(value.intValue ?? "0");
    case "doubleValue":
      return value.doubleValue;
    case "bytesValue":
      return `bytes ${value.bytesValue}`;
    case "arrayValue":
      return (value.arrayValue?.values ?? []).map(tellValue);
    case "kvlistValue":
      return { map: tellAttributes(value.kvlistValue?.values) };
    default:
      return null;
  }
}

function hexOf(base64 = ""): string {
  return Buffer.from(base64, "base64").toString("hex");
}

/** As our decoder tells it: a number where that is exact. */
function wholeNumber(digits: string): number | string {
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : `int ${digits}`;
}
