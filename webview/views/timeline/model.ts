// The arithmetic of the timeline: one time scale for header, grid and bars, and what is said of a row. Pure.

import type { StepRow } from "../../../src/protocol/rows";
import {
  costExact,
  duration,
  exact,
  plural,
  runningDuration,
  share,
  spokenDuration,
  totalTokens,
} from "../../format";
import { BADGES, KINDS } from "../../kinds";
import { visibleLine } from "../../text";

export interface Scale {
  readonly startUs: number;
  /** At least one microsecond after the start, so that nothing is divided by zero. */
  readonly endUs: number;
}

/** Longest time that a silent running session keeps its clock going; then it is ended by the engine (convention 10). */
const RUNNING_SILENCE_US = 60_000_000;

/** From the first to the last instant; while the session runs, to now, unless the client's clock is far from ours. */
export function scaleOf(frame: { startUs: number; endUs: number }, runningNowUs?: number): Scale {
  const last = Math.max(frame.endUs, frame.startUs + 1);
  if (runningNowUs === undefined) return { startUs: frame.startUs, endUs: last };
  return { startUs: frame.startUs, endUs: Math.max(last, Math.min(runningNowUs, last + RUNNING_SILENCE_US)) };
}

const SECOND = 1_000_000;
const TICK_STEPS_US = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
    (s) => s * SECOND,
  ),
];

export interface Grid {
  /** Share of the scale between two lines, and of the first line from the left rim, in percent. */
  readonly stepPercent: number;
  readonly phasePercent: number;
  readonly ticks: readonly { readonly leftPercent: number; readonly label: string }[];
}

/** Grid lines at round times since `originUs`, the session's start: at most eight, wherever the scale begins. */
export function gridOf(scale: Scale, originUs: number): Grid {
  const span = scale.endUs - scale.startUs;
  const stepUs = TICK_STEPS_US.find((candidate) => span / candidate <= 8) ?? span / 4;
  const firstUs = Math.ceil((scale.startUs - originUs) / stepUs) * stepUs + originUs;
  const ticks: Grid["ticks"][number][] = [];
  for (let atUs = firstUs; atUs < scale.endUs; atUs += stepUs) {
    ticks.push({ leftPercent: ((atUs - scale.startUs) / span) * 100, label: tickLabel(atUs - originUs) });
  }
  return {
    stepPercent: (stepUs / span) * 100,
    phasePercent: ((firstUs - scale.startUs) / span) * 100,
    ticks,
  };
}

/** `0 s`, `1 m 30 s`: a whole number loses its decimal, as ticks are round. */
export function tickLabel(afterUs: number): string {
  if (afterUs === 0) return "0 s";
  return duration(afterUs)
    .replace(/\.0 s$/, " s")
    .replace(/ 00 [ms]$/, "");
}

export interface BarPlace {
  /** Percent of the column. */
  readonly left: number;
  readonly width: number;
  readonly label: string;
  /** Where the label has room; undefined where it fits nowhere. */
  readonly side: "right" | "left" | undefined;
  readonly isOpen: boolean;
  /** True where the zoom shows another part of the session. */
  readonly isOutside: boolean;
}

/** Rough width of a character of the label at 11 px, and the gap before it. */
const LABEL_CHARACTER_PX = 6.2;
const LABEL_GAP_PX = 8;

/** Where the bar of a step stands in a column of that many pixels. Times outside the scale are held at its rims. */
export function barOf(row: StepRow, scale: Scale, columnPx: number): BarPlace {
  const span = scale.endUs - scale.startUs;
  const isOpen = row.status === "running";
  const endUs = isOpen ? scale.endUs : row.startUs + Math.max(0, row.durationUs ?? 0);
  const left = percent((row.startUs - scale.startUs) / span);
  const width = Math.max(0, percent((endUs - scale.startUs) / span) - left);
  const label = isOpen ? runningDuration(scale.endUs - row.startUs) : duration(row.durationUs);
  const isOutside = endUs < scale.startUs || row.startUs > scale.endUs;
  return { left, width, isOpen, label, isOutside, side: sideOf(left, width, label, columnPx) };
}

