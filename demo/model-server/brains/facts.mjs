// Reading facts out of texts: what the policies have in place of understanding.

/**
 * The value that is named most often, with its count; the first one of a tie. Undefined where nothing matches.
 * @param {string} text
 * @param {RegExp} pattern global
 */
export function mostNamed(text, pattern) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const [value] of text.matchAll(pattern)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [best] = [...counts].sort((left, right) => right[1] - left[1]);
  return best && { value: best[0], count: best[1] };
}

/** Batches are written like this everywhere in the workspace. */
export const BATCH = /\bB-\d+\b/g;

/**
 * The lines that match, without list and search marks, each once.
 * @param {string} text
 * @param {RegExp} pattern
 */
export function linesWith(text, pattern) {
  const lines = text.split("\n").filter((line) => pattern.test(line));
  return [
    ...new Set(
      lines.map((line) =>
        line
          .replace(/^[\w./-]+:\d+: /, "")
          .replace(/^[-*\s]+/, "")
          .trim(),
      ),
    ),
  ];
}

/**
 * The first sentence that has all the words of a topic, in any case.
 * @param {string} text
 * @param {string} topic
 */
export function sentenceAbout(text, topic) {
  const words = topic
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !["the", "for", "of", "a"].includes(word));
  return text
    .split(/(?<=\.)\s+|\n/)
    .map((sentence) => sentence.replace(/^[-*\s]+/, "").trim())
    .find(
      (sentence) => !sentence.startsWith("#") && words.every((word) => sentence.toLowerCase().includes(word)),
    );
}

/**
 * The rows of a query result; none where it is not a list of rows.
 * @param {string | undefined} result
 * @returns {Record<string, any>[]}
 */
export function rowsOf(result) {
  try {
    const rows = JSON.parse(result ?? "[]");
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}
