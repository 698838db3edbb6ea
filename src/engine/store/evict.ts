// Removing sessions: the one owner of every row shrinks it. The session that heard nothing for longest goes first.

import { DatabaseError } from "./backend";
import type { Database } from "./database";
import type { MessageStore } from "./messages";
import { PAGE_BYTES } from "./schema";

/** Ids of the sessions that were removed. */
export type Evicted = readonly string[];

const OLDEST = "SELECT id, sessionId FROM m.session ORDER BY arrivedMs, id LIMIT ?";
const BY_ID = "SELECT id FROM m.session WHERE sessionId = ?";
const RAWS = `SELECT raw FROM m.step WHERE trace = ? UNION ALL SELECT raw FROM m.log WHERE trace = ?`;
const TRACES = "SELECT id FROM m.trace WHERE session = ?";
const DROP_STEPS = "DELETE FROM m.step WHERE trace = ?";
const DROP_LOGS = "DELETE FROM m.log WHERE trace = ?";
const DROP_TRACES = "DELETE FROM m.trace WHERE session = ?";
const DROP_TALLIES = "DELETE FROM m.tally WHERE session = ?";
const DROP_AGENTS = "DELETE FROM m.agent WHERE session = ?";
const DROP_SESSION = "DELETE FROM m.session WHERE id = ?";
const PAGES = "PRAGMA m.page_count";
const FREE_PAGES = "PRAGMA m.freelist_count";

/** Room is made when this share of the cap is used, down to the other share. */
const TIGHT = 0.9;
const TARGET = 0.75;

export class Evictor {
  private readonly statements;

  constructor(
    database: Database,
    private readonly messages: MessageStore,
    private readonly maxBytes: number,
  ) {
    this.statements = {
      oldest: database.query(OLDEST, { id: "number", sessionId: "text" }),
      byId: database.query(BY_ID, { id: "number" }),
      raws: database.query(RAWS, { raw: "bytes" }),
      traces: database.query(TRACES, { id: "number" }),
      perTrace: [DROP_STEPS, DROP_LOGS].map((sql) => database.command(sql)),
      perSession: [DROP_TRACES, DROP_TALLIES, DROP_AGENTS, DROP_SESSION].map((sql) => database.command(sql)),
      pages: database.query(PAGES, { page_count: "number" }),
      freePages: database.query(FREE_PAGES, { freelist_count: "number" }),
    };
  }

  usedBytes(): number {
    const pages = this.statements.pages.first()?.page_count ?? 0;
    return (pages - (this.statements.freePages.first()?.freelist_count ?? 0)) * PAGE_BYTES;
  }

  isTight(): boolean {
    return this.usedBytes() > this.maxBytes * TIGHT;
  }

  isFull(error: unknown): boolean {
    return error instanceof DatabaseError && error.full;
  }

  /** Removes the oldest sessions until there is room again. The newest always stays. */
  toTarget(): Evicted {
    const evicted: string[] = [];
    while (this.usedBytes() > this.maxBytes * TARGET) {
      const [oldest, newer] = this.statements.oldest.all(2);
      if (!oldest || !newer) break;
      this.remove(oldest.id);
      evicted.push(oldest.sessionId);
    }
    return evicted;
  }

  /** Removes the oldest sessions, at least one where there are two. */
  oldest(): Evicted {
    const [oldest, newer] = this.statements.oldest.all(2);
    if (!oldest || !newer) return [];
    this.remove(oldest.id);
    return [oldest.sessionId, ...this.toTarget()];
  }

  /** Removes these sessions, as far as they are there. */
  these(sessionIds: readonly string[]): Evicted {
    return sessionIds.filter((sessionId) => {
      const found = this.statements.byId.first(sessionId);
      if (found) this.remove(found.id);
      return found !== undefined;
    });
  }

  all(): Evicted {
    const sessions = this.statements.oldest.all(-1);
    for (const { id } of sessions) this.remove(id);
    return sessions.map((session) => session.sessionId);
  }

  private remove(session: number): void {
    for (const { id } of this.statements.traces.all(session)) {
      for (const { raw } of this.statements.raws.all(id, id)) this.messages.release(raw);
      for (const drop of this.statements.perTrace) drop(id);
    }
    for (const drop of this.statements.perSession) drop(session);
  }
}
