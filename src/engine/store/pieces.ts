// Where a long value is cut: at the elements of a JSON array, so that a context shares what it repeats.

import { cutJsonText } from "../../core/otlp/pieces";

/** Elements shorter than this are not cut out: one costs more as a row than it saves. */
const MIN_ELEMENT_BYTES = 64;
/** What stands between two elements is kept with the one behind it, which halves the pieces. */
const MAX_SEPARATOR_BYTES = 8;

/** The ends of a value's pieces, rising, the last one its length. */
export function piecesOf(bytes: Uint8Array): readonly number[] {
  const ends: number[] = [];
  let start = 0;
  for (const end of cutJsonText(bytes, MIN_ELEMENT_BYTES)) {
    if (end - start <= MAX_SEPARATOR_BYTES && end !== bytes.length) continue;
    ends.push(end);
    start = end;
  }
  return ends;
}
