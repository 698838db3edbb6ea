// The replays that run now: what each has done and what it waits for. Whoever shows one listens here.

import type { ReplayRow } from "../../protocol/replay";
import type { Engine } from "../engine";

/** A replay under way. */
export interface RunningReplay {
  readonly replayId: string;
  /** The recorded session. */
  readonly sessionId: string;
  /** What the user calls it: its variant, else its session. */
  readonly name: string;
  readonly row: ReplayRow;
}

export type ReplayAbout = Omit<RunningReplay, "row">;

export class ReplayActivity {
  private readonly rows = new Map<string, RunningReplay>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly engine: Pick<Engine, "ask" | "on">) {}

  /** The replays that run, the oldest first. */
  get running(): readonly RunningReplay[] {
    return [...this.rows.values()];
  }

  /** Calls `listener` after each change until it is disposed. */
  onChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Follows a replay to its end and gives its last state; `onUpdate` hears of each state before. */
  async follow(about: ReplayAbout, onUpdate: (row: ReplayRow) => void): Promise<ReplayRow> {
    const { replayId } = about;
    try {
      return await lastRow(this.engine, replayId, (row) => {
        this.rows.set(replayId, { ...about, row });
        this.tell();
        onUpdate(row);
      });
    } finally {
      this.rows.delete(replayId);
      this.tell();
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Asks for the replay after each of its events. While an answer is on its way, one more look follows it. */
function lastRow(
  engine: Pick<Engine, "ask" | "on">,
  replayId: string,
  onRow: (row: ReplayRow) => void,
): Promise<ReplayRow> {
  return new Promise((resolve, reject) => {
    let state: "idle" | "asking" | "again" | "over" = "idle";
    const end = (settle: () => void) => {
      state = "over";
      for (const subscription of subscriptions) subscription.dispose();
      settle();
    };
    const look = () => {
      if (state !== "idle") {
        if (state === "asking") state = "again";
        return;
      }
      state = "asking";
      engine.ask("replay/get", { replayId }).then(
        (row) => {
          if (state === "over") return;
          if (row.state !== "running") {
            end(() => resolve(row));
            return;
          }
          const again = state === "again";
          state = "idle";
          onRow(row);
          if (again) look();
        },
        (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
      );
    };
    const own = (event: { readonly replayId: string }) => {
      if (event.replayId === replayId) look();
    };
    const subscriptions = [
      engine.on("replay/progress", own),
      engine.on("replay/done", own),
      // An engine that was started again knows nothing of it, and says so.
      engine.on("status/ready", look),
    ];
    look();
  });
}
