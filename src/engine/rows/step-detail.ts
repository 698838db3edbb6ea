// A step's span, log records and place → everything that the inspector shows.

import { inheritContent } from "../../core/dialects";
import { allOf } from "../../core/dialects/content/list";
import type { Problem } from "../../core/model/problem";
import type { ContentFacts, StepFacts } from "../../core/model/step";
import type { Attributes, LogRecord, ResourceRecord, ScopeRecord, SpanRecord } from "../../core/otlp/wire";
import type { StepDetail, StepRow } from "../../protocol/rows";
import type { Place } from "../store/place";
import { attributeRows, jsonSafe } from "./json-safe";

/** A step and what it was read from. `span` is absent where only a log record tells of it. */
export interface ReadStep {
  readonly facts: StepFacts;
  readonly span?: SpanRecord;
  readonly logs: readonly LogRecord[];
}

export interface DetailParts {
  readonly row: StepRow;
  readonly place: Place;
  readonly step: ReadStep;
  /** Outer copies of the same call, the nearest first: what only they carry is shown here too. */
  readonly copies: readonly ReadStep[];
  readonly conflict: boolean;
}

/** The detail of a step, read from what was recorded. */
export function stepDetail(parts: DetailParts): StepDetail {
  const { row, step } = parts;
  const { facts } = step;
  const record = step.span ?? step.logs[0];
  return {
    ...row,
    name: facts.name,
    problems: problemsOf(parts),
    dialects: facts.dialects,
    ...modelOf(facts.model),
    ...contentOf(parts),
    ...(facts.tool && { tool: toolOf(facts.tool) }),
    ...(facts.error && { error: facts.error }),
    ...timesOf(step),
    ...(facts.code && { code: facts.code }),
    attributes: record ? attributeRows(record.attributes, facts.readBy) : [],
    events: eventsOf(step),
    ...originOf(record),
  };
}

function contentOf({
  step,
  copies,
}: DetailParts): Pick<StepDetail, "system" | "messages" | "tools" | "output" | "contentState"> {
  const own = step.facts.content();
  const content = copies.reduce<ContentFacts>(
    (kept, copy) => inheritContent(kept, resolved(copy.facts.content(), copy)),
    resolved(own, step),
  );
  return {
    ...(content.system && { system: content.system }),
    ...(content.input && { messages: allOf(content.input, NO_ATTRIBUTES) }),
    ...(content.tools && { tools: allOf(content.tools, NO_ATTRIBUTES) }),
    ...(content.output && { output: content.output }),
    contentState: content.state,
  };
}

/** Lists as values: those of a copy are read from the copy's own attributes. */
function resolved(content: ContentFacts, { span }: ReadStep): ContentFacts {
  const attributes = span?.attributes ?? NO_ATTRIBUTES;
  return {
    ...content,
    ...(content.input && { input: { form: "values", values: allOf(content.input, attributes) } }),
    ...(content.tools && { tools: { form: "values", values: allOf(content.tools, attributes) } }),
  };
}

const NO_ATTRIBUTES: Attributes = {
  size: 0,
  has: () => false,
  get: () => undefined,
  text: () => undefined,
  utf8: () => undefined,
  keys: () => [],
};

function problemsOf({ place, step, conflict }: DetailParts): Problem[] {
  const all = [...step.facts.problems];
  if (conflict)
    all.push({ code: "conflict", message: "Two different copies came; the one that ended later is shown." });
  if (place.waiting)
    all.push({
      code: "missing-parent",
      message: `Its parent ${place.parentSpan ?? ""} has not come. It is shown at the top until it does.`,
    });
  if (place.cycle)
    all.push({ code: "cycle", message: "Its parents form a ring. It is cut at the earliest step." });
  return all;
}

function modelOf(model: StepFacts["model"]): ModelDetail {
  if (model === undefined) return {};
  const { provider, requestModel, responseModel, responseId, params, finishReasons } = model;
  return {
    ...(provider !== undefined && { provider }),
    ...(requestModel !== undefined && { requestModel }),
    ...(responseModel !== undefined && { responseModel }),
    ...(responseId !== undefined && { responseId }),
    ...(params !== undefined && { params }),
    ...(finishReasons !== undefined && { finishReasons }),
  };
}

type ModelDetail = Pick<
  StepDetail,
  "provider" | "requestModel" | "responseModel" | "responseId" | "params" | "finishReasons"
>;

function toolOf(tool: NonNullable<StepFacts["tool"]>): NonNullable<StepDetail["tool"]> {
  return {
    name: tool.name,
    ...(tool.callId !== undefined && { callId: tool.callId }),
    args: tool.args ?? null,
    result: tool.result ?? null,
    isError: tool.isError ?? false,
  };
}

function timesOf({ span, logs }: ReadStep): Pick<StepDetail, "startNs" | "endNs"> {
  if (span) return { startNs: span.startNs.toString(), endNs: span.endNs.toString() };
  const instant = (logs[0]?.timeNs || logs[0]?.observedNs || 0n).toString();
  return { startNs: instant, endNs: instant };
}

/** Span events and log records, oldest first. */
function eventsOf({ span, logs }: ReadStep): StepDetail["events"] {
  const events = (span?.events ?? []).map((event) => ({
    source: "event" as const,
    name: event.name,
    timeNs: event.timeNs,
    attributes: attributeRows(event.attributes),
  }));
  const records = logs.map((log) => ({
    source: "log" as const,
    name: log.eventName,
    timeNs: log.timeNs || log.observedNs,
    body: jsonSafe(log.body()),
    attributes: attributeRows(log.attributes),
  }));
  return [...events, ...records]
    .sort((left, right) => (left.timeNs < right.timeNs ? -1 : left.timeNs > right.timeNs ? 1 : 0))
    .map((event) => ({ ...event, timeNs: event.timeNs.toString() }));
}

function originOf(
  record: { readonly resource: ResourceRecord; readonly scope: ScopeRecord } | undefined,
): Pick<StepDetail, "resource" | "scope"> {
  return {
    resource: record ? attributeRows(record.resource.attributes) : [],
    scope: { name: record?.scope.name ?? "", version: record?.scope.version ?? "" },
  };
}
