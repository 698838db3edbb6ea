// One small channel for requests, replies, events and cancels. The same class joins worker and host, host and webview,
// and drives the engine over JSON lines: only the pipe differs.
//
// A reply or a failure always comes: a handler that throws answers with its failure, an unknown method is answered,
// and everything pending fails when the channel closes.

import * as v from "valibot";
import { UserFault, failureOf } from "./faults";
import {
  ARGUMENTS,
  type ArgumentsOf,
  type Envelope,
  type EventName,
  type Events,
  type Failure,
  type Method,
  type ResultOf,
} from "./messages";

/** Where envelopes leave; the owner calls `receive` with what arrives. */
export type Send = (envelope: Envelope) => void;

export type Handlers = {
  readonly [M in Method]?: (args: ArgumentsOf<M>, signal: AbortSignal) => ResultOf<M> | Promise<ResultOf<M>>;
};

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

export interface ChannelOptions {
  readonly handlers?: Handlers;
  /** Called with what a handler threw when it is not a UserFault: a bug, for the log. */
  readonly onBug?: (error: unknown, method: string) => void;
}

export class Channel {
  private nextId = 1;
  private closed: UserFault | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private readonly running = new Map<number, AbortController>();
  private readonly listeners = new Map<string, Set<(data: never) => void>>();

  constructor(
    private readonly send: Send,
    private readonly options: ChannelOptions = {},
  ) {}

  /** The other side's answer. Fails with a UserFault where the other side did, or with `cancelled` after an abort. */
  ask<M extends Method>(method: M, args: ArgumentsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>> {
    if (this.closed) return Promise.reject(this.closed);
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = this.nextId++;
    return new Promise<ResultOf<M>>((resolve, reject) => {
      const onAbort = () => {
        this.waiting.delete(id);
        this.send({ cancel: id });
        reject(cancelled());
      };
      const done = () => signal?.removeEventListener("abort", onAbort);
      this.waiting.set(id, {
        resolve: (value) => {
          done();
          resolve(value as ResultOf<M>);
        },
        reject: (reason) => {
          done();
          reject(reason);
        },
      });
      signal?.addEventListener("abort", onAbort, { once: true });
      this.send({ id, method, args });
    });
  }

  /** Tells the other side that something happened. */
  emit<E extends EventName>(event: E, data: Events[E]): void {
    if (!this.closed) this.send({ event, data });
  }

  /** Calls `listener` for each such event until the returned function is called. */
  on<E extends EventName>(event: E, listener: (data: Events[E]) => void): () => void {
    const all = this.listeners.get(event) ?? new Set<(data: never) => void>();
    this.listeners.set(event, all);
    all.add(listener);
    return () => void all.delete(listener);
  }

  /** Takes in one envelope. What is no envelope is dropped: it may come from a page we do not trust. */
  receive(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    const envelope = message as Record<string, unknown>;
    if (typeof envelope["event"] === "string") this.hear(envelope["event"], envelope["data"]);
    else if (typeof envelope["cancel"] === "number") this.running.get(envelope["cancel"])?.abort();
    else if (typeof envelope["id"] !== "number") return;
    else if (typeof envelope["method"] === "string") {
      void this.answer(envelope["id"], envelope["method"], envelope["args"]);
    } else this.settle(envelope["id"], envelope);
  }

  /** Ends everything: what is pending here fails, what is running for the other side is aborted. */
  close(why = "The connection to the engine was closed."): void {
    if (this.closed) return;
    this.closed = new UserFault("unavailable", why);
    for (const waiting of this.waiting.values()) waiting.reject(this.closed);
    for (const controller of this.running.values()) controller.abort();
    this.waiting.clear();
    this.listeners.clear();
  }

  private hear(event: string, data: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(data as never);
  }

  private settle(id: number, envelope: Record<string, unknown>): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    const failure = envelope["error"] as Failure | undefined;
    if (failure) waiting.reject(faultOf(failure));
    else waiting.resolve(envelope["result"]);
  }

  private async answer(id: number, method: string, args: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const result = await this.handle(method, args, controller.signal);
      this.reply(controller.signal.aborted ? { id, error: failureOf(cancelled()) } : { id, result });
    } catch (error) {
      const known = controller.signal.aborted ? cancelled() : error;
      if (!(known instanceof UserFault)) this.options.onBug?.(known, method);
      this.reply({ id, error: failureOf(known) });
    } finally {
      this.running.delete(id);
    }
  }

  private reply(envelope: Envelope): void {
    if (!this.closed) this.send(envelope);
  }

  private handle(method: string, args: unknown, signal: AbortSignal): unknown {
    const handler = Object.hasOwn(this.options.handlers ?? {}, method)
      ? (this.options.handlers as Record<string, (args: unknown, signal: AbortSignal) => unknown>)[method]
      : undefined;
    if (!handler || !Object.hasOwn(ARGUMENTS, method)) {
      throw new UserFault("invalid-args", `There is no request named ${method.slice(0, 80)}.`);
    }
    const checked = v.safeParse(ARGUMENTS[method as Method], args ?? {});
    if (!checked.success) {
      const issue = checked.issues[0];
      const where = v.getDotPath(issue);
      throw new UserFault("invalid-args", `${method}: ${where ? `${where}: ` : ""}${issue.message}`);
    }
    return handler(checked.output, signal);
  }
}

function cancelled(): UserFault {
  return new UserFault("cancelled", "The request was cancelled.");
}

function faultOf(failure: Failure): UserFault {
  return new UserFault(
    failure.code,
    failure.message,
    failure.next === undefined ? {} : { next: failure.next },
  );
}
