// The replays of this window with what came of them, for the tree: one owner asks the engine, the others listen.

import type { ReplayListRow, ReplayRow } from "../protocol/replay";
import { Batch } from "./batch";
import type { AskEngine } from "./session-list";

/** One replay: what was asked for, and its samples. */
export interface ReplayGroup {
  readonly entry: ReplayListRow;
  readonly row: ReplayRow;
}

/** Changes within this time are shown together. */
const BATCH_MS = 250;

export class ReplayList {
  private groups: readonly ReplayGroup[] = [];
  /** Replays with something new since they were asked for. */
  private readonly stale = new Set<string>();
  private readonly batch = new Batch(() => void this.refresh(), BATCH_MS);
  private readonly listeners = new Set<() => void>();
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly engine: AskEngine,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const changed = ({ replayId }: { readonly replayId: string }) => {
      this.stale.add(replayId);
      this.batch.request();
    };
    this.subscriptions = [
      engine.on("replay/progress", changed),
      engine.on("replay/done", changed),
      // An engine that was started again has none of them.
      engine.on("status/ready", () => this.batch.request()),
    ];
  }

  /** All replays that the engine still knows, oldest first. */
  get all(): readonly ReplayGroup[] {
    return this.groups;
  }

  /** Calls `listener` after each change until it is disposed. */
  onChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Asks again: replays were forgotten. */
  changed(): void {
    this.batch.request();
  }

  dispose(): void {
    this.batch.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.listeners.clear();
  }

  private async refresh(): Promise<void> {
    const stale = new Set(this.stale);
    this.stale.clear();
    try {
      const entries = await this.engine.ask("replay/list", {});
      const known = new Map(this.groups.map((group) => [group.entry.replayId, group.row]));
      this.groups = await Promise.all(
        entries.map(async (entry) => {
          const { replayId } = entry;
          const row = stale.has(replayId) ? undefined : known.get(replayId);
          return { entry, row: row ?? (await this.engine.ask("replay/get", { replayId })) };
        }),
      );
      for (const listener of this.listeners) listener();
    } catch (error) {
      this.onFailure(error);
    }
  }
}
