// The runs that the editor started: their sessions carry the name and are under way as long as they are.

import type { RunRow } from "../protocol/rows";

interface Run {
  readonly row: RunRow;
  readonly alive: boolean;
}

/** Ended runs kept for the names of their sessions; the oldest are forgotten first. */
const MAX_RUNS = 1000;

export class Runs {
  private readonly byId = new Map<string, Run>();

  started(row: RunRow): void {
    this.keep(row, true);
  }

  /** A run of before: its sessions carry its name again. One that was told of since stays as it is. */
  restore(row: RunRow): void {
    if (this.byId.get(row.runId)?.alive !== true) this.keep(row, false);
  }

  /** The run as it is now; undefined where it was never told of. */
  ended(runId: string, exitCode: number | undefined): RunRow | undefined {
    const run = this.byId.get(runId);
    if (!run) return undefined;
    const row = exitCode === undefined ? run.row : { ...run.row, exitCode };
    this.byId.set(runId, { row, alive: false });
    return row;
  }

  /** The run with this id; a session whose run the editor never told of shows the id as its name. */
  row(runId: string | null): RunRow | undefined {
    if (runId === null) return undefined;
    return this.byId.get(runId)?.row ?? { runId, name: runId };
  }

  isAlive(runId: string | null): boolean {
    return runId !== null && this.byId.get(runId)?.alive === true;
  }

  private keep(row: RunRow, alive: boolean): void {
    this.byId.set(row.runId, { row, alive });
    for (const runId of this.byId.keys()) {
      if (this.byId.size <= MAX_RUNS) return;
      this.byId.delete(runId);
    }
  }
}
