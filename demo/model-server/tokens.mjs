// A tokenizer that needs no vocabulary: the same text always gives the same tokens, near the number a real one gives.

const PIECES = /[A-Za-z]+|\d{1,3}|\s*\n\s*|[^\sA-Za-z\d]{1,3}/g;
/** Most English words of up to this length are one token in the vocabularies of current models. */
const LETTERS_PER_TOKEN = 8;

/**
 * The tokens of a text: words cut at eight letters, digits and signs by threes, blanks with what follows.
 * @param {string} text
 * @returns {string[]}
 */
export function tokenize(text) {
  /** @type {string[]} */
  const tokens = [];
  for (const [piece] of text.matchAll(PIECES))
    for (let start = 0; start < piece.length; start += LETTERS_PER_TOKEN)
      tokens.push(piece.slice(start, start + LETTERS_PER_TOKEN));
  return tokens;
}

/**
 * How many tokens a text has.
 * @param {string} text
 */
export function countTokens(text) {
  return tokenize(text).length;
}
