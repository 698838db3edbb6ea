// Words that one agent hands to another: where a recorded prompt holds what another agent answered, the replay's prompt
// holds what it answers now. A planner's new plan so reaches the agents that work by it.
//
// The recording does not say what was handed over. It shows it: the same text, long enough to be no accident, or a
// short one that stands alone (a line, a value after a colon, between quotes or tags).

import type { Message, Part } from "../model/message";
import { mapJsonStrings } from "../policy/json-strings";
import type { CanonicalRequest } from "./recorded";
import { textOfParts } from "./recorded";

/** A text of this length stands nowhere by accident. */
const MIN_LONG = 24;
/** Answers as JSON hand over their values; more than this many are not looked for. */
const MAX_PAIRS = 500;

interface Pair {
  readonly recorded: string;
  readonly said: string;
}

/** What agents said in place of their recorded words. */
export class CarriedWords {
  /** The longest first: a value is part of the answer that holds it. */
  private pairs: readonly Pair[] = [];

  get isEmpty(): boolean {
    return this.pairs.length === 0;
  }

  /** Notes that a reply was another one than recorded. Without words on both sides there is nothing to hand over. */
  note(recorded: readonly Part[], said: readonly Part[]): void {
    const whole = { recorded: textOfParts(recorded).trim(), said: textOfParts(said).trim() };
    const found = [whole, ...pairsOfJson(whole)].filter(
      (pair) => pair.recorded !== "" && pair.said !== "" && pair.recorded !== pair.said,
    );
    const known = this.pairs.filter((pair) => !found.some((one) => one.recorded === pair.recorded));
    this.pairs = [...known, ...found]
      .sort((left, right) => right.recorded.length - left.recorded.length)
      .slice(0, MAX_PAIRS);
  }

  /** The request with the new words; the very same request where it holds none of the recorded ones. */
  request(request: CanonicalRequest): CanonicalRequest {
    if (this.isEmpty) return request;
    const system = this.parts(request.system);
    const messages = this.messages(request.messages);
    return system === request.system && messages === request.messages
      ? request
      : { ...request, system, messages };
  }

  /** Messages with the new words; the same list where nothing changes. */
  messages(messages: readonly Message[]): readonly Message[] {
    return sameOr(
      messages,
      messages.map((message) => {
        const parts = this.parts(message.parts);
        return parts === message.parts ? message : { ...message, parts };
      }),
    );
  }

  private parts(parts: readonly Part[]): readonly Part[] {
    return sameOr(
      parts,
      parts.map((part) => {
        const text = part.type === "text" ? this.text(part.text) : undefined;
        return part.type !== "text" || text === undefined || text === part.text ? part : { ...part, text };
      }),
    );
  }

  /** Every place is replaced once: what was put in is not looked through again. */
  private text(text: string): string {
    let pieces: readonly (string | Put)[] = [text];
    for (const pair of this.pairs)
      pieces = pieces.flatMap((piece) => (typeof piece === "string" ? split(piece, pair) : [piece]));
    return pieces.map((piece) => (typeof piece === "string" ? piece : piece.put)).join("");
  }
}

/** A recorded body in which the texts of one request are those of the other; undefined where it spells them its own way. */
export function carriedIntoRaw(
  raw: string,
  before: CanonicalRequest,
  after: CanonicalRequest,
): string | undefined {
  const [old, now] = [textsOf(before), textsOf(after)];
  const changed = new Map(old.flatMap((text, at) => (text === now[at] ? [] : [[text, now[at] ?? text]])));
  const found = new Set<string>();
  const carried = mapJsonStrings(raw, (text) => {
    const put = changed.get(text);
    if (put !== undefined) found.add(text);
    return put ?? text;
  });
  return found.size === changed.size ? carried : undefined;
}

function textsOf({ system, messages }: CanonicalRequest): string[] {
  return [...system, ...messages.flatMap(({ parts }) => parts)].flatMap((part) =>
    part.type === "text" ? [part.text] : [],
  );
}

interface Put {
  readonly put: string;
}

function split(text: string, { recorded, said }: Pair): (string | Put)[] {
  const pieces: (string | Put)[] = [];
  let copied = 0;
  for (let at = text.indexOf(recorded); at >= 0;) {
    const end = at + recorded.length;
    const isHandedOver = recorded.length >= MIN_LONG ? standsFree(text, at, end) : standsAlone(text, at, end);
    if (isHandedOver) {
      pieces.push(text.slice(copied, at), { put: said });
      copied = end;
    }
    at = text.indexOf(recorded, isHandedOver ? end : at + 1);
  }
  return [...pieces, text.slice(copied)];
}

/** Not inside a word. */
function standsFree(text: string, start: number, end: number): boolean {
  const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
  return !(isWord(text[start - 1]) && isWord(text[start])) && !(isWord(text[end - 1]) && isWord(text[end]));
}

/** A line of its own, a value after a colon to the line's end, or between quotes or tags. */
function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 3), start);
  const after = text.slice(end, end + 3);
  return /(?:^|\n\s*|:\s{0,2}|[>"'`“(])$/.test(before) && /^\s{0,2}(?:$|\n|[<"'`”)])/.test(after);
}

/** The texts at the same places of two answers that are JSON. */
function pairsOfJson({ recorded, said }: Pair): Pair[] {
  const [left, right] = [valueIn(recorded), valueIn(said)];
  const pairs: Pair[] = [];
  const walk = (one: unknown, other: unknown): void => {
    if (pairs.length >= MAX_PAIRS) return;
    if (typeof one === "string" && typeof other === "string") pairs.push({ recorded: one, said: other });
    if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) return;
    const others = new Map(Object.entries(other));
    for (const [key, inner] of Object.entries(one)) walk(inner, others.get(key));
  };
  walk(left, right);
  return pairs;
}

/** The value of an answer that is JSON, also between fences. */
function valueIn(answer: string): unknown {
  const text = /^```(?:json)?\s*\n([\s\S]*)\n```$/.exec(answer)?.[1] ?? answer;
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sameOr<Item>(list: readonly Item[], mapped: readonly Item[]): readonly Item[] {
  return mapped.every((item, at) => item === list[at]) ? list : mapped;
}
