// Odd data as a value: stored, counted and shown beside the data, never thrown.

export const PROBLEM_CODES = [
  "clock", // a time that cannot be: end before start, zero, far in the future
  "cycle", // a span that is its own ancestor
  "missing-parent",
  "conflict", // two different copies of one span
  "repaired-text", // invalid UTF-8 or a lone surrogate, now U+FFFD
  "cut-value", // nested deeper than we keep
  "dropped-attributes", // the client's own limit dropped some
  "unreadable", // a value that a dialect knows but could not parse
  "truncated", // a text that the client cut
  "bad-number", // negative tokens, NaN, absurd costs
  "usage-mismatch", // a parent's sum differs from its calls
  "duplicate-call", // one model call seen by two instrumentations
  "reader-bug", // a dialect of ours threw; logged with its stack
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** What is odd, in a sentence; `key` names the attribute or field where there is one. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly key?: string;
}
