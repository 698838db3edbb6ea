// A step as far as money is concerned.

import { isBilled, type StepKind } from "../kind";
import { toNano } from "../money";
import type { Usage } from "../usage";

/** A tool call that a model asked for. `callId` joins it to the step that ran it, else name and arguments do. */
export interface ToolRequest {
  readonly name: string;
  readonly callId?: string;
  readonly argsHash?: string;
}

export interface CostStep {
  readonly stepId: string;
  readonly parentId: string | null;
  readonly agent: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly kind: StepKind;
  /** The tool's name, on steps of kind `tool`. */
  readonly tool?: string;
  readonly callId?: string;
  readonly status: "running" | "ok" | "error";
  readonly startUs: number;
  readonly durationUs: number | null;
  readonly usage: Usage | null;
  /** Null: unknown. */
  readonly costUsd: number | null;
  /** Hash of a tool's canonical arguments. */
  readonly argsHash?: string;
  /** Hash of a tool's result or error text. */
  readonly resultHash?: string;
  /** Hash of a model call's model, parameters and whole input. */
  readonly inputHash?: string;
  /** What a model call asked for. */
  readonly requests?: readonly ToolRequest[];
  readonly duplicateOf?: string;
  /** Cached input was sent again uncached; `lostUsd` null where it has no price. */
  readonly cacheBreak?: { readonly lostUsd: number | null; readonly what?: string };
  /** The call only summed up what had been sent before; `costUsd` is what reading it again cost. */
  readonly compaction?: { readonly costUsd: number | null };
}

/** Model calls, embeddings and reranks that count: no second copy of a call. */
export function isBilledStep(step: CostStep): boolean {
  return isBilled(step.kind) && step.duplicateOf === undefined;
}

/** Tools that ran and count. Only they can have a price that the user set. */
export function isToolStep(step: CostStep): boolean {
  return step.kind === "tool" && step.duplicateOf === undefined;
}

/** What a step cost in nano-dollars by itself; null where unknown. Tools cost what the user set, a call. */
export function costNano(step: CostStep, toolPrices: ReadonlyMap<string, number>): number | null {
  if (isBilledStep(step)) return step.costUsd === null ? null : toNano(step.costUsd);
  if (!isToolStep(step)) return null;
  const price = toolPrices.get(step.tool ?? "");
  return price === undefined ? null : toNano(price);
}

/** Whether a step without a cost may have cost something. A call that failed and reports no tokens cost nothing we know of. */
export function lacksPrice(step: CostStep, cost: number | null): boolean {
  return cost === null && (step.status !== "error" || step.usage !== null || isToolStep(step));
}
