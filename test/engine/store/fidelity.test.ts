// Everything that real clients sent comes back: each span and log record, each attribute, compared with a decoding that
// shares no code with ours (protobufjs, or the JSON itself).

import protobuf from "protobufjs";
import { afterEach, describe, expect, it } from "vitest";
import { type RecordedRequest, listRecordings } from "../../fixtures/recordings";
import { type TestEngine, testEngine } from "../test-engine";
import { isJson, plainBody, protobufOf } from "./feed";

const PROTO = `syntax = "proto3";
message AnyValue { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4;
  ArrayValue arrayValue = 5; KeyValueList kvlistValue = 6; bytes bytesValue = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; uint32 droppedAttributesCount = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 droppedAttributesCount = 4; }
message Event { fixed64 timeUnixNano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 droppedAttributesCount = 4; }
message Link { bytes traceId = 1; bytes spanId = 2; string traceState = 3; repeated KeyValue attributes = 4;
  uint32 droppedAttributesCount = 5; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes traceId = 1; bytes spanId = 2; string traceState = 3; bytes parentSpanId = 4; string name = 5;
  int32 kind = 6; fixed64 startTimeUnixNano = 7; fixed64 endTimeUnixNano = 8; repeated KeyValue attributes = 9;
  uint32 droppedAttributesCount = 10; repeated Event events = 11; uint32 droppedEventsCount = 12; repeated Link links = 13;
  uint32 droppedLinksCount = 14; Status status = 15; fixed32 flags = 16; }
message LogRecord { fixed64 timeUnixNano = 1; int32 severityNumber = 2; string severityText = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; uint32 droppedAttributesCount = 7; fixed32 flags = 8; bytes traceId = 9; bytes spanId = 10;
  fixed64 observedTimeUnixNano = 11; string eventName = 12; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schemaUrl = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scopeSpans = 2; string schemaUrl = 3; }
message Traces { repeated ResourceSpans resourceSpans = 1; }
message ScopeLogs { Scope scope = 1; repeated LogRecord logRecords = 2; string schemaUrl = 3; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scopeLogs = 2; string schemaUrl = 3; }
message Logs { repeated ResourceLogs resourceLogs = 1; }`;
const root = protobuf.parse(PROTO, { keepCase: true }).root;

let test: TestEngine;
afterEach(() => test.engine.stop());

describe("export/otlp", () => {
  it.each(listRecordings())("gives back all that $name sent", async (recording) => {
    test = await testEngine();
    const sent: string[] = [];
    for (const request of recording.requests()) {
      const signal = signalOf(request);
      if (!signal) continue;
      test.engine.ingest.accept(signal, protobufOf(request, signal));
      sent.push(...flat(decoded(request, signal)));
    }
    const { items } = await test.client.ask("session/list", { limit: 500 });
    const exported = await test.client.ask("export/otlp", { sessionIds: items.map((row) => row.sessionId) });
    const back = [
      ...flat({ resourceSpans: exported.resourceSpans }),
      ...flat({ resourceLogs: exported.resourceLogs }),
    ];
    expect(back.sort()).toEqual([...new Set(sent)].sort());
  });
});

function signalOf({ path }: RecordedRequest): "traces" | "logs" | null {
  if (/\/v1\/traces|trace\.v1/.test(path)) return "traces";
  return /\/v1\/logs|logs\.v1/.test(path) ? "logs" : null;
}

function decoded(request: RecordedRequest, signal: "traces" | "logs"): unknown {
  const body = plainBody(request);
  if (isJson(request)) return JSON.parse(Buffer.from(body).toString("utf8"));
  const type = root.lookupType(signal === "traces" ? "Traces" : "Logs");
  return type.toObject(type.decode(body), { longs: String });
}

type Json = Readonly<Record<string, unknown>>;

/** One text for each span and log record with its resource and scope, in one spelling. */
function flat(request: unknown): string[] {
  const { resourceSpans, resourceLogs } = request as { resourceSpans?: Json[]; resourceLogs?: Json[] };
  return [...(resourceSpans ?? []), ...(resourceLogs ?? [])].flatMap((group) =>
    [...list(group["scopeSpans"]), ...list(group["scopeLogs"])].flatMap((scope) =>
      [...list(scope["spans"]), ...list(scope["logRecords"])].map((item) =>
        JSON.stringify(
          spelled({ resource: group["resource"], url: group["schemaUrl"], scope: scope["scope"], item }, ""),
        ),
      ),
    ),
  );
}

function list(value: unknown): Json[] {
  return (value as Json[] | undefined) ?? [];
}

const IDS = new Set(["traceId", "spanId", "parentSpanId"]);
/** Only these are a value even where they are empty: elsewhere an empty field is one that was not sent. */
const VALUES = /Value$/;

function spelled(value: unknown, key: string): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString(IDS.has(key) ? "hex" : "base64");
  if (Array.isArray(value)) return value.map((item) => spelled(item, ""));
  if (key === "intValue" || key.endsWith("UnixNano")) return String(value);
  if (IDS.has(key)) return String(value).toLowerCase();
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]): [string, unknown] => [name, spelled(inner, name)])
      .filter(([name, inner]) => VALUES.test(name) || !isDefault(inner))
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function isDefault(value: unknown): boolean {
  if (
    value === undefined ||
    value === null ||
    value === "" ||
    value === 0 ||
    value === "0" ||
    value === false
  )
    return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
