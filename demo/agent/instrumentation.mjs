// OpenTelemetry for this agent: spans around code that runs, in the GenAI semantic conventions.
//
// Parents are handed on as explicit contexts and the processor goes into the constructor: the parts of the SDK that
// stay in its next major version. Endpoint, headers, batch sizes, sampler and resource come from the OTEL_* variables.

import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { DeliveryCounter } from "./delivery.mjs";

/**
 * @typedef {import("@opentelemetry/api").Context} Context
 * @typedef {import("@opentelemetry/api").Span} Span
 * @typedef {import("@opentelemetry/api").Attributes} Attributes
 * @typedef {import("@opentelemetry/api").Tracer} Tracer
 * @typedef {{ tracer: Tracer, delivery: DeliveryCounter, shutdown: () => Promise<void> }} Instrumentation
 */

const DEFAULT_ENDPOINT = "http://127.0.0.1:4318";
/** Short, so that a run can be watched; OTEL_BSP_SCHEDULE_DELAY wins. */
const SCHEDULE_DELAY_MS = 150;
/** A receiver on the same machine answers at once or not at all; OTEL_EXPORTER_OTLP_TIMEOUT wins. */
const EXPORT_TIMEOUT_MS = 3000;

/**
 * Starts tracing. `shutdown` sends what is left and then `delivery` knows what arrived; it never rejects, since an
 * agent must not fail because nobody listens to its telemetry.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Instrumentation}
 */
export function startInstrumentation(environment) {
  const delivery = new DeliveryCounter(
    new OTLPTraceExporter(exporterOptions(environment)),
    endpointOf(environment),
  );
  const disabled = environment.OTEL_SDK_DISABLED?.toLowerCase() === "true";
  const provider = new NodeTracerProvider({
    resource: resourceOf(environment),
    spanProcessors: disabled ? [] : [new BatchSpanProcessor(delivery, batchOptions(environment))],
  });
  return {
    tracer: provider.getTracer("agent-loupe-demo", "1.0.0"),
    delivery,
    shutdown: () => provider.shutdown().catch((error) => delivery.noteFault(error)),
  };
}

/**
 * Runs `work` inside a span, which ends with it. A thrown error is recorded, marks the span and is thrown on.
 * @template Result
 * @param {{ tracer: Tracer, parent: Context, name: string, kind?: SpanKind, attributes: Attributes }} start
 * @param {(span: Span, context: Context) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function inSpan({ tracer, parent, name, kind = SpanKind.INTERNAL, attributes }, work) {
  const span = tracer.startSpan(name, { kind, attributes, startTime: nowMs() }, parent);
  try {
    return await work(span, trace.setSpan(parent, span));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end(nowMs());
  }
}

/**
 * Milliseconds since the epoch with their fraction. The SDK's own start is the wall clock in whole milliseconds and its
 * duration is measured with another clock: children then stick out of their parents by up to 1 ms.
 */
function nowMs() {
  return performance.timeOrigin + performance.now();
}

/**
 * @param {Span} span
 * @param {unknown} error
 */
function markFailed(span, error) {
  const fault = error instanceof Error ? error : new Error(String(error));
  const type = "code" in fault && typeof fault.code === "string" ? fault.code : fault.name;
  span.recordException(fault, nowMs());
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: fault.message });
}

/** @param {NodeJS.ProcessEnv} environment */
function resourceOf(environment) {
  return defaultResource()
    .merge(resourceFromAttributes({ "service.name": environment.OTEL_SERVICE_NAME ?? "tidewater-agents" }))
    .merge(detectResources({ detectors: [envDetector] }));
}

/** @param {NodeJS.ProcessEnv} environment */
function endpointOf(environment) {
  const general = environment.OTEL_EXPORTER_OTLP_ENDPOINT || DEFAULT_ENDPOINT;
  return environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || `${general.replace(/\/$/, "")}/v1/traces`;
}

/** @param {NodeJS.ProcessEnv} environment */
function exporterOptions(environment) {
  const hasTimeout = environment.OTEL_EXPORTER_OTLP_TIMEOUT || environment.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT;
  return { url: endpointOf(environment), ...(!hasTimeout && { timeoutMillis: EXPORT_TIMEOUT_MS }) };
}

/** @param {NodeJS.ProcessEnv} environment */
function batchOptions(environment) {
  return environment.OTEL_BSP_SCHEDULE_DELAY ? {} : { scheduledDelayMillis: SCHEDULE_DELAY_MS };
}
