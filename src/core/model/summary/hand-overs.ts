// Who handed over to whom.

import type { SummaryStep } from "./step";

export interface Handoff {
  readonly from: string | null;
  readonly to: string;
  readonly stepId: string;
}

/**
 * Hand-overs that the telemetry reports. Where it reports none, an agent that runs inside another one was handed the
 * work by it, and an agent that starts where a different one has ended beside it took over from it (dialects.md §3.1).
 */
export function handoffsOf(steps: readonly SummaryStep[]): readonly Handoff[] {
  const reported = steps.flatMap((step): Handoff[] => {
    const to = step.handoff?.to;
    return to === undefined ? [] : [{ from: step.handoff?.from ?? step.agent, to, stepId: step.stepId }];
  });
  return reported.length > 0 ? reported : agentChanges(steps);
}

function agentChanges(steps: readonly SummaryStep[]): Handoff[] {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  const agents = steps.filter((step) => step.kind === "agent" && step.agent !== null);
  const lastBeside = new Map<string, string>();
  return agents.flatMap((step) => {
    const to = step.agent ?? "";
    const above = agentAbove(step, byId);
    const place = step.parentId ?? "";
    const from = above ?? lastBeside.get(place) ?? null;
    lastBeside.set(place, to);
    return from === null || from === to ? [] : [{ from, to, stepId: step.stepId }];
  });
}

function agentAbove(step: SummaryStep, byId: ReadonlyMap<string, SummaryStep>): string | null {
  const seen = new Set([step.stepId]);
  let at = byId.get(step.parentId ?? "");
  while (at !== undefined && !seen.has(at.stepId)) {
    if (at.kind === "agent" && at.agent !== null) return at.agent;
    seen.add(at.stepId);
    at = byId.get(at.parentId ?? "");
  }
  return null;
}
