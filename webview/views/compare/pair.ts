// Which steps stand for both sides: those whose words are the answer, and those whose contexts are compared. Pure.

import type { CompareRow, CompareStep } from "../../../src/protocol/replay";

export type Pair = Pick<CompareRow, "left" | "right">;
type Side = keyof Pair;

/** The last model call of each side: its words are the session's answer. */
export function lastCalls(rows: readonly CompareRow[]): Pair {
  return pairOf((side) => callBefore(rows, rows.length - 1, side));
}

/**
 * The calls whose contexts tell why both parted at this row. Where a call is on one side only, the other side's next
 * call is what was done in its place: it was sent at the same point. A tool stands behind the call before it.
 */
export function callsAt(rows: readonly CompareRow[], at: number): Pair {
  const row = rows[at];
  const isCall = (row?.leftRow ?? row?.rightRow)?.kind === "llm";
  return pairOf((side) =>
    isCall ? (callAfter(rows, at, side) ?? callBefore(rows, at, side)) : callBefore(rows, at, side),
  );
}

function pairOf(idOf: (side: Side) => string | undefined): Pair {
  const [left, right] = [idOf("left"), idOf("right")];
  return { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
}

function callAfter(rows: readonly CompareRow[], from: number, side: Side): string | undefined {
  for (let at = from; at < rows.length; at++) if (isCallOf(rows[at], side)) return rows[at]?.[side];
  return undefined;
}

function callBefore(rows: readonly CompareRow[], from: number, side: Side): string | undefined {
  for (let at = from; at >= 0; at--) if (isCallOf(rows[at], side)) return rows[at]?.[side];
  return undefined;
}

function isCallOf(row: CompareRow | undefined, side: Side): boolean {
  return stepOf(row, side)?.kind === "llm";
}

function stepOf(row: CompareRow | undefined, side: Side): CompareStep | undefined {
  return side === "left" ? row?.leftRow : row?.rightRow;
}
