// Two sessions side by side: which step of one is which of the other, and what it did differently.
//
// What a step *did* decides whether a row is the same: its words, its calls, its arguments and results. That its prompt,
// its model or its tokens differ is said in `what`, and is no divergence: an edited prompt stands in every call.

import type { Change, Totals, What } from "../model/comparison";
import { addUsage, NO_USAGE } from "../model/usage";
import { align, type Pair } from "./align";
import { canonicalArgs, canonicalJson } from "./canonical";
import type { RecordedStep } from "./recorded";
import { textOfParts } from "./recorded";
import { messageKey, resultKey, toolCallKey } from "./same";

export interface ComparedRow {
  readonly left?: string;
  readonly right?: string;
  readonly change: Change;
  readonly what: readonly What[];
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  readonly firstDivergence?: number;
  readonly totals: { readonly left: Totals; readonly right: Totals };
}

/** On a replayed tool: `record` where the recorded answer was handed out unchanged, and which step that was. */
export const ANSWER_ATTRIBUTE = "agent_loupe.replay.answer";
export const STEP_ATTRIBUTE = "agent_loupe.replay.step";

/** A divergence: the step did something else. The rest of `what` is worth knowing, and a consequence of the edit. */
const BEHAVIOUR: ReadonlySet<What> = new Set(["answer", "tool calls", "arguments", "result", "error"]);

/**
 * Compares what two sessions did. `acts`: compare model and tool calls only, which is all that a replay emits, and
 * leave out failed calls that the client sent again; otherwise every step that is no mere frame is compared.
 */
export function compareSessions(
  left: readonly RecordedStep[],
  right: readonly RecordedStep[],
  scope: "acts" | "all",
): Comparison {
  const leftSteps = comparable(asRecorded(left, right), scope);
  const rightSteps = comparable(asRecorded(right, left), scope);
  const [leftItems, rightItems] = [leftSteps.map(alignable), rightSteps.map(alignable)];
  const pairs = withoutOrder(align(leftItems, rightItems), leftItems, rightItems);
  const rows = pairs.map((pair) => rowOf(at(leftSteps, pair.left), at(rightSteps, pair.right)));
  const first = rows.findIndex((row) => row.change !== "same");
  return {
    rows,
    ...(first >= 0 && { firstDivergence: first }),
    totals: { left: totalsOf(left), right: totalsOf(right) },
  };
}

/**
 * Steps in which a tool that was answered from the record is the recorded step: a client writes arguments and results
 * of a tool in its own way, the replay as the model wrote and saw them, and they are the same call.
 */
function asRecorded(steps: readonly RecordedStep[], others: readonly RecordedStep[]): RecordedStep[] {
  const recorded = new Map(others.map((step) => [step.stepId, step]));
  return steps.map((step) => {
    const source =
      attribute(step, ANSWER_ATTRIBUTE) === "record" ? attribute(step, STEP_ATTRIBUTE) : undefined;
    const original = typeof source === "string" ? recorded.get(source) : undefined;
    return original?.tool ? { ...step, tool: original.tool, status: original.status } : step;
  });
}

function attribute(step: RecordedStep, key: string): unknown {
  return step.attributes.find((one) => one.key === key)?.value;
}

/** Tools that one reply asks for run at one time: their order between two model calls is no fact. */
function withoutOrder(
  pairs: readonly Pair[],
  left: readonly Alignable[],
  right: readonly Alignable[],
): Pair[] {
  const result: Pair[] = [];
  let alone: Pair[] = [];
  for (const pair of pairs) {
    const item = (pair.left === undefined ? undefined : left[pair.left]) ?? right[pair.right ?? -1];
    if (item?.isModelCall === true) alone = [];
    const partner = alone.find((other) => isSameElsewhere(other, pair, left, right));
    if (partner) {
      result[result.indexOf(partner)] = { ...partner, ...pair };
      alone = alone.filter((other) => other !== partner);
      continue;
    }
    result.push(pair);
    if (pair.left === undefined || pair.right === undefined) alone.push(pair);
  }
  return result;
}

function isSameElsewhere(
  one: Pair,
  other: Pair,
  left: readonly Alignable[],
  right: readonly Alignable[],
): boolean {
  const leftItem = left[one.left ?? other.left ?? -1];
  const rightItem = right[one.right ?? other.right ?? -1];
  const areBoth =
    (one.left === undefined) !== (other.left === undefined) &&
    (one.right === undefined) !== (other.right === undefined);
  return (
    areBoth &&
    leftItem !== undefined &&
    leftItem.key === rightItem?.key &&
    leftItem.content === rightItem.content
  );
}

function at(steps: readonly RecordedStep[], index: number | undefined): RecordedStep | undefined {
  return index === undefined ? undefined : steps[index];
}

const FRAMES = new Set(["step", "workflow", "http", "db", "other", "evaluation"]);

