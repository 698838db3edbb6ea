// Replays stand under the session they replay: a row for each replay, and below it its samples. Pure.

import type { ReplayRow, SampleRow } from "../../protocol/replay";
import type { SessionRow } from "../../protocol/rows";
import type { ReplayGroup } from "../replay-list";
import { MODE_WORDS } from "../replay/options";
import { hasPassed, replayName, resultText, waitingOf } from "../replay/words";
import { costText, oneLine } from "../text";
import type { Icon } from "./session-rows";

/** What stands under a session. `loose`: replayed sessions whose replay the engine does not know any more. */
export interface SessionReplays {
  readonly groups: readonly NamedGroup[];
  readonly loose: readonly SessionRow[];
}

/** A replay with the name that tells it from others of its session. */
export interface NamedGroup extends ReplayGroup {
  readonly name: string;
}

/** The replays of a session, in the order they were started. */
export function replaysUnder(
  { sessionId }: SessionRow,
  rows: readonly SessionRow[],
  groups: readonly ReplayGroup[],
): SessionReplays {
  const own = named(groups.filter(({ entry }) => entry.sessionId === sessionId));
  const known = new Set(own.flatMap(({ row }) => row.samples.map((sample) => sample.sessionId)));
  return {
    groups: own,
    loose: rows.filter(
      (row) => row.replayOf === sessionId && row.sessionId !== sessionId && !known.has(row.sessionId),
    ),
  };
}

/** The rows that stand at the top: replays whose original is not loaded stay, so that nothing is hidden. */
export function withoutReplays(rows: readonly SessionRow[], loaded: readonly SessionRow[]): SessionRow[] {
  const ids = new Set(loaded.map(({ sessionId }) => sessionId));
  return rows.filter(
    ({ replayOf, sessionId }) => replayOf === undefined || replayOf === sessionId || !ids.has(replayOf),
  );
}

/** Two replays of one name are told apart by a number, as in the matrix. */
function named(groups: readonly ReplayGroup[]): NamedGroup[] {
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const name = replayName(group.entry);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return { ...group, name: times === 1 ? name : `${name} (${times})` };
  });
}

/** Waits, runs, failed; else the icon of replays, green where every judged sample passed. */
export function replayIcon({ row }: ReplayGroup): Icon {
  if (waitingOf(row)) return { name: "debug-pause", color: "list.warningForeground" };
  if (row.state === "running") return { name: "sync~spin", color: "charts.blue" };
  if (row.state !== "done") return { name: "error", color: "list.errorForeground" };
  const judged = row.samples.filter(({ verdicts }) => verdicts.length > 0);
  const allPassed = judged.length > 0 && judged.every(hasPassed);
  return { name: "debug-rerun", ...(allPassed && { color: "charts.green" }) };
}

/** Everything that the row leaves out, as plain text lines. */
export function replayTooltip({ entry, row, name }: NamedGroup): string {
  const why = row.why ?? row.samples.find((sample) => sample.why !== undefined)?.why;
  return [
    `${name}: ${resultText(row)}`,
    `${MODE_WORDS[entry.mode]} · ${oneLine(entry.model, 100)}`,
    row.costUsd === null ? "Cost unknown" : `${costText(row.costUsd)} in all`,
    why === undefined ? undefined : oneLine(why, 300),
  ]
    .filter((line) => line !== undefined)
    .join("\n");
}

/** `passed 4 of 4 · $0.57`, `waits for your answer`: a sample in one line. */
export function sampleText(sample: SampleRow): string {
  const { state, verdicts, costUsd } = sample;
  const cost = costUsd === null ? undefined : costText(costUsd);
  return [sampleWords(state, verdicts), state === "waiting" ? undefined : cost].filter(Boolean).join(" · ");
}

function sampleWords(state: SampleRow["state"], verdicts: SampleRow["verdicts"]): string {
  if (state === "asking") return "waits for your answer";
  if (state === "waiting") return "not started";
  if (state !== "done") return state;
  const passed = verdicts.filter(({ pass }) => pass).length;
  return verdicts.length === 0 ? "ended" : `passed ${passed} of ${verdicts.length}`;
}

/** How a sample stands: by its verdicts once it is done, else by its state. */
export function sampleIcon({ state, verdicts }: SampleRow): Icon {
  if (state === "asking") return { name: "debug-pause", color: "list.warningForeground" };
  if (state === "running") return { name: "sync~spin", color: "charts.blue" };
  if (state === "waiting") return { name: "circle-outline" };
  if (state === "stopped" || state === "cancelled") return { name: "circle-slash" };
  if (state === "failed") return { name: "error", color: "list.errorForeground" };
  if (verdicts.length === 0) return { name: "circle-filled" };
  return verdicts.every(({ pass }) => pass)
    ? { name: "pass", color: "charts.green" }
    : { name: "error", color: "list.errorForeground" };
}

/** A replay under way can be cancelled from its row. */
export function isUnderWay({ state }: Pick<ReplayRow, "state">): boolean {
  return state === "running";
}
