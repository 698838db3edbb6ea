// The engine put together: store, ingest, receiver and answers behind one channel.

import { fail } from "../core/evals/grader";
import { Channel, type Send } from "../protocol/channel";
import { failureOf } from "../protocol/faults";
import { Analyses } from "./analysis/analyses";
import { Announcer } from "./announcer";
import { answersOf } from "./answers";
import type { Engine } from "./answers/engine";
import { Ingest, type OnBug, stepReader } from "./ingest";
import type { JournalSettings } from "../protocol/journal";
import { JournalControl } from "./journal/control";
import { ReceiverControl } from "./receiver-control";
import { evalAnswers } from "./evals";
import { gradeByModule } from "./evals/module-grader";
import { createReplay, type ReplayParts } from "./replay";
import type { RunModule } from "./replay/replay";
import type { AskHost } from "./replay/target";
import { Runs } from "./runs";
import { Senders } from "./senders";
import { Settings } from "./settings";
import { loadSqlite } from "./store/open";
import { Store } from "./store/store";

export interface EngineOptions {
  /** Where replies and events go. */
  readonly send: Send;
  readonly onBug: OnBug;
  readonly nowMs?: () => number;
  readonly maxStoreBytes?: number;
  /** Where what arrives is kept, so that the next engine reads it back; without it nothing is written. */
  readonly journal?: JournalSettings;
  /** Told in a sentence of what the journal could not do; for the log. */
  readonly onProblem?: (text: string) => void;
  /** What replay takes of the world: the environment where the engine runs alone, a test's own clock and network. */
  readonly replay?: Pick<ReplayParts, "environment" | "runModule" | "outside">;
}

export interface RunningEngine extends Engine {
  readonly channel: Channel;
  /** Ends everything, once. */
  stop(): Promise<void>;
}

/** An engine that answers on its channel. It listens on no port until it is told to. */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { send, onBug, nowMs = Date.now, maxStoreBytes } = options;
  const announcer = new Announcer((event, data) => channel.emit(event, data));
  const senders = new Senders(() => ingest.arrivedMs);
  const reader = stepReader(senders, onBug);
  const sqlite = await loadSqlite();
  const store = new Store({
    sqlite,
    reader,
    ...(maxStoreBytes !== undefined && { maxBytes: maxStoreBytes }),
  });
  const runs = new Runs();
  const journal = new JournalControl({
    ingest: (signal, body, atMs) => ingest.readBack(signal, body, atMs),
    remove(sessionIds) {
      for (const sessionId of store.remove(sessionIds)) announcer.removed(sessionId);
    },
    run: (row) => runs.restore(row),
    onRead(sessionIds) {
      for (const sessionId of sessionIds) announcer.changed(sessionId);
      announcer.status();
    },
    onChange: () => announcer.status(),
    onBug,
    onProblem: options.onProblem ?? (() => undefined),
    nowMs,
  });
  const ingest = new Ingest(store, announcer, nowMs, (...body) => journal.keep(...body));
  const receiver = new ReceiverControl(
    {
      accept: (signal, body, info) => settled(() => ingest.accept(signal, body, info.bytes)),
      onError: (error) => onBug(error, "receiver"),
    },
    () => announcer.status(),
  );
  const analyses = new Analyses(store, reader, (session) => {
    const sessionId = store.sessions.byRowId(session)?.sessionId;
    if (sessionId !== undefined) announcer.changed(sessionId);
  });
  const settings = new Settings();
  const engine: Engine = {
    store,
    reader,
    ingest,
    journal,
    senders,
    runs,
    settings,
    analyses,
    announcer,
    receiver,
    nowMs,
  };
  const answers = answersOf(engine);
  const ask: AskHost = (method, args, signal) => channel.ask(method, args, signal);
  const replay = createReplay({
    answers,
    ingest: (body) => void ingest.accept("traces", body),
    ask,
    emit: (event, data) => channel.emit(event, data),
    onBug,
    runModule: runTrustedModule(ask),
    ...options.replay,
  });
  const evals = evalAnswers({
    start: startEngine,
    onBug,
    outside: { ask, ...options.replay?.outside },
    ...(options.replay?.environment && { environment: options.replay.environment }),
  });
  const handlers = { ...answers, ...replay.handlers, ...evals };
  const channel = new Channel(send, { handlers, onBug });
  if (options.journal) journal.start(options.journal);
  const end = async () => {
    replay.dispose();
    await receiver.close();
    await journal.close();
    announcer.dispose();
    channel.close();
    store.close();
  };
  let ended: Promise<void> | undefined;
  return { ...engine, channel, stop: () => (ended ??= end()) };
}

/** Runs a module grader where the host says that its workspace is trusted; a refusal is the verdict. */
function runTrustedModule(ask: AskHost): RunModule {
  return async (settings, sample, signal) => {
    try {
      const { path } = await ask("host/module", { path: settings.path }, signal);
      return await gradeByModule({ ...settings, path }, sample, signal);
    } catch (error) {
      const { message, next = "" } = failureOf(error);
      return fail(`${message} ${next}`.trim());
    }
  };
}

/** The result of work as a promise, thrown errors included. */
function settled<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => resolve(work()));
}
