// What the cost view works out from its answer: sentences, order, names. Pure.

import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import { UNKNOWN, change, costInRow, costInSentence, costWithGaps, share } from "../../format";

export const GROUPS = ["agent", "model", "tool", "kind", "step"] as const;
export type Group = (typeof GROUPS)[number];

/** `Agent`, for heads and choices. */
export function titleOf(group: Group): string {
  return group.charAt(0).toUpperCase() + group.slice(1);
}

/** `$0.42 of $0.83 in sql-analyst`; says so where nothing has a price. */
export function moneySentence({ total, items, calls }: CostRow, by: Group): string {
  const { costUsd, unpricedCalls } = total;
  const [first] = sortedByCost(items);
  if (costUsd === null)
    return calls === 0 ? "No model call yet" : "No call of this session has a known price";
  const sum = costWithGaps(costUsd, unpricedCalls);
  if (!first?.costUsd) return `${sum} in all`;
  const name = groupName(first, by);
  if (items.length === 1) return `${sum}, all in ${name}`;
  return `${partInSentence(first.costUsd, costUsd)} of ${sum} in ${name}`;
}

/** `$0.23 (28%) bought nothing`, or one quiet sentence. */
export function wasteSentence({ total: { costUsd, wastedUsd } }: CostRow): string {
  if (wastedUsd === 0) return "Nothing was wasted that we can see";
  return `${costInSentence(wastedUsd)} (${share(wastedUsd, costUsd)}) bought nothing`;
}

/** A part in dollars; in percent of the whole where dollars would only read `<$0.001`. */
function partInSentence(partUsd: number, wholeUsd: number): string {
  return partUsd < 0.0005 ? share(partUsd, wholeUsd) : costInSentence(partUsd);
}

/** The step at which the money spent went over the budget; undefined where none is set or it was kept. */
export function crossingOf({ overTime, budgetUsd }: CostRow): CostRow["overTime"][number] | undefined {
  return budgetUsd === null ? undefined : overTime.find(({ costUsd }) => costUsd > budgetUsd);
}

/** `83% of the budget of $1.00`, or by how much it was overdrawn; undefined where none is set. */
export function budgetSentence(row: CostRow): string | undefined {
  const { budgetUsd, total } = row;
  if (budgetUsd === null || total.costUsd === null) return undefined;
  const budget = `the budget of ${costInSentence(budgetUsd)}`;
  if (!crossingOf(row)) return `${share(total.costUsd, budgetUsd)} of ${budget}`;
  return `${costInSentence(total.costUsd - budgetUsd)} over ${budget}`;
}

/** The cheaper model with the greatest difference; nothing where none is cheaper or no price is known. */
export function cheapest(row: CostRow): { readonly model: string; readonly costUsd: number } | undefined {
  const { costUsd } = row.total;
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

/** What a row of the table is called; a step by its number and name. */
export function groupName(item: CostItemRow, by: Group): string {
  if (by !== "step" || item.number === undefined) return nameOf(item.key, by);
  return `step ${item.number} · ${item.name ?? ""}`;
}

/** The cost of an item, with a mark where some of its calls have no price. */
export function itemCost(item: CostItemRow): string {
  const known = costInRow(item.costUsd);
  return item.unpricedCalls > 0 && item.costUsd !== null ? `≥ ${known}` : known;
}
