// One model call seen by two instrumentations: a framework's span above the SDK's, or two instrumentors on one client
// (dialects.md §3.6). The store knows who is whose parent; here stands only whether two spans mean the same call.

import { isBilled, type StepKind } from "../model/kind";
import { shortModelName } from "../model/model-name";
import type { ContentFacts } from "../model/step";

export interface CallIdentity {
  readonly kind: StepKind;
  readonly model?: string | undefined;
  readonly responseId?: string | undefined;
  readonly inputTokens?: number | null | undefined;
  readonly outputTokens?: number | null | undefined;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** How much of the shorter span must lie in the longer one, in percent. */
const MIN_OVERLAP_PERCENT = 90n;

/**
 * True where an outer span and one inside it are one call: the same response id, else the same model, no figure of
 * usage that differs, and at least 90 % of the shorter within the longer. A figure only one of them has does not
 * differ: wrappers often leave usage or models to the span inside.
 */
export function sameCall(outer: CallIdentity, inner: CallIdentity): boolean {
  if (!isBilled(outer.kind) || outer.kind !== inner.kind) return false;
  if (outer.responseId !== undefined && inner.responseId !== undefined)
    return outer.responseId === inner.responseId;
  return (
    agree(shortName(outer.model), shortName(inner.model)) &&
    agree(outer.inputTokens, inner.inputTokens) &&
    agree(outer.outputTokens, inner.outputTokens) &&
    overlaps(outer, inner)
  );
}

/** What the kept one says, and what only the outer one said: its messages, its tools, its answer. */
export function inheritContent(kept: ContentFacts, outer: ContentFacts): ContentFacts {
  const input = kept.input ?? outer.input;
  const system = kept.system ?? (kept.input === undefined ? outer.system : undefined);
  const tools = kept.tools ?? outer.tools;
  const output = (kept.output?.length ?? 0) > 0 ? kept.output : outer.output;
  return {
    ...(system !== undefined && { system }),
    ...(input !== undefined && { input }),
    ...(tools !== undefined && { tools }),
    ...(output !== undefined && { output }),
    state: kept.state === "absent" ? outer.state : kept.state,
  };
}

function shortName(model: string | undefined): string | undefined {
  return model === undefined ? undefined : shortModelName(model);
}

function agree<Value>(left: Value | null | undefined, right: Value | null | undefined): boolean {
  return left === undefined || left === null || right === undefined || right === null || left === right;
}

function overlaps(outer: CallIdentity, inner: CallIdentity): boolean {
  const start = outer.startNs > inner.startNs ? outer.startNs : inner.startNs;
  const end = outer.endNs < inner.endNs ? outer.endNs : inner.endNs;
  const lengths = [outer.endNs - outer.startNs, inner.endNs - inner.startNs];
  const shorter = lengths.reduce((least, length) => (length < least ? length : least));
  return end >= start && (end - start) * 100n >= shorter * MIN_OVERLAP_PERCENT;
}
