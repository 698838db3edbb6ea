// The engine as the host sees it: a worker thread behind one channel. It is started again once when it dies.
//
// Listeners outlive the worker: whoever listens before a restart hears the new worker too.

import { Worker } from "node:worker_threads";
import { Channel, type Handlers } from "../protocol/channel";
import { UserFault } from "../protocol/faults";
import type { JournalSettings } from "../protocol/journal";
import type { ArgumentsOf, EventName, Events, Method, ResultOf } from "../protocol/messages";
import { logThrown, type Log } from "./log";

/** What the worker is started with (`workerData`). */
export interface EngineOptions {
  readonly httpPort: number;
  /** What is kept on disk, so that the next worker reads it back. */
  readonly journal?: JournalSettings;
}

/** The worker, reduced to what the engine needs; tests hand in their own. */
export interface EngineThread {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with the error where one ended the thread. */
  onEnd(listener: (error: Error | undefined) => void): void;
  stop(): Promise<unknown>;
}

export type StartThread = (options: EngineOptions) => EngineThread;

/** Whether the engine could be started again after it died. */
export type Death = "restarted" | "stopped";

export class Engine {
  private channel: Channel | undefined;
  private thread: EngineThread | undefined;
  private disposed = false;
  private deaths = 0;
  private readonly listeners = new Set<(channel: Channel) => void>();

  constructor(
    private readonly startThread: StartThread,
    private options: EngineOptions,
    private readonly log: Log,
    private readonly onDeath: (death: Death) => void,
    /** Answers what the engine asks of the editor. */
    private readonly handlers: Handlers = {},
  ) {
    this.start();
  }

  /** The engine's answer, or a UserFault `unavailable` where it does not run. */
  ask<M extends Method>(method: M, args: ArgumentsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>> {
    if (this.channel) return this.channel.ask(method, args, signal);
    return Promise.reject(
      new UserFault("unavailable", "The engine is not running.", { next: "Reload the window." }),
    );
  }

  /** Calls `listener` for each such event, across restarts, until it is disposed. */
  on<E extends EventName>(event: E, listener: (data: Events[E]) => void): { dispose(): void } {
    let stop: (() => void) | undefined;
    const attach = (channel: Channel) => {
      stop = channel.on(event, listener);
    };
    this.listeners.add(attach);
    if (this.channel) attach(this.channel);
    return {
      dispose: () => {
        this.listeners.delete(attach);
        stop?.();
      },
    };
  }

  /** A worker that is started again listens where the last one did, and keeps what the last one was told to. */
  remember(change: Partial<EngineOptions>): void {
    this.options = { ...this.options, ...change };
  }

  get keepsSessions(): boolean {
    return this.options.journal?.enabled === true;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.channel?.close("The extension was stopped.");
    this.channel = undefined;
    await this.thread?.stop();
  }

  private start(): void {
    const thread = this.startThread(this.options);
    const channel = new Channel((envelope) => thread.post(envelope), {
      handlers: this.handlers,
      onBug: (error, method) => logThrown(this.log, `The engine asked ${method}`, error),
    });
    thread.onMessage((message) => channel.receive(message));
    thread.onEnd((error) => {
      channel.close("The engine stopped.");
      if (!this.disposed && this.thread === thread) this.afterDeath(error);
    });
    this.thread = thread;
    this.channel = channel;
    for (const attach of this.listeners) attach(channel);
  }

  private afterDeath(error: Error | undefined): void {
    this.log.error(`The engine stopped: ${error?.stack ?? "it ended without an error"}`);
    this.channel = undefined;
    this.deaths += 1;
    const restarts = this.deaths === 1;
    if (restarts) this.start();
    this.onDeath(restarts ? "restarted" : "stopped");
  }
}

/** Starts `dist/engine.js` in a worker thread; what it writes to its streams goes to the log. */
export function startWorker(entry: string, log: Log): StartThread {
  return (options) => {
    const worker = new Worker(entry, {
      workerData: options,
      stdout: true,
      stderr: true,
      name: "agent-loupe-engine",
    });
    worker.stdout.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd()));
    worker.stderr.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd()));
    let failure: Error | undefined;
    worker.on("error", (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on("message", listener),
      onEnd: (listener) => void worker.once("exit", () => listener(failure)),
      stop: () => worker.terminate(),
    };
  };
}
