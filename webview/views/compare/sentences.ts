// What the compare view says in words: who the two sides are, what changed first, and by how much. Pure.

import type {
  CompareRow,
  CompareStep,
  CompareTotals,
  CompareWhat,
  ReplayListRow,
  ReplayMode,
} from "../../../src/protocol/replay";
import type { SessionRow } from "../../../src/protocol/rows";
import {
  change,
  clock,
  costInSentence,
  duration,
  exact,
  plural,
  shortModel,
  tokens,
  totalTokens,
} from "../../format";
import { KINDS } from "../../kinds";
import { visibleLine } from "../../text";
import { countsOf, deltaOf } from "./model";

/** The mode of a replay as its result always says it (ui/README §9). */
export const MODES: Readonly<Record<ReplayMode, string>> = {
  step: "Replayed, one model call",
  recorded: "Replayed, tools from the record",
  "from-here": "Replayed from a step on, tools from the record",
};

/** A session and, where a replay made it, which sample of which replay. */
export interface Side {
  readonly session: SessionRow;
  readonly replay?: ReplayListRow;
  /** From 1, and of how many. */
  readonly sample?: { readonly number: number; readonly of: number };
}

/** `Recorded`, or how it was replayed. */
export function originOf({ session, replay }: Side): string {
  if (replay) return MODES[replay.mode];
  return session.replayOf === undefined ? "Recorded" : "Replayed";
}

/** `Today 02:06, growth-agent`, or `“give up early”, sample 2 of 5`. */
export function nameOf({ session, replay, sample }: Side, now: Date): string {
  const who = session.run?.name ?? session.service ?? "";
  if (!sample)
    return [clock(session.startUs, now), visibleLine(who)].filter((part) => part !== "").join(", ");
  return `${variantName(replay)}, sample ${sample.number} of ${sample.of}`;
}

/** `“give up early”`; `as recorded` where nothing was edited. */
export function variantName(replay: Pick<ReplayListRow, "variant" | "edits"> | undefined): string {
  if (replay?.variant !== undefined) return `“${visibleLine(replay.variant)}”`;
  return replay && replay.edits.length > 0 ? "unsaved edit" : "as recorded";
}

const PARTS = {
  system: "system prompt",
  user: "user message",
  "tool-description": "description",
  model: "model",
  params: "parameters",
} as const;

/** `sql-analyst system prompt, model`: what a variant edits. */
export function editsOf(replay: Pick<ReplayListRow, "edits">): string {
  if (replay.edits.length === 0) return "no edit";
  return replay.edits
    .map(({ where }) => [where.agent, where.name, PARTS[where.part]].filter((part) => part !== undefined))
    .map((parts) => visibleLine(parts.join(" ")))
    .join(", ");
}

export interface Headline {
  /** `First change at step 13: sonnet-4-5 calls run_sql with other arguments.` */
  readonly first: string;
  /** `35% cheaper, 42% fewer tokens.` Empty where nothing can be said. */
  readonly totals: string;
  /** Row of the first change. */
  readonly index?: number;
}

/** What changed first, and what the right side took in all. */
export function headline(
  rows: readonly CompareRow[],
  firstDivergence: number | undefined,
  totals: { readonly left: CompareTotals; readonly right: CompareTotals },
): Headline {
  return {
    first:
      firstDivergence === undefined
        ? "Both did the same: same calls, same arguments, same answers."
        : firstChange(rows, firstDivergence),
    totals: totalsSentence(totals),
    ...(firstDivergence === undefined ? {} : { index: firstDivergence }),
  };
}

function firstChange(rows: readonly CompareRow[], at: number): string {
  const row = rows[at];
  const step = row?.leftRow ?? row?.rightRow;
  if (!row || !step) return "First change at the first marked row.";
  const what = `${shortName(step)} ${row.change === "edited" ? differences(row.what) : visibleLine(step.summary)}`;
  const only = row.change === "edited" ? "" : `, ${onlyWords(rows, at)}`;
  return `First change at step ${step.number}: ${what.trim()}${only}.`;
}

/** `only on the left`, `only on the left, with 3 more steps`: how long the run is that starts at this row. */
export function onlyWords(rows: readonly CompareRow[], at: number): string {
  const change = rows[at]?.change;
  const side = change === "only-left" ? "left" : "right";
  let more = 0;
  while (rows[at + more + 1]?.change === change) more++;
  return `only on the ${side}${more === 0 ? "" : `, with ${plural(more, "more step")}`}`;
}

const DIFFERENT: Readonly<Record<CompareWhat, string>> = {
  answer: "answers in other words",
  "tool calls": "makes other tool calls",
  arguments: "gets other arguments",
  result: "returns another result",
  error: "fails on one side only",
  reasoning: "thinks in other words",
  model: "is another model",
  prompt: "got another prompt",
  tokens: "took other tokens",
  cost: "cost something else",
};

/** What differs in a pair, most telling first; consequences of the edit only where nothing else differs. */
export function differences(what: readonly CompareWhat[]): string {
  const behaviour = what.filter((one) => one !== "prompt" && one !== "tokens" && one !== "cost");
  const told = behaviour.length > 0 ? behaviour : what.slice(0, 1);
  return told.map((one) => DIFFERENT[one]).join(", ");
}

