// The steps of a session as money and summaries see them.

import type { SummaryStep } from "../../core/model/summary";
import { type SessionContexts, rereadUsd } from "./contexts";
import type { SessionReads, SessionStep } from "./session-reads";

/** All steps, in tree order, with what the windows say of breaks and compactions. */
export function costSteps({ steps }: SessionReads, contexts: SessionContexts): readonly SummaryStep[] {
  const writers = new Map(
    contexts.calls.flatMap(({ compaction }) =>
      compaction?.writer
        ? [[compaction.writer.step.place.stepId, rereadUsd(compaction.writer)] as const]
        : [],
    ),
  );
  return steps.map((step) => {
    const { stepId } = step.place;
    const facts = knownFactsOf(step);
    const broken = contexts.byStepId.get(stepId)?.cacheBreak;
    const reread = writers.get(stepId);
    if (!broken && reread === undefined) return facts;
    return {
      ...facts,
      ...(broken && { cacheBreak: { lostUsd: broken.lostUsd, what: broken.what } }),
      ...(reread !== undefined && { compaction: { costUsd: reread } }),
    };
  });
}

const knownFacts = new WeakMap<SessionStep, SummaryStep>();

/** A step that was not read again says what it said, but where its neighbours came: its parent, or an inner copy. */
function knownFactsOf(step: SessionStep): SummaryStep {
  const { place } = step;
  const known = knownFacts.get(step);
  if (known?.parentId === (place.parent?.stepId ?? null) && (known.duplicateOf ?? null) === place.duplicateOf)
    return known;
  const facts = factsOf(step);
  knownFacts.set(step, facts);
  return facts;
}

function factsOf({ place, source, read }: SessionStep): SummaryStep {
  const { error, handoff, tool, argsHash, resultHash, inputHash, call } = read;
  return {
    stepId: place.stepId,
    parentId: place.parent?.stepId ?? null,
    name: read.name,
    agent: place.agent,
    model: read.model,
    provider: read.provider,
    kind: place.kind,
    status: place.failed ? "error" : source.pending === 1 ? "running" : "ok",
    startUs: place.startUs,
    durationUs: place.endUs === null ? null : place.endUs - place.startUs,
    usage: Object.values(place.usage).every((tokens) => tokens === null) ? null : place.usage,
    costUsd: place.costNano === null ? null : place.costNano / 1e9,
    ...(tool && { tool: tool.name }),
    ...(tool?.callId !== undefined && { callId: tool.callId }),
    ...(argsHash !== undefined && { argsHash }),
    ...(resultHash !== undefined && { resultHash }),
    ...(inputHash !== undefined && { inputHash }),
    ...(call && { requests: call.requests }),
    ...(place.duplicateOf !== null && { duplicateOf: place.duplicateOf }),
    ...(error && { error }),
    ...(handoff && { handoff }),
  };
}
