// Which model call goes on from which: a call whose messages hold the reply of an earlier one continues its thread.
//
// Clients do not say it. The reply is found again as the last words of the assistant in the later request; where a
// client rewrites those, the ids of the tool calls or the messages both share tell.

import type { Message, Part } from "../model/message";
import { toolCallsOf } from "./recorded";
import { messageKey, replyKey } from "./same";

export interface Linkable {
  readonly agent: string | null;
  readonly messages: readonly Message[];
  readonly reply: readonly Part[] | null;
}

/** How a call goes on: the earlier call, and what was added after its reply (tool results, words of the user). */
export interface Link {
  readonly from: number;
  readonly added: readonly Message[];
}

/** For each call, in the order they started, the call it continues; null where it starts a thread. */
export function linkCalls(calls: readonly Linkable[]): (Link | null)[] {
  const continued = new Set<number>();
  const keys = calls.map((call) => spoken(call.messages).map(messageKey));
  return calls.map((_, index) => {
    const link =
      byReply(calls, keys, index, continued) ??
      byCallId(calls, index, continued) ??
      byPrefix(calls, keys, index, continued);
    if (link) continued.add(link.from);
    return link && { from: link.from, added: link.added.filter((message) => message.role !== "assistant") };
  });

  function spoken(messages: readonly Message[]): readonly Message[] {
    return messages.filter((message) => !isSystem(message));
  }
}

/** True for the roles that carry a system prompt among the messages. */
export function isSystem(message: Message): boolean {
  return message.role === "system" || message.role === "developer";
}

type Keys = readonly (readonly string[])[];

function byReply(
  calls: readonly Linkable[],
  keys: Keys,
  index: number,
  continued: ReadonlySet<number>,
): Link | null {
  const call = calls[index];
  const last = call && lastReply(call.messages);
  if (!call || !last) return null;
  const wanted = replyKey(last.parts);
  const found = free(index, continued).filter((from) => {
    const reply = calls[from]?.reply;
    return reply !== null && reply !== undefined && replyKey(reply) === wanted;
  });
  const extending = found.find((from) => isPrefix(keys[from] ?? [], keys[index] ?? []));
  const ofAgent = found.find((from) => calls[from]?.agent === call.agent);
  const from = extending ?? ofAgent ?? found[0];
  return from === undefined ? null : { from, added: call.messages.slice(last.end) };
}

function byCallId(calls: readonly Linkable[], index: number, continued: ReadonlySet<number>): Link | null {
  const messages = calls[index]?.messages ?? [];
  for (const from of free(index, continued)) {
    const ids = new Set(toolCallsOf(calls[from]?.reply ?? []).flatMap((call) => call.id ?? []));
    const first = messages.findIndex((message) =>
      message.parts.some((part) => part.type === "tool_result" && part.id !== undefined && ids.has(part.id)),
    );
    if (first >= 0) return { from, added: messages.slice(first) };
  }
  return null;
}

function byPrefix(
  calls: readonly Linkable[],
  keys: Keys,
  index: number,
  continued: ReadonlySet<number>,
): Link | null {
  const own = keys[index] ?? [];
  let best: number | undefined;
  for (const from of free(index, continued)) {
    const other = keys[from] ?? [];
    const isLonger = best === undefined || other.length > (keys[best]?.length ?? 0);
    if (other.length > 0 && own.length > other.length && isLonger && isPrefix(other, own)) best = from;
  }
  if (best === undefined) return null;
  const messages = (calls[index]?.messages ?? []).filter((message) => !isSystem(message));
  return { from: best, added: messages.slice(keys[best]?.length ?? 0) };
}

/** Earlier calls that nobody continues yet, the latest first. */
function free(index: number, continued: ReadonlySet<number>): number[] {
  const result: number[] = [];
  for (let from = index - 1; from >= 0; from--) if (!continued.has(from)) result.push(from);
  return result;
}

/** The last run of the assistant's messages: some clients write one reply as several (thinking, words, each call). */
function lastReply(messages: readonly Message[]): { parts: readonly Part[]; end: number } | null {
  let end = messages.length;
  while (end > 0 && messages[end - 1]?.role !== "assistant") end--;
  let start = end;
  while (start > 0 && messages[start - 1]?.role === "assistant") start--;
  if (end === 0) return null;
  return { parts: messages.slice(start, end).flatMap((message) => message.parts), end };
}

function isPrefix(shorter: readonly string[], longer: readonly string[]): boolean {
  return shorter.length <= longer.length && shorter.every((key, at) => key === longer[at]);
}
