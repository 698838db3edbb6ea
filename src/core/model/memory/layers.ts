// Which layer a store is in, and why we think so.

import type { MemoryLayer, MemoryOptions } from "./operation";

export interface LayerGuess {
  readonly layer: MemoryLayer;
  readonly layerReason: string;
}

/** Words of stores, tools and keys that say what a memory is for. The order is the order of trust. */
const WORDS: readonly (readonly [MemoryLayer, RegExp])[] = [
  [
    "working",
    /scratch|working|short.?term|blackboard|\bstate\b|\btodos?\b|\bplan\b|core_memory|\bblocks?\b/i,
  ],
  ["episodic", /episod|histor|conversation|session|transcript|journal|\blogs?\b|\bevents?\b|incident|diary/i],
  [
    "semantic",
    /semantic|facts?\b|preference|profile|knowledge|long.?term|archival|entit(y|ies)|\bgraph\b|learned|insight/i,
  ],
];

/**
 * The layer of a store: what the user said, else what the system is known for (`known`), else a word in the name or
 * the key, else unknown. `hints` are looked at in order.
 */
export function layerOf(
  store: string,
  options: MemoryOptions,
  known: LayerGuess | undefined,
  hints: readonly (string | undefined)[] = [],
): LayerGuess {
  const label = options.labels?.get(store);
  if (label !== undefined) return { layer: label, layerReason: "you labelled this store" };
  if (known !== undefined) return known;
  for (const hint of hints) {
    const guess = hint === undefined ? undefined : guessFrom(hint);
    if (guess !== undefined) return guess;
  }
  return { layer: "unknown", layerReason: "nothing says what this store is for" };
}

function guessFrom(text: string): LayerGuess | undefined {
  const dated = /(?:^|[/_.\s])(\d{4}-\d{2}-\d{2})/.exec(text);
  if (dated !== null) return { layer: "episodic", layerReason: `the key is dated ${dated[1] ?? ""}` };
  for (const [layer, words] of WORDS) {
    const word = words.exec(text.replaceAll("_", " ").replaceAll("-", " ")) ?? words.exec(text);
    if (word !== null) return { layer, layerReason: `guessed from the word “${word[0].trim()}”` };
  }
  return undefined;
}
