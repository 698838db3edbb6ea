// Money that bought nothing, with the steps that prove it. No dollar is counted twice: the rules run in order, and each
// takes from a step what the rules before it left.

import { toNano, toUsd } from "../money";
import { type CostStep, costNano, isBilledStep, isToolStep, type ToolRequest } from "./cost-step";

export type WasteReason = "failed-call" | "repeated-call" | "cache-break" | "compaction";

export interface Waste {
  readonly reason: WasteReason;
  /** In words, for rows: `Repeated equal calls`. */
  readonly label: string;
  /** Which calls: `run_sql with the same arguments and the same result`. */
  readonly detail: string;
  readonly costUsd: number;
  readonly stepIds: readonly string[];
  /** Steps that the rule names too but whose price is not known, so that the sum leaves them out. */
  readonly unpricedStepIds: readonly string[];
}

export interface WasteReport {
  /** Only rules that found something, dearest first. */
  readonly waste: readonly Waste[];
  /** Wasted nano-dollars by step. */
  readonly byStep: ReadonlyMap<string, number>;
}

/**
 * What a session wasted. Failed model calls cost all they cost; a call that repeats an earlier one to the same result
 * costs itself and the model call that asked for nothing else; a cache break what was sent again; a compaction what it
 * read again.
 */
export function wasteOf(steps: readonly CostStep[], toolPrices: ReadonlyMap<string, number>): WasteReport {
  const ordered = [...steps].sort((a, b) => a.startUs - b.startUs || (a.stepId < b.stepId ? -1 : 1));
  const purse = new Purse(ordered, toolPrices);
  const waste = [
    failedCalls(ordered, purse),
    repeatedCalls(ordered, purse),
    cacheBreaks(ordered, purse),
    compactions(ordered, purse),
  ].filter((entry) => entry.stepIds.length > 0 || entry.unpricedStepIds.length > 0);
  return { waste: waste.sort((a, b) => b.costUsd - a.costUsd), byStep: purse.taken };
}

