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
    "session/clear": ({ sessionIds }) => {
      const removed = sessionIds ? engine.store.remove(sessionIds) : engine.store.clear();
      for (const sessionId of removed) engine.announcer.removed(sessionId);
      engine.announcer.status();
      return {};
    },
    "run/started": (run) => {
      const { runId, name, commit, dirty } = run;
      engine.runs.started({
        runId,
        name,
        ...(commit !== undefined && { commit }),
        ...(dirty !== undefined && { dirty }),
      });
      announceRun(engine, runId);
      return {};
    },
    "run/ended": ({ runId, exitCode }) => {
      engine.runs.ended(runId, exitCode);
      announceRun(engine, runId);
      return {};
    },
  };
}

/** The session with this id. Throws a UserFault where there is none. */
export function sessionCells(engine: Engine, sessionId: string): SessionCells {
  const cells = engine.store.sessions.session(sessionId);
  if (cells) return cells;
  throw new UserFault("not-found", `There is no session ${sessionId}.`, {
    next: "Sessions are kept in memory: reloading the window forgets them, and the oldest make room. Run the agent again, or export sessions before.",
  });
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
