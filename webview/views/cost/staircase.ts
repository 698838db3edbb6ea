// The money spent so far as a staircase over the session's time, with the budget. Pure.

import type { CostRow } from "../../../src/protocol/rows";
import { costExact } from "../../format";
import { gridOf, tickLabel } from "../timeline/model";

export interface Riser {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly stepId: string;
  readonly number: number;
  readonly wastedUsd: number;
  /** Whether its number has room beside the one before. */
  readonly isNamed: boolean;
}

export interface Staircase {
  readonly line: string;
  readonly area: string;
  /** Risers where money bought nothing. */
  readonly wasted: readonly Riser[];
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
  readonly times: readonly { readonly x: number; readonly label: string }[];
  readonly budget?: {
    readonly y: number;
    /** The budget is far above all that was spent: the line stands at the upper edge. */
    readonly isAbove: boolean;
    /** Where it was crossed. */
    readonly crossing?: { readonly x: number; readonly stepId: string; readonly number: number };
  };
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  /** One unit of theme.css, which labels grow with; 1 unless told. */
  readonly unitPx?: number;
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Where money was lost must be seen, however little it was. */
const SHORTEST_RISER_PX = 7;
/** Room of a step's number under its riser. */
const NUMBER_PX = 22;
/** A budget beyond this many times what was spent would press the line to the ground. */
const MOST_BUDGET = 2.5;

/** Lays the staircase out in pixels. */
export function layoutStaircase(row: CostRow, span: Span, size: Size): Staircase {
  const total = Math.max(row.overTime.at(-1)?.costUsd ?? 0, 1e-9);
  const { budgetUsd } = row;
  const isAbove = budgetUsd !== null && budgetUsd > total * MOST_BUDGET;
  const top = budgetUsd === null || isAbove ? total : Math.max(total, budgetUsd);
  const length = Math.max(1, span.endUs - span.startUs);
  const x = (atUs: number) =>
    round(size.leftPx + (clamp(atUs - span.startUs, 0, length) / length) * (size.widthPx - size.leftPx));
  const y = (costUsd: number) => round(size.heightPx - (costUsd / top) * size.heightPx);
  const steps = row.overTime.map((at) => `H${x(at.atUs)}V${y(at.costUsd)}`);
  const line = `M${size.leftPx},${size.heightPx}${steps.join("")}H${x(span.endUs)}`;
  return {
    line,
    area: `${line}V${size.heightPx}Z`,
    wasted: risersOf(row, x, y),
    ticks: costTicks(top).map((costUsd) => ({ y: y(costUsd), label: tickCost(costUsd) })),
    times: timeTicks(
      { startUs: span.startUs, endUs: span.startUs + length },
      x,
      TIME_UNITS * (size.unitPx ?? 1),
    ),
    ...(budgetUsd !== null && { budget: budgetLine(row, isAbove ? 0 : y(budgetUsd), isAbove, x) }),
  };
}

function budgetLine(
  { overTime, budgetUsd }: CostRow,
  y: number,
  isAbove: boolean,
  x: (atUs: number) => number,
): NonNullable<Staircase["budget"]> {
  const crossed = overTime.find(({ costUsd }) => budgetUsd !== null && costUsd > budgetUsd);
  if (!crossed) return { y, isAbove };
  const { atUs, stepId, number } = crossed;
  return { y, isAbove, crossing: { x: x(atUs), stepId, number } };
}

function risersOf(row: CostRow, x: (atUs: number) => number, y: (costUsd: number) => number): Riser[] {
  let before = 0;
  let namedTo = -Infinity;
  return row.overTime.flatMap(({ atUs, costUsd, wastedUsd, stepId, number }) => {
    const low = Math.max(before, costUsd - wastedUsd);
    before = costUsd;
    if (wastedUsd <= 0) return [];
    const at = x(atUs);
    const isNamed = at >= namedTo;
    if (isNamed) namedTo = at + NUMBER_PX;
    const to = y(costUsd);
    return [
      { x: at, from: Math.max(y(low), to + SHORTEST_RISER_PX), to, stepId, number, wastedUsd, isNamed },
    ];
  });
}

/** Round amounts from 0 to at most the top, two to five of them. */
function costTicks(top: number): readonly number[] {
  const step = roundStep(top / 3);
  const count = Math.floor(top / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** 1, 2 or 5 times a power of ten, the first that is not less. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (([1, 2, 5] as const).find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** Round amounts keep the digits that tell them apart, at least two. */
function tickCost(costUsd: number): string {
  return costUsd === 0 ? "$0" : costExact(costUsd).replace(/^(\$\d+\.\d)$/, "$10");
}

/** Room that the label at the end and half of the one before it need. */
const TIME_UNITS = 76;

/** The start, round times, and the end. */
function timeTicks(span: Span, x: (atUs: number) => number, roomPx: number): Staircase["times"] {
  const { ticks } = gridOf(span, span.startUs);
  const at = (percent: number) => span.startUs + (percent / 100) * (span.endUs - span.startUs);
  const end = x(span.endUs);
  return [
    ...ticks
      .map(({ leftPercent, label }) => ({ x: x(at(leftPercent)), label }))
      .filter((tick) => end - tick.x > roomPx),
    { x: end, label: tickLabel(span.endUs - span.startUs) },
  ];
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
