// What the adapters share to read an answer: usage in our buckets, finish reasons, errors.

import { field, listIn } from "../../core/dialects/values";
import type { Part } from "../../core/model/message";
import type { Usage } from "../../core/model/usage";
import type { ModelReply } from "../../core/replay/recorded";

/** What a provider said of a reply; what it did not say is left out. */
export interface ReplyFacts {
  readonly usage: Usage | undefined;
  readonly finishReason: string | undefined;
  readonly model: string | undefined;
  readonly id: string | undefined;
}

export function replyWith(
  parts: readonly Part[],
  { usage, finishReason, model, id }: ReplyFacts,
): ModelReply {
  return {
    parts,
    ...(usage && { usage }),
    ...(finishReason !== undefined && { finishReasons: [finishReason] }),
    ...(model !== undefined && { responseModel: model }),
    ...(id !== undefined && { responseId: id }),
  };
}

/** Arguments that are no JSON stay the text they are: the record will hold no answer to them. */
export function parsedOrText(args: string): unknown {
  if (args === "") return {};
  try {
    return JSON.parse(args) as unknown;
  } catch {
    return args;
  }
}

/** A number that is a count; anything else is unknown. */
export function countIn(value: unknown, ...path: readonly string[]): number | null {
  let found = value;
  for (const key of path) found = field(found, key);
  return typeof found === "number" && Number.isFinite(found) && found >= 0 ? found : null;
}

/** Buckets that do not overlap, from counts in which the cached are part of the input and the thinking of the output. */
export function usageOf(counts: {
  input: number | null;
  cacheRead?: number | null;
  output: number | null;
  reasoning?: number | null;
}): Usage {
  const { input, output, cacheRead = null, reasoning = null } = counts;
  return {
    inUncached: input === null ? null : Math.max(0, input - (cacheRead ?? 0)),
    inCacheRead: cacheRead,
    inCacheWrite: null,
    out: output === null ? null : Math.max(0, output - (reasoning ?? 0)),
    reasoning,
  };
}

/** Finish reasons in the words of the GenAI convention; a word that is none of these stays. */
export function finishReason(reason: string): string {
  return FINISH_REASONS.get(reason.toLowerCase()) ?? reason;
}

const FINISH_REASONS: ReadonlyMap<string, string> = new Map([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["completed", "stop"],
  ["tool_calls", "tool_call"],
  ["tool_use", "tool_call"],
  ["function_call", "tool_call"],
  ["max_tokens", "length"],
  ["max_output_tokens", "length"],
  ["safety", "content_filter"],
  ["stop", "stop"],
]);

/** The message of an error in any of the shapes providers use; undefined where there is none. */
export function errorMessage(value: unknown): string | undefined {
  const error = field(value, "error") ?? field(listIn(value)[0], "error");
  if (typeof error === "string") return error;
  const message = field(error, "message") ?? field(value, "message") ?? field(value, "detail");
  return typeof message === "string" ? message : undefined;
}