function percent(ratio: number): number {
  return Math.min(100, Math.max(0, ratio * 100));
}

function sideOf(left: number, width: number, label: string, columnPx: number): "right" | "left" | undefined {
  const needed = label.length * LABEL_CHARACTER_PX + LABEL_GAP_PX;
  if (((100 - left - width) / 100) * columnPx >= needed) return "right";
  return (left / 100) * columnPx >= needed ? "left" : undefined;
}

/** What the tokens and cost columns show: a step's own for calls, the sums below it for what has children. */
export function figuresOf(row: StepRow): {
  readonly tokens: number | null | undefined;
  readonly costUsd: number | null | undefined;
  readonly unpricedCalls: number;
} {
  const own = totalTokens(row.usage);
  const below = row.below;
  const tokens = own ?? (below ? totalTokens(below.usage) : null);
  const usesTokens = row.usage !== undefined || tokens !== null;
  const costUsd = row.costUsd ?? below?.costUsd ?? (row.usage && row.costUsd === null ? null : undefined);
  const unpricedCalls = row.costUsd === undefined || row.costUsd === null ? (below?.unpricedCalls ?? 0) : 0;
  return {
    tokens: usesTokens ? tokens : undefined,
    costUsd: costUsd === undefined && unpricedCalls > 0 ? null : costUsd,
    unpricedCalls,
  };
}

/** How full the context window was, drawn and written; undefined where the limit is not known. */
export function fullness(
  row: StepRow,
): { readonly percent: number; readonly text: string; readonly isTight: boolean } | undefined {
  if (!row.context || row.context.limit === null || row.context.limit <= 0) return undefined;
  const { used, limit } = row.context;
  const percent = (used / limit) * 100;
  return { percent: Math.min(100, percent), text: share(used, limit), isTight: percent >= 80 };
}

export const isWaiting = (row: StepRow): boolean => row.waitsForParent === true;

/** Whose steps a group holds, in words. */
export function groupName(row: Pick<StepRow, "agent">): string {
  return row.agent === null ? "no agent" : visibleLine(row.agent);
}

/** The head of a group as it is read aloud: "agent planner, 20 steps, 4 failed, 3 minutes, 12,000 tokens". */
function spokenGroup(row: StepRow): readonly string[] {
  const { steps, failed } = row.group ?? { steps: 0, failed: 0 };
  return [
    row.agent === null ? "steps of no agent" : `agent ${groupName(row)}`,
    plural(steps, "step"),
    failed > 0 ? `${exact(failed)} failed` : "",
    row.status === "running" ? "running" : "",
  ];
}

/** A row as it is read aloud: "step 18, tool call run_sql, failed, timeout, 10 seconds". */
export function spokenRow(row: StepRow, isCritical = false): string {
  const { tokens, costUsd } = figuresOf(row);
  const what = row.group ? spokenGroup(row) : spokenStep(row, isCritical);
  return [
    ...what,
    row.status === "running" ? "" : spokenDuration(row.durationUs),
    tokens === undefined ? "" : `${exact(tokens)} tokens`,
    costUsd === undefined ? "" : costUsd === null ? "cost unknown" : costExact(costUsd),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function spokenStep(row: StepRow, isCritical: boolean): readonly string[] {
  return [
    `step ${row.number}`,
    `${KINDS[row.kind].word} ${visibleLine(row.name)}`,
    row.status === "running" ? "running" : row.status === "error" ? "failed" : "",
    ...row.badges.filter((badge) => badge !== "error").map((badge) => BADGES[badge].word),
    isWaiting(row) ? "waits for its parent" : "",
    isCritical ? "on the critical path" : "",
    visibleLine(row.summary),
  ];
}
