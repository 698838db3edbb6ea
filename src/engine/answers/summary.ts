// session/summary: what a reader of a long session asks first.

import { summarise } from "../../core/model/summary";
import type { SegmentKind, SummaryRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import type { ContextCall } from "../analysis/contexts";
import { outputText } from "../analysis/step-read";
import { analysisOf, wasteRows } from "./analysed";
import { driftRelatedTo } from "./drift";
import type { Engine, EngineHandlers } from "./engine";
import { shownLimit } from "./limits";

export function summaryAnswers(engine: Engine): EngineHandlers {
  return { "session/summary": ({ sessionId }) => summaryOf(engine, sessionId) };
}

async function summaryOf(engine: Engine, sessionId: string): Promise<SummaryRow> {
  const analysis = await analysisOf(engine, sessionId);
  const drift = await driftRelatedTo(engine, sessionId);
  const finalAnswer = finalAnswerOf(analysis);
  const { money, ...summary } = summarise({
    steps: analysis.costSteps,
    sessionId,
    drift,
    toolPrices: engine.settings.toolPricesUsd,
    ...(finalAnswer && { finalAnswer }),
  });
  const context = fullest(analysis.contexts.calls);
  return {
    ...summary,
    money: { ...money, waste: wasteRows(analysis, money.waste) },
    ...(context && { context: contextPart(engine, context) }),
  };
}

/** The last call that answered in words and asked for no tool. */
function finalAnswerOf({
  contexts,
}: Analysis): { readonly stepId: string; readonly text: string } | undefined {
  const call = contexts.calls.findLast(
    ({ content, step }) => !step.place.failed && content.requests.length === 0 && outputText(content) !== "",
  );
  return call && { stepId: call.step.place.stepId, text: outputText(call.content) };
}

/** The call with most tokens in its window, of those that report them. */
function fullest(calls: readonly ContextCall[]): ContextCall | undefined {
  const reported = calls.filter(({ usedSource, used }) => usedSource === "reported" && used > 0);
  return reported.reduce<ContextCall | undefined>(
    (most, call) => (most === undefined || call.used > most.used ? call : most),
    undefined,
  );
}

function contextPart(
  { settings }: Engine,
  { step, used, limit: known, byKind }: ContextCall,
): NonNullable<SummaryRow["context"]> {
  const segments = [...byKind].map(([kind, tokens]) => ({ kind, tokens }));
  const limit = shownLimit(settings, step.read.model, known);
  return {
    headline: contextHeadline(segments, used),
    stepId: step.place.stepId,
    used,
    limit: limit?.limit ?? null,
    segments,
  };
}

/** `Tool results: 12.9k of 20.1k at the fullest call`; says how much of it the client did not record. */
function contextHeadline(segments: readonly { kind: SegmentKind; tokens: number }[], used: number): string {
  const [largest] = segments
    .filter(({ kind }) => kind !== "other")
    .sort((left, right) => right.tokens - left.tokens);
  if (!largest) return `${short(used)} tokens at the fullest call, what they are was not recorded`;
  const other = segments.find(({ kind }) => kind === "other")?.tokens ?? 0;
  const gap = other > largest.tokens ? `; ${short(other)} not recorded` : "";
  return `${KIND_NAMES[largest.kind]}: ${short(largest.tokens)} of ${short(used)} at the fullest call${gap}`;
}

const KIND_NAMES: Readonly<Record<SegmentKind, string>> = {
  system: "System prompt",
  tools: "Tool definitions",
  memory: "Memory",
  user: "User messages",
  summary: "Summary",
  assistant: "Assistant messages",
  tool_result: "Tool results",
  reasoning: "Reasoning",
  other: "Not recorded or other",
};

/** 980, 12.9k, 1.2M. */
function short(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return tokens < 999_950 ? `${(tokens / 1000).toFixed(1)}k` : `${(tokens / 1e6).toFixed(1)}M`;
}
