// An estimate of tokens without a vocabulary.

import { estimateTokenCount } from "tokenx";

export type TokenEstimator = (text: string) => number;

/** tokenx takes a text apart with one expression; short pieces keep its work, and its list of segments, small. */
const PIECE_LENGTH = 2048;

/**
 * Tokens of a text by tokenx 2.2.0, in pieces of 2 KB. Its error against o200k was measured once: English 0 %, JSON
 * −13 %, code +5 %, Chinese +31 %, Japanese 0 %. A text that is not empty has at least one token.
 */
export function estimateTokens(text: string): number {
  if (text === "") return 0;
  let tokens = 0;
  for (let start = 0; start < text.length; start += PIECE_LENGTH)
    tokens += estimateTokenCount(text.slice(start, start + PIECE_LENGTH));
  return Math.max(1, tokens);
}
