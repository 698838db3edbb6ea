// The matrix of variants and samples: what a cell shows, how variants are told apart, and what the band says. Pure.

import {
  HUMAN_GRADER,
  type ReplayListRow,
  type ReplayRow,
  type SampleRow,
  type SampleState,
  type VerdictRow,
} from "../../../src/protocol/replay";
import { visibleLine } from "../../text";
import { variantName } from "../compare/sentences";
import type { LoadedReplay } from "./load";

/** Cells that are drawn of a row; the rest is counted. */
export const MOST_CELLS = 200;
/** With more samples than this the cells are icons only. */
const WIDE_CELLS = 6;
/** pass@3 says enough where there are that many samples; with fewer it is what there is. */
const FAVOURITE_K = 3;

export type CellLook = "passed" | "failed" | "unjudged" | "asking" | "running" | "waiting" | "stopped";

const ENDED: Readonly<Record<Exclude<SampleState, "done">, CellLook>> = {
  waiting: "waiting",
  running: "running",
  asking: "asking",
  stopped: "stopped",
  cancelled: "stopped",
  failed: "failed",
};

/** How a sample stands: by its verdicts once it is done, else by its state. */
export function lookOf(sample: SampleRow): CellLook {
  if (sample.state !== "done") return ENDED[sample.state];
  if (sample.verdicts.length === 0) return "unjudged";
  return sample.verdicts.every(({ pass }) => pass) ? "passed" : "failed";
}

export const LOOKS: Readonly<Record<CellLook, { readonly icon: string; readonly word: string }>> = {
  passed: { icon: "pass-filled", word: "passed" },
  failed: { icon: "error", word: "failed" },
  unjudged: { icon: "circle-filled", word: "done, no graders" },
  asking: { icon: "debug-pause", word: "waits for your answer" },
  running: { icon: "sync", word: "running" },
  waiting: { icon: "circle-outline", word: "not started" },
  stopped: { icon: "circle-slash", word: "stopped" },
};

/** `3/4`: graders passed; empty where there is none. */
export function gradersOf({ verdicts }: Pick<SampleRow, "verdicts">): string {
  return verdicts.length === 0 ? "" : `${verdicts.filter(({ pass }) => pass).length}/${verdicts.length}`;
}

export interface MatrixRow {
  readonly replay: LoadedReplay;
  /** `give up early`; a second replay of one variant is `give up early, again`. */
  readonly name: string;
  readonly judged: number;
  readonly passed: number;
}

/** One row a replay, in the order they were started. */
export function matrixRows(replays: readonly LoadedReplay[]): readonly MatrixRow[] {
  const seen = new Map<string, number>();
  return replays.map((replay) => {
    const name = nameOf(replay.entry);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const judged = replay.row.samples.filter(isJudged);
    return {
      replay,
      name: times === 1 ? name : `${name} (${times})`,
      judged: judged.length,
      passed: judged.filter((sample) => lookOf(sample) === "passed").length,
    };
  });
}

export function isJudged(sample: SampleRow): boolean {
  return sample.state === "done" && sample.verdicts.length > 0;
}

function nameOf(entry: ReplayListRow): string {
  return entry.variant === undefined ? variantName(entry) : visibleLine(entry.variant);
}

/** Samples in the longest row. */
export function columnsOf(rows: readonly MatrixRow[]): number {
  return Math.max(0, ...rows.map(({ replay }) => replay.row.samples.length));
}

export function isCompact(columns: number): boolean {
  return columns > WIDE_CELLS;
}

/** The k that every judged row has samples for, 3 at most; undefined where nothing is judged. */
export function commonK(rows: readonly MatrixRow[]): number | undefined {
  const judged = rows.map((row) => row.judged).filter((count) => count > 0);
  return judged.length === 0 ? undefined : Math.min(FAVOURITE_K, ...judged);
}

/** pass@k and pass^k as the engine computed them for this k; undefined where it did not. */
export function passesAt(
  row: ReplayRow,
  judged: number,
  k: number,
): { readonly passAtK: number; readonly passHatK: number } | undefined {
  const found = row.byK?.find((one) => one.k === k);
  if (found) return found;
  if (judged !== k || row.passAtK === undefined || row.passHatK === undefined) return undefined;
  return { passAtK: row.passAtK, passHatK: row.passHatK };
}

/** A part of one as whole percent: `60%`. Rates, so 0 is 0% and known. */
export function percent(rate: number): string {
  return `${Math.round(rate * 100)}%`;
}

/** The mean of what is known over the samples that ended; null where nothing is. */
export function perSample(
  samples: readonly SampleRow[],
  value: (sample: SampleRow) => number | null | undefined,
): number | null {
  const known = samples
    .filter(({ state }) => state === "done")
    .map(value)
    .filter((one) => typeof one === "number");
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

/** Where the samples of a row left the recording first: `step 13`; `–` where none did. */
export function divergesAt(samples: readonly SampleRow[]): string {
  const diverged = samples.filter(({ divergedAt }) => divergedAt !== undefined);
  const numbers = diverged.map(({ divergedNumber }) => divergedNumber).filter((one) => one !== undefined);
  if (diverged.length === 0) return "–";
  return numbers.length === 0 ? `${diverged.length} of ${samples.length}` : `step ${Math.min(...numbers)}`;
}

export interface Place {
  readonly replayId: string;
  readonly sample: number;
}

export interface Asking extends Place {
  readonly row: MatrixRow;
  readonly question: NonNullable<SampleRow["waitsFor"]>;
}

/** Samples that wait for the user, first rows first. */
export function askingOf(rows: readonly MatrixRow[]): readonly Asking[] {
  return rows.flatMap((row) =>
    row.replay.row.samples.flatMap((sample) =>
      sample.state === "asking" && sample.waitsFor
        ? [{ row, replayId: row.replay.entry.replayId, sample: sample.sample, question: sample.waitsFor }]
        : [],
    ),
  );
}

export interface GraderRow {
  readonly grader: string;
  /** One a variant; nothing judged reads `–`. */
  readonly cells: readonly { readonly passed: number; readonly judged: number }[];
}

/** How many samples of each variant passed each grader, graders in the order they were first seen. */
export function byGrader(rows: readonly MatrixRow[]): readonly GraderRow[] {
  const all = rows.map(({ replay }) => replay.row.samples.flatMap(({ verdicts }) => verdicts));
  const graders = [...new Set(all.flat().map(({ grader }) => grader))];
  return graders.map((grader) => ({
    grader: visibleLine(grader),
    cells: all.map((verdicts) => {
      const own = verdicts.filter((verdict) => verdict.grader === grader);
      return { passed: own.filter(({ pass }) => pass).length, judged: own.length };
    }),
  }));
}

/** Verdicts of graders, and apart from them the one of a person. */
export function splitVerdicts(sample: SampleRow): {
  readonly graders: readonly VerdictRow[];
  readonly own: VerdictRow | undefined;
} {
  return {
    graders: sample.verdicts.filter(({ grader }) => grader !== HUMAN_GRADER),
    own: sample.verdicts.find(({ grader }) => grader === HUMAN_GRADER),
  };
}

/** What was typed as a tool's result: JSON where asked for, undefined where it is no JSON. */
export function readResult(text: string, as: "text" | "json"): { readonly value: unknown } | undefined {
  if (as === "text") return { value: text };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** The way a typed result is read before the user chooses: what begins as an object or a list is JSON. */
export function guessResultForm(text: string): "text" | "json" {
  return /^\s*[[{]/.test(text) ? "json" : "text";
}
