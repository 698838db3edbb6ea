// A grader: what a sample must do to pass.
//
// To add one: a file here that exports a function from its settings and a sample to a Verdict, and a line in `index.ts`.
// A grader is pure and judges what the sample did; it never throws for an odd sample and never for odd settings: those
// are a verdict that fails and says why. Graders that need more (a model, a process, a person) are run by the engine.
//
// Example: `{ kind: "contains", text: "Paris" }` on a sample whose answer is "Rome" gives
//   { pass: false, why: "The answer does not contain “Paris”." }

import type { Usage } from "../model/usage";

/** What one replay, or one recorded session, did. */
export interface Sample {
  /** The last words of the model. */
  readonly answer: string;
  /** In order, with the arguments as values. */
  readonly toolCalls: readonly { readonly name: string; readonly args: unknown }[];
  /** Null where a call has no known price. */
  readonly costUsd: number | null;
  readonly seconds: number;
  readonly usage: Usage;
}

export interface Verdict {
  readonly pass: boolean;
  /** From 0 to 1, where there is more to say than pass or fail. */
  readonly score?: number;
  /** Why, in a sentence. */
  readonly why: string;
}

/** Decides whether a text holds a match, within a bound of time. Handed in by the engine: pure code has no clock. */
export type MatchText = (
  pattern: string,
  flags: string,
  text: string,
) => "match" | "no match" | "too slow" | "broken pattern";

export function pass(why: string): Verdict {
  return { pass: true, why };
}

export function fail(why: string): Verdict {
  return { pass: false, why };
}

/** A text in quotes for a sentence, cut to 80 characters. */
export function quoted(text: string): string {
  return `“${text.length > 80 ? `${text.slice(0, 79)}…` : text}”`;
}
