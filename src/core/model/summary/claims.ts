// What went wrong in a session, in sentences. A claim is a fact with a number and a name, and the steps that prove it.

import { type CostReport, repeatedToolCalls } from "../cost";
import type { MemoryDrift } from "../memory";
import { moneyText } from "../money";
import { groupBy } from "./group-by";
import type { SummaryStep } from "./step";

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

/** What went wrong, worst first. `steps` are those of the input in time order, without second copies. */
export function claimsOf(
  input: SummaryInput,
  steps: readonly SummaryStep[],
  cost: CostReport,
): readonly Claim[] {
  const failures = failedTools(steps);
  const claims = [
    ...failures.map(failureClaim),
    ...failedModels(steps),
    ...silentAnswer(steps, failures, input.finalAnswer),
    ...cacheClaim(steps, cost),
    ...loops(steps),
    ...(input.drift ?? []).flatMap((drift) => driftClaim(drift, input.sessionId)),
  ];
  return claims.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
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
