// What the status bar item says. Pure.

import type { ReadingRow } from "../protocol/journal";
import type { ReceiverRow, SessionRow, StatusRow } from "../protocol/rows";
import type { RunningReplay } from "./replay/activity";
import { endedOf, waitingOf } from "./replay/words";
import type { Run } from "./run/runs";
import { sessionLabel } from "./sidebar/session-rows";
import { costSumText, costText, oneLine, timeText } from "./text";

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers: the text without icons. */
  readonly spoken: string;
  /** What a click is for: what to do about the receiver, where nothing more pressing is said. */
  readonly about?:
    { readonly kind: "answer" } | { readonly kind: "replay" | "budget"; readonly sessionId: string };
  /** Drawn on the background of a warning. */
  readonly warns?: true;
}

/** What the user allows a session to cost; null where nothing is set. */
type Budget = number | null;

/** From this share of its budget on a session is worth a look. */
const NEAR_BUDGET = 0.8;

/**
 * The item's text: a replay that waits first, then trouble with the port, then a session that has used up most of its
 * budget, then what runs, then the port and what today cost.
 */
export function statusText(
  status: StatusRow | undefined,
  sessions: readonly SessionRow[],
  running: readonly Run[],
  now: Date,
  replays: readonly RunningReplay[] = [],
  budgetUsd: Budget = null,
): StatusText {
  const waiting = replays.map(waitingText).find((text) => text !== undefined);
  if (waiting) return waiting;
  const receiver = receiverOf(status);
  if (receiver === undefined) return said("$(telescope)", "Agent Loupe", "The receiver is starting.");
  if (receiver.state === "in-use") return inUse(receiver);
  if (receiver.state === "failed") {
    return said(
      "$(error)",
      `${receiver.port} failed`,
      `The receiver cannot listen on port ${receiver.port}: ${oneLine(receiver.message)}`,
    );
  }
  const overBudget = budgetText(sessions, budgetUsd, now);
  if (overBudget) return overBudget;
  const [newest] = running;
  if (newest) return runText(newest, sessions, running.length);
  const replay = replays.at(-1);
  if (replay) return replayText(replay, replays.length);
  return listening(receiver.port, sessions, now);
}

/** How far the sessions of before are read back. */
export function readingMessage({ readBytes, ofBytes }: ReadingRow): string {
  const percent = ofBytes === 0 ? 0 : Math.floor((100 * readBytes) / ofBytes);
  return `Reading earlier sessions back · ${percent}%`;
}

/** Whether agents can reach us. An engine that only tells its port listens there. */
export function receiverOf(status: StatusRow | undefined): ReceiverRow | undefined {
  if (!status) return undefined;
  if (status.receiver) return status.receiver;
  return status.httpPort === null ? undefined : { state: "listening", port: status.httpPort };
}

function inUse({ port, by }: Extract<ReceiverRow, { state: "in-use" }>): StatusText {
  if (by === "window") {
    const tooltip = `Another window of VS Code receives on port ${port}. Its sessions show there; this window takes over when it closes.`;
    return said("$(circle-slash)", `${port} used by another window`, tooltip);
  }
  return said(
    "$(circle-slash)",
    `${port} in use`,
    `Port ${port} is used by another program. Select to choose what to do.`,
  );
}

function runText(run: Run, sessions: readonly SessionRow[], runs: number): StatusText {
  const own = sessions.filter((row) => row.run?.runId === run.runId);
  const more = runs > 1 ? ` and ${runs - 1} more` : "";
  const text = `${oneLine(run.name, 40)}${more}${own.length === 0 ? "" : ` · ${sumText(own)}`}`;
  return said("$(sync~spin)", text, `Running with tracing: ${oneLine(run.name)}`);
}

function waitingText({ row }: RunningReplay): StatusText | undefined {
  const waiting = waitingOf(row);
  if (!waiting) return undefined;
  const at = waiting.step === undefined ? "" : ` at step ${waiting.step}`;
  const tooltip = `Sample ${waiting.sample + 1}: ${oneLine(waiting.question, 400)}\nSelect to answer.`;
  return { ...said("$(debug-pause)", `Replay waits${at}`, tooltip), about: { kind: "answer" }, warns: true };
}

function replayText({ name, sessionId, row }: RunningReplay, replays: number): StatusText {
  const more = replays > 1 ? ` and ${replays - 1} more` : "";
  const cost = row.costUsd === null || row.costUsd === 0 ? "" : ` · ${costSumText(row.costUsd, 0)}`;
  const count = row.samples.length === 1 ? "" : ` · ${endedOf(row).length} of ${row.samples.length}`;
  const text = `Replaying ${oneLine(name, 40)}${more}${count}${cost}`;
  const tooltip = "Select to see its samples.";
  return { ...said("$(sync~spin)", text, tooltip), about: { kind: "replay", sessionId } };
}

/** `$0.83 of $1.00`: the dearest of the sessions that run and of today's newest, where it is near its budget or over it. */
function budgetText(rows: readonly SessionRow[], budgetUsd: Budget, now: Date): StatusText | undefined {
  if (budgetUsd === null) return undefined;
  const looked = rows.filter(
    (row, index) => row.status === "running" || (index === 0 && isSameDay(row.startUs, now)),
  );
  const spent = (row: SessionRow) => row.costUsd ?? 0;
  const [dearest] = looked.sort((left, right) => spent(right) - spent(left));
  if (!dearest || spent(dearest) <= 0 || spent(dearest) < budgetUsd * NEAR_BUDGET) return undefined;
  const text = `${costSumText(dearest.costUsd, dearest.unpricedCalls)} of ${costText(budgetUsd)}`;
  const used = spent(dearest) > budgetUsd ? "is over its budget" : "has used most of its budget";
  const tooltip = `${oneLine(sessionLabel(dearest))} ${used}.\nSelect to see what it spent it on.`;
  const about = { kind: "budget", sessionId: dearest.sessionId } as const;
  return { ...said("$(warning)", text, tooltip), about, warns: true };
}

function listening(port: number, sessions: readonly SessionRow[], now: Date): StatusText {
  const today = sessions.filter((row) => isSameDay(row.startUs, now));
  const text = today.length === 0 ? String(port) : `${port} · ${sumText(today)}`;
  const cost = today.length === 0 ? "No session today." : `Cost of today's sessions: ${sumText(today)}.`;
  const last = sessions[0];
  const lastText = last ? `\nLast session: ${timeText(last.startUs, now)}.` : "";
  return said("$(telescope)", text, `Agent Loupe receives on http://127.0.0.1:${port}\n${cost}${lastText}`);
}

/** The known costs added up; `≥` where calls of some session have no price, `unknown` where none is known. */
function sumText(rows: readonly SessionRow[]): string {
  const known = rows.map((row) => row.costUsd).filter((cost) => cost !== null);
  const sum = known.length === 0 ? null : known.reduce((total, cost) => total + cost, 0);
  return costSumText(
    sum,
    rows.reduce((total, row) => total + row.unpricedCalls, 0),
  );
}

function isSameDay(atUs: number, now: Date): boolean {
  return new Date(atUs / 1000).toDateString() === now.toDateString();
}

function said(icon: string, text: string, tooltip: string): StatusText {
  // A `$(` in a run's name would be read as an icon.
  return { text: `${icon} ${text.replaceAll("$(", "$\u200B(")}`, tooltip, spoken: `Agent Loupe: ${text}` };
}
