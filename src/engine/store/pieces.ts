// Where a long value is cut: at the elements of a JSON array, so that a context shares what it repeats.

import { cutJsonTextFrom } from "../../core/otlp/pieces";

/** Elements shorter than this are not cut out: one costs more as a row than it saves. */
const MIN_ELEMENT_BYTES = 64;
/** The parts of a message are cut out from here on: cutting all of them made three rows of each message. */
const MIN_PART_BYTES = 1024;
/** What stands between two elements is kept with the one behind it, which halves the pieces. */
const MAX_SEPARATOR_BYTES = 8;

/** Where a value is cut. */
export interface Pieces {
  /** The ends of the pieces, rising, the last one the value's length. */
  readonly ends: readonly number[];
  /** Those of the ends from which a value that begins alike can be cut on. */
  readonly resumes: readonly number[];
}

/**
 * The pieces of a value behind `from`: 0, or a resume of a value with the same bytes before it, whose last piece before
 * `from` ends at `start`. Null where it cannot be resumed there.
 */
export function piecesFrom(bytes: Uint8Array, from: number, start: number): Pieces | null {
  const found = cutJsonTextFrom(bytes, MIN_ELEMENT_BYTES, from, MIN_PART_BYTES);
  if (found === null) return from === 0 ? { ends: [bytes.length], resumes: [] } : null;
  const ends: number[] = [];
  let last = start;
  for (const end of found.cuts) {
    if (end - last <= MAX_SEPARATOR_BYTES && end !== bytes.length) continue;
    ends.push(end);
    last = end;
  }
  return { ends, resumes: found.resumes };
}
