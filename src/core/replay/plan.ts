// What a replay would send and cost, worked out from the recording. Nothing is sent for it.

import { inputTokens, outputTokens, type Usage } from "../model/usage";
import { applyChanges, planChanges, type Edit } from "./edit";
import type { Mode } from "./drive";
import { outputLimit } from "./params";
import type { RecordedCall, Recording } from "./recording";

export interface PlanInput {
  readonly mode: Mode;
  readonly fromStepId?: string;
  readonly edits: readonly Edit[];
  readonly samples: number;
  /** Dollars for tokens of a model at full price; null where the model has none that we know. */
  readonly price: (usage: Usage) => number | null;
}

export interface Plan {
  readonly calls: number;
  readonly tokens: number;
  readonly costBoundUsd: number | null;
  readonly bytes: number;
  readonly incomplete: readonly string[];
}

/** Answers may grow: without a limit of the request's own, each is taken to be up to this many times the recorded one. */
const ANSWER_GROWTH = 4;
/** Where the recording has no usage: characters a token, the usual figure for English. */
const CHARACTERS_PER_TOKEN = 4;

/** The plan of all samples together. The bound is for the recorded number of calls, nothing read from a cache. */
export function planReplay(recording: Recording, input: PlanInput): Plan {
  const { changesOf, unused } = planChanges(recording, input.edits);
  const calls = liveCalls(recording, input);
  const sizes = calls.map((call) =>
    sizeOf(call, JSON.stringify(applyChanges(call.request, changesOf(call)))),
  );
  const prices = sizes.map(({ input: tokens, outBound }) => input.price(fullPrice(tokens, outBound)));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    calls: calls.length * input.samples,
    tokens: sum(sizes.map((size) => size.input + size.output)) * input.samples,
    costBoundUsd: prices.every((price) => price !== null) ? sum(prices) * input.samples : null,
    bytes: sum(sizes.map((size) => size.bytes)),
    incomplete: [...recording.incomplete, ...missingFor(recording, input, calls), ...unused],
  };
}

/** The recorded calls whose replies would be asked for anew. */
export function liveCalls(
  recording: Recording,
  { mode, fromStepId }: { readonly mode: Mode; readonly fromStepId?: string | undefined },
): RecordedCall[] {
  const all = recording.threads.flatMap((thread) => thread.calls);
  if (mode === "recorded") return all;
  const from = all.find((call) => call.step.stepId === fromStepId);
  if (!from) return [];
  return mode === "step" ? [from] : all.filter((call) => call.step.startUs >= from.step.startUs);
}

function sizeOf(
  call: RecordedCall,
  request: string,
): { input: number; output: number; outBound: number; bytes: number } {
  const bytes = new TextEncoder().encode(request).length;
  const usage = call.step.usage;
  const recordedIn = usage ? inputTokens(usage) : null;
  const output =
    (usage ? outputTokens(usage) : null) ??
    Math.ceil(JSON.stringify(call.reply ?? "").length / CHARACTERS_PER_TOKEN);
  return {
    input: Math.max(recordedIn ?? 0, Math.ceil(bytes / CHARACTERS_PER_TOKEN)),
    output,
    outBound: outputLimit(call.request.params) ?? output * ANSWER_GROWTH,
    bytes,
  };
}

function fullPrice(inUncached: number, out: number): Usage {
  return { inUncached, inCacheRead: null, inCacheWrite: null, out, reasoning: null };
}

function missingFor(recording: Recording, input: PlanInput, calls: readonly RecordedCall[]): string[] {
  if (recording.threads.length === 0)
    return ["The session has no model call whose prompt is recorded, so there is nothing to replay."];
  if (calls.length === 0)
    return ["The chosen step is no model call whose prompt is recorded. Choose another one."];
  if (input.mode === "step") return [];
  const answered = new Set(recording.answers.flatMap((answer) => answer.askedBy ?? []));
  return recording.threads
    .flatMap((thread) => thread.calls.slice(0, -1))
    .filter(
      (call) =>
        !answered.has(call.step.stepId) && (call.reply ?? []).some((part) => part.type === "tool_call"),
    )
    .map((call) => `${nameOf(call)}: what its tools answered is not recorded.`);
}

function nameOf({ step }: RecordedCall): string {
  return step.number === undefined ? step.name : `Step ${step.number} (${step.name})`;
}
