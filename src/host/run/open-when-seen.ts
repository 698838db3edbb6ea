// Opens the session of a run when its first data arrives.

import type { SessionList } from "../session-list";

/** Runs that are waited for at once; the oldest is given up. */
const MAX_WAITING = 20;

export class OpenWhenSeen {
  private readonly waiting = new Set<string>();
  private readonly subscription: { dispose(): void };

  constructor(
    sessions: SessionList,
    private readonly open: (sessionId: string) => void,
  ) {
    this.subscription = sessions.onChange(({ rows }) => {
      for (const row of rows) {
        if (row.run && this.waiting.delete(row.run.runId)) this.open(row.sessionId);
      }
    });
  }

  /** Waits for the run's first session. */
  wait(runId: string): void {
    this.waiting.add(runId);
    const [oldest] = this.waiting;
    if (this.waiting.size > MAX_WAITING && oldest !== undefined) this.waiting.delete(oldest);
  }

  dispose(): void {
    this.subscription.dispose();
    this.waiting.clear();
  }
}
