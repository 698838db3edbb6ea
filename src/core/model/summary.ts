// What a reader of a long session asks first: what went wrong, who handed over to whom, what was tried again, what cost most.
//
// A claim is a fact with a number and a name, and the steps that prove it. We claim only what we computed.

import {
  type CostItem,
  costHeadline,
  costOf,
  type CostReport,
  type CostStep,
  repeatedToolCalls,
  type Waste,
} from "./cost";
import { criticalPath } from "./critical-path";
import type { MemoryDrift } from "./memory";
import { moneyText } from "./money";

export interface SummaryStep extends CostStep {
  readonly name: string;
  readonly error?: { readonly type: string; readonly message: string };
  /** What the telemetry says of a hand-over, on steps of kind `handoff` and tools that transfer. */
  readonly handoff?: { readonly from?: string; readonly to?: string };
}

export interface SummaryInput {
  readonly steps: readonly SummaryStep[];
  /** The last text a model gave the user; absent where content was not captured. */
  readonly finalAnswer?: { readonly stepId: string; readonly text: string };
  /** Drift that has a value of this session. */
  readonly drift?: readonly MemoryDrift[];
  readonly sessionId?: string;
  readonly toolPrices?: ReadonlyMap<string, number>;
}

export interface Claim {
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
  /** Steps that prove it, in time order. Never empty. */
  readonly stepIds: readonly string[];
}

export interface Handoff {
  readonly from: string | null;
  readonly to: string;
  readonly stepId: string;
}

export interface Retry {
  readonly name: string;
  readonly attempts: number;
  readonly failed: number;
  readonly stepIds: readonly string[];
}

export interface Summary {
  readonly wentWrong: readonly Claim[];
  readonly money: {
    readonly headline: string;
    readonly agents: readonly CostItem[];
    readonly waste: readonly Waste[];
  };
  readonly handoffs: readonly Handoff[];
  readonly retries: readonly Retry[];
  readonly costliest: readonly { readonly stepId: string; readonly name: string; readonly costUsd: number }[];
  readonly criticalPath: readonly string[];
}

