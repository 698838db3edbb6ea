// Prompt caching as OpenAI describes it: the longest prefix shared with an earlier request of the same cache key,
// from 1,024 tokens on, in steps of 128. Tools and the system prompt come first, so a changed system prompt ends it.

const LEAST_TOKENS = 1024;
const STEP_TOKENS = 128;
const KEPT_PER_KEY = 8;

/** Remembers the latest requests of each cache key and tells how much of a new one is known. */
export class PromptCache {
  /** @type {Map<string, string[][]>} */
  #requests = new Map();

  /**
   * Tokens of this request that are read from the cache; the request is remembered.
   * @param {string} key
   * @param {string[]} tokens
   * @returns {number}
   */
  read(key, tokens) {
    const earlier = this.#requests.get(key) ?? [];
    const shared = Math.max(0, ...earlier.map((request) => sharedPrefix(request, tokens)));
    this.#requests.set(key, [...earlier, tokens].slice(-KEPT_PER_KEY));
    return shared < LEAST_TOKENS ? 0 : shared - (shared % STEP_TOKENS);
  }
}

/**
 * @param {string[]} left
 * @param {string[]} right
 */
function sharedPrefix(left, right) {
  const most = Math.min(left.length, right.length);
  for (let index = 0; index < most; index++) if (left[index] !== right[index]) return index;
  return most;
}
