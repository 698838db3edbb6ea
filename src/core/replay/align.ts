// Pairs the items of two lists in order: like with like, as many as can be, the same content before mere likeness.

/** Items with equal `key` may be paired; a pair with equal `content` is the better one. */
export interface Alignable {
  readonly key: string;
  readonly content: string;
}

export interface Pair {
  readonly left?: number;
  readonly right?: number;
}

/** Above this many cells (16 MB of scores) a stretch is paired from its front instead of by the best fit. */
const MAX_CELLS = 4_000_000;

/** Every item of both lists exactly once, in the order of both. */
export function align(left: readonly Alignable[], right: readonly Alignable[]): Pair[] {
  const start = sharedStart(left, right);
  const end = sharedEnd(left, right, start);
  const between = alignMiddle(left.slice(start, left.length - end), right.slice(start, right.length - end));
  return [
    ...range(start).map((at) => ({ left: at, right: at })),
    ...between.map((pair) => shifted(pair, start)),
    ...range(end).map((at) => ({ left: left.length - end + at, right: right.length - end + at })),
  ];
}

function sharedStart(left: readonly Alignable[], right: readonly Alignable[]): number {
  let count = 0;
  while (count < Math.min(left.length, right.length) && isSame(left[count], right[count])) count++;
  return count;
}

function sharedEnd(left: readonly Alignable[], right: readonly Alignable[], start: number): number {
  let count = 0;
  const most = Math.min(left.length, right.length) - start;
  while (count < most && isSame(left[left.length - 1 - count], right[right.length - 1 - count])) count++;
  return count;
}

function isSame(left: Alignable | undefined, right: Alignable | undefined): boolean {
  return (
    left !== undefined && right !== undefined && left.key === right.key && left.content === right.content
  );
}

function alignMiddle(left: readonly Alignable[], right: readonly Alignable[]): Pair[] {
  if (left.length === 0 || right.length === 0) return alone(left.length, right.length);
  return (left.length + 1) * (right.length + 1) > MAX_CELLS ? fromFront(left, right) : bestFit(left, right);
}

/** The best total score: 3 for a pair with the same content, 2 for one with the same key. */
function bestFit(left: readonly Alignable[], right: readonly Alignable[]): Pair[] {
  const width = right.length + 1;
  const best = new Int32Array((left.length + 1) * width);
  const at = (row: number, column: number) => best[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const paired = score(left[row], right[column]);
      const skip = Math.max(at(row + 1, column), at(row, column + 1));
      best[row * width + column] = paired === 0 ? skip : Math.max(skip, paired + at(row + 1, column + 1));
    }
  }
  const pairs: Pair[] = [];
  let row = 0;
  let column = 0;
  while (row < left.length && column < right.length) {
    const paired = score(left[row], right[column]);
    if (paired > 0 && at(row, column) === paired + at(row + 1, column + 1))
      pairs.push({ left: row++, right: column++ });
    else if (at(row, column) === at(row + 1, column)) pairs.push({ left: row++ });
    else pairs.push({ right: column++ });
  }
  return [...pairs, ...alone(left.length, right.length, row, column)];
}

function score(left: Alignable | undefined, right: Alignable | undefined): number {
  if (!left || !right || left.key !== right.key) return 0;
  return left.content === right.content ? 3 : 2;
}

/** Each left item with the next right item of its key, at most this far ahead: linear in the number of items. */
const LOOK_AHEAD = 200;

function fromFront(left: readonly Alignable[], right: readonly Alignable[]): Pair[] {
  const pairs: Pair[] = [];
  let column = 0;
  left.forEach(({ key }, row) => {
    const ahead = right.slice(column, column + LOOK_AHEAD).findIndex((item) => item.key === key);
    for (let skipped = 0; skipped < ahead; skipped++) pairs.push({ right: column++ });
    pairs.push(ahead < 0 ? { left: row } : { left: row, right: column++ });
  });
  return [...pairs, ...alone(left.length, right.length, left.length, column)];
}

function alone(leftLength: number, rightLength: number, row = 0, column = 0): Pair[] {
  return [
    ...range(leftLength - row).map((at) => ({ left: row + at })),
    ...range(rightLength - column).map((at) => ({ right: column + at })),
  ];
}

function range(length: number): number[] {
  return Array.from({ length: Math.max(0, length) }, (_, at) => at);
}

function shifted(pair: Pair, by: number): Pair {
  return {
    ...(pair.left !== undefined && { left: pair.left + by }),
    ...(pair.right !== undefined && { right: pair.right + by }),
  };
}
