// Where everything of the chart lies: stacked areas over the calls of one agent, marks and ticks. Pure.

import type { ContextCallRow, SegmentKind } from "../../../src/protocol/rows";
import { exact, share, tokens as write } from "../../format";
import { visibleLine } from "../../text";

/** From the bottom: what stays is below, what grows is on top. */
export const STACK: readonly SegmentKind[] = [
  "system",
  "tools",
  "memory",
  "user",
  "summary",
  "assistant",
  "reasoning",
  "tool_result",
  "other",
];

export const LABELS: Readonly<Record<SegmentKind, string>> = {
  system: "system",
  tools: "tool definitions",
  memory: "memory",
  user: "user",
  summary: "summary",
  assistant: "assistant",
  reasoning: "thinking",
  tool_result: "tool results",
  other: "other",
};

/** A limit further away than this many times the fullest call would press the areas flat: it is written, not drawn. */
const LIMIT_IN_SIGHT = 4;
/** Room that one label under the chart needs. */
export const LABEL_PX = 52;

export interface ChartSize {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Room for the tick labels at the left. */
  readonly leftPx: number;
}

export interface Column {
  readonly call: ContextCallRow;
  /** Middle of the call's column. */
  readonly x: number;
  readonly left: number;
  readonly width: number;
  /** False where there is no room for one label a call. */
  readonly isLabelled: boolean;
  /** It wrote a summary of the agent's context in a conversation of its own: its input is not that context. */
  readonly isSideCall: boolean;
}

export interface Chart {
  readonly columns: readonly Column[];
  readonly areas: readonly { readonly kind: SegmentKind; readonly path: string }[];
  readonly ticks: readonly { readonly y: number; readonly tokens: number }[];
  /** Absent where no limit is known or it lies out of sight. */
  readonly limit?: { readonly y: number; readonly tokens: number };
  /** Where the context was compacted, where that says something of the next time. */
  readonly threshold?: { readonly y: number; readonly text: string };
  readonly topTokens: number;
}

/** The chart of an agent's calls, oldest first. */
export function layoutChart(calls: readonly ContextCallRow[], size: ChartSize): Chart {
  const limit = limitInSight(calls);
  const columns = layoutColumns(calls, size);
  const drawn = columns.filter(({ isSideCall }) => !isSideCall);
  const topTokens = niceTop(Math.max(1, limit ?? 0, ...drawn.map(({ call }) => call.used)));
  const y = (tokens: number) => size.heightPx - (tokens / topTokens) * size.heightPx;
  const threshold = thresholdOf(calls, limit);
  return {
    columns,
    areas: STACK.flatMap((kind) => areasOf(kind, drawn, y)),
    ticks: [0, 1, 2, 3, 4].map((part) => ({ tokens: (topTokens / 4) * part, y: y((topTokens / 4) * part) })),
    ...(limit === null ? {} : { limit: { tokens: limit, y: y(limit) } }),
    ...(threshold && { threshold: { text: threshold.text, y: y(threshold.tokens) } }),
    topTokens,
  };
}

/** Compactions this near to each other, as a share of the larger, came at one size. */
const SAME_SIZE = 0.1;

/**
 * Where the context was compacted: at a share of the limit where that is in sight, else at a size that several
 * compactions had in common. One compaction without a limit says nothing of the next.
 */
export function thresholdOf(
  calls: readonly ContextCallRow[],
  limit: number | null,
): { readonly tokens: number; readonly text: string } | undefined {
  const sizes = calls.flatMap(({ compaction }) => (compaction ? [compaction.before] : []));
  if (sizes.length === 0) return undefined;
  const least = Math.min(...sizes);
  const isOneSize = Math.max(...sizes) - least <= Math.max(...sizes) * SAME_SIZE;
  if (!isOneSize || (limit === null && sizes.length < 2)) return undefined;
  return { tokens: least, text: `compacted at ${limit === null ? write(least) : share(least, limit)}` };
}

/** Who says how much fits into a window, as a sentence for hover. */
export function limitWords(source: string): string {
  switch (source) {
    case "setting":
      return "Limit from the setting agentLoupe.context.limits";
    case "client":
      return "Limit reported by the client";
    case "request":
      return "Limit set in the request";
    case "unknown":
      return "No limit is known for this model; the setting agentLoupe.context.limits can give one";
    default:
      return `Limit from the model table ${visibleLine(source)}`;
  }
}

/**
 * The scale of bars that show what filled a window. Where the limit is so far that they would be slivers, they run to
 * the fullest of them, and how much of the limit that is stands on a gauge of its own.
 */
export function barScale(
  limit: number | null,
  used: readonly number[],
): { readonly tokens: number; readonly isToLimit: boolean } {
  const fullest = Math.max(1, ...used);
  const isToLimit = limit !== null && limit <= fullest * LIMIT_IN_SIGHT;
  return { tokens: isToLimit ? Math.max(limit, fullest) : fullest, isToLimit };
}

