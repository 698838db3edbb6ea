// The SDK's spans into our ingest, inside the process: no socket.

import type { Attributes, AttributeValue, HrTime } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { encodeMessage } from "../../core/otlp/encode";
import { TRACES_REQUEST } from "../../core/otlp/schema";

/** Takes an ExportTraceServiceRequest as protobuf, as POST /v1/traces does. */
export type IngestTraces = (body: Uint8Array) => void;

/** What the sessions of replays name as their service. */
export const REPLAY_SERVICE = "agent-loupe-replay";

/** A request of more spans than this is cut: contexts may be a megabyte each. */
const MAX_SPANS = 64;

/** Keeps spans that have ended until they are stored. One that cannot be is a bug for the log and ends no replay. */
export class IngestExporter implements SpanProcessor {
  private ended: ReadableSpan[] = [];

  constructor(
    private readonly ingest: IngestTraces,
    private readonly onBug: (error: unknown) => void,
  ) {}

  onStart(): void {
    // Only ended spans are exported, as OTLP has it.
  }

  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
  }

  /** Stores what has ended. */
  store(): void {
    while (this.ended.length > 0) this.send(this.ended.splice(0, MAX_SPANS));
  }

  /** An odd span costs no other: where a request fails, its spans are stored one by one. */
  private send(spans: readonly ReadableSpan[]): void {
    try {
      this.ingest(encodeMessage(TRACES_REQUEST, requestOf(spans)));
    } catch (error) {
      if (spans.length > 1) for (const span of spans) this.send([span]);
      else this.onBug(error);
    }
  }

  forceFlush(): Promise<void> {
    this.store();
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** All spans are of one tracer, so that they share a scope. */
function requestOf(spans: readonly ReadableSpan[]): Readonly<Record<string, unknown>> {
  const resource = { attributes: keyValues({ "service.name": REPLAY_SERVICE }) };
  const scope = spans[0]?.instrumentationScope;
  const scopeSpans = [{ scope: { name: scope?.name, version: scope?.version }, spans: spans.map(spanOf) }];
  return { resourceSpans: [{ resource, scopeSpans }] };
}

function spanOf(span: ReadableSpan): unknown {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
    name: span.name,
    // The API counts kinds from 0, the protocol from 1.
    kind: span.kind + 1,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    attributes: keyValues(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      timeUnixNano: nanoseconds(event.time),
      attributes: keyValues(event.attributes ?? {}),
    })),
    status: {
      code: span.status.code,
      ...(span.status.message !== undefined && { message: span.status.message }),
    },
  };
}

function nanoseconds([seconds, rest]: HrTime): string {
  return (BigInt(seconds) * 1_000_000_000n + BigInt(rest)).toString();
}

function keyValues(attributes: Attributes): unknown[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: AttributeValue): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return {
    arrayValue: {
      values: value.flatMap((item) => (item === null || item === undefined ? [] : [anyValue(item)])),
    },
  };
}
