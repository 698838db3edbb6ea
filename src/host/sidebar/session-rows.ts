// What a session's row says in the tree: label, description, icon, tooltip. Pure, so that tests read it as text.

import type { SessionRow } from "../../protocol/rows";
import {
  costSumText,
  countText,
  durationText,
  oneLine,
  runningText,
  timeText,
  tokensOf,
  tokensText,
} from "../text";

/** An icon by codicon name and, where state has one, a theme colour. The word in the tooltip says the same. */
export interface Icon {
  readonly name: string;
  readonly color?: string;
}

/** The session's title, or `session 7f3a91c2` where nobody gave one. */
export function sessionLabel(row: SessionRow): string {
  return oneLine(row.title) || `session ${oneLine(row.sessionId).slice(0, 8)}`;
}

/** `$0.83 · 4 findings · 02:06`; while it runs `$0.12 · running 41 s`. */
export function sessionDescription(row: SessionRow, now: Date): string {
  const cost = costSumText(row.costUsd, row.unpricedCalls);
  if (row.status === "running") return `${cost} · running ${runningText(now.getTime() - row.startUs / 1000)}`;
  return [cost, remarkOf(row), timeText(row.startUs, now)].filter((part) => part !== undefined).join(" · ");
}

/** Running turns, a replay that ended well has an icon of its own, findings warn, failed is an error, else passed. */
export function sessionIcon(row: SessionRow): Icon {
  if (row.replayOf !== undefined && row.status === "ok") return { name: "debug-rerun" };
  if (row.status === "running") return { name: "sync~spin", color: "charts.blue" };
  if (row.status === "error") return { name: "error", color: "list.errorForeground" };
  if (row.findings > 0 || row.errors > 0) return { name: "warning", color: "list.warningForeground" };
  return { name: "pass", color: "charts.green" };
}

/** Everything that the row cuts, as plain text lines. */
export function sessionTooltip(row: SessionRow, now: Date): string {
  const tokens = tokensOf(row.usage);
  const lines = [
    oneLine(row.title, 400) || `session ${oneLine(row.sessionId)}`,
    `${STATUS_WORDS[row.status]} · started ${timeText(row.startUs, now)}${tookText(row)}`,
    `${countText(row.steps, "step")}, ${countText(row.modelCalls, "model call")}, ${countText(row.toolCalls, "tool call")}`,
    `${costSumText(row.costUsd, row.unpricedCalls)} · ${tokens === null ? "tokens unknown" : `${tokens.toLocaleString("en-US")} tokens`}`,
    row.unpricedCalls > 0 ? `${countText(row.unpricedCalls, "call")} without a known price` : undefined,
    row.errors > 0 ? countText(row.errors, "failed call") : undefined,
    namesLine("Agents", row.agents),
    namesLine("Models", row.models),
    row.service === undefined ? undefined : `Service: ${oneLine(row.service)}`,
    runLine(row),
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** One sentence for screen readers. */
export function sessionSpoken(row: SessionRow, now: Date): string {
  return `${sessionLabel(row)}, ${STATUS_WORDS[row.status]}, ${sessionDescription(row, now)}`;
}

const STATUS_WORDS = { running: "running", ok: "ended well", error: "failed" } as const;

/** The one thing worth a word beside cost and time: findings, else failed calls, else how many tokens. */
function remarkOf(row: SessionRow): string | undefined {
  if (row.findings > 0) return countText(row.findings, "finding");
  if (row.errors > 0) return countText(row.errors, "failed call");
  const tokens = tokensOf(row.usage);
  return tokens === null ? undefined : tokensText(tokens);
}

function tookText(row: SessionRow): string {
  return row.endUs === null ? "" : ` · took ${durationText(row.endUs - row.startUs)}`;
}

function namesLine(what: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `${what}: ${names.map((name) => oneLine(name, 80)).join(", ")}`;
}

function runLine({ run }: SessionRow): string | undefined {
  if (!run) return undefined;
  const commit =
    run.commit === undefined ? "" : ` · ${oneLine(run.commit, 12)}${run.dirty ? " with changes" : ""}`;
  const exit = run.exitCode === undefined ? "" : ` · exit code ${run.exitCode}`;
  return `Run: ${oneLine(run.name)}${commit}${exit}`;
}
