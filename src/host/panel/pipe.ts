// The pipe between a panel's page and the engine: it passes on what is allowed and answers what is asked of the editor.
//
// The channel checks each request against its schema first; whatever is no envelope or no known method does nothing.

import { Channel, type Handlers, type Send } from "../../protocol/channel";
import {
  ARGUMENTS,
  type ArgumentsOf,
  type EventName,
  type Method,
  type ResultOf,
} from "../../protocol/messages";

/** What a page may ask of the editor. The engine's own questions to the host (secrets, consent) are not among them. */
export type PageMethod =
  | "host/open-document"
  | "host/open-diff"
  | "host/copy"
  | "host/copy-link"
  | "host/show-log"
  | "host/reveal-session"
  | "host/show-step"
  | "host/open-source"
  | "host/filter-sessions"
  | "host/run-command"
  | "host/edit-cost"
  | "host/keep-layer";
export type HostHandlers = Required<Pick<Handlers, PageMethod>>;

/** What a page may ask the engine: questions. What removes, starts or listens is asked by commands only. */
const FORWARDED = [
  "status/",
  "session/",
  "step/",
  "agent/",
  "memory/",
  "search/",
  "compare/",
  "replay/",
] as const;
/** A page starts no replay and removes nothing: these are the host's, after it asked the user. */
const NEVER_FORWARDED: readonly Method[] = ["session/clear", "replay/plan", "replay/start", "replay/forget"];

/** Events that a page hears. */
export const FORWARDED_EVENTS = [
  "status/changed",
  "session/changed",
  "session/removed",
  "finding/added",
  "replay/progress",
  "replay/done",
] as const satisfies readonly EventName[];

/** More than a page has reason to send; a bigger message is dropped before it is looked at. */
const MAX_TEXT = 5 * 1024 * 1024;

export interface PipeEngine {
  ask<M extends Method>(method: M, args: ArgumentsOf<M>, signal?: AbortSignal): Promise<ResultOf<M>>;
}

/** The channel to one page. The owner hands `accept`ed messages to its `receive` and closes it with the panel. */
export function pipeTo(
  send: Send,
  engine: PipeEngine,
  host: HostHandlers,
  onBug: (error: unknown, method: string) => void,
): Channel {
  const forward = <M extends Method>(method: M) => [
    method,
    (args: ArgumentsOf<M>, signal: AbortSignal) => engine.ask(method, args, signal),
  ];
  const forwarded = Object.fromEntries(forwardedMethods().map((method) => forward(method))) as Handlers;
  return new Channel(send, { handlers: { ...forwarded, ...host }, onBug });
}

/** The methods that are passed on to the engine. */
export function forwardedMethods(): Method[] {
  return (Object.keys(ARGUMENTS) as Method[]).filter(
    (method) => !NEVER_FORWARDED.includes(method) && FORWARDED.some((noun) => method.startsWith(noun)),
  );
}

/** Whether a message from a page is small enough to be read: its texts are counted without copying them. */
export function isSmallEnough(message: unknown): boolean {
  let left = MAX_TEXT;
  const queue: unknown[] = [message];
  while (queue.length > 0 && left >= 0) {
    const value = queue.pop();
    left -= typeof value === "string" ? value.length : 8;
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) queue.push(key, inner);
    }
  }
  return left >= 0;
}
