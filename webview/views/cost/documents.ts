// What the cost view hands to real editors and to the clipboard: its table as text, and the context of a call.

import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import { copyText, openText } from "../../inspector/copy";
import { faultOf } from "../../state/loaded";
import { visibleLine } from "../../text";
import { openContextDiff } from "../context/documents";
import { type Group, groupName, sortedByCost, titleOf } from "./model";
import type { CostStore } from "./store";

/** The table with every row and every digit, in a real editor. */
export function openTable(store: CostStore): void {
  const loaded = store.cost.peek();
  if (loaded.kind !== "ready") return;
  const { row, by } = loaded.value;
  openText(store.panel, `Cost by ${by}`, textOfTable(row, by), "markdown");
}

/** Puts the selected row on the clipboard: names and figures with tabs between, as spreadsheets take them. */
export function copySelectedRow(store: CostStore): void {
  const loaded = store.cost.peek();
  const { item } = store;
  if (loaded.kind === "ready" && item) copyText(store.panel, cellsOf(item, loaded.value.by).join("\t"));
}

/** The context of the call beside that of the call before it, in VS Code's own diff. */
export async function openCallDiff(store: CostStore): Promise<void> {
  const { panel, stepId } = store;
  if (stepId === null) {
    panel.said.value = "Select a step first: group by step (B), or select one in the timeline.";
    return;
  }
  try {
    await openContextDiff(panel, await panel.channel.ask("step/context", { stepId }));
  } catch (thrown) {
    panel.said.value = faultOf(thrown)?.message ?? "";
  }
}

/** The table in Markdown, dearest first, with the sum; amounts in dollars, `unknown` where nobody knows. */
export function textOfTable(row: CostRow, by: Group): string {
  const heads = [titleOf(by), ...FIGURES];
  const lines = [
    ...sortedByCost(row.items),
    ...(by === "tool" ? [] : [{ ...row.total, key: "Session", name: "Session" }]),
  ];
  const cells = lines.map((item) => cellsOf(item, by));
  return [heads, heads.map((_, at) => (at === 0 ? "---" : "---:")), ...cells]
    .map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

const FIGURES = [
  "Calls",
  "Uncached",
  "Written",
  "Read",
  "Out",
  "Thinking",
  "Cost in $",
  "Wasted in $",
] as const;

function cellsOf(item: CostItemRow, by: Group): readonly string[] {
  const { usage, calls, costUsd, wastedUsd, unpricedCalls } = item;
  const { inUncached, inCacheWrite, inCacheRead, out, reasoning } = usage;
  const gaps = unpricedCalls > 0 && costUsd !== null ? "≥ " : "";
  return [
    visibleLine(item.key === "Session" ? "Session" : groupName(item, by)),
    String(calls),
    ...[inUncached, inCacheWrite, inCacheRead, out, reasoning].map((count) =>
      count === null ? "" : String(count),
    ),
    costUsd === null ? "unknown" : `${gaps}${amount(costUsd)}`,
    amount(wastedUsd),
  ];
}

/** Billionths are what sums are made of; more digits are the noise of the machine. */
function amount(usd: number): string {
  return String(Number(usd.toFixed(9)));
}
