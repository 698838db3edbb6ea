// Steps as rows: how a step's columns are written and read again.

import { STEP_KINDS, type StepKind } from "../../core/model/kind";
import type { Problem } from "../../core/model/problem";
import type { SessionHint } from "../../core/model/step";
import type { Usage } from "../../core/model/usage";
import type { StepColumns } from "../step-columns";
import type { Cell } from "./backend";
import type { RowOf } from "./database";

/** The columns of a step that are facts, in the order in which `cellsOf` gives their values. */
export const FACT_COLUMNS = {
  kind: "text",
  startUs: "number",
  endUs: "number?",
  name: "text",
  summary: "text?",
  model: "text?",
  responseId: "text?",
  ownAgent: "text?",
  dialects: "text",
  tool: "text?",
  failed: "number",
  pending: "number",
  inUncached: "number?",
  inCacheRead: "number?",
  inCacheWrite: "number?",
  output: "number?",
  reasoning: "number?",
  costNano: "number?",
  costSource: "text?",
  contextUsed: "number?",
  contextLimit: "number?",
  problems: "text",
  hint: "text?",
} as const;

/** What the store adds to the facts of a step. */
export const STATE_COLUMNS = {
  id: "number",
  span: "text",
  parent: "text?",
  service: "text?",
  namespace: "text?",
  conflict: "number",
  duplicateOf: "text?",
} as const;

export const STEP_COLUMNS = { ...STATE_COLUMNS, ...FACT_COLUMNS } as const;
export type StepRowCells = RowOf<typeof STEP_COLUMNS>;

/** The cells of a step's facts. */
export function cellsOf(columns: StepColumns): Cell[] {
  const { usage } = columns;
  return [
    columns.kind,
    columns.startUs,
    columns.endUs,
    columns.name,
    columns.summary,
    columns.model,
    columns.responseId,
    columns.ownAgent,
    columns.dialects.join(" "),
    columns.tool,
    Number(columns.failed),
    Number(columns.pending),
    ...(usage ? bucketsOf(usage) : [null, null, null, null, null]),
    columns.costNano,
    columns.costSource,
    columns.contextUsed,
    columns.contextLimit,
    columns.problems.join(" "),
    columns.hint ? JSON.stringify([columns.hint.id, columns.hint.source, columns.hint.rank]) : null,
  ];
}

/** The facts that a row holds. */
export function columnsOfRow(row: RowOf<typeof FACT_COLUMNS>): StepColumns {
  return {
    kind: kindOf(row.kind),
    startUs: row.startUs,
    endUs: row.endUs,
    name: row.name,
    summary: row.summary,
    model: row.model,
    responseId: row.responseId,
    ownAgent: row.ownAgent,
    dialects: words(row.dialects),
    tool: row.tool,
    failed: row.failed === 1,
    pending: row.pending === 1,
    usage: usageOfRow(row),
    costNano: row.costNano,
    costSource: row.costSource as StepColumns["costSource"],
    contextUsed: row.contextUsed,
    contextLimit: row.contextLimit,
    problems: words(row.problems) as Problem["code"][],
    hint: row.hint === null ? null : hintOf(row.hint),
  };
}

function bucketsOf(usage: Usage): (number | null)[] {
  return [usage.inUncached, usage.inCacheRead, usage.inCacheWrite, usage.out, usage.reasoning];
}

/** Null where no bucket is known: an unbilled step, or a call that said nothing. */
function usageOfRow(row: RowOf<typeof FACT_COLUMNS>): Usage | null {
  const { inUncached, inCacheRead, inCacheWrite, output, reasoning } = row;
  const usage = { inUncached, inCacheRead, inCacheWrite, out: output, reasoning };
  return Object.values(usage).every((tokens) => tokens === null) ? null : usage;
}

const KINDS: ReadonlySet<string> = new Set(STEP_KINDS);

function kindOf(text: string): StepKind {
  return KINDS.has(text) ? (text as StepKind) : "other";
}

function words(text: string): string[] {
  return text === "" ? [] : text.split(" ");
}

function hintOf(text: string): SessionHint {
  const [id, source, rank] = JSON.parse(text) as [string, string, number];
  return { id, source, rank };
}