/** In order of start. Handoffs and tools are one kind here: a transfer may be recorded as either. */
function comparable(steps: readonly RecordedStep[], scope: "acts" | "all"): RecordedStep[] {
  const own = steps.filter((step) => step.duplicateOf === undefined);
  const kept = own.filter((step) => {
    if (scope === "all") return !FRAMES.has(step.kind);
    return isModelCall(step) ? !isFailedTry(step) : isToolCall(step);
  });
  return kept.sort((a, b) => a.startUs - b.startUs || rank(a) - rank(b) || (a.stepId < b.stepId ? -1 : 1));
}

/** At one instant, by clocks of a millisecond: a tool ended before the call that was sent its result. */
function rank(step: RecordedStep): number {
  return isModelCall(step) ? 1 : 0;
}

function isModelCall(step: RecordedStep): boolean {
  return step.kind === "llm";
}

function isToolCall(step: RecordedStep): boolean {
  return (step.kind === "tool" || step.kind === "handoff") && step.tool !== undefined;
}

function isFailedTry(step: RecordedStep): boolean {
  return step.status === "error" && (step.output ?? []).length === 0;
}

interface Alignable {
  readonly key: string;
  readonly content: string;
  readonly isModelCall: boolean;
}

function alignable(step: RecordedStep): Alignable {
  const name = isModelCall(step) ? "" : (step.tool?.name ?? step.name);
  const kind = isToolCall(step) ? "tool" : step.kind;
  return {
    key: canonicalJson([step.agent, kind, name]),
    content: didKey(step),
    isModelCall: isModelCall(step),
  };
}

/** What a step did, as one text. */
function didKey(step: RecordedStep): string {
  const output = outputOf(step);
  if (isModelCall(step))
    return canonicalJson([textOfParts(output).trim(), toolCallKey(output), errorKey(step)]);
  const { args, result } = step.tool ?? { args: null, result: null };
  return canonicalJson([canonicalArgs(args), resultKey(result), errorKey(step)]);
}

function rowOf(left: RecordedStep | undefined, right: RecordedStep | undefined): ComparedRow {
  if (!left) return { ...(right && { right: right.stepId }), change: "only-right", what: [] };
  if (!right) return { left: left.stepId, change: "only-left", what: [] };
  const what = differences(left, right);
  const change = what.some((one) => BEHAVIOUR.has(one)) ? "edited" : "same";
  return { left: left.stepId, right: right.stepId, change, what };
}

function differences(left: RecordedStep, right: RecordedStep): What[] {
  const differs: [What, (step: RecordedStep) => string][] = [
    ["answer", (step) => (isModelCall(step) ? textOfParts(outputOf(step)).trim() : "")],
    ["tool calls", (step) => (isModelCall(step) ? toolCallKey(outputOf(step)) : "")],
    ["arguments", (step) => (isModelCall(step) ? "" : canonicalArgs(step.tool?.args))],
    ["result", (step) => (isModelCall(step) ? "" : resultKey(step.tool?.result))],
    ["error", errorKey],
    [
      "reasoning",
      (step) =>
        canonicalJson(outputOf(step).flatMap((part) => (part.type === "reasoning" ? [part.text] : []))),
    ],
    ["model", (step) => (isModelCall(step) ? (step.requestModel ?? step.model ?? "") : "")],
    ["prompt", promptKey],
    ["tokens", (step) => canonicalJson(step.usage)],
    ["cost", (step) => canonicalJson(step.costUsd)],
  ];
  return differs.filter(([, key]) => key(left) !== key(right)).map(([what]) => what);
}

/** System prompt, messages and tools of a call; where a client puts the system prompt makes no difference. */
function promptKey(step: RecordedStep): string {
  if (!isModelCall(step)) return "";
  const system = [{ role: "system", parts: step.system ?? [] }].filter((message) => message.parts.length > 0);
  return canonicalJson([[...system, ...(step.messages ?? [])].map(messageKey), step.tools ?? []]);
}

function outputOf(step: RecordedStep) {
  return (step.output ?? []).flatMap((message) => message.parts);
}

/** Whether it failed, not in which words: those hold ids and times. */
function errorKey(step: RecordedStep): string {
  return step.status === "error" || step.tool?.isError === true ? "failed" : "";
}

function totalsOf(steps: readonly RecordedStep[]): Totals {
  const own = steps.filter((step) => step.duplicateOf === undefined);
  const calls = own.filter(isModelCall);
  const tools = own.filter(isToolCall);
  const costs = own.flatMap((step) => (typeof step.costUsd === "number" ? [step.costUsd] : []));
  return {
    steps: steps.length,
    modelCalls: calls.length,
    toolCalls: tools.length,
    errors: [...calls, ...tools].filter((step) => errorKey(step) !== "").length,
    usage: calls.reduce((sum, step) => addUsage(sum, step.usage ?? NO_USAGE), NO_USAGE),
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    durationUs: durationOf(own),
  };
}

function durationOf(steps: readonly RecordedStep[]): number | null {
  let start = Infinity;
  let end = -Infinity;
  for (const step of steps) {
    start = Math.min(start, step.startUs);
    if (step.durationUs !== null) end = Math.max(end, step.startUs + step.durationUs);
  }
  return end < start ? null : end - start;
}
