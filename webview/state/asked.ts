// An answer that a view shows, asked for anew whenever the session grew.

import { type ReadonlySignal, type Signal, effect, signal, untracked } from "@preact/signals";
import type { UserFault } from "../../src/protocol/faults";
import { type Loaded, WAITING, faultOf } from "./loaded";
import type { Panel } from "./panel";

export type Question<Value> = (abort: AbortSignal) => Promise<Value>;

/**
 * How long a question rests before it is asked again, as a multiple of the time its answer took: what is costly to work
 * out (a summary of 10,000 steps) takes at most a quarter of the engine's time, so that the rows of a session that
 * grows come first.
 */
const RESTS = 3;
const LONGEST_REST_MS = 5_000;
/** Quick answers are asked for as often as the session changes. */
const QUICK_MS = 30;

/**
 * The newest answer. Another key ends what is under way; the same key asked while an answer is awaited becomes one more
 * question after it, so that a session that grows four times a second is still answered. The old answer stays until then.
 */
export class Asked<Value> {
  readonly answer: Signal<Loaded<Value>> = signal(WAITING);
  private current: { readonly key: string; readonly abort: AbortController } | undefined;
  private again: Question<Value> | undefined;

  /** @param everyMs the least time between two questions of one key: nothing on screen ticks faster than it can be read */
  constructor(private readonly everyMs = 0) {}

  async ask(key: string, question: Question<Value>): Promise<void> {
    if (this.current?.key === key) {
      this.again = question;
      return;
    }
    this.stop();
    const current = { key, abort: new AbortController() };
    this.current = current;
    this.again = question;
    while (this.again && !current.abort.signal.aborted) {
      const next = this.again;
      this.again = undefined;
      const startMs = performance.now();
      await this.once(next, current.abort.signal);
      const tookMs = performance.now() - startMs;
      const costlyMs = tookMs > QUICK_MS ? Math.min(LONGEST_REST_MS, tookMs * RESTS) : 0;
      const restMs = Math.max(costlyMs, this.everyMs - tookMs);
      if (restMs > 0) await rest(restMs, current.abort.signal);
    }
    if (this.current === current) this.current = undefined;
  }

  /** Drops what is under way and what was answered. */
  forget(): void {
    this.stop();
    this.answer.value = WAITING;
  }

  fail(fault: UserFault): void {
    this.stop();
    this.answer.value = { kind: "failed", fault };
  }

  stop(): void {
    this.current?.abort.abort();
    this.current = undefined;
    this.again = undefined;
  }

  private async once(question: Question<Value>, abort: AbortSignal): Promise<void> {
    try {
      const value = await question(abort);
      if (!abort.aborted) this.answer.value = { kind: "ready", value };
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault && !abort.aborted) this.answer.value = { kind: "failed", fault };
    }
  }
}

/** Waits, or less long where the question is dropped. */
function rest(ms: number, abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    abort.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Asks about the session on screen: now, when it grew, and anew when the panel shows another one or the question has
 * another variant. Nothing is asked twice because the session itself was still awaited. Returns the way to end it.
 */
export function askAboutSession<Value>(
  panel: Panel,
  asked: Asked<Value>,
  question: (sessionId: string, abort: AbortSignal) => Promise<Value>,
  variant: () => string = () => "",
): () => void {
  let shown = "";
  /** What was asked before the session had answered. */
  let early: string | undefined;
  const stop = effect(() => {
    const sessionId = panel.shownId.value;
    const session = panel.session.value;
    const key = `${sessionId}\n${variant()}`;
    untracked(() => {
      if (shown !== sessionId) asked.forget();
      shown = sessionId;
      // What was refused before the session was read back is asked again.
      const isRefused = asked.answer.peek().kind === "failed";
      const isAsked = session.kind === "ready" && early === key && !isRefused;
      early = session.kind === "waiting" ? key : undefined;
      if (session.kind === "failed") asked.fail(session.fault);
      else if (!isAsked) void asked.ask(key, (abort) => question(sessionId, abort));
    });
  });
  return () => {
    stop();
    asked.stop();
  };
}

/** Starts something as soon as the signal is true. Returns the way to end it, and the waiting for it. */
export function once(isTrue: ReadonlySignal<boolean>, start: () => () => void): () => void {
  let stop: (() => void) | undefined;
  const stopWaiting = effect(() => {
    if (isTrue.value) stop ??= untracked(start);
  });
  return () => {
    stopWaiting();
    stop?.();
  };
}
