// What changed between two texts, by word or by line: Myers' greedy algorithm (1986) with a bound. Pure.

export interface DiffPiece {
  readonly change: "kept" | "removed" | "added";
  readonly text: string;
}

/** Edits after which two texts count as unlike: a list of hundreds of scattered words helps no reader. */
const MAX_EDITS = 600;
/** Longer texts are for the editor's own diff. */
const MAX_CHARACTERS = 100_000;

const WORDS = /\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu;
const LINES = /[^\n]*\n|[^\n]+$/g;

/** The two texts as one list of pieces, word by word. Unlike texts come back as one removed and one added piece. */
export function diffWords(before: string, after: string): readonly DiffPiece[] {
  return diffPieces(before, after, WORDS);
}

/** The same line by line; each piece holds whole lines. */
export function diffLines(before: string, after: string): readonly DiffPiece[] {
  return diffPieces(before, after, LINES);
}

function diffPieces(before: string, after: string, unit: RegExp): readonly DiffPiece[] {
  if (before === after) return piece("kept", before);
  if (before.length + after.length > MAX_CHARACTERS) return replaced(before, after);
  const left = before.match(unit) ?? [];
  const right = after.match(unit) ?? [];
  const start = commonStart(left, right);
  const end = commonEnd(left, right, start);
  const middle = shortestEdit(left.slice(start, left.length - end), right.slice(start, right.length - end));
  if (!middle) return replaced(before, after);
  return joined([
    ...piece("kept", left.slice(0, start).join("")),
    ...middle,
    ...piece("kept", left.slice(left.length - end).join("")),
  ]);
}

function replaced(before: string, after: string): readonly DiffPiece[] {
  return [...piece("removed", before), ...piece("added", after)];
}

function piece(change: DiffPiece["change"], text: string): readonly DiffPiece[] {
  return text === "" ? [] : [{ change, text }];
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) count++;
  return count;
}

function commonEnd(left: readonly string[], right: readonly string[], start: number): number {
  const most = Math.min(left.length, right.length) - start;
  let count = 0;
  while (count < most && left[left.length - 1 - count] === right[right.length - 1 - count]) count++;
  return count;
}

/** Undefined where more than MAX_EDITS are needed. `reach` holds the furthest x on each diagonal x − y. */
function shortestEdit(left: readonly string[], right: readonly string[]): DiffPiece[] | undefined {
  const most = Math.min(MAX_EDITS, left.length + right.length);
  const reach = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trail.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOf(reach, diagonal, edits);
      while (x < left.length && x - diagonal < right.length && left[x] === right[x - diagonal]) x++;
      reach.set(diagonal, x);
      if (x >= left.length && x - diagonal >= right.length) return walkBack(trail, left, right);
    }
  }
  return undefined;
}

function startOf(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const above = reach.get(diagonal + 1) ?? -1;
  const beside = reach.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && beside < above) ? above : beside + 1;
}

function walkBack(
  trail: readonly ReadonlyMap<number, number>[],
  left: readonly string[],
  right: readonly string[],
): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  let x = left.length;
  let y = right.length;
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reach = trail[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const isDown =
      diagonal === -edits ||
      (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));
    const fromDiagonal = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : (reach.get(fromDiagonal) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - fromDiagonal;
    while (x > fromX && y > fromY) {
      pieces.push({ change: "kept", text: left[--x] ?? "" });
      y--;
    }
    if (edits === 0) break;
    if (isDown) pieces.push({ change: "added", text: right[--y] ?? "" });
    else pieces.push({ change: "removed", text: left[--x] ?? "" });
  }
  return pieces.reverse();
}

/**
 * Neighbours of one kind together. A kept blank inside a rewritten run belongs to both of its sides, so that a new
 * sentence reads as one removed and one added run.
 */
function joined(pieces: readonly DiffPiece[]): readonly DiffPiece[] {
  const all: DiffPiece[] = [];
  let removed = "";
  let added = "";
  pieces.forEach(({ change, text }, at) => {
    const isBridge =
      change === "kept" && removed !== "" && added !== "" && isBlank(text) && isChange(pieces[at + 1]);
    if (change === "removed" || isBridge) removed += text;
    if (change === "added" || isBridge) added += text;
    if (change !== "kept" || isBridge) return;
    all.push(...replaced(removed, added));
    removed = "";
    added = "";
    const last = all.at(-1);
    if (last?.change === "kept") all[all.length - 1] = { change, text: last.text + text };
    else all.push({ change, text });
  });
  return [...all, ...replaced(removed, added)];
}

function isBlank(text: string): boolean {
  return /^[ \t]+$/.test(text);
}

function isChange(next: DiffPiece | undefined): boolean {
  return next !== undefined && next.change !== "kept";
}
