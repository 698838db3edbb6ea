// How a summary of earlier messages is recognised when it stands among the messages as plain text.

/** The words that frameworks begin such a message with. Only the beginning counts: people write about summaries too. */
const MARKS: readonly RegExp[] = [
  /^(?:#+\s*|\*\*|<)?(?:conversation[ _-])?summary\b(?:\s+of\s+(?:the|our|all|what|earlier|previous)\b|\s*(?:>|:|\n|\*\*))/i,
  /^(?:this|the) session is being continued from a previous conversation/i,
  /^(?:here is|here's|below is|the following is) (?:a|the) (?:\w+ ){0,2}summary of (?:the|our|your|all|what)\b/i,
  /^\[?(?:previous|earlier) (?:conversation|context|messages)\b.{0,40}\bsummar/i,
  /^another language model started to solve this problem and produced a summary/i,
];

/** Looked at are the first characters only, so that a long message costs no more than a short one. */
const LOOKED_AT = 200;

/** Whether a text begins as a summary of earlier messages does. */
export function looksLikeSummary(text: string): boolean {
  const start = text.slice(0, LOOKED_AT).trimStart();
  return MARKS.some((mark) => mark.test(start));
}
