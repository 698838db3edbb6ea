// Where the names of snapshots stand: under their marks, so that they cover none, and none over another. Pure.

import type { Point } from "./model";

export interface PointLabel {
  readonly point: number;
  readonly text: string;
  /** Left edge of the text. */
  readonly leftPx: number;
  readonly isMarked: boolean;
}

/** About what a letter takes at the size of the labels; a little more than the widest font we know. */
const LETTER_PX = 6.4;
const GAP_PX = 8;

/**
 * The names that have room in `widthPx`: those of the marked points always, then the first and the last, then the others
 * from the left. Each stands under its mark, moved in where it would leave the lane.
 */
export function labelsOf(
  points: readonly Point[],
  marked: { readonly a: number | undefined; readonly b: number | undefined },
  widthPx: number,
): readonly PointLabel[] {
  const isMarked = ({ point }: Point) => point === marked.a || point === marked.b;
  const ends = [points[0], points.at(-1)].filter((point) => point !== undefined);
  const wanted = [...new Set([...points.filter(isMarked), ...ends, ...points])];
  const placed: (PointLabel & { readonly rightPx: number })[] = [];
  for (const point of wanted) {
    const text = textOf(point, marked);
    const needed = text.length * LETTER_PX;
    const middle = (point.leftPercent / 100) * widthPx;
    const room = Math.max(0, widthPx - needed);
    const leftPx = freePlace(Math.min(room, Math.max(0, middle - needed / 2)), needed, room, placed);
    const isFree = leftPx !== undefined;
    if (isFree && (isMarked(point) || Math.abs(leftPx + needed / 2 - middle) <= needed / 2 + GAP_PX))
      placed.push({ point: point.point, text, leftPx, rightPx: leftPx + needed, isMarked: isMarked(point) });
  }
  return placed
    .map(({ rightPx, ...label }) => ({ ...label, leftPx: Math.round(Math.min(label.leftPx, rightPx)) }))
    .sort((left, right) => left.leftPx - right.leftPx);
}

function textOf({ point, label }: Point, { a, b }: { a: number | undefined; b: number | undefined }): string {
  const marks = [point === a ? "A" : "", point === b ? "B" : ""].filter((mark) => mark !== "").join(" ");
  return marks === "" ? label : `${marks}: ${label}`;
}

/** The wished place, or where it stands clear of what is there, moved the least; undefined where nothing is clear. */
function freePlace(
  wished: number,
  needed: number,
  room: number,
  placed: readonly { readonly leftPx: number; readonly rightPx: number }[],
): number | undefined {
  const isClear = (leftPx: number) =>
    leftPx >= 0 &&
    leftPx <= room &&
    placed.every((other) => leftPx + needed + GAP_PX <= other.leftPx || leftPx >= other.rightPx + GAP_PX);
  const candidates = [
    wished,
    ...placed.flatMap(({ leftPx, rightPx }) => [leftPx - needed - GAP_PX, rightPx + GAP_PX]),
  ].filter(isClear);
  return candidates.sort((left, right) => Math.abs(left - wished) - Math.abs(right - wished))[0];
}
