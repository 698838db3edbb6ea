// Says that something changed; whoever cares asks again. How soon depends on what the last time cost: at once after a
// quiet moment, and while much arrives as often as the engine has time for the questions that follow.

import { performance } from "node:perf_hooks";
import type { EventName, Events } from "../protocol/messages";

/** Changes of sessions are told at most this often: a view that follows one draws each of them. */
const SHORTEST_MS = 50;
/** However busy the engine is, a change is told after this long. */
const LONGEST_MS = 250;
/** Counts of what was received are shown in passing. */
const STATUS_MS = 250;
/** The part of the time since the last change was told that the engine may have worked before it tells the next one. */
const BUSY = 0.6;

export type Emit = <E extends EventName>(event: E, data: Events[E]) => void;

/** The world that an announcer lives in; a test has its own. */
export interface Pace {
  nowMs(): number;
  /** Milliseconds that this thread has worked in all. */
  workedMs(): number;
  /** Calls back after so many milliseconds, in a turn of its own; returns the way to prevent it. */
  after(ms: number, work: () => void): () => void;
}

const REAL_PACE: Pace = {
  nowMs: () => performance.now(),
  workedMs: () => performance.eventLoopUtilization().active,
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

export class Announcer {
  private readonly sessions = new Set<string>();
  private statusChanged = false;
  private stopSessions: (() => void) | undefined;
  private stopStatus: (() => void) | undefined;
  private toldMs = -Infinity;
  private workedMs = 0;

  constructor(
    private readonly emit: Emit,
    private readonly pace: Pace = REAL_PACE,
  ) {}

  /** A session has more steps, or others, or is shown differently. */
  changed(sessionId: string): void {
    this.sessions.add(sessionId);
    this.stopSessions ??= this.pace.after(this.restMs(), () => this.tellSessions());
  }

  status(): void {
    this.statusChanged = true;
    this.stopStatus ??= this.pace.after(STATUS_MS, () => this.tellStatus());
  }

  /** At once: whoever shows the session must not ask for it again. */
  removed(sessionId: string, movedTo?: string): void {
    this.sessions.delete(sessionId);
    this.emit("session/removed", movedTo === undefined ? { sessionId } : { sessionId, movedTo });
  }

  dispose(): void {
    this.stopSessions?.();
    this.stopStatus?.();
  }

  private tellSessions(): void {
    const nowMs = this.pace.nowMs();
    const sinceMs = nowMs - this.toldMs;
    const busyMs = this.pace.workedMs() - this.workedMs;
    if (sinceMs < LONGEST_MS && busyMs > sinceMs * BUSY) {
      const restMs = Math.min(busyMs / BUSY - sinceMs, LONGEST_MS - sinceMs);
      this.stopSessions = this.pace.after(Math.max(1, restMs), () => this.tellSessions());
      return;
    }
    this.stopSessions = undefined;
    this.toldMs = nowMs;
    this.workedMs = this.pace.workedMs();
    if (this.sessions.size > 0) this.emit("session/changed", { sessionIds: [...this.sessions] });
    this.sessions.clear();
  }

  private tellStatus(): void {
    this.stopStatus = undefined;
    if (this.statusChanged) this.emit("status/changed", {});
    this.statusChanged = false;
  }

  private restMs(): number {
    return Math.max(0, this.toldMs + SHORTEST_MS - this.pace.nowMs());
  }
}
