// The traces that data arrives for, in memory: read from their rows when they are touched, dropped when many are.

import type { Database } from "./database";
import { type StepRowCells, STEP_COLUMNS, columnsOfRow } from "./step-rows";
import type { StepNode } from "./step-node";
import { TraceState } from "./trace-state";

const FIND = "SELECT id, session, real, logs, title, titleUs, titleStep FROM m.trace WHERE traceId = ?";
const ADD = "INSERT INTO m.trace (traceId, session, real, logs) VALUES (?, 0, ?, 0) RETURNING id";
const SAVE = `UPDATE m.trace SET session = ?, logs = ?, idSource = ?, idRank = ?, service = ?, startUs = ?, endUs = ?, title = ?, titleUs = ?,
  titleStep = ? WHERE id = ?`;
const STEPS = `SELECT ${Object.keys(STEP_COLUMNS).join(", ")} FROM m.step WHERE trace = ?`;

/** Steps of traces in memory, about 500 bytes each. The traces of the batch at hand are kept whatever their size. */
const MAX_STEPS = 150_000;

export class TraceStore {
  private readonly open = new Map<string, TraceState>();
  private openSteps = 0;
  private readonly find;
  private readonly add;
  private readonly save;
  private readonly steps;

  constructor(database: Database) {
    this.find = database.query(FIND, {
      id: "number",
      session: "number",
      real: "number",
      logs: "number",
      title: "text?",
      titleUs: "number?",
      titleStep: "text?",
    });
    this.add = database.query(ADD, { id: "number" });
    this.save = database.command(SAVE);
    this.steps = database.query(STEPS, STEP_COLUMNS);
  }

  /** The trace with this id, made where it is new. Session 0 says that it has none yet. */
  touch(traceId: string, real: boolean): TraceState {
    const trace = this.open.get(traceId) ?? this.load(traceId) ?? this.create(traceId, real);
    this.open.delete(traceId);
    this.open.set(traceId, trace);
    return trace;
  }

  write(trace: TraceState): void {
    const { outline, title } = trace;
    this.save(
      trace.session,
      trace.logs,
      outline.hinting?.columns.hint?.source ?? null,
      outline.hinting?.columns.hint?.rank ?? null,
      outline.first?.service ?? null,
      outline.startUs,
      outline.endUs,
      title?.words ?? null,
      title?.startUs ?? null,
      title?.stepId ?? null,
      trace.rowId,
    );
  }

  /** Drops the traces that were touched longest ago until few enough steps are held. */
  shrink(): void {
    this.openSteps = 0;
    for (const trace of this.open.values()) this.openSteps += trace.steps.size;
    for (const [traceId, trace] of this.open) {
      if (this.openSteps <= MAX_STEPS) return;
      this.open.delete(traceId);
      this.openSteps -= trace.steps.size;
    }
  }

  /** Forgets what is in memory: after a rollback or an eviction it is not what the rows say. */
  forget(): void {
    this.open.clear();
  }

  private create(traceId: string, real: boolean): TraceState {
    const row = this.add.first(traceId, Number(real));
    return new TraceState(row?.id ?? 0, traceId, real);
  }

  private load(traceId: string): TraceState | undefined {
    const row = this.find.first(traceId);
    if (!row) return undefined;
    const trace = new TraceState(row.id, traceId, row.real === 1);
    trace.session = row.session;
    trace.logs = row.logs;
    if (row.title !== null && row.titleUs !== null && row.titleStep !== null)
      trace.title = { words: row.title, startUs: row.titleUs, stepId: row.titleStep };
    for (const cells of this.steps.all(row.id)) trace.restore(nodeOf(trace, cells));
    trace.reconnect();
    trace.outline.rebuild(trace.steps.values());
    return trace;
  }
}

function nodeOf(trace: TraceState, row: StepRowCells): StepNode {
  return {
    rowId: row.id,
    trace,
    span: row.span,
    parent: row.parent,
    isLog: row.span.startsWith("log:"),
    columns: columnsOfRow(row),
    service: row.service,
    namespace: row.namespace,
    conflict: row.conflict === 1,
    waiting: false,
    agent: null,
    duplicateOf: row.duplicateOf,
    counted: true,
  };
}
