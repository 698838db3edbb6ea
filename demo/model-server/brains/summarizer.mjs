// The role that sums up a conversation for compaction. It keeps what the policies look for later, and nothing else.

import { BATCH, linesWith, mostNamed } from "./facts.mjs";
import { say } from "../reply.mjs";

/**
 * Files, searches, batches, warnings and open questions of the transcript.
 * @type {import("../reply.mjs").Policy}
 */
export function summarizer({ task }) {
  const files = [
    ...earlier(task, /Files read: (.+)/),
    ...namedIn(task, /calls read_file \{"path":"([^"]+)"\}/g),
  ];
  const searches = [
    ...earlier(task, /Searched for: (.+)/),
    ...namedIn(task, /calls search_text \{"text":"([^"]+)"\}/g),
  ];
  const listing =
    /tool: ((?:[\w./-]+\n)+[\w./-]+)$/m.exec(task)?.[1]?.split("\n") ?? earlier(task, /All files: (.+)/);
  return say(
    [
      "Summary of the work so far.",
      `All files: ${listing.join(", ")}`,
      `Files read: ${[...new Set(files)].join(", ")}`,
      `Searched for: ${[...new Set(searches)].join(", ")}`,
      `Named most often: ${mostNamed(task, BATCH)?.value ?? "no batch"}`,
      ...linesWith(task, /\bWARN\b.*\bB-\d+/),
      ...linesWith(task, /^(?:\w+: )?Open question: /),
    ].join("\n"),
    "Later steps need to know which files are done, which batches were named and what is still open.",
  );
}

/**
 * A list that an earlier summary in the transcript holds.
 * @param {string} text
 * @param {RegExp} pattern
 */
function earlier(text, pattern) {
  return pattern.exec(text)?.[1]?.split(", ") ?? [];
}

/**
 * @param {string} text
 * @param {RegExp} pattern global, with one group
 */
function namedIn(text, pattern) {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? "");
}
