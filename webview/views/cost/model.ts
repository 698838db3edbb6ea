// What the cost view works out from its answer: sentences, the staircase of the money, shares. Pure.

import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import { UNKNOWN, change, costInRow, costInSentence, share } from "../../format";

export const GROUPS = ["agent", "model", "tool", "kind", "step"] as const;
export type Group = (typeof GROUPS)[number];

/** `Agent`, for heads and choices. */
export function titleOf(group: Group): string {
  return group.charAt(0).toUpperCase() + group.slice(1);
}

export interface Totals {
  /** Null where no call has a price. */
  readonly costUsd: number | null;
  readonly wastedUsd: number;
}

/** All money of the session as far as it is known. */
export function totalsOf(row: CostRow): Totals {
  const last = row.overTime.at(-1);
  return {
    costUsd: last ? last.costUsd : null,
    wastedUsd: row.waste.reduce((sum, { costUsd }) => sum + costUsd, 0),
  };
}

/** `$0.42 of $0.83 in sql-analyst`; says so where nothing has a price. */
export function moneySentence(row: CostRow, by: Group): string {
  const { costUsd } = totalsOf(row);
  const [first] = sortedByCost(row.items);
  if (costUsd === null)
    return row.calls === 0 ? "No model call yet" : "No call of this session has a known price";
  if (!first?.costUsd) return `${costInSentence(costUsd)} in all`;
  if (row.items.length === 1) return `${costInSentence(costUsd)}, all in ${nameOf(first.key, by)}`;
  return `${costInSentence(first.costUsd)} of ${costInSentence(costUsd)} in ${nameOf(first.key, by)}`;
}

/** `$0.23 (28%) bought nothing`, or one quiet sentence. */
export function wasteSentence(row: CostRow): string {
  const { costUsd, wastedUsd } = totalsOf(row);
  if (wastedUsd === 0) return "Nothing was wasted that we can see";
  return `${costInSentence(wastedUsd)} (${share(wastedUsd, costUsd)}) bought nothing`;
}

/** The cheaper model with the greatest difference; nothing where none is cheaper or no price is known. */
export function cheapest(row: CostRow): { readonly model: string; readonly costUsd: number } | undefined {
  const { costUsd } = totalsOf(row);
  if (costUsd === null) return undefined;
  return row.whatIf
    .flatMap(({ model, costUsd: other }) =>
      other !== null && other < costUsd ? [{ model, costUsd: other }] : [],
    )
    .sort((left, right) => left.costUsd - right.costUsd)[0];
}

/** The difference to what was paid, in percent with its sign. */
export function changeOf(otherUsd: number | null, paidUsd: number | null): string {
  if (otherUsd === null || paidUsd === null || paidUsd === 0) return UNKNOWN;
  const percent = Math.round(((otherUsd - paidUsd) / paidUsd) * 100);
  return percent === 0 ? "0" : change(percent, (size) => `${size}%`);
}

/** Costliest first; unknown costs last; equal ones by name. */
export function sortedByCost(items: readonly CostItemRow[]): readonly CostItemRow[] {
  return [...items].sort(
    (left, right) => (right.costUsd ?? -1) - (left.costUsd ?? -1) || left.key.localeCompare(right.key),
  );
}

/** The key of a group as people read it. */
export function nameOf(key: string, by: Group): string {
  if (key !== "") return by === "kind" && key === "llm" ? "model calls" : key;
  return {
    agent: "no agent named",
    model: "no model named",
    tool: "no tool named",
    kind: "other",
    step: "step",
  }[by];
}

/** The cost of an item, with a mark where some of its calls have no price. */
export function itemCost(item: CostItemRow): string {
  const known = costInRow(item.costUsd);
  return item.unpricedCalls > 0 && item.costUsd !== null ? `≥ ${known}` : known;
}

export interface Staircase {
  readonly line: string;
  readonly area: string;
  /** Risers where money bought nothing. */
  readonly wasted: readonly {
    readonly x: number;
    readonly from: number;
    readonly to: number;
    readonly label: string;
  }[];
  readonly ticks: readonly { readonly y: number; readonly label: string }[];
}

/** The money spent so far as a staircase over the session's time. */
export function layoutStaircase(
  row: CostRow,
  span: { readonly startUs: number; readonly endUs: number },
  size: { readonly widthPx: number; readonly heightPx: number; readonly leftPx: number },
): Staircase {
  const total = Math.max(totalsOf(row).costUsd ?? 0, 1e-9);
  const length = Math.max(1, span.endUs - span.startUs);
  const x = (atUs: number) =>
    size.leftPx + (clamp(atUs - span.startUs, 0, length) / length) * (size.widthPx - size.leftPx);
  const y = (costUsd: number) => size.heightPx - (costUsd / total) * size.heightPx;
  const points = [`M${size.leftPx},${size.heightPx}`];
  const wasted: Staircase["wasted"][number][] = [];
  let before = 0;
  for (const at of row.overTime) {
    points.push(`H${round(x(at.atUs))}V${round(y(at.costUsd))}`);
    if (at.wastedUsd > 0) {
      wasted.push({
        x: round(x(at.atUs)),
        from: round(y(Math.max(before, at.costUsd - at.wastedUsd))),
        to: round(y(at.costUsd)),
        label: String(at.number),
      });
    }
    before = at.costUsd;
  }
  const line = `${points.join("")}H${round(x(span.endUs))}`;
  return {
    line,
    area: `${line}V${size.heightPx}Z`,
    wasted,
    ticks: [0, 0.5, 1].map((part) => ({
      y: y(total * part),
      label: costInSentence(part === 0 ? 0 : total * part),
    })),
  };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(to, Math.max(from, value));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
