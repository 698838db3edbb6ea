// A recording read into steps, without a store: log records joined to spans by their ids, duplicates found by parent.

import { gunzipSync } from "node:zlib";
import { inheritContent, readStep, sameCall, type CallIdentity } from "../../../../src/core/dialects/index";
import { allOf } from "../../../../src/core/dialects/content/list";
import type { Message } from "../../../../src/core/model/message";
import type { ContentFacts, StepFacts } from "../../../../src/core/model/step";
import { inputTokens, outputTokens } from "../../../../src/core/model/usage";
import { decodeLogs, decodeTraces } from "../../../../src/core/otlp/decode";
import { logsJsonToProtobuf, tracesJsonToProtobuf } from "../../../../src/core/otlp/json";
import type { LogRecord, SpanRecord } from "../../../../src/core/otlp/wire";
import type { RecordedRequest, Recording } from "../../../fixtures/recordings";

export interface PlayedStep {
  readonly span: SpanRecord;
  readonly facts: StepFacts;
  readonly duplicate: boolean;
}

export interface Played {
  readonly steps: readonly PlayedStep[];
  readonly logs: readonly LogRecord[];
  /** Errors that dialects threw; a reader must not. */
  readonly bugs: readonly string[];
}

/** Every span of a recording as a step, by start. */
export function play(recording: Recording): Played {
  const requests = recording.requests();
  const spans = requests.filter(isTraces).flatMap((request) => spansOf(request));
  const logs = requests.filter(isLogs).flatMap((request) => logsOf(request));
  const bugs: string[] = [];
  const read = spans.map((span) => ({
    span,
    facts: readStep(span, logsOfSpan(span, logs), (error) => bugs.push(String(error))),
  }));
  const steps = read
    .map((step) => ({ ...step, duplicate: read.some((inner) => isDuplicate(step, inner)) }))
    .sort((left, right) => Number(left.span.startNs - right.span.startNs));
  return { steps, logs, bugs };
}

/** What went in and out of a step, with what only its other recording says; its messages, lazily held ones read. */
export function contentOf(
  { steps }: Played,
  step: PlayedStep,
): { readonly content: ContentFacts; readonly input: readonly Message[] } {
  const own = step.facts.content();
  const outer = steps.find((other) => other.duplicate && isDuplicate(other, step));
  const content = outer === undefined ? own : inheritContent(own, outer.facts.content());
  const holder = own.input === undefined && outer !== undefined ? outer : step;
  return { content, input: allOf(content.input, holder.span.attributes) };
}

function isDuplicate(outer: Omit<PlayedStep, "duplicate">, inner: Omit<PlayedStep, "duplicate">): boolean {
  const nested = inner.span.parentSpanId === outer.span.spanId && inner.span.traceId === outer.span.traceId;
  return nested && sameCall(identityOf(outer), identityOf(inner));
}

function identityOf({ span, facts }: Omit<PlayedStep, "duplicate">): CallIdentity {
  return {
    kind: facts.kind,
    model: facts.model?.responseModel ?? facts.model?.requestModel,
    responseId: facts.model?.responseId,
    inputTokens: facts.usage === undefined ? null : inputTokens(facts.usage),
    outputTokens: facts.usage === undefined ? null : outputTokens(facts.usage),
    startNs: span.startNs,
    endNs: span.endNs,
  };
}

function logsOfSpan(span: SpanRecord, logs: readonly LogRecord[]): readonly LogRecord[] {
  return logs
    .filter((log) => log.spanId === span.spanId && log.traceId === span.traceId)
    .sort((left, right) => Number(left.timeNs - right.timeNs));
}

function isTraces({ path }: RecordedRequest): boolean {
  return /\/v1\/traces$|TraceService\/Export$/.test(path);
}

function isLogs({ path }: RecordedRequest): boolean {
  return /\/v1\/logs$|LogsService\/Export$/.test(path);
}

function spansOf(request: RecordedRequest): readonly SpanRecord[] {
  return decodeTraces(protobufOf(request, (text) => tracesJsonToProtobuf(text).body)).items;
}

function logsOf(request: RecordedRequest): readonly LogRecord[] {
  return decodeLogs(protobufOf(request, (text) => logsJsonToProtobuf(text).body)).items;
}

function protobufOf({ headers, body }: RecordedRequest, convert: (text: string) => Uint8Array): Uint8Array {
  const plain = headers["content-encoding"] === "gzip" ? new Uint8Array(gunzipSync(body)) : body;
  const isJson = headers["content-type"]?.includes("json") === true;
  return isJson ? convert(new TextDecoder().decode(plain)) : plain;
}
