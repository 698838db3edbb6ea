// The sentence above the chart: what happened to the context of this agent, with the step that proves it. Pure.

import type { ContextCallRow } from "../../../src/protocol/rows";
import { costInSentence, plural, share, tokens } from "../../format";
import { visibleLine } from "../../text";

export interface Claim {
  readonly text: string;
  readonly stepId?: string;
}

/** The one thing to know first: a compaction, else broken caches, else a nearly full window, else how it grew. */
export function headline(calls: readonly ContextCallRow[]): Claim {
  return compacted(calls) ?? cacheBroken(calls) ?? nearlyFull(calls) ?? grew(calls);
}

function compacted(calls: readonly ContextCallRow[]): Claim | undefined {
  const compactions = calls.filter((call) => call.compaction);
  const [first] = compactions;
  if (!first?.compaction) return undefined;
  const { before, after } = first.compaction;
  const more = compactions.length > 1 ? `, and ${timesMore(compactions.length - 1)}` : "";
  return {
    text: `The context was compacted at step ${first.number}${more}: ${tokens(before)} → ${tokens(after)}`,
    stepId: first.stepId,
  };
}

function timesMore(times: number): string {
  return times === 1 ? "once more" : `${times} times more`;
}

function cacheBroken(calls: readonly ContextCallRow[]): Claim | undefined {
  const broken = calls.filter((call) => call.cacheBreak);
  const [first] = broken;
  if (!first?.cacheBreak) return undefined;
  const lost = broken.map((call) => call.cacheBreak?.lostUsd ?? null).filter((usd) => usd !== null);
  const money = lost.length > 0 ? `, ${costInSentence(lost.reduce((sum, usd) => sum + usd, 0))} lost` : "";
  const times = broken.length === 1 ? "once" : broken.length === 2 ? "twice" : `${broken.length} times`;
  return {
    text: `The cache was broken ${times}${money}; first at step ${first.number}, by ${first.cacheBreak.what}`,
    stepId: first.stepId,
  };
}

function nearlyFull(calls: readonly ContextCallRow[]): Claim | undefined {
  const fullest = fullestOf(calls);
  if (!fullest || fullest.limit === null || fullest.used / fullest.limit < 0.8) return undefined;
  return {
    text: `${share(fullest.used, fullest.limit)} of the window was full at step ${fullest.number}`,
    stepId: fullest.stepId,
  };
}

function grew(calls: readonly ContextCallRow[]): Claim {
  const [first] = calls;
  const last = calls.at(-1);
  if (!first || !last) return { text: "No call of this agent reports its input" };
  if (calls.length === 1) return { text: `One call, ${tokens(last.used)} tokens`, stepId: last.stepId };
  return {
    text: `${calls.length} calls; the context went from ${tokens(first.used)} to ${tokens(last.used)}`,
    stepId: last.stepId,
  };
}

/** The call that filled the window most; the first of equals. */
export function fullestOf(calls: readonly ContextCallRow[]): ContextCallRow | undefined {
  return calls.reduce<ContextCallRow | undefined>(
    (fullest, call) => (fullest === undefined || call.used > fullest.used ? call : fullest),
    undefined,
  );
}

/** `9 calls of sql-analyst and 1 compaction · totals reported by the provider, splits estimated and reconciled`. */
export function footOf(calls: readonly ContextCallRow[], agent: string): string {
  const compactions = calls.filter((call) => call.compaction).length;
  const estimated = calls.filter((call) => call.usedSource === "estimated").length;
  const counted = [
    `${plural(calls.length, "call")}${agent === "" ? "" : ` of ${visibleLine(agent)}`}`,
    ...(compactions > 0 ? [`and ${plural(compactions, "compaction")}`] : []),
  ].join(" ");
  const source =
    estimated === 0
      ? "totals reported by the provider, splits estimated and reconciled"
      : estimated === calls.length
        ? "no totals are reported; all tokens are estimated"
        : `totals of ${estimated} of ${plural(calls.length, "call")} and all splits are estimated`;
  return `${counted} · ${source}`;
}
