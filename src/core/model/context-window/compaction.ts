// Compaction: older messages have left the window and a summary stands for them.

import { diffContexts, type SegmentChange } from "./diff";
import type { Segment } from "./segment";

export interface CompactionSide {
  readonly segments: readonly Segment[];
  /** Tokens of the whole window. */
  readonly used: number;
}

export interface Compaction {
  /** Tokens of the window before and after. */
  readonly before: number;
  readonly after: number;
  /** What stands for the messages that left, where it can be told. */
  readonly summary?: Segment;
}

/** A window that lost this share of its tokens fell suddenly; a tool result that was cut does not do that. */
const SUDDEN_FALL = 0.3;
/** A message in the place of at least this many is taken for their summary, whatever its words are. */
const LEAST_REPLACED = 3;

/**
 * The compaction between two calls of one thread, or null. There is one where a new summary stands in the window and
 * something left it; where the client says that it compacted and something left; and where the window fell suddenly
 * and one new text stands in the place of several messages. Messages that only left were trimmed, not summarised.
 * @param isMarked whether the client says so on this call (`gen_ai.conversation.compacted`)
 * @param wasMarked whether it said so on the call before: the mark stays while the summary is in the window
 */
export function detectCompaction(
  previous: CompactionSide,
  current: CompactionSide,
  isMarked = false,
  wasMarked = false,
): Compaction | null {
  const changes = diffContexts(previous.segments, current.segments);
  if (!changes.some(({ change }) => change === "removed")) return null;
  const sides = { before: previous.used, after: current.used };
  const summary =
    changes.find(({ change }) => change === "summarised")?.segment ?? replacementIn(changes, sides);
  if (summary) return { ...sides, summary };
  return isMarked && !wasMarked ? sides : null;
}

/** The only new text in the place where several messages were, in a window that fell suddenly. */
function replacementIn(
  changes: readonly SegmentChange[],
  { before, after }: { before: number; after: number },
): Segment | undefined {
  if (after > before * (1 - SUDDEN_FALL)) return undefined;
  return gapsIn(changes)
    .filter(({ removed }) => removed.length >= LEAST_REPLACED)
    .map(({ added }) =>
      added.filter(({ kind }) => kind === "user" || kind === "system" || kind === "assistant"),
    )
    .find((added) => added.length === 1)?.[0];
}

/** What came and went between kept neighbours. New messages at the end of the window are the call's own and no gap. */
function gapsIn(changes: readonly SegmentChange[]): { removed: Segment[]; added: Segment[] }[] {
  const gaps: { removed: Segment[]; added: Segment[] }[] = [{ removed: [], added: [] }];
  for (const { change, segment } of changes) {
    if (change === "kept" || change === "edited") gaps.push({ removed: [], added: [] });
    else gaps.at(-1)?.[change === "removed" ? "removed" : "added"].push(segment);
  }
  return gaps;
}

/** Equal beginnings of this length are no accident. */
const LEAST_WRITTEN = 40;

/** Whether the output of a model call is the text of a summary: then that call is what the compaction cost. */
export function isWriterOf(output: string, summary: string): boolean {
  const [written, stands] = [output, summary].map((text) => text.replace(/\s+/g, " ").trim());
  return (
    written !== undefined &&
    stands !== undefined &&
    written.length >= LEAST_WRITTEN &&
    stands.includes(written)
  );
}
