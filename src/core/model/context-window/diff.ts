// What changed in a context window since the call before.

import type { Segment } from "./segment";

export type ContextChange = "added" | "removed" | "edited" | "summarised" | "kept";

export interface SegmentChange {
  readonly change: ContextChange;
  /** The segment as it is now; as it was, where it is removed. */
  readonly segment: Segment;
  /** Absent for what was not there before. */
  readonly tokensBefore?: number;
  /** Absent for what is not there now. */
  readonly tokensAfter?: number;
}

/**
 * The changes in the order of the window now, what was removed at the place where it stood.
 *
 * Equal content is kept, wherever it moved. Of the rest, the system prompt, the tool definitions and the result of one
 * tool call are edited; so is a message that stands alone between the same kept neighbours as one of its kind did. A
 * summary that is new is `summarised`, and what it stands for is removed.
 */
export function diffContexts(previous: readonly Segment[], current: readonly Segment[]): SegmentChange[] {
  const pairs = pairUp(previous, current);
  const places = new Map(previous.map((segment, index) => [segment, index]));
  const changes: SegmentChange[] = [];
  let place = 0;
  for (const segment of current) {
    const before = pairs.get(segment);
    const index = before === undefined ? -1 : (places.get(before) ?? -1);
    if (index >= place) {
      changes.push(...removedOf(previous.slice(place, index), pairs));
      place = index + 1;
    }
    changes.push(before === undefined ? newOf(segment) : changeOf(before, segment));
  }
  return [...changes, ...removedOf(previous.slice(place), pairs)];
}

/** Tokens that came in and that went out, edits by their difference. */
export function tokensMoved(changes: readonly SegmentChange[]): { added: number; removed: number } {
  const moved = { added: 0, removed: 0 };
  for (const { change, tokensBefore = 0, tokensAfter = 0 } of changes) {
    if (change === "kept") continue;
    moved.added += Math.max(0, tokensAfter - tokensBefore);
    moved.removed += Math.max(0, tokensBefore - tokensAfter);
  }
  return moved;
}

/** Which segment of the call before each segment of this one was; each at most once. */
class Pairs {
  private readonly beforeByNow = new Map<Segment, Segment>();
  private readonly taken = new Set<Segment>();

  get(now: Segment): Segment | undefined {
    return this.beforeByNow.get(now);
  }

  isTaken(before: Segment): boolean {
    return this.taken.has(before);
  }

  join(before: Segment, now: Segment): void {
    this.beforeByNow.set(now, before);
    this.taken.add(before);
  }
}

function pairUp(previous: readonly Segment[], current: readonly Segment[]): Pairs {
  const pairs = new Pairs();
  joinByKey(previous, current, pairs, ({ identity }) => identity);
  joinByKey(previous, current, pairs, editKey);
  joinByNeighbours(previous, current, pairs);
  return pairs;
}

/** Joins what is free on both sides by a key, first with first; an undefined key joins nothing. */
function joinByKey(
  previous: readonly Segment[],
  current: readonly Segment[],
  pairs: Pairs,
  keyOf: (segment: Segment) => string | undefined,
): void {
  const waiting = new Map<string, Segment[]>();
  for (const before of previous) {
    const key = pairs.isTaken(before) ? undefined : keyOf(before);
    if (key === undefined) continue;
    const queue = waiting.get(key);
    if (queue) queue.push(before);
    else waiting.set(key, [before]);
  }
  for (const now of current) {
    const key = pairs.get(now) ? undefined : keyOf(now);
    const before = key === undefined ? undefined : waiting.get(key)?.shift();
    if (before) pairs.join(before, now);
  }
}

/** One system prompt, one memory in it, one list of tools, one result of a call: another text there is an edit. */
function editKey({ kind, messageIndex, callId }: Segment): string | undefined {
  if (kind === "tools" || (kind === "memory" && messageIndex === undefined)) return kind;
  if (kind === "system" && (messageIndex === undefined || messageIndex === 0)) return "system";
  return callId === undefined ? undefined : `call:${callId}`;
}

/** A free message whose neighbours on both sides are kept, where one of its kind stood between the same two. */
function joinByNeighbours(previous: readonly Segment[], current: readonly Segment[], pairs: Pairs): void {
  const placeBefore = new Map(previous.map((segment, index) => [segment, index]));
  current.forEach((now, index) => {
    if (pairs.get(now) || now.kind === "summary") return;
    const left = current[index - 1];
    const right = current[index + 1];
    const leftBefore = left && pairs.get(left);
    const rightBefore = right && pairs.get(right);
    if (!leftBefore || !rightBefore) return;
    const place = (placeBefore.get(leftBefore) ?? -1) + 1;
    const before = previous[place];
    if (!before || pairs.isTaken(before) || before.kind !== now.kind) return;
    if (placeBefore.get(rightBefore) === place + 1) pairs.join(before, now);
  });
}

function removedOf(segments: readonly Segment[], pairs: Pairs): SegmentChange[] {
  return segments
    .filter((segment) => !pairs.isTaken(segment))
    .map((segment) => ({ change: "removed", segment, tokensBefore: segment.tokens }));
}

function newOf(segment: Segment): SegmentChange {
  return {
    change: segment.kind === "summary" ? "summarised" : "added",
    segment,
    tokensAfter: segment.tokens,
  };
}

function changeOf(before: Segment, now: Segment): SegmentChange {
  return {
    change: before.identity === now.identity ? "kept" : "edited",
    segment: now,
    tokensBefore: before.tokens,
    tokensAfter: now.tokens,
  };
}
