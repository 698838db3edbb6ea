// The runs that we started: which of them are alive, told to the engine, and stopped on request.
//
// A stop acts on the task execution that VS Code gave us for that run, never on a process id.

import type { RunDefinition } from "./definition";
import type { GitState } from "./git";

/** VS Code's TaskExecution, as far as we use it. */
export interface Execution {
  terminate(): void;
}

export interface Run {
  readonly runId: string;
  readonly name: string;
  readonly definition: RunDefinition;
  readonly git: GitState | undefined;
}

export interface TellEngine {
  ask(
    method: "run/started",
    args: { runId: string; name: string; commit?: string; dirty?: boolean },
  ): Promise<unknown>;
  ask(method: "run/ended", args: { runId: string; exitCode?: number }): Promise<unknown>;
}

/** Prepared runs that were never started are forgotten beyond this many. */
const MAX_PREPARED = 100;

export class Runs {
  private readonly prepared = new Map<string, Run>();
  private readonly alive = new Map<string, { readonly run: Run; readonly execution: Execution }>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly engine: TellEngine,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Keeps what is known of a run until VS Code says that it started. */
  prepare(run: Run): void {
    this.prepared.set(run.runId, run);
    const [oldest] = this.prepared.keys();
    if (this.prepared.size > MAX_PREPARED && oldest !== undefined) this.prepared.delete(oldest);
  }

  /** The run started. Ignores ids that we did not give out. */
  started(runId: string | undefined, execution: Execution): void {
    const run = runId === undefined ? undefined : this.prepared.get(runId);
    if (!run) return;
    this.alive.set(run.runId, { run, execution });
    const { git, name } = run;
    const facts = git === undefined ? {} : { commit: git.commit, dirty: git.dirty };
    this.tell(this.engine.ask("run/started", { runId: run.runId, name, ...facts }));
  }

  /** The run ended, with the exit code where there was one. Says so to the engine once. */
  ended(runId: string | undefined, exitCode: number | undefined): void {
    if (runId === undefined || !this.alive.delete(runId)) return;
    this.tell(this.engine.ask("run/ended", { runId, ...(exitCode === undefined ? {} : { exitCode }) }));
  }

  /** Ends what we started for that run. False where the run is not ours or has ended. */
  stop(runId: string): boolean {
    const found = this.alive.get(runId);
    found?.execution.terminate();
    return found !== undefined;
  }

  /** The runs that are alive, newest first. */
  get running(): readonly Run[] {
    return [...this.alive.values()].map(({ run }) => run).reverse();
  }

  isAlive(runId: string): boolean {
    return this.alive.has(runId);
  }

  onChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private tell(told: Promise<unknown>): void {
    told.catch(this.onFailure);
    for (const listener of this.listeners) listener();
  }
}
