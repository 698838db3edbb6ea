// The money of a session in one sentence.

import { moneyText } from "../money";
import type { CostItem } from "./cost-item";

/** Who spent most, and what bought nothing; why there is no sum where none is known. */
export function costHeadline(agents: readonly CostItem[], total: CostItem): string {
  if (total.costUsd === null) return unknownText(total);
  const sum = `${total.unpricedCalls > 0 ? "≥ " : ""}${moneyText(total.costUsd)}`;
  const [first] = agents;
  const where =
    first === undefined || first.key === "" || !first.costUsd || agents.length < 2
      ? sum
      : `${partOf(first.costUsd, total.costUsd)} of ${sum} in ${first.key}`;
  if (total.wastedUsd === 0) return where;
  const wasted = partOf(total.wastedUsd, total.costUsd);
  return where === sum ? `${wasted} of ${sum} bought nothing` : `${where}; ${wasted} bought nothing`;
}

function unknownText({ calls, unpricedCalls }: CostItem): string {
  if (calls === 0) return "No model call";
  if (unpricedCalls === 0) return "Unknown: the calls failed and report no tokens";
  return `Unknown: ${String(unpricedCalls)} of ${String(calls)} calls without a price`;
}

/** A part in dollars; in percent of the whole where dollars would only read `<$0.001`. */
function partOf(partUsd: number, wholeUsd: number): string {
  if (partUsd >= 0.0005) return moneyText(partUsd);
  const percent = (partUsd / wholeUsd) * 100;
  return percent < 1 ? "<1%" : `${String(Math.round(percent))}%`;
}
