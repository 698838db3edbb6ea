// Where a long value is cut: at the elements of a JSON array, so that a context shares what it repeats.

import { cutJsonText } from "../../core/otlp/pieces";

/** Pieces are at least this long: a shorter one costs more as a row than it saves. */
const MIN_PIECE_BYTES = 64;

/** The ends of a value's pieces, rising, the last one its length. */
export function piecesOf(bytes: Uint8Array): readonly number[] {
  return cutJsonText(bytes, MIN_PIECE_BYTES).slice(1);
}
