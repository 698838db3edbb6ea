// Text from a trace made safe to look at: what the eye cannot see or what could reorder the line is written out.
//
// A direction override, a zero-width space or an ANSI escape in a tool's result can make a reader see something else
// than the model did (hazard 43). We never drop such a character: we show its code.

/** A run of plain text, or one hidden character written as its code. */
export interface Piece {
  readonly text: string;
  readonly isCode: boolean;
}

/** Controls but tab and line feed, invisible and direction characters, tags, and lone surrogates. */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\u{d800}-\u{dfff}]/u;
const HIDDEN_ALL = new RegExp(HIDDEN.source, "gu");

/** More marks than any language stacks: the rest would paint over the neighbouring rows. */
const MARKS_KEPT = 4;
const STACKED_MARKS = new RegExp(`(\\p{M}{${MARKS_KEPT}})(\\p{M}+)`, "gu");
const HAS_STACKED_MARKS = new RegExp(`\\p{M}{${MARKS_KEPT + 1}}`, "u");

const JOINER = "\u200d";
const PICTURE_BEFORE = /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?$/u;
const PICTURE_AFTER = /^\p{Extended_Pictographic}/u;

/** The text with every hidden character written as its code, such as `\u202e` or `\x1b`. Line feeds and tabs stay. */
export function visibleText(text: string): string {
  if (!needsWork(text)) return text;
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join("");
}

/** The same on one line, for rows, titles and tooltips: line feeds become spaces. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\s*[\r\n\t]\s*/g, " "));
}

/** The text cut at its hidden characters, so that a view can mark their codes. */
export function visiblePieces(text: string): readonly Piece[] {
  if (!needsWork(text)) return text === "" ? [] : [{ text, isCode: false }];
  const capped = text.replace(/\r\n/g, "\n").replace(STACKED_MARKS, (_all, kept: string, rest: string) => {
    return `${kept} [${Array.from(rest).length} more marks]`;
  });
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of capped.matchAll(HIDDEN_ALL)) {
    if (match[0] === JOINER && joinsPictures(capped, match.index)) continue;
    if (match.index > from) pieces.push({ text: capped.slice(from, match.index), isCode: false });
    pieces.push({ text: codeOf(match[0].codePointAt(0) ?? 0), isCode: true });
    from = match.index + match[0].length;
  }
  if (from < capped.length) pieces.push({ text: capped.slice(from), isCode: false });
  return pieces;
}

function needsWork(text: string): boolean {
  return HIDDEN.test(text) || HAS_STACKED_MARKS.test(text);
}

/** A joiner between two pictures makes one emoji, such as a family; there it hides nothing. */
function joinsPictures(text: string, at: number): boolean {
  return (
    PICTURE_BEFORE.test(text.slice(Math.max(0, at - 5), at)) && PICTURE_AFTER.test(text.slice(at + 1, at + 3))
  );
}

function codeOf(point: number): string {
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, "0")}`;
  if (point < 0x10000) return `\\u${point.toString(16).padStart(4, "0")}`;
  return `\\u{${point.toString(16)}}`;
}
