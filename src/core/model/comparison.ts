// The words of a comparison of two sessions, the same for whoever compares and whoever shows it.

import type { Usage } from "./usage";

export type Change = "same" | "edited" | "only-left" | "only-right";
/** What differs. `prompt`, `tokens`, `cost` alone leave a row `same`: the step did the same. */
export type What =
  | "answer"
  | "reasoning"
  | "tool calls"
  | "arguments"
  | "result"
  | "error"
  | "model"
  | "prompt"
  | "tokens"
  | "cost";

export interface Totals {
  readonly steps: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly durationUs: number | null;
}
