// What was tried again.

import { groupBy } from "./group-by";
import type { SummaryStep } from "./step";

export interface Retry {
  readonly name: string;
  readonly attempts: number;
  readonly failed: number;
  readonly stepIds: readonly string[];
}

/** The same tool with the same arguments again after it failed, until it worked or was given up. */
export function retriesOf(steps: readonly SummaryStep[]): readonly Retry[] {
  const byCall = groupBy(steps, (step) =>
    step.kind === "tool" && step.argsHash !== undefined
      ? `${step.tool ?? step.name}\n${step.argsHash}`
      : undefined,
  );
  return [...byCall].flatMap(([key, calls]) => (key === undefined ? [] : chainsIn(calls)));
}

function chainsIn(calls: readonly SummaryStep[]): Retry[] {
  const chains: SummaryStep[][] = [];
  let chain: SummaryStep[] | undefined;
  for (const call of calls) {
    if (chain !== undefined) chain.push(call);
    else if (call.status === "error") chains.push((chain = [call]));
    if (call.status === "ok") chain = undefined;
  }
  return chains
    .filter((attempts) => attempts.length > 1)
    .map((attempts) => ({
      name: attempts[0]?.tool ?? attempts[0]?.name ?? "",
      attempts: attempts.length,
      failed: attempts.filter(({ status }) => status === "error").length,
      stepIds: attempts.map(({ stepId }) => stepId),
    }));
}