/** Calls of a tool that an earlier call had made already: same name, same arguments, same result or the same failure. */
export function repeatedToolCalls(ordered: readonly CostStep[]): readonly CostStep[] {
  const seen = new Set<string>();
  return ordered.filter((step) => {
    const key = outcomeKey(step);
    if (key === undefined) return false;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** What each step has left to be wasted. */
class Purse {
  readonly taken = new Map<string, number>();
  private readonly left = new Map<string, number>();

  constructor(steps: readonly CostStep[], toolPrices: ReadonlyMap<string, number>) {
    for (const step of steps) {
      const nano = costNano(step, toolPrices);
      if (nano !== null) this.left.set(step.stepId, nano);
    }
  }

  holds(step: CostStep): boolean {
    return this.left.has(step.stepId);
  }

  /** Takes at most `limit` from each step; a limit of null is unknown. */
  take(claims: readonly { readonly step: CostStep; readonly limit: number | null }[]) {
    let sum = 0;
    const stepIds: string[] = [];
    const unpricedStepIds: string[] = [];
    for (const { step, limit } of claims) {
      const left = this.left.get(step.stepId);
      if (left === undefined || limit === null) {
        unpricedStepIds.push(step.stepId);
        continue;
      }
      const nano = Math.max(0, Math.min(left, limit));
      if (nano === 0) continue;
      this.left.set(step.stepId, left - nano);
      this.taken.set(step.stepId, (this.taken.get(step.stepId) ?? 0) + nano);
      stepIds.push(step.stepId);
      sum += nano;
    }
    return { costUsd: toUsd(sum), stepIds, unpricedStepIds };
  }
}

function failedCalls(steps: readonly CostStep[], purse: Purse): Waste {
  const failed = steps.filter((step) => isBilledStep(step) && step.status === "error");
  return {
    reason: "failed-call",
    label: "Failed model calls",
    detail: namesOf(failed),
    ...purse.take(failed.map((step) => ({ step, limit: Infinity }))),
  };
}

function repeatedCalls(steps: readonly CostStep[], purse: Purse): Waste {
  const tools = repeatedToolCalls(steps);
  const askers = askersOf(steps, new Set(tools));
  const models = repeatedModelCalls(steps).filter((step) => !askers.has(step));
  const details = [
    ...(tools.length > 0 ? [`${namesOf(tools)} with the same arguments and the same outcome`] : []),
    ...(models.length > 0 ? [`${namesOf(models)} with the same input`] : []),
  ];
  // A tool without a price wastes no money by itself; it is no gap in the sum.
  const priced = tools.filter((step) => purse.holds(step));
  const claimed = [...priced, ...askers, ...models].sort((a, b) => a.startUs - b.startUs);
  return {
    reason: "repeated-call",
    label: "Repeated equal calls",
    detail: details.join("; "),
    ...purse.take(claimed.map((step) => ({ step, limit: Infinity }))),
  };
}

function cacheBreaks(steps: readonly CostStep[], purse: Purse): Waste {
  const broken = steps.filter((step) => isBilledStep(step) && step.cacheBreak !== undefined);
  const what = new Set(
    broken.flatMap((step) => (step.cacheBreak?.what === undefined ? [] : [step.cacheBreak.what])),
  );
  return {
    reason: "cache-break",
    label: "Cache breaks",
    detail: [...what].join("; "),
    ...purse.take(broken.map((step) => ({ step, limit: nanoOrNull(step.cacheBreak?.lostUsd) }))),
  };
}

function compactions(steps: readonly CostStep[], purse: Purse): Waste {
  const compacting = steps.filter((step) => isBilledStep(step) && step.compaction !== undefined);
  return {
    reason: "compaction",
    label: "Compaction re-read",
    detail: "history sent again to be summarised",
    ...purse.take(compacting.map((step) => ({ step, limit: nanoOrNull(step.compaction?.costUsd) }))),
  };
}

/** Model calls that asked for repeated tool calls and for nothing else. */
function askersOf(steps: readonly CostStep[], repeated: ReadonlySet<CostStep>): ReadonlySet<CostStep> {
  const answers = new Answers(steps.filter(isToolStep));
  const askers = steps.filter((step) => {
    if (!isBilledStep(step) || step.status === "error") return false;
    const tools = (step.requests ?? []).map((request) => answers.take(request, step.startUs));
    return tools.length > 0 && tools.every((tool) => tool !== undefined && repeated.has(tool));
  });
  return new Set(askers);
}

/** Tool steps by the request that they answer. Each answers one. */
class Answers {
  private readonly waiting = new Map<string, CostStep[]>();
  private readonly taken = new Set<CostStep>();

  /** `tools` in time order. */
  constructor(tools: readonly CostStep[]) {
    for (const tool of tools) {
      const { callId, argsHash } = tool;
      if (callId !== undefined) this.put(`id ${callId}`, tool);
      if (argsHash !== undefined) this.put(`args ${tool.tool ?? ""}\n${argsHash}`, tool);
    }
  }

  /** The step that answered the request: the one of its id, else the first of its name and arguments after `fromUs`. */
  take(request: ToolRequest, fromUs: number): CostStep | undefined {
    const byId = request.callId === undefined ? undefined : this.next(`id ${request.callId}`, fromUs);
    if (byId !== undefined || request.argsHash === undefined) return byId;
    return this.next(`args ${request.name}\n${request.argsHash}`, fromUs, request.callId !== undefined);
  }

  /** `anonymous`: only a step that has no id of its own, since the request's id is another. */
  private next(key: string, fromUs: number, anonymous = false): CostStep | undefined {
    const list = this.waiting.get(key) ?? [];
    const index = list.findIndex(
      (tool) => !this.taken.has(tool) && tool.startUs >= fromUs && (!anonymous || tool.callId === undefined),
    );
    const tool = list[index];
    if (tool === undefined) return undefined;
    this.taken.add(tool);
    list.splice(index, 1);
    return tool;
  }

  private put(key: string, tool: CostStep): void {
    const list = this.waiting.get(key);
    if (list === undefined) this.waiting.set(key, [tool]);
    else list.push(tool);
  }
}

/** Calls with the very input of an earlier one that had succeeded: a retry after a failure is no waste of its own. */
function repeatedModelCalls(steps: readonly CostStep[]): CostStep[] {
  const answered = new Set<string>();
  return steps.filter((step) => {
    if (!isBilledStep(step) || step.inputHash === undefined || step.status === "error") return false;
    if (answered.has(step.inputHash)) return true;
    answered.add(step.inputHash);
    return false;
  });
}

/** Undefined where arguments or outcome are not known: then we do not claim that two calls are equal. */
function outcomeKey(step: CostStep): string | undefined {
  if (
    !isToolStep(step) ||
    step.tool === undefined ||
    step.argsHash === undefined ||
    step.status === "running"
  ) {
    return undefined;
  }
  if (step.resultHash === undefined && step.status === "ok") return undefined;
  return [step.tool, step.argsHash, step.status, step.resultHash ?? ""].join("\n");
}

function namesOf(steps: readonly CostStep[]): string {
  return [...new Set(steps.map((step) => step.tool ?? step.model ?? step.kind))].join(", ");
}

function nanoOrNull(usd: number | null | undefined): number | null {
  return usd === null || usd === undefined ? null : toNano(usd);
}
