// The words of a search: found in a text wherever they stand, whatever their case.

import type { MayHold } from "../store/text-scan";

/** More words narrow nothing down. */
const MAX_WORDS = 16;

/** The distinct words of a query in lower case, longest first. */
export function wordsOf(query: string): readonly string[] {
  const words = new Set(query.toLowerCase().split(/\s+/).filter(Boolean));
  return [...words].sort((left, right) => right.length - left.length).slice(0, MAX_WORDS);
}

/** Whether all words stand in a text. */
export function holdsAll(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/**
 * A quick test of stored bytes, before they are read: false only where no text in them can hold the words. Stored texts
 * are JSON as clients wrote it, where `"`, `\`, `/`, `<`, `>`, `&` and `'` may stand escaped, and all that is not ASCII too.
 */
export function mayHold(words: readonly string[]): MayHold {
  const plain = longest(words.flatMap((word) => word.match(/[a-z0-9_.,:;()[\]{}=+*#@!?$%^~|-]+/g) ?? []));
  const foreign = longest(words.flatMap((word) => word.match(/[^\x00-\x7f]+/g) ?? []));
  if (plain === "" && foreign === "") return () => true;
  return (bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8").toLowerCase();
    if (plain !== "")
      return text.includes(plain) || LETTERS_THAT_BECOME_ASCII.some((letter) => text.includes(letter));
    return text.includes(foreign) || text.includes("\\u");
  };
}

/** İ and the Kelvin sign are the only letters beyond ASCII whose lower case begins with one of ASCII. */
const LETTERS_THAT_BECOME_ASCII: readonly string[] = ["\\u0130", "\\u212a"];

function longest(texts: readonly string[]): string {
  return texts.reduce((most, text) => (text.length > most.length ? text : most), "");
}

const BEFORE = 60;
const AFTER = 120;

/** The text around the first place of the longest word, on one line. */
export function excerptOf(text: string, words: readonly string[]): string {
  const word = words[0] ?? "";
  const at = placeIn(text, text.toLowerCase().indexOf(word));
  const start = Math.max(0, at - BEFORE);
  const end = Math.min(text.length, at + word.length + AFTER);
  const inner = text
    .slice(start, end)
    .replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return `${start > 0 ? "…" : ""}${inner}${end < text.length ? "…" : ""}`;
}

/** An index of the lower-case text in the text itself: a few letters change their length (İ becomes two). */
function placeIn(text: string, lowerIndex: number): number {
  let place = 0;
  let lower = 0;
  if (text.toLowerCase().length === text.length) return lowerIndex;
  for (const letter of text) {
    if (lower >= lowerIndex) break;
    lower += letter.toLowerCase().length;
    place += letter.length;
  }
  return place;
}
