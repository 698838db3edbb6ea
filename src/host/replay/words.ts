// What the editor says of a replay: while it runs, when it waits, and at its end. Pure.

import type { ReplayEdit, ReplayRow, SampleRow } from "../../protocol/replay";
import { costText, countText, oneLine } from "../text";

/** What a replay is called: its variant, else whether anything was edited. */
export function replayName({
  variant,
  edits,
}: {
  readonly variant?: string | undefined;
  readonly edits: readonly ReplayEdit[];
}): string {
  if (variant !== undefined) return `“${oneLine(variant, 60)}”`;
  return edits.length === 0 ? "as recorded" : "unsaved edit";
}

/** Samples that will not change any more. */
export function endedOf({ samples }: Pick<ReplayRow, "samples">): readonly SampleRow[] {
  return samples.filter(({ state }) => state !== "waiting" && state !== "running" && state !== "asking");
}

/** The first sample that waits for the user, with the step that it waits at where its question names one. */
export function waitingOf({
  samples,
}: Pick<ReplayRow, "samples">):
  { readonly sample: number; readonly question: string; readonly step?: number } | undefined {
  const waiting = samples.find(({ state, waitsFor }) => state === "asking" && waitsFor);
  if (!waiting?.waitsFor) return undefined;
  const { question } = waiting.waitsFor;
  const step = /\bstep (\d+)/i.exec(question)?.[1];
  return { sample: waiting.sample, question, ...(step !== undefined && { step: Number(step) }) };
}

/** `2 of 5 samples ended · call 14 · $0.12`, and who waits. */
export function progressText(row: ReplayRow): string {
  const calls = row.samples.reduce((sum, sample) => sum + sample.calls, 0);
  const waiting = row.samples.filter(({ state }) => state === "asking").length;
  return [
    row.samples.length === 1
      ? undefined
      : `${endedOf(row).length} of ${countText(row.samples.length, "sample")} ended`,
    countText(calls, "model call"),
    row.costUsd === null || row.costUsd === 0 ? undefined : costText(row.costUsd),
    waiting === 0
      ? undefined
      : `${countText(waiting, "sample")} ${waiting === 1 ? "waits" : "wait"} for your answer`,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/** `4 of 5 · $0.57 each`, `2 of 5 ended · $0.12`, `waits at step 19`: a replay in a list. */
export function resultText(row: ReplayRow): string {
  const waiting = waitingOf(row);
  const judged = row.samples.filter(isJudged);
  const passed = judged.filter(hasPassed).length;
  const rate = judged.length === 0 ? undefined : `${passed} of ${judged.length}`;
  if (waiting)
    return [rate, waiting.step === undefined ? "waits" : `waits at step ${waiting.step}`]
      .filter(Boolean)
      .join(" · ");
  if (row.state === "running")
    return [`${endedOf(row).length} of ${row.samples.length} ended`, known(row.costUsd)]
      .filter(Boolean)
      .join(" · ");
  const done = row.samples.filter(({ state }) => state === "done").length;
  const rest = rate ?? `${done} of ${row.samples.length} ended`;
  const each = meanCost(row);
  return [rest, each === undefined ? undefined : row.samples.length === 1 ? each : `${each} each`]
    .filter(Boolean)
    .join(" · ");
}

/** What came of a replay, in a sentence or two. `isOdd` where something kept samples from their end. */
export function endSentence(
  row: ReplayRow,
  name: string,
): { readonly text: string; readonly isOdd: boolean } {
  const odd = row.samples.filter(({ state }) => state !== "done");
  const done = row.samples.length - odd.length;
  const start = name.charAt(0).toUpperCase() + name.slice(1);
  const sentences = [done === 0 ? undefined : `${start}: ${doneWords(row)}.`, oddWords(row, odd)];
  return { text: sentences.filter((sentence) => sentence !== undefined).join(" "), isOdd: odd.length > 0 };
}

function doneWords(row: ReplayRow): string {
  const judged = row.samples.filter(isJudged);
  const [only] = row.samples;
  const each = meanCost(row);
  const cost = each === undefined ? "cost unknown" : row.samples.length === 1 ? each : `${each} each`;
  if (row.samples.length === 1 && only) {
    const verdict = judged.length === 0 ? "" : hasPassed(only) ? "passed, " : "failed, ";
    return `${verdict}${divergedWords(only)}, ${cost}`;
  }
  if (judged.length === 0)
    return `${countText(row.samples.filter(({ state }) => state === "done").length, "sample")} ended, ${cost}, no grader judged them`;
  return `${judged.filter(hasPassed).length} of ${countText(judged.length, "sample")} passed, ${cost}`;
}

function divergedWords({ divergedAt, divergedNumber }: SampleRow): string {
  if (divergedAt === undefined) return "the same calls and answers as recorded";
  return divergedNumber === undefined ? "it left the recording" : `first change at step ${divergedNumber}`;
}

function oddWords({ samples, why }: ReplayRow, odd: readonly SampleRow[]): string | undefined {
  if (odd.length === 0) return undefined;
  const first = why ?? odd.find((sample) => sample.why !== undefined)?.why ?? "";
  const count =
    samples.length === 1
      ? "The replay did not come to its end."
      : `${odd.length} of ${samples.length} samples did not come to their end.`;
  return `${count} ${first}`.trim();
}

/** The mean over the samples that came to their end; undefined where one of them has no known cost. */
function meanCost({ samples }: ReplayRow): string | undefined {
  const costs = samples.filter(({ state }) => state === "done").map(({ costUsd }) => costUsd);
  const known = costs.filter((cost) => cost !== null);
  if (known.length === 0 || known.length < costs.length) return undefined;
  return costText(known.reduce((sum, cost) => sum + cost, 0) / known.length);
}

function known(costUsd: number | null): string | undefined {
  return costUsd === null || costUsd === 0 ? undefined : costText(costUsd);
}

function isJudged({ state, verdicts }: SampleRow): boolean {
  return state === "done" && verdicts.length > 0;
}

/** A sample passes where every grader says so. */
export function hasPassed({ verdicts }: SampleRow): boolean {
  return verdicts.every(({ pass }) => pass);
}
