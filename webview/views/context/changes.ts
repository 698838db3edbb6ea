// The list of what changed since the call before: kept segments fold into one line, equal changes into one row. Pure.

import type { ContextChange, ContextWindowRow, SegmentRow } from "../../../src/protocol/rows";

type Change = ContextWindowRow["changes"][number];

export interface ChangeLine {
  readonly change: ContextChange;
  readonly segments: readonly SegmentRow[];
  readonly tokensBefore: number;
  readonly tokensAfter: number;
}

export interface FoldedChanges {
  readonly kept: readonly SegmentRow[];
  readonly keptTokens: number;
  readonly lines: readonly ChangeLine[];
  readonly addedTokens: number;
  readonly removedTokens: number;
}

const ORDER: readonly ContextChange[] = ["summarised", "added", "removed", "edited"];

/** Kept segments apart; the others in the order summary, added, dropped, edited, neighbours of one kind together. */
export function foldChanges(changes: readonly Change[]): FoldedChanges {
  const kept = changes.filter(({ change }) => change === "kept").map(({ segment }) => segment);
  const moving = changes
    .filter(({ change }) => change !== "kept")
    .sort((left, right) => ORDER.indexOf(left.change) - ORDER.indexOf(right.change));
  const lines = moving.reduce<ChangeLine[]>((all, change) => joined(all, lineOf(change)), []);
  return {
    kept,
    keptTokens: kept.reduce((sum, segment) => sum + segment.tokens, 0),
    lines,
    addedTokens: lines.reduce((sum, line) => sum + Math.max(0, line.tokensAfter - line.tokensBefore), 0),
    removedTokens: lines.reduce((sum, line) => sum + Math.max(0, line.tokensBefore - line.tokensAfter), 0),
  };
}

function lineOf({ change, segment, tokensBefore, tokensAfter }: Change): ChangeLine {
  return {
    change,
    segments: [segment],
    tokensBefore: tokensBefore ?? (change === "removed" ? segment.tokens : 0),
    tokensAfter: tokensAfter ?? (change === "removed" ? 0 : segment.tokens),
  };
}

/** Edits stay single: each has a text of its own to look at. */
function joined(lines: ChangeLine[], line: ChangeLine): ChangeLine[] {
  const last = lines.at(-1);
  const isAlike =
    last?.change === line.change &&
    line.change !== "edited" &&
    last.segments[0]?.kind === line.segments[0]?.kind;
  if (!last || !isAlike) return [...lines, line];
  const together: ChangeLine = {
    change: line.change,
    segments: [...last.segments, ...line.segments],
    tokensBefore: last.tokensBefore + line.tokensBefore,
    tokensAfter: last.tokensAfter + line.tokensAfter,
  };
  return [...lines.slice(0, -1), together];
}

/** `describe_table ×2, list_tables`: each label once, with how often it stands. */
export function labelOf(segments: readonly SegmentRow[]): string {
  const counts = new Map<string, number>();
  for (const { label } of segments) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].map(([label, count]) => (count === 1 ? label : `${label} ×${count}`)).join(", ");
}

/** The beginning of a segment's text, without the tool's name where the label says it already. */
export function previewOf({ label, preview }: SegmentRow): string {
  const called = /^calls (\S+)$/.exec(label)?.[1];
  return called !== undefined && preview.startsWith(`${called} `)
    ? preview.slice(called.length + 1)
    : preview;
}
