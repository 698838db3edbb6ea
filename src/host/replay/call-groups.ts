// Recorded calls by what they share, so that one edit names all calls that it is for. Pure.

import type { ReplayEdit } from "../../protocol/replay";
import type { StepDetail } from "../../protocol/rows";
import { canonicalJson } from "./json-text";

/** Calls that share a value, and the fewest conditions that name them in an edit. */
export interface CallGroup<Value> {
  readonly agent: string | null;
  readonly value: Value;
  readonly where: readonly Pick<ReplayEdit["where"], "agent" | "stepId">[];
}

/** The edits that turn the recorded text into another one, or why that text cannot be sent. */
export type EditsOfText =
  { readonly ok: true; readonly edits: readonly ReplayEdit[] } | { readonly ok: false; readonly why: string };

/** All calls by the value they have; calls without one are left out. */
export function groupsOf<Value>(
  calls: readonly StepDetail[],
  valueOf: (call: StepDetail) => Value | undefined,
): CallGroup<Value>[] {
  const groups = new Map<string, { agent: string | null; value: Value; calls: StepDetail[] }>();
  for (const call of calls) {
    const value = valueOf(call);
    if (value === undefined) continue;
    const key = canonicalJson([call.agent, value]) ?? "";
    const group = groups.get(key) ?? { agent: call.agent, value, calls: [] };
    groups.set(key, group);
    group.calls.push(call);
  }
  return [...groups.values()].map(({ agent, value, calls: own }) => ({
    agent,
    value,
    where: whereOf(agent, own, calls),
  }));
}

/** Whether an edit is for these very calls. */
export function isWithin(
  { agent, stepId }: ReplayEdit["where"],
  where: CallGroup<unknown>["where"],
): boolean {
  return where.some((calls) => calls.agent === agent && calls.stepId === stepId);
}

function whereOf(
  agent: string | null,
  own: readonly StepDetail[],
  all: readonly StepDetail[],
): CallGroup<unknown>["where"] {
  const ofAgent = all.filter((call) => call.agent === agent);
  if (own.length < ofAgent.length) return own.map(({ stepId }) => ({ stepId }));
  if (agent !== null) return [{ agent }];
  // Without an agent's name an edit is for every call, so it must name the calls where others have one.
  return all.length === own.length ? [{}] : own.map(({ stepId }) => ({ stepId }));
}
