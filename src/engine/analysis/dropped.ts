// What left a window and was not seen again: of the messages that went, the sentences whose words no later message has.
//
// A summary says things in other words, so sentences are not compared as wholes: a sentence counts as seen again where
// every name and number in it stands somewhere later. A sentence without any has to be there as it was.

import { textOfValue } from "../../core/model/context-window/pieces";
import type { Message } from "../../core/model/message";
import type { ContextCall } from "./contexts";
import { firstSeen } from "./first-seen";

/** Bounds of the work and of the answer. */
const MAX_DROPPED = 20;
const MAX_LATER_CHARACTERS = 4_000_000;
const MAX_READ_CHARACTERS = 20_000;
const MAX_TEXT = 300;

export interface Dropped {
  readonly text: string;
  /** The call with which the message came in. */
  readonly stepId?: string;
  /** Its number in tree order. */
  readonly number?: number;
}

/** What the messages that left between two calls said and no message of the same agent says from then on. */
export function droppedFrom(
  previous: ContextCall,
  call: ContextCall,
  calls: readonly ContextCall[],
): readonly Dropped[] {
  const stays = new Set((call.content.messages ?? []).map(({ hash }) => hash));
  const left = (previous.content.messages ?? []).filter(
    ({ hash, value }) => !stays.has(hash) && value.role !== "system" && value.role !== "developer",
  );
  if (left.length === 0) return [];
  const later = laterText(call, calls);
  const since = firstSeen(previous);
  const dropped: Dropped[] = [];
  for (const { hash, value } of left) {
    const text = unseenIn(value, later);
    if (text === "") continue;
    const place = since.get(hash)?.step.place;
    dropped.push({ text, ...(place && { stepId: place.stepId, number: place.number }) });
    if (dropped.length === MAX_DROPPED) break;
  }
  return dropped;
}

/** The sentences of a message that are not seen again, up to the length of a row. */
function unseenIn(message: Message, later: string): string {
  const sentences = saidIn(message)
    .slice(0, MAX_READ_CHARACTERS)
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.replace(/\s+/g, " ").trim())
    .filter((sentence) => sentence.length >= 8);
  const unseen: string[] = [];
  let length = 0;
  for (const sentence of new Set(sentences)) {
    if (length > MAX_TEXT) break;
    if (isSeen(sentence.toLowerCase(), later)) continue;
    unseen.push(sentence);
    length += sentence.length + 1;
  }
  const text = unseen.join(" ");
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}

function isSeen(sentence: string, later: string): boolean {
  if (later.includes(sentence)) return true;
  const telling =
    sentence.match(/[\p{L}\p{N}_./:@-]*[\p{N}_@][\p{L}\p{N}_./:@-]*[\p{L}\p{N}]|\p{N}+/gu) ?? [];
  return telling.length > 0 && telling.every((word) => later.includes(word));
}

/** All that the agent's calls hold from this one on, each distinct message once, in lower case. */
function laterText(call: ContextCall, calls: readonly ContextCall[]): string {
  const seen = new Set<string>();
  const texts: string[] = [];
  let room = MAX_LATER_CHARACTERS;
  const add = (text: string) => {
    texts.push(text.slice(0, Math.max(0, room)));
    room -= text.length;
  };
  const { agent } = call.step.place;
  for (const each of calls.slice(calls.indexOf(call))) {
    if (each.step.place.agent !== agent || room <= 0) continue;
    for (const { hash, value } of each.content.messages ?? []) {
      if (seen.has(hash)) continue;
      seen.add(hash);
      add(saidIn(value));
    }
    for (const message of each.content.output) add(saidIn(message));
    for (const part of each.content.system?.value ?? []) if (part.type === "text") add(part.text);
  }
  return texts.join("\n").replace(/\s+/g, " ").toLowerCase();
}

function saidIn({ parts }: Message): string {
  return parts
    .flatMap((part) => {
      if (part.type === "text") return [part.text];
      if (part.type === "tool_result" || part.type === "server_tool_result")
        return [textOfValue(part.result)];
      if (part.type === "tool_call" || part.type === "server_tool_call") return [textOfValue(part.args)];
      return part.type === "compaction" ? [part.summary ?? ""] : [];
    })
    .join("\n");
}
