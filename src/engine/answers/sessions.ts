// session/list, session/get, session/findings, session/clear and the runs that sessions belong to.

import { UserFault } from "../../protocol/faults";
import type { Page, SessionRow } from "../../protocol/rows";
import { sessionRow } from "../rows/session-row";
import type { SessionCells } from "../store/session-queries";
import type { Engine, EngineHandlers } from "./engine";
import { cursorOf, numbersOf } from "./paging";

/** A session that is silent for this long is over (protocol convention 10). */
const SILENCE_MS = 60_000;
const DEFAULT_LIMIT = 100;

export function sessionAnswers(engine: Engine): EngineHandlers {
  return {
    "session/list": ({ limit = DEFAULT_LIMIT, cursor, search }) =>
      listSessions(engine, limit, cursor, search),
    "session/get": ({ sessionId }) => rowOf(engine, sessionCells(engine, sessionId)),
    "session/findings": () => [],
    "session/clear": async ({ sessionIds }) => {
      await clear(engine, sessionIds);
      return {};
    },
    "run/started": (run) => {
      const { runId, name, commit, dirty } = run;
      const row = {
        runId,
        name,
        ...(commit !== undefined && { commit }),
        ...(dirty !== undefined && { dirty }),
      };
      engine.runs.started(row);
      engine.journal.run(row);
      announceRun(engine, runId);
      return {};
    },
    "run/ended": ({ runId, exitCode }) => {
      const row = engine.runs.ended(runId, exitCode);
      if (row) engine.journal.run(row);
      announceRun(engine, runId);
      return {};
    },
  };
}

/** The session with this id. Throws a UserFault where there is none. */
export function sessionCells(engine: Engine, sessionId: string): SessionCells {
  engine.journal.requireRead(sessionId);
  const cells = engine.store.sessions.session(sessionId);
  if (cells) return cells;
  const kept = engine.journal.row?.state === "on";
  throw new UserFault("not-found", `There is no session ${sessionId}.`, {
    next: kept
      ? "It was deleted, or was so old that it made room. Run the agent again, or export sessions that you want to keep for long."
      : "Sessions are not kept over a reload of the window: see Settings: Keep Sessions. Run the agent again, or export sessions before.",
  });
}

/** Removes sessions, all where none are named, from memory and from what is kept. */
async function clear({ store, journal, announcer }: Engine, sessionIds?: readonly string[]): Promise<void> {
  // A session that is half read back would come again with its other half.
  if (sessionIds) await journal.whenRead();
  const removed = sessionIds ? store.remove(sessionIds) : store.clear();
  if (sessionIds) journal.deleted(removed);
  else journal.clear();
  for (const sessionId of removed) announcer.removed(sessionId);
  announcer.status();
}

/** Whether a session is under way: its run lives or something is awaited, and it was heard of a moment ago. */
export function isRunning({ runs, nowMs }: Engine, cells: SessionCells): boolean {
  const awaited = cells.waiting > 0 || runs.isAlive(cells.runId);
  return awaited && nowMs() - cells.arrivedMs < SILENCE_MS;
}

function rowOf(engine: Engine, cells: SessionCells): SessionRow {
  const { store, runs } = engine;
  return sessionRow({
    cells,
    agents: store.sessions.names(cells.id, "agent"),
    models: store.sessions.names(cells.id, "model"),
    run: runs.row(cells.runId),
    running: isRunning(engine, cells),
  });
}

function listSessions(
  engine: Engine,
  limit: number,
  cursor: string | undefined,
  search: string | undefined,
): Page<SessionRow> {
  const words = (search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const items: SessionRow[] = [];
  let before = startOf(cursor);
  for (;;) {
    const page = engine.store.sessions.newest(limit, before);
    for (const cells of page) {
      before = { startUs: cells.startUs, id: cells.id };
      const row = rowOf(engine, cells);
      if (!words.every((word) => textOf(row).includes(word))) continue;
      items.push(row);
      if (items.length === limit) return { items, next: cursorOf(cells.startUs, cells.id) };
    }
    if (page.length < limit) return { items };
  }
}

function textOf(row: SessionRow): string {
  return [row.title, row.sessionId, row.service, row.run?.name, ...row.agents, ...row.models]
    .join("\n")
    .toLowerCase();
}

function startOf(cursor: string | undefined): { readonly startUs: number; readonly id: number } | null {
  if (cursor === undefined) return null;
  const [startUs, id] = numbersOf(cursor, 2);
  return { startUs: startUs ?? 0, id: id ?? 0 };
}

function announceRun(engine: Engine, runId: string): void {
  for (const sessionId of engine.store.sessions.sessionIdsOfRun(runId)) engine.announcer.changed(sessionId);
}
