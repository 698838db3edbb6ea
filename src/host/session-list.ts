// The sessions as the host knows them: the rows that trees, the status bar, panels and quick picks show.
//
// One owner asks the engine; the others listen. Rows are asked for again after a change, in batches.

import type { Engine } from "./engine";
import { Batch } from "./batch";
import type { SessionRow, StatusRow } from "../protocol/rows";

/** Sessions that one look loads; the tree offers more. */
export const PAGE_ROWS = 500;
/** Changes within this time are shown together. */
export const BATCH_MS = 250;

/** What the list shows: rows newest first, whether there are more, and the engine's status. */
export interface SessionListState {
  readonly rows: readonly SessionRow[];
  readonly hasMore: boolean;
  readonly status: StatusRow | undefined;
}

export type AskEngine = Pick<Engine, "ask" | "on">;

export class SessionList {
  private current: SessionListState = { rows: [], hasMore: false, status: undefined };
  private pages = 1;
  private reading = false;
  private changedWhileReading = false;
  private readonly batch = new Batch(() => void this.refresh(), BATCH_MS);
  private readonly listeners = new Set<(state: SessionListState) => void>();
  private readonly subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly engine: AskEngine,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const changed = () => this.batch.request();
    this.subscriptions = [
      engine.on("status/ready", changed),
      engine.on("status/changed", changed),
      engine.on("session/changed", changed),
      engine.on("session/removed", changed),
      engine.on("finding/added", changed),
    ];
    changed();
  }

  get state(): SessionListState {
    return this.current;
  }

  /** The row of a session where it is loaded. */
  find(sessionId: string): SessionRow | undefined {
    return this.current.rows.find((row) => row.sessionId === sessionId);
  }

  /** Calls `listener` after each change until it is disposed. */
  onChange(listener: (state: SessionListState) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Loads the next page of older sessions too. */
  async loadMore(): Promise<void> {
    this.pages += 1;
    await this.refresh();
  }

  /** Asks the engine again. While an answer is on its way, a second look follows it instead of running beside it. */
  async refresh(): Promise<void> {
    if (this.reading) {
      this.changedWhileReading = true;
      return;
    }
    this.reading = true;
    try {
      this.current = await this.read();
      for (const listener of this.listeners) listener(this.current);
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.reading = false;
      if (this.changedWhileReading) this.batch.request();
      this.changedWhileReading = false;
    }
  }

  dispose(): void {
    this.batch.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.listeners.clear();
  }

  private async read(): Promise<SessionListState> {
    const rows: SessionRow[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < this.pages && (page === 0 || cursor !== undefined); page++) {
      const answer = await this.engine.ask("session/list", {
        limit: PAGE_ROWS,
        ...(cursor === undefined ? {} : { cursor }),
      });
      rows.push(...answer.items);
      cursor = answer.next;
    }
    return { rows, hasMore: cursor !== undefined, status: await this.engine.ask("status/get", {}) };
  }
}
