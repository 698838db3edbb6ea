// Why a model stopped, in the words of the current convention (dialects.md §9.10).

import { keysPresent } from "../otlp/attributes";
import type { Attributes } from "../otlp/wire";
import { jsonAttribute } from "./content/json";
import { listIn, textIn } from "./values";

const WORDS: ReadonlyMap<string, string> = new Map([
  ...[
    "stop",
    "end_turn",
    "stop_sequence",
    "endturn",
    "completed",
    "eos",
    "complete",
    "finish_reason_stop",
  ].map((word) => [word, "stop"] as const),
  ...["length", "max_tokens", "max_output_tokens", "maxtokens", "incomplete", "model_length"].map(
    (word) => [word, "length"] as const,
  ),
  ...["tool_call", "tool_calls", "tool-calls", "tool_use", "tooluse", "function_call"].map(
    (word) => [word, "tool_call"] as const,
  ),
  ...[
    "content_filter",
    "content-filter",
    "safety",
    "refusal",
    "guardrail_intervened",
    "blocklist",
    "prohibited_content",
  ].map((word) => [word, "content_filter"] as const),
  ...["error", "failed"].map((word) => [word, "error"] as const),
]);

/** The normalised word; one we do not know stays as sent. */
export function finishReason(sent: string): string {
  return WORDS.get(sent.toLowerCase()) ?? sent;
}

/** The reasons in the first attribute that has any: a list, JSON text of a list (Mastra), or one text. */
export function readFinishReasons(
  attributes: Attributes,
  keys: readonly string[],
): readonly string[] | undefined {
  for (const key of keysPresent(attributes, keys)) {
    const value = jsonAttribute(attributes, key);
    const reasons = (Array.isArray(value) ? listIn(value) : [value])
      .map(textIn)
      .filter((text) => text !== undefined);
    if (reasons.length > 0) return reasons.map(finishReason);
  }
  return undefined;
}
