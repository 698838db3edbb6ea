// A step's row and its place in the tree → the row that the tree shows.

import type { Badge, StepRow } from "../../protocol/rows";
import { isBilled } from "../../core/model/kind";
import { NO_USAGE } from "../../core/model/usage";
import { columnsOfRow } from "../store/step-rows";
import type { StepCells } from "../store/step-queries";
import { type Place, sumsBelow } from "../store/place";
import type { StepColumns } from "../step-columns";

/** The row of a step. `sessionStartUs` stands in for a start that cannot be believed. */
export function stepRow(cells: StepCells, place: Place, sessionStartUs: number, running: boolean): StepRow {
  const columns = columnsOfRow(cells);
  const problems = columns.problems.length + cells.conflict + Number(place.waiting) + Number(place.cycle);
  return {
    stepId: place.stepId,
    number: place.number,
    traceId: place.stepId.startsWith("log:") && place.traceId.startsWith("loose:") ? "" : place.traceId,
    parentId: place.parent?.stepId ?? null,
    ...(place.waiting && { waitsForParent: true as const }),
    depth: place.depth,
    hasChildren: place.children.length > 0,
    position: place.position,
    siblings: place.among.length,
    kind: columns.kind,
    name: columns.name,
    summary: columns.summary ?? "",
    ...(columns.model !== null && { model: columns.model }),
    agent: place.agent,
    status: columns.failed ? "error" : columns.pending && running ? "running" : "ok",
    startUs: columns.startUs || sessionStartUs,
    durationUs: columns.endUs === null ? null : columns.endUs - columns.startUs,
    ...billOf(columns),
    ...contextOf(columns),
    badges: badgesOf(columns, place, problems),
    ...(place.duplicateOf !== null && { duplicateOf: place.duplicateOf }),
    problems,
    ...(place.children.length > 0 && { below: belowOf(place) }),
  };
}

function billOf(columns: StepColumns): Pick<StepRow, "usage" | "costUsd" | "costSource"> {
  if (!isBilled(columns.kind)) return {};
  return {
    usage: columns.usage ?? NO_USAGE,
    costUsd: columns.costNano === null ? null : columns.costNano / 1e9,
    costSource: columns.costSource ?? "unknown",
  };
}

function contextOf({ contextUsed, contextLimit }: StepColumns): Pick<StepRow, "context"> {
  return contextUsed === null ? {} : { context: { used: contextUsed, limit: contextLimit } };
}

function badgesOf(columns: StepColumns, place: Place, problems: number): Badge[] {
  const badges: Badge[] = [];
  if (columns.failed) badges.push("error");
  if (columns.kind === "approval") badges.push("approval");
  if (place.duplicateOf !== null) badges.push("duplicate");
  if (problems > 0) badges.push("odd");
  return badges;
}

/** The sums below a step or a group, as rows carry them. */
export function belowOf(place: Place): NonNullable<StepRow["below"]> {
  const { usage, costNano, unpricedCalls } = sumsBelow(place);
  return { usage, costUsd: costNano === null ? null : costNano / 1e9, unpricedCalls };
}
