// memory/history: what one key of a store went through, in this session and in others of the same agents.

import { historyOfKey, type KeyEvent } from "../../core/model/memory";
import type { MemoryHistoryRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import { numberOf } from "./analysed";
import { memoriesRelatedTo } from "./drift";
import type { Engine } from "./engine";
import { operationPreview } from "./memory-preview";

/** As many as a list of them has use for. */
const MOST_EVENTS = 100;

/** The newest events on a key, with what can be counted over all of them. */
export async function keyHistory(
  engine: Engine,
  sessionId: string,
  store: string,
  key: string,
): Promise<MemoryHistoryRow> {
  const related = await memoriesRelatedTo(engine, sessionId);
  const analyses = new Map(related.map(({ memory, analysis }) => [memory.sessionId, analysis]));
  const events = historyOfKey(
    related.map(({ memory }) => memory),
    store,
    key,
  );
  return {
    events: events
      .slice(0, MOST_EVENTS)
      .map((event) => eventRow(engine, analyses.get(event.sessionId), event)),
    total: events.length,
    reads: events.filter(({ entry }) => entry.op === "search").length,
    changes: events.filter(({ entry }) => entry.changed).length,
    sessions: new Set(events.map((event) => event.sessionId)).size,
  };
}

function eventRow(
  engine: Engine,
  analysis: Analysis | undefined,
  { sessionId, entry, sourceStepId }: KeyEvent,
): MemoryHistoryRow["events"][number] {
  const { stepId, atUs, op, changed, failed } = entry;
  return {
    sessionId,
    title: engine.store.sessions.session(sessionId)?.title ?? "",
    stepId,
    number: analysis ? numberOf(analysis, stepId) : 0,
    atUs,
    op,
    preview: operationPreview(entry),
    changed,
    failed,
    ...(sourceStepId !== undefined && { source: sourceOf(analysis, sourceStepId) }),
  };
}

function sourceOf(
  analysis: Analysis | undefined,
  stepId: string | null,
): NonNullable<MemoryHistoryRow["events"][number]["source"]> | null {
  if (stepId === null || !analysis) return null;
  const name = analysis.costSteps.find((step) => step.stepId === stepId)?.name ?? "";
  return { stepId, number: numberOf(analysis, stepId), name };
}
