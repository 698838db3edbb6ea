// step/context and session/context: what filled the window of each model call.

import { diffContexts, type Segment } from "../../core/model/context-window";
import { UserFault } from "../../protocol/faults";
import type { ContextCallRow, ContextWindowRow, SegmentRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import type { ContextCall } from "../analysis/contexts";
import { droppedFrom } from "../analysis/dropped";
import { firstSeen } from "../analysis/first-seen";
import { analysisOf } from "./analysed";
import type { Engine, EngineHandlers } from "./engine";
import { shownLimit } from "./limits";

export function contextAnswers(engine: Engine): EngineHandlers {
  return {
    "step/context": ({ stepId }) => windowOf(engine, stepId),
    "session/context": async ({ sessionId, agent }) => {
      const { contexts } = await analysisOf(engine, sessionId);
      const calls = contexts.calls.filter(({ step }) => agent === undefined || step.place.agent === agent);
      return { calls: calls.map((call) => callRow(engine, call)) };
    },
  };
}

function callRow(engine: Engine, call: ContextCall): ContextCallRow {
  const { step, used, usedSource, byKind, added, removed, cacheBreak, compaction } = call;
  const { place } = step;
  return {
    stepId: place.stepId,
    number: place.number,
    agent: place.agent,
    startUs: place.startUs,
    ...(call.previous && { previousStepId: call.previous.step.place.stepId }),
    ...limitOf(engine, call),
    used,
    usedSource,
    segments: [...byKind].map(([kind, tokens]) => ({ kind, tokens })),
    added,
    removed,
    cacheReadTokens: place.usage.inCacheRead,
    costUsd: costUsdOf(call),
    ...(cacheBreak && {
      cacheBreak: {
        messageIndex: cacheBreak.messageIndex,
        what: cacheBreak.what,
        lostUsd: cacheBreak.lostUsd,
      },
    }),
    ...(compaction && {
      compaction: {
        before: compaction.before,
        after: compaction.after,
        costUsd: compaction.writer ? costUsdOf(compaction.writer) : null,
        ...(compaction.writer && { writer: stepOf(compaction.writer) }),
      },
    }),
  };
}

async function windowOf(engine: Engine, stepId: string): Promise<ContextWindowRow> {
  const { analysis, call } = await callOf(engine, stepId);
  const { contexts } = analysis;
  const window = contexts.windowOf(call);
  const { previous } = call;
  const before = previous && contexts.windowOf(previous);
  const since = firstSeen(call);
  const changes = before ? diffContexts(before.segments, window.segments) : [];
  const now = (segment: Segment) => segmentRow(segment, since.get(baseOf(segment)));
  const sinceBefore = previous ? firstSeen(previous) : since;
  return {
    stepId,
    ...limitOf(engine, call),
    used: window.used,
    usedSource: window.usedSource,
    segments: window.segments.map(now),
    ...(previous && { previousStepId: previous.step.place.stepId }),
    dropped: previous ? droppedFrom(previous, call, contexts.calls) : [],
    changes: changes.map(({ change, segment, tokensBefore, tokensAfter }) => ({
      change,
      segment: change === "removed" ? segmentRow(segment, sinceBefore.get(baseOf(segment))) : now(segment),
      ...(tokensBefore !== undefined && { tokensBefore }),
      ...(tokensAfter !== undefined && { tokensAfter }),
    })),
  };
}

/** The call of a step. Throws a UserFault where there is no such step, or it is no model call with a window of its own. */
async function callOf(
  engine: Engine,
  stepId: string,
): Promise<{ readonly analysis: Analysis; readonly call: ContextCall }> {
  const located = engine.store.steps.locate(stepId);
  const session = located && engine.store.sessions.byRowId(located.session);
  if (!located || !session)
    throw new UserFault("not-found", `There is no step ${stepId}.`, {
      next: "Its session may have been removed to make room. Refresh the list of sessions.",
    });
  const analysis = await engine.analyses.of(located.session, session.sessionId);
  const place = analysis.structure.byStepId.get(stepId);
  const call = analysis.contexts.byStepId.get(place?.duplicateOf ?? stepId);
  if (call) return { analysis, call };
  throw new UserFault("not-found", `Step ${stepId} is no model call, so it has no context window.`, {
    next: "Select a model call.",
  });
}

function segmentRow(segment: Segment, since: ContextCall | undefined): SegmentRow {
  const { kind, label, tokens, exact, cached, messageIndex, preview } = segment;
  return {
    kind,
    label,
    tokens,
    exact,
    ...(cached !== undefined && { cached }),
    ...(messageIndex !== undefined && { messageIndex }),
    preview,
    ...(since && { sinceStep: since.step.place.stepId, sinceNumber: since.step.place.number }),
  };
}

/** A segment's identity without its place inside the message. */
function baseOf({ identity }: Segment): string {
  return identity.replace(/#\d+$/, "");
}

function limitOf(
  { settings }: Engine,
  { step, limit: known }: ContextCall,
): { readonly limit: number | null; readonly limitSource: string } {
  const limit = shownLimit(settings, step.read.model, known);
  return { limit: limit?.limit ?? null, limitSource: limit?.source ?? "unknown" };
}

function stepOf({ step: { place } }: ContextCall): { readonly stepId: string; readonly number: number } {
  return { stepId: place.stepId, number: place.number };
}

function costUsdOf({ step }: ContextCall): number | null {
  return step.place.costNano === null ? null : step.place.costNano / 1e9;
}
