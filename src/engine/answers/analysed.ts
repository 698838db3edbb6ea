// What several answers ask of a session's analysis.

import type { Waste, WasteReason } from "../../core/model/cost";
import type { WasteRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import type { Engine } from "./engine";
import { sessionCells } from "./sessions";

/** The analysis of a session. Throws a UserFault where there is no such session. */
export function analysisOf(engine: Engine, sessionId: string): Promise<Analysis> {
  return engine.analyses.of(sessionCells(engine, sessionId).id, sessionId);
}

/** The step's number in tree order; 0 for one that has gone. */
export function numberOf({ structure }: Pick<Analysis, "structure">, stepId: string): number {
  return structure.byStepId.get(stepId)?.number ?? 0;
}

/** The words that the views know the reasons by. */
const REASONS: Readonly<Record<WasteReason, string>> = {
  "repeated-call": "repeated calls",
  "cache-break": "cache breaks",
  compaction: "compaction re-read",
  "failed-call": "failed calls",
};

/** Wasted money as rows; a step whose price is not known is named too. */
export function wasteRows(analysis: Analysis, waste: readonly Waste[]): readonly WasteRow[] {
  return waste.map(({ reason, detail, costUsd, stepIds, unpricedStepIds }) => {
    const all = [...stepIds, ...unpricedStepIds];
    return {
      reason: REASONS[reason],
      detail,
      costUsd: stepIds.length === 0 ? null : costUsd,
      stepIds: all,
      numbers: all.map((stepId) => numberOf(analysis, stepId)),
    };
  });
}