/** The summary of a session from its steps. Every list is empty where there is nothing to say. */
export function summarise(input: SummaryInput): Summary {
  const steps = input.steps
    .filter((step) => step.duplicateOf === undefined)
    .sort((a, b) => a.startUs - b.startUs || (a.stepId < b.stepId ? -1 : 1));
  const cost = costOf(steps, "agent", input.toolPrices === undefined ? {} : { toolPrices: input.toolPrices });
  const failures = failedTools(steps);
  const claims = [
    ...failures.map(failureClaim),
    ...failedModels(steps),
    ...silentAnswer(steps, failures, input.finalAnswer),
    ...cacheClaim(steps, cost),
    ...loops(steps),
    ...(input.drift ?? []).flatMap((drift) => driftClaim(drift, input.sessionId)),
  ];
  return {
    wentWrong: claims.sort((a, b) => RANK[a.severity] - RANK[b.severity]),
    money: { headline: costHeadline(cost.items, cost.total), agents: cost.items, waste: cost.waste },
    handoffs: handoffsOf(steps),
    retries: retriesOf(steps),
    costliest: costliestOf(steps),
    criticalPath: criticalPath(steps),
  };
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

interface ToolFailures {
  readonly tool: string;
  readonly calls: readonly SummaryStep[];
  readonly failed: readonly SummaryStep[];
}

function failedTools(steps: readonly SummaryStep[]): ToolFailures[] {
  const byTool = groupBy(steps, toolOf);
  return [...byTool].flatMap(([tool, calls]) => {
    const failed = calls.filter(({ status }) => status === "error");
    return tool === undefined || failed.length === 0 ? [] : [{ tool, calls, failed }];
  });
}

/** `run_sql failed 4 of 6 calls, same arguments each time`. */
function failureClaim({ tool, calls, failed }: ToolFailures): Claim {
  const reasons = [
    sameEachTime(failed.map(({ argsHash }) => argsHash)) ? "same arguments each time" : "",
    failed.every(isTimeout) ? "timed out each time" : "",
  ].filter((reason) => reason !== "" && failed.length > 1);
  const count = `${tool} failed ${String(failed.length)} of ${countOf(calls.length, "call")}`;
  return claim("error", [count, ...reasons].join(", "), failed);
}

function failedModels(steps: readonly SummaryStep[]): Claim[] {
  const byModel = groupBy(steps, (step) => (step.kind === "llm" ? (step.model ?? step.name) : undefined));
  return [...byModel].flatMap(([model, calls]) => {
    const failed = calls.filter(({ status }) => status === "error");
    if (model === undefined || failed.length === 0) return [];
    const types = [...new Set(failed.flatMap(({ error }) => (error === undefined ? [] : [error.type])))];
    const why = types.length === 1 ? `: ${types[0] ?? ""}` : "";
    return [
      claim(
        "error",
        `${model} failed ${String(failed.length)} of ${countOf(calls.length, "model call")}${why}`,
        failed,
      ),
    ];
  });
}

/** Words that tell a reader of a failure. English only: in other languages we say nothing rather than guess. */
const TELLS =
  /\b(fail|error|time[ds]?[ -]?out|timeout|could ?n[o']t|cannot|can't|unable|not able|unavailable|unsuccessful|exception|denied|refused|incomplete|problem|issue)/i;
const ENGLISH = /\b(the|and|is|was|are|to|of|in)\b/i;

/** Tools that failed and never worked after it, of which the answer names neither the tool nor a failure. */
function silentAnswer(
  steps: readonly SummaryStep[],
  failures: readonly ToolFailures[],
  answer: SummaryInput["finalAnswer"],
): Claim[] {
  if (answer === undefined || !ENGLISH.test(answer.text) || TELLS.test(answer.text)) return [];
  const open = failures.filter(({ tool, calls, failed }) => {
    const lastFailure = failed.at(-1)?.startUs ?? 0;
    const recovered = calls.some(
      (call) =>
        call.status === "ok" &&
        call.startUs > lastFailure &&
        failed.some((step) => step.argsHash === call.argsHash),
    );
    return !recovered && !answer.text.toLowerCase().includes(tool.toLowerCase());
  });
  if (open.length === 0) return [];
  const names = open.map(({ tool }) => tool).join(", ");
  const step = steps.find(({ stepId }) => stepId === answer.stepId);
  const failed = open.flatMap((failure) => failure.failed.map(({ stepId }) => stepId));
  const what = failed.length === 1 ? "failure" : "failures";
  return [
    {
      severity: "warning",
      text: `Final answer does not mention the ${what} of ${names}`,
      stepIds: [step?.stepId ?? answer.stepId, ...failed],
    },
  ];
}

/** `Cache broken twice, $0.058 lost`. */
function cacheClaim(steps: readonly SummaryStep[], cost: CostReport): Claim[] {
  const broken = steps.filter(({ cacheBreak }) => cacheBreak !== undefined);
  if (broken.length === 0) return [];
  const lost = cost.waste.find(({ reason }) => reason === "cache-break")?.costUsd ?? 0;
  const money = lost > 0 ? `, ${moneyText(lost)} lost` : "";
  return [claim("warning", `Cache broken ${timesText(broken.length)}${money}`, broken)];
}

/** Calls without a failure that brought the same result three times or more. */
function loops(steps: readonly SummaryStep[]): Claim[] {
  const repeated = new Set(repeatedToolCalls(steps));
  const byCall = groupBy(steps, (step) =>
    step.kind === "tool" &&
    step.status === "ok" &&
    step.argsHash !== undefined &&
    step.resultHash !== undefined
      ? `${step.tool ?? step.name}\n${step.argsHash}\n${step.resultHash}`
      : undefined,
  );
  return [...byCall].flatMap(([key, calls]) => {
    const again = calls.filter((step) => repeated.has(step)).length;
    if (key === undefined || again < 2) return [];
    const name = calls[0]?.tool ?? calls[0]?.name ?? "";
    return [
      claim(
        "warning",
        `${name} called ${String(again + 1)} times with the same arguments and the same result`,
        calls,
      ),
    ];
  });
}

function driftClaim(drift: MemoryDrift, sessionId: string | undefined): Claim[] {
  const values = drift.values.filter((value) => sessionId === undefined || value.sessionId === sessionId);
  const last = values.at(-1);
  if (last === undefined) return [];
  const what =
    last.sourceStepId === null
      ? "changed without a source"
      : drift.reason === "contradicted"
        ? `contradicts itself: ${drift.detail}`
        : `changed often: ${drift.detail}`;
  return [
    {
      severity: "warning",
      text: `Memory: ${drift.key} ${what}`,
      stepIds: values.map(({ stepId }) => stepId),
    },
  ];
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

function costliestOf(steps: readonly SummaryStep[]): Summary["costliest"] {
  const priced = costOf(steps, "step").items.filter((item) => item.costUsd !== null && item.costUsd > 0);
  const names = new Map(steps.map(({ stepId, name }) => [stepId, name]));
  return priced
    .slice(0, 3)
    .map(({ key, costUsd }) => ({ stepId: key, name: names.get(key) ?? "", costUsd: costUsd ?? 0 }));
}

function toolOf(step: SummaryStep): string | undefined {
  return step.kind === "tool" ? (step.tool ?? step.name) : undefined;
}

function isTimeout({ error }: SummaryStep): boolean {
  return error !== undefined && /time[ds]?[ -]?out|timeout/i.test(`${error.type} ${error.message}`);
}

function sameEachTime(hashes: readonly (string | undefined)[]): boolean {
  return hashes[0] !== undefined && hashes.every((hash) => hash === hashes[0]);
}

function claim(severity: Claim["severity"], text: string, steps: readonly SummaryStep[]): Claim {
  return { severity, text, stepIds: steps.map(({ stepId }) => stepId) };
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function timesText(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${String(count)} times`;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
