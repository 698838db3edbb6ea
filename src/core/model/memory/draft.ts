// What a reader found, before it is known whose memory it is and in which layer.

import { layerOf, type LayerGuess } from "./layers";
import type { MemoryEffect, MemoryOp, MemoryOperation, MemoryOptions, MemoryStep } from "./operation";
import { asObject, asText, firstOf } from "./plain";

export interface Draft {
  readonly op: MemoryOp;
  readonly store: string;
  readonly source: string;
  /** A layer that the system is known for. Without it the name of the store, the key and `hints` are asked. */
  readonly known?: LayerGuess | undefined;
  readonly hints?: readonly (string | undefined)[];
  readonly scope?: string;
  readonly key?: string | undefined;
  readonly recordId?: string | undefined;
  readonly query?: string | undefined;
  readonly value?: unknown;
  readonly count?: number | undefined;
  readonly outlives?: boolean;
  readonly effect: MemoryEffect;
  readonly atUs?: number;
  readonly superstep?: MemoryOperation["superstep"];
}

/** The operation of a draft. One that failed keeps what was asked and changes nothing. */
export function finish(step: MemoryStep, draft: Draft, options: MemoryOptions): MemoryOperation {
  const failed = step.status === "error";
  const hints = [draft.store, draft.key, ...(draft.hints ?? [])];
  return {
    stepId: step.stepId,
    agent: step.agent,
    atUs: draft.atUs ?? step.startUs,
    scope: draft.scope ?? "session",
    op: draft.op,
    store: draft.store,
    ...layerOf(draft.store, options, draft.known, hints),
    source: draft.source,
    ...(draft.key !== undefined && { key: draft.key }),
    ...(draft.recordId !== undefined && { recordId: draft.recordId }),
    ...(draft.query !== undefined && { query: draft.query }),
    ...(draft.value !== undefined && { value: draft.value }),
    ...(draft.count !== undefined && { count: draft.count }),
    failed,
    outlives: draft.outlives ?? true,
    effect: failed ? { kind: "none" } : draft.effect,
    ...(draft.superstep !== undefined && { superstep: draft.superstep }),
  };
}

/** The conversation or thread that a step names, or undefined. */
export function threadOf(step: MemoryStep): string | undefined {
  const metadata = asObject(step.attributes.get("metadata")) ?? {};
  return (
    asText(step.attributes.get("mastra.metadata.threadId")) ??
    asText(step.attributes.get("gen_ai.conversation.id")) ??
    asText(step.attributes.get("traceloop.association.properties.thread_id")) ??
    asText(firstOf(metadata, ["thread_id", "conversation_id", "session_id"])) ??
    asText(step.attributes.get("session.id"))
  );
}
