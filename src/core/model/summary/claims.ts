// What went wrong in a session, in sentences. A claim is a fact with a number and a name, and the steps that prove it.

import { type CostReport, repeatedToolCalls } from "../cost";
import { isBilledStep, isToolStep } from "../cost/cost-step";
import type { MemoryDrift } from "../memory";
import { moneyText } from "../money";
import { groupBy } from "./group-by";
import { handoffsOf } from "./hand-overs";
import { reasonOf, sharedReason } from "./reason";
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
  /** The view that shows the proof; absent where the steps themselves do. */
  readonly proof?: "context" | "memory";
}

/** What went wrong, worst first. `steps` are those of the input in time order, without second copies. */
export function claimsOf(
  input: SummaryInput,
  steps: readonly SummaryStep[],
  cost: CostReport,
): readonly Claim[] {
  const told = withErrorsOfCopies(steps, input.steps);
  const failures = failedTools(told);
  const claims = [
    ...brokenOff(told),
    ...failures.map(failureClaim),
    ...failedModels(told),
    ...silentAnswer(steps, failures, input.finalAnswer),
    ...cacheClaim(steps, cost),
    ...backAndForth(steps),
    ...loops(steps),
    ...(input.drift ?? []).flatMap((drift) => driftClaim(drift, input.sessionId)),
  ];
  return claims.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Of two spans of one call, often only the outer one says why it failed. */
function withErrorsOfCopies(
  steps: readonly SummaryStep[],
  all: readonly SummaryStep[],
): readonly SummaryStep[] {
  const copies = new Map(
    all.flatMap(({ duplicateOf, error }) =>
      duplicateOf !== undefined && error !== undefined && error.message !== ""
        ? [[duplicateOf, error] as const]
        : [],
    ),
  );
  return steps.map((step) => {
    const error = step.error?.message ? undefined : copies.get(step.stepId);
    return error === undefined ? step : { ...step, error };
  });
}

/**
 * `write_notice failed: Stopped after 30 model calls`: agents, workflows and other steps that failed for a reason that
 * no step inside them has. Without a reason they only pass on what failed inside.
 */
function brokenOff(steps: readonly SummaryStep[]): Claim[] {
  const failed = steps.filter(({ status }) => status === "error");
  const inside = reasonsInside(failed, new Map(steps.map((step) => [step.stepId, step])));
  return failed.flatMap((step) => {
    if (isToolStep(step) || isBilledStep(step)) return [];
    const reason = reasonOf(step.error);
    const known = inside.get(step.stepId);
    if (known !== undefined && (reason === undefined || known.has(reason))) return [];
    return [claim("error", `${step.name} failed${reason === undefined ? "" : `: ${reason}`}`, [step])];
  });
}

/** For each step that something failed in: the reasons of all that did. */
function reasonsInside(
  failed: readonly SummaryStep[],
  byId: ReadonlyMap<string, SummaryStep>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const inside = new Map<string, Set<string>>();
  for (const step of failed) {
    const reason = reasonOf(step.error);
    const seen = new Set([step.stepId]);
    let parentId = step.parentId;
    while (parentId !== null && !seen.has(parentId)) {
      seen.add(parentId);
      const reasons = inside.get(parentId) ?? new Set<string>();
      inside.set(parentId, reason === undefined ? reasons : reasons.add(reason));
      parentId = byId.get(parentId)?.parentId ?? null;
    }
  }
  return inside;
}

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

/** `run_sql failed 4 of 6 calls, same arguments each time: no such table`. */
function failureClaim({ tool, calls, failed }: ToolFailures): Claim {
  const timedOut = failed.length > 1 && failed.every(isTimeout);
  const each = [
    failed.length > 1 && sameEachTime(failed.map(({ argsHash }) => argsHash))
      ? "same arguments each time"
      : "",
    timedOut ? "timed out each time" : "",
  ].filter((text) => text !== "");
  const count = failedText(tool, failed.length, calls.length, "call");
  const reason = timedOut ? undefined : sharedReason(failed.map(({ error }) => error));
  return claim("error", because([count, ...each].join(", "), reason), failed);
}

function failedModels(steps: readonly SummaryStep[]): Claim[] {
  const byModel = groupBy(steps, (step) => (step.kind === "llm" ? (step.model ?? step.name) : undefined));
  return [...byModel].flatMap(([model, calls]) => {
    const failed = calls.filter(({ status }) => status === "error");
    if (model === undefined || failed.length === 0) return [];
    const count = failedText(model, failed.length, calls.length, "model call");
    return [claim("error", because(count, sharedReason(failed.map(({ error }) => error))), failed)];
  });
}

/** `run_sql failed 4 of 6 calls`, or `its only call`, `both calls`, `all 4 calls`. */
function failedText(name: string, failed: number, calls: number, noun: string): string {
  if (failed < calls) return `${name} failed ${String(failed)} of ${countOf(calls, noun)}`;
  if (calls === 1) return `${name} failed its only ${noun}`;
  return `${name} failed ${calls === 2 ? "both" : `all ${String(calls)}`} ${noun}s`;
}

function because(what: string, reason: string | undefined): string {
  return reason === undefined ? what : `${what}: ${reason}`;
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
  const text = `Cache broken ${timesText(broken.length)}${money}`;
  return [{ ...claim("warning", text, broken), proof: "context" }];
}

/** As many hand-overs between the same two, with nobody else between them, are work that goes in a circle. */
const FEWEST_HAND_OVERS = 6;

/** `drafter and reviewer handed over to each other 30 times`. */
function backAndForth(steps: readonly SummaryStep[]): Claim[] {
  const runs: { readonly pair: string; readonly names: string; readonly stepIds: string[] }[] = [];
  let last = "";
  for (const { from, to, stepId } of handoffsOf(steps)) {
    const pair = from === null ? "" : JSON.stringify([from, to].sort());
    const run = runs.at(-1);
    if (run?.pair === pair && pair !== "" && from === last) run.stepIds.push(stepId);
    else runs.push({ pair, names: `${from ?? ""} and ${to}`, stepIds: [stepId] });
    last = to;
  }
  return runs
    .filter(({ pair, stepIds }) => pair !== "" && stepIds.length >= FEWEST_HAND_OVERS)
    .map(({ names, stepIds }) => ({
      severity: "warning",
      text: `${names} handed over to each other ${String(stepIds.length)} times`,
      stepIds,
    }));
}

/** Tools of which a call without a failure brought the same result three times or more. Hand-overs are told apart. */
function loops(steps: readonly SummaryStep[]): Claim[] {
  const repeated = new Set(repeatedToolCalls(steps));
  const byTool = groupBy(steps, (step) =>
    step.kind === "tool" && step.handoff === undefined ? toolOf(step) : undefined,
  );
  return [...byTool].flatMap(([tool, calls]) => {
    const loopsOfTool = [...groupBy(calls, outcomeOf)].filter(
      ([outcome, same]) => outcome !== undefined && same.filter((step) => repeated.has(step)).length >= 2,
    );
    const [first] = loopsOfTool;
    if (tool === undefined || first === undefined) return [];
    const again = loopsOfTool.flatMap(([, same]) => same);
    const what =
      loopsOfTool.length === 1
        ? `called ${String(again.length)} times`
        : `repeated ${String(again.length - loopsOfTool.length)} of ${countOf(calls.length, "call")}`;
    return [
      claim("warning", `${tool} ${what} with the same arguments and the same result`, inTimeOrder(again)),
    ];
  });
}

function outcomeOf({ status, argsHash, resultHash }: SummaryStep): string | undefined {
  return status === "ok" && argsHash !== undefined && resultHash !== undefined
    ? `${argsHash}\n${resultHash}`
    : undefined;
}

function inTimeOrder(steps: readonly SummaryStep[]): readonly SummaryStep[] {
  return [...steps].sort((a, b) => a.startUs - b.startUs);
}

function driftClaim(drift: MemoryDrift, sessionId: string | undefined): Claim[] {
  const values = drift.values.filter((value) => sessionId === undefined || value.sessionId === sessionId);
  const last = values.at(-1);
  if (last === undefined) return [];
  const what = driftText(drift, last);
  return [
    {
      severity: "warning",
      text: `Memory: ${drift.key} ${what}`,
      stepIds: values.map(({ stepId }) => stepId),
      proof: "memory",
    },
  ];
}

function driftText({ reason, detail }: MemoryDrift, last: MemoryDrift["values"][number]): string {
  if (reason === "two-records") return `contradicts another record: ${detail}`;
  if (last.sourceStepId === null) return "changed without a source";
  return reason === "contradicted" ? `contradicts itself: ${detail}` : `changed often: ${detail}`;
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
