// The aligned list of two sessions: which rows are shown, what folds, and what each pair costs more or less. Pure.

import type { CompareChange, ComparisonRow, CompareRow, CompareStep } from "../../../src/protocol/replay";
import { totalTokens } from "../../format";

/** Rows kept at each end of an equal run that folds, so that a change is seen where it happened. */
const KEPT_AROUND = 3;
/** A fold hides at least so many rows: a shorter one would take as much room as it saves. */
const LEAST_FOLDED = 3;

export const SIGNS: Readonly<Record<CompareChange, string>> = {
  same: "=",
  edited: "~",
  "only-left": "−",
  "only-right": "+",
};

export type Line =
  | { readonly kind: "row"; readonly index: number }
  | {
      readonly kind: "fold";
      /** Rows `from` up to and without `to`, all of one change. */
      readonly from: number;
      readonly to: number;
      readonly change: CompareChange;
    }
  /** The amber line above the row where both first differ. */
  | { readonly kind: "divergence"; readonly index: number };

/** The lines of the list from top to bottom. `opened` holds the first rows of folds that were opened. */
export function layoutLines(
  { rows, firstDivergence }: Pick<ComparisonRow, "rows" | "firstDivergence">,
  opened: ReadonlySet<number>,
): readonly Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < rows.length;) {
    const change = rows[from]?.change ?? "same";
    const to = endOfRun(rows, from);
    if (firstDivergence === from) lines.push({ kind: "divergence", index: from });
    lines.push(...runLines(change, from, to, opened));
    from = to;
  }
  return lines;
}

function endOfRun(rows: readonly CompareRow[], from: number): number {
  let to = from + 1;
  while (to < rows.length && rows[to]?.change === rows[from]?.change) to++;
  return to;
}

function runLines(
  change: CompareChange,
  from: number,
  to: number,
  opened: ReadonlySet<number>,
): readonly Line[] {
  const start = from + KEPT_AROUND;
  const end = change === "same" ? to - KEPT_AROUND : to;
  if (change === "edited" || end - start < LEAST_FOLDED || opened.has(start)) return rowLines(from, to);
  return [...rowLines(from, start), { kind: "fold", from: start, to: end, change }, ...rowLines(end, to)];
}

function rowLines(from: number, to: number): readonly Line[] {
  return Array.from({ length: to - from }, (_, at) => ({ kind: "row", index: from + at }));
}

/** The row that a line stands for: a fold for its first one. */
export function rowIndexOf(line: Line): number {
  return line.kind === "fold" ? line.from : line.index;
}

/** The next row after `from` (or before, `by` −1) that is not equal; undefined at the end. */
export function nextChange(rows: readonly CompareRow[], from: number, by: 1 | -1): number | undefined {
  for (let at = from + by; at >= 0 && at < rows.length; at += by) {
    if (rows[at]?.change !== "same") return at;
  }
  return undefined;
}

/** The right side minus the left; null where a side that is there does not know, absent where neither has it. */
export interface Delta {
  readonly tokens?: number | null;
  readonly costUsd?: number | null;
  readonly durationUs?: number | null;
}

/** What the right step took more than the left. A missing side counts as nothing taken. */
export function deltaOf({ leftRow, rightRow }: Pick<CompareRow, "leftRow" | "rightRow">): Delta {
  return {
    ...part("tokens", tokensOf(leftRow), tokensOf(rightRow)),
    ...part("costUsd", costOf(leftRow), costOf(rightRow)),
    ...part("durationUs", leftRow?.durationUs, rightRow?.durationUs),
  };
}

/** The sums over the rows of a fold; what one of them does not know, the sum does not know. */
export function deltaOfRun(rows: readonly CompareRow[]): Delta {
  return rows.map(deltaOf).reduce<Delta>(
    (sum, delta) => ({
      ...plus("tokens", sum, delta),
      ...plus("costUsd", sum, delta),
      ...plus("durationUs", sum, delta),
    }),
    {},
  );
}

function plus(name: keyof Delta, left: Delta, right: Delta): Delta {
  const [one, two] = [left[name], right[name]];
  if (one === undefined && two === undefined) return {};
  return { [name]: one === null || two === null ? null : (one ?? 0) + (two ?? 0) };
}

function part(name: keyof Delta, left: number | null | undefined, right: number | null | undefined): Delta {
  if (left === undefined && right === undefined) return {};
  return { [name]: left === null || right === null ? null : (right ?? 0) - (left ?? 0) };
}

function tokensOf(step: CompareStep | undefined): number | null | undefined {
  const usage = step?.usage ?? step?.below?.usage;
  return usage === undefined ? undefined : totalTokens(usage);
}

function costOf(step: CompareStep | undefined): number | null | undefined {
  if (step?.costUsd !== undefined) return step.costUsd;
  return step?.below?.costUsd;
}

/** How many rows are of each change. */
export function countsOf(rows: readonly CompareRow[]): Readonly<Record<CompareChange, number>> {
  const counts = { same: 0, edited: 0, "only-left": 0, "only-right": 0 };
  for (const { change } of rows) counts[change]++;
  return counts;
}

/** Left and right changed places: what was added is dropped now. */
export function swapped(comparison: ComparisonRow): ComparisonRow {
  const { totals } = comparison;
  return {
    ...comparison,
    rows: comparison.rows.map(swappedRow),
    totals: { left: totals.right, right: totals.left },
  };
}

const OTHER_SIDE: Readonly<Record<CompareChange, CompareChange>> = {
  same: "same",
  edited: "edited",
  "only-left": "only-right",
  "only-right": "only-left",
};

function swappedRow({ left, right, leftRow, rightRow, change, what }: CompareRow): CompareRow {
  return {
    change: OTHER_SIDE[change],
    what,
    ...(right === undefined ? {} : { left: right }),
    ...(left === undefined ? {} : { right: left }),
    ...(rightRow === undefined ? {} : { leftRow: rightRow }),
    ...(leftRow === undefined ? {} : { rightRow: leftRow }),
  };
}
