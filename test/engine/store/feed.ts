// A store of its own for a test, and recordings as the spans and log records in them.

import { gunzipSync } from "node:zlib";
import { logsJsonToProtobuf, tracesJsonToProtobuf } from "../../../src/core/otlp/json";
import { decodeLogs, decodeTraces } from "../../../src/core/otlp/decode";
import type { LogRecord, SpanRecord } from "../../../src/core/otlp/wire";
import { stepReader } from "../../../src/engine/ingest";
import { Senders } from "../../../src/engine/senders";
import type { Backend } from "../../../src/engine/store/backend";
import { loadSqlite } from "../../../src/engine/store/open";
import { Store } from "../../../src/engine/store/store";
import type { RecordedRequest, Recording } from "../../fixtures/recordings";

/** When test data comes, in milliseconds. */
export const NOW_MS = 1_760_000_100_000;

export interface TestStoreOptions {
  readonly maxBytes?: number;
  readonly backend?: Backend["name"];
}

/** An empty store. A dialect that throws fails the test. */
export async function testStore(options: TestStoreOptions = {}): Promise<Store> {
  const reader = stepReader(new Senders(() => NOW_MS), (error) => {
    throw error;
  });
  return new Store({ sqlite: await loadSqlite(), reader, ...options });
}

export interface Items {
  readonly spans: readonly SpanRecord[];
  readonly logs: readonly LogRecord[];
}

/** What a recording holds, as decoded; gRPC requests hold the same messages. */
export function itemsOf(recording: Recording): Items {
  const spans: SpanRecord[] = [];
  const logs: LogRecord[] = [];
  for (const request of recording.requests()) {
    if (/\/v1\/traces|trace\.v1/.test(request.path))
      spans.push(...decodeTraces(protobufOf(request, "traces")).items);
    if (/\/v1\/logs|logs\.v1/.test(request.path)) logs.push(...decodeLogs(protobufOf(request, "logs")).items);
  }
  return { spans, logs };
}

/** The body of a request, unpacked. */
export function plainBody({ headers, body }: RecordedRequest): Uint8Array {
  return headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

export function isJson({ headers }: RecordedRequest): boolean {
  return (headers["content-type"] ?? "").includes("json");
}

/** The body of a request as protobuf, whatever the client wrote. */
export function protobufOf(request: RecordedRequest, signal: "traces" | "logs"): Uint8Array {
  const body = plainBody(request);
  if (!isJson(request)) return body;
  const text = Buffer.from(body).toString("utf8");
  return (signal === "traces" ? tracesJsonToProtobuf(text) : logsJsonToProtobuf(text)).body;
}