/** The window's limit where it is near enough to be drawn beside the calls. */
export function limitInSight(calls: readonly ContextCallRow[]): number | null {
  const limits = calls.map((call) => call.limit).filter((limit) => limit !== null);
  const fullest = Math.max(0, ...calls.map((call) => call.used));
  if (limits.length === 0) return null;
  const limit = Math.max(...limits);
  return limit <= fullest * LIMIT_IN_SIGHT ? limit : null;
}

/**
 * The calls that go on from each other without a break. Areas end at a compaction and where another conversation of the
 * same agent stands between (a summary that was written, a second task): they never slope through it.
 */
export function runsOf(columns: readonly Column[]): readonly (readonly Column[])[] {
  const runs: Column[][] = [[]];
  for (const column of columns) {
    const last = runs.at(-1)?.at(-1);
    const goesOn = last === undefined || column.call.previousStepId === last.call.stepId;
    if (!goesOn || (column.call.compaction && last)) runs.push([]);
    runs.at(-1)?.push(column);
  }
  return runs.filter((run) => run.length > 0);
}

function layoutColumns(calls: readonly ContextCallRow[], size: ChartSize): readonly Column[] {
  const width = Math.max(1, size.widthPx - size.leftPx) / Math.max(1, calls.length);
  const every = Math.max(1, Math.ceil(LABEL_PX / width));
  const writers = new Set(calls.flatMap(({ compaction }) => compaction?.writer?.stepId ?? []));
  return calls.map((call, index) => ({
    call,
    left: size.leftPx + index * width,
    width,
    x: size.leftPx + (index + 0.5) * width,
    isLabelled: index % every === 0,
    isSideCall: call.previousStepId === undefined && writers.has(call.stepId),
  }));
}

function areasOf(
  kind: SegmentKind,
  columns: readonly Column[],
  y: (tokens: number) => number,
): Chart["areas"] {
  return runsOf(columns).flatMap((run) => {
    const bounds = run.map((column) => boundsOf(kind, column.call));
    if (bounds.every(({ from, to }) => from === to)) return [];
    const points = run.length === 1 ? lonePoints(run[0]) : run.map((column) => column.x);
    const at = (index: number) => bounds[Math.min(index, bounds.length - 1)] ?? { from: 0, to: 0 };
    const top = points.map((x, index) => `${round(x)},${round(y(at(index).to))}`);
    const bottom = points.map((x, index) => `${round(x)},${round(y(at(index).from))}`).reverse();
    return [{ kind, path: `M${[...top, ...bottom].join("L")}Z` }];
  });
}

/** A call alone between two breaks is a block as wide as half its column. */
function lonePoints(column: Column | undefined): readonly number[] {
  return column ? [column.x - column.width / 4, column.x + column.width / 4] : [];
}

function boundsOf(kind: SegmentKind, call: ContextCallRow): { from: number; to: number } {
  let from = 0;
  for (const below of STACK) {
    const tokens = tokensOf(below, call);
    if (below === kind) return { from, to: from + tokens };
    from += tokens;
  }
  return { from, to: from };
}

export function tokensOf(kind: SegmentKind, call: Pick<ContextCallRow, "segments">): number {
  return call.segments.reduce((sum, segment) => (segment.kind === kind ? sum + segment.tokens : sum), 0);
}

/** The smallest of 1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6 or 8 times a power of ten that holds the value: quarters of it read well. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((nice) => nice * power >= value) ?? 10;
  return step * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Agents that made calls, in order of their first call. Calls without a known agent stand under an empty name. */
export function agentsOf(calls: readonly ContextCallRow[]): readonly string[] {
  return [...new Set(calls.map((call) => call.agent ?? ""))];
}

/** The step that a call wrote a summary for; undefined for any other call. */
export function summaryFor(
  call: ContextCallRow,
  calls: readonly ContextCallRow[],
): ContextCallRow | undefined {
  return calls.find(({ compaction }) => compaction?.writer?.stepId === call.stepId);
}

/** What a row of the chart's table for screen readers says. */
export function spokenCall(call: ContextCallRow, write: (tokens: number) => string): string {
  const parts = [`step ${call.number}`, `${write(call.used)} tokens`];
  if (call.limit !== null) parts.push(`of ${write(call.limit)}`);
  const happened = happenedIn(call, write);
  if (happened !== "") parts.push(happened);
  return parts.join(", ");
}

/** A compaction and a broken cache in words; empty for a call like any other. */
export function happenedIn(call: ContextCallRow, write: (tokens: number) => string = exact): string {
  const { compaction, cacheBreak } = call;
  return [
    compaction ? `compaction from ${write(compaction.before)} to ${write(compaction.after)}` : "",
    cacheBreak ? `cache broken at ${visibleLine(cacheBreak.what)}` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
