// The marks of the chart: what happened before a call, in words of two lengths, placed so that no two cover each other. Pure.

import type { ContextCallRow } from "../../../src/protocol/rows";
import { costInSentence, tokens } from "../../format";
import { visibleLine } from "../../text";
import type { Column } from "./model";

export interface Mark {
  readonly kind: "compaction" | "cache-break";
  readonly x: number;
  /** The whole sentence, and what is left of it where there is no room. */
  readonly texts: readonly string[];
}

export interface PlacedMark extends Mark {
  /** Absent where no words fit: the line stays, and the table and the tooltip say the rest. */
  readonly label?: { readonly text: string; readonly row: number; readonly side: "left" | "right" };
}

/** Rows of words above the areas. More would take the room of the chart itself. */
export const ROWS = 3;
/** Width of a character at 10 px, on the safe side of VS Code's fonts. */
const CHARACTER_PX = 5.9;
const GAP_PX = 5;

/** One mark for each compaction and each cache break, from left to right. */
export function marksOf(columns: readonly Column[]): readonly Mark[] {
  return columns
    .flatMap((column): Mark[] => {
      const { call } = column;
      const { compaction, cacheBreak } = call;
      const writer =
        compaction?.writer && columns.find((each) => each.call.stepId === compaction.writer?.stepId);
      const compactionX = writer?.isSideCall === true ? writer.x : column.left;
      return [
        ...(compaction
          ? [{ kind: "compaction" as const, x: compactionX, texts: compactionTexts(call, compaction) }]
          : []),
        ...(cacheBreak
          ? [
              {
                kind: "cache-break" as const,
                x: compaction && compactionX === column.left ? column.x : column.left,
                texts: breakTexts(cacheBreak),
              },
            ]
          : []),
      ];
    })
    .sort((left, right) => left.x - right.x);
}

function compactionTexts(call: ContextCallRow, compaction: NonNullable<ContextCallRow["compaction"]>) {
  const { before, after, costUsd, writer } = compaction;
  const name = `compaction, step ${writer?.number ?? call.number}`;
  const sizes = `${tokens(before)} → ${tokens(after)}`;
  const cost = costUsd === null ? "" : `, ${costInSentence(costUsd)}`;
  return [`${name}: ${sizes}${cost}`, sizes];
}

function breakTexts({ what, lostUsd }: NonNullable<ContextCallRow["cacheBreak"]>) {
  const lost = lostUsd === null ? "" : `${costInSentence(lostUsd)} lost`;
  const name = `cache broken: ${visibleLine(what)}`;
  return [lost === "" ? name : `${name}, ${lost}`, lost === "" ? "cache broken" : lost];
}

/**
 * The marks with their words: each beside its line, in the lowest row where it covers no other words and no other line
 * runs through it. The newest are placed first; a line begins at its words and runs down.
 */
export function placeMarks(marks: readonly Mark[], fromPx: number, toPx: number): readonly PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const mark of [...marks].sort((left, right) => right.x - left.x)) {
    const label = candidatesOf(mark, fromPx, toPx).find((candidate) =>
      placed.every((other) => isClear(mark, candidate, other)),
    );
    placed.push(label ? { ...mark, label } : mark);
  }
  return placed.reverse();
}

type Label = NonNullable<PlacedMark["label"]>;

/**
 * Words at the right of a line stand as low as they can, so that the lines before it, which come next, have rows above;
 * words at its left stand high, so that the lines that begin under them have rows below.
 */
function candidatesOf(mark: Mark, fromPx: number, toPx: number): readonly Label[] {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  return mark.texts
    .flatMap((text): Label[] => [
      ...rows.map((row): Label => ({ text, row: ROWS - 1 - row, side: "right" })),
      ...rows.map((row): Label => ({ text, row, side: "left" })),
    ])
    .filter((label) => {
      const { from, to } = extentOf(mark, label);
      return from >= fromPx && to <= toPx;
    });
}

/** From where to where the words stand. */
export function extentOf(mark: Mark, { text, side }: Label): { readonly from: number; readonly to: number } {
  const width = text.length * CHARACTER_PX + GAP_PX;
  return side === "right" ? { from: mark.x, to: mark.x + width } : { from: mark.x - width, to: mark.x };
}

/** True where neither words cover words nor a line, which runs down from its words, goes through words below it. */
function isClear(mark: Mark, label: Label, other: PlacedMark): boolean {
  if (!other.label) return true;
  const own = extentOf(mark, label);
  const theirs = extentOf(other, other.label);
  if (other.label.row === label.row) return own.to < theirs.from || theirs.to < own.from;
  return other.label.row < label.row ? !isWithin(other.x, own) : !isWithin(mark.x, theirs);
}

function isWithin(x: number, { from, to }: { from: number; to: number }): boolean {
  return x > from && x < to;
}
