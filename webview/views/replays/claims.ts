// The band above the matrix: which variant wins, what still fails, what it took. Pure.

import { costInSentence, plural } from "../../format";
import { visibleLine } from "../../text";
import { type MatrixRow, askingOf, byGrader, perSample } from "./model";

export interface Claim {
  readonly title: string;
  readonly text: string;
  readonly detail: string;
}

/** Which variant wins, what still fails, and what it took. */
export function claimsOf(rows: readonly MatrixRow[]): readonly Claim[] {
  return [bestOf(rows), failingOf(rows), tookOf(rows)];
}

function bestOf(rows: readonly MatrixRow[]): Claim {
  const title = "Which variant wins";
  const judged = rows.filter((row) => row.judged > 0);
  const ranked = [...judged].sort(
    (one, two) => two.passed / two.judged - one.passed / one.judged || costOf(one) - costOf(two),
  );
  const [best, second] = ranked;
  if (!best)
    return { title, text: "No sample is judged yet", detail: "Graders or your own thumbs judge them" };
  if (best.passed === 0) {
    const most = plural(
      judged.reduce((count, row) => count + row.judged, 0),
      "judged sample",
    );
    return {
      title,
      text: "None: no sample passed yet",
      detail: `${most} in ${plural(judged.length, "variant")}`,
    };
  }
  const cost = perSample(best.replay.row.samples, ({ costUsd }) => costUsd);
  const price = cost === null ? "" : ` at ${costInSentence(cost)} a sample`;
  return {
    title,
    text: `${quoted(best.name)} passed ${best.passed} of ${best.judged}${price}`,
    detail: second ? apart(best, second) : "No other variant to compare with",
  };
}

/** Whether the best can be told from the next one by their 95 % intervals. */
function apart(best: MatrixRow, second: MatrixRow): string {
  const [high, low] = [best.replay.row.interval, second.replay.row.interval];
  if (!high || !low) return `Next is ${quoted(second.name)}`;
  return high.low > low.high
    ? `Better than ${quoted(second.name)}: the intervals do not overlap`
    : `${plural(best.judged, "sample")} cannot tell it from ${quoted(second.name)}: the intervals overlap`;
}

function costOf(row: MatrixRow): number {
  return perSample(row.replay.row.samples, ({ costUsd }) => costUsd) ?? Infinity;
}

function failingOf(rows: readonly MatrixRow[]): Claim {
  const title = "What still fails";
  const [worst] = byGrader(rows)
    .map(({ grader, cells }) => ({
      grader,
      failed: sum(cells.map(({ passed, judged }) => judged - passed)),
      judged: sum(cells.map(({ judged }) => judged)),
      variants: cells.filter(({ passed, judged }) => judged > passed).length,
    }))
    .sort((one, two) => two.failed - one.failed);
  if (!worst) return { title, text: "No grader has judged a sample", detail: "" };
  if (worst.failed === 0) return { title, text: "Nothing: every grader passed everywhere", detail: "" };
  return {
    title,
    text: `${quoted(worst.grader)} in ${worst.failed} of ${worst.judged}`,
    detail: `in ${worst.variants} of ${plural(rows.length, "variant")}`,
  };
}

function tookOf(rows: readonly MatrixRow[]): Claim {
  const samples = rows.flatMap(({ replay }) => replay.row.samples);
  const ended = samples.filter(({ state }) => !["waiting", "running", "asking"].includes(state)).length;
  const costs = rows.map(({ replay }) => replay.row.costUsd);
  const known = costs.filter((cost) => cost !== null);
  const cost = known.length === 0 ? "Cost unknown" : costInSentence(sum(known));
  const gap = known.length > 0 && known.length < costs.length ? "≥ " : "";
  const waiting = askingOf(rows).length;
  const why = rows.map(({ replay }) => replay.row.why).find((one) => one !== undefined);
  return {
    title: "What it took",
    text: `${gap}${cost}, ${ended} of ${plural(samples.length, "sample")} ended`,
    detail:
      waiting > 0
        ? `${plural(waiting, "sample")} left the recording and ${waiting === 1 ? "waits" : "wait"} for you`
        : visibleLine(why ?? ""),
  };
}

function quoted(name: string): string {
  return name.startsWith("“") ? name : `“${name}”`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