function totalsSentence({ left, right }: { left: CompareTotals; right: CompareTotals }): string {
  const parts = [
    relation(left.costUsd, right.costUsd, "cheaper", "more expensive"),
    relation(totalTokens(left.usage), totalTokens(right.usage), "fewer tokens", "more tokens"),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${parts.join(", ")}.`;
}

function relation(left: number | null, right: number | null, less: string, more: string): string {
  if (left === null || right === null || left === 0 || left === right) return "";
  const percent = Math.round((Math.abs(right - left) / left) * 100);
  return percent === 0 ? "" : `${percent}% ${right < left ? less : more}`;
}

export type Tone = "ok" | "error" | "";

export interface Total {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly delta: string;
  readonly tone: Tone;
  readonly title: string;
}

/**
 * The figures of the head. Fewer tokens, dollars and failures are better for certain; that more of them are worse is not
 * (the answer may be better), so only failures and findings are coloured both ways. Tools that came from the record took
 * no time, so that a replay's time is not coloured either.
 */
export function totalsOf(
  left: Side,
  right: Side,
  totals: { readonly left: CompareTotals; readonly right: CompareTotals },
): readonly Total[] {
  const isReplay = [left, right].some(({ session }) => session.replayOf !== undefined);
  const calls = (side: CompareTotals) => (isReplay ? side.modelCalls + side.toolCalls : side.steps);
  const [one, two] = [totals.left, totals.right];
  return [
    total("Cost", one.costUsd, two.costUsd, costInSentence, relative, "less"),
    total("Tokens", totalTokens(one.usage), totalTokens(two.usage), tokens, relative, "less"),
    total("Duration", one.durationUs, two.durationUs, duration, relative, isReplay ? "none" : "less"),
    total(isReplay ? "Calls" : "Steps", calls(one), calls(two), exact, absolute, "none"),
    total("Failed calls", one.errors, two.errors, exact, absolute, "both"),
    total("Findings", left.session.findings, right.session.findings, exact, absolute, "both"),
  ];
}

function total(
  name: string,
  before: number | null,
  after: number | null,
  write: (value: number | null) => string,
  delta: (before: number, after: number) => string,
  certain: "less" | "both" | "none",
): Total {
  const known = before !== null && after !== null;
  const isBetter = known && after < before && certain !== "none";
  const isWorse = known && after > before && certain === "both";
  return {
    name,
    before: write(before),
    after: write(after),
    delta: known ? delta(before, after) : "",
    tone: isBetter ? "ok" : isWorse ? "error" : "",
    title: `${name}: ${write(before)} → ${write(after)}`,
  };
}

function relative(before: number, after: number): string {
  if (before === 0) return "";
  return change(Math.round(((after - before) / before) * 100), (size) => `${size}%`);
}

function absolute(before: number, after: number): string {
  return change(after - before, exact);
}

/** The name of a step as rows show it: a model without its vendor. */
export function shortName(step: Pick<CompareStep, "kind" | "name">): string {
  return visibleLine(step.kind === "llm" ? shortModel(step.name) : step.name);
}

/** `37 of 46 aligned by agent, kind, name, then content · 9 only left, 1 only right`. */
export function alignedSentence(rows: readonly CompareRow[]): string {
  const counts = countsOf(rows);
  const both = counts.same + counts.edited;
  return `${both} of ${rows.length} aligned by agent, kind, name, then content · ${counts["only-left"]} only left, ${counts["only-right"]} only right`;
}

/** `6 more steps`, and what they are: `3 tool calls, 2 model calls, 1 memory operation`. */
export function foldWords(rows: readonly CompareRow[]): { readonly title: string; readonly detail: string } {
  const words = new Map<string, number>();
  for (const row of rows) {
    const step = row.leftRow ?? row.rightRow;
    if (step) words.set(KINDS[step.kind].word, (words.get(KINDS[step.kind].word) ?? 0) + 1);
  }
  return {
    title: `${rows.length} more ${rows[0]?.change === "same" ? "equal steps" : "steps"}`,
    detail: [...words].map(([word, count]) => `${count} ${word}${count === 1 ? "" : "s"}`).join(", "),
  };
}

const CHANGE_WORDS = {
  same: "same on both sides",
  edited: "changed",
  "only-left": "only on the left",
  "only-right": "only on the right",
} as const;

/** A row as screen readers say it: `changed: step 13, model call sonnet-4-5; step 13 on the right; gets other arguments`. */
export function spokenRow(row: CompareRow): string {
  const side = (step: CompareStep | undefined) =>
    step
      ? `step ${step.number}, ${KINDS[step.kind].word} ${shortName(step)}, ${visibleLine(step.summary)}`
      : "";
  const { costUsd } = deltaOf(row);
  return [
    `${CHANGE_WORDS[row.change]}: ${side(row.leftRow ?? row.rightRow)}`,
    row.leftRow && row.rightRow ? `step ${row.rightRow.number} on the right` : "",
    row.change === "edited" ? differences(row.what) : "",
    typeof costUsd === "number" && costUsd !== 0 ? `cost ${costChange(costUsd)}` : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
}

/** With its direction also where it is too small to be written. */
function costChange(costUsd: number): string {
  const written = change(costUsd, costInSentence);
  return written.startsWith("<") ? `${costUsd < 0 ? "lower" : "higher"} by less than $0.001` : written;
}
