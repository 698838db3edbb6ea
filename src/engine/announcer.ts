// Says that something changed, at most four times a second: whoever cares asks again.

import type { EventName, Events } from "../protocol/messages";

const INTERVAL_MS = 250;

export type Emit = <E extends EventName>(event: E, data: Events[E]) => void;

export class Announcer {
  private readonly sessions = new Set<string>();
  private statusChanged = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly emit: Emit) {}

  changed(sessionId: string): void {
    this.sessions.add(sessionId);
    this.soon();
  }

  status(): void {
    this.statusChanged = true;
    this.soon();
  }

  /** At once: whoever shows the session must not ask for it again. */
  removed(sessionId: string, movedTo?: string): void {
    this.sessions.delete(sessionId);
    this.emit("session/removed", movedTo === undefined ? { sessionId } : { sessionId, movedTo });
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.tell(), INTERVAL_MS);
  }

  private tell(): void {
    this.timer = undefined;
    if (this.sessions.size > 0) this.emit("session/changed", { sessionIds: [...this.sessions] });
    if (this.statusChanged) this.emit("status/changed", {});
    this.sessions.clear();
    this.statusChanged = false;
  }
}
