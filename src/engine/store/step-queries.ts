// Questions about single steps and about everything that a session recorded.

import type { Database, RowOf } from "./database";
import { STEP_COLUMNS } from "./step-rows";

const ROW = `SELECT ${Object.keys(STEP_COLUMNS).join(", ")} FROM m.step WHERE id = ?`;
const SAVE_SUMMARY = "UPDATE m.step SET summary = ? WHERE id = ?";
const MESSAGE = "SELECT resource, scope, raw FROM m.step WHERE id = ?";
/** Served by the keys of trace and step. */
const LOCATE = `SELECT step.id, trace.session FROM m.trace JOIN m.step ON step.trace = trace.id
  WHERE trace.traceId = ? AND step.span = ?`;
const LOCATE_LOG = `SELECT step.id, trace.session FROM m.log JOIN m.trace ON trace.id = log.trace
  JOIN m.step ON step.trace = trace.id AND step.span = ? WHERE log.hash = ?`;
/** Served by log_by_span. */
const LOGS_OF_STEP = `SELECT log.hash, log.resource, log.scope, log.raw FROM m.step
  JOIN m.log ON log.trace = step.trace AND log.span = step.span WHERE step.id = ? ORDER BY log.id`;
const LOG = "SELECT hash, resource, scope, raw FROM m.log WHERE hash = ?";
const SPANS_OF_SESSION = `SELECT step.resource, step.scope, step.raw FROM m.trace JOIN m.step ON step.trace = trace.id
  WHERE trace.session = ? AND step.span NOT LIKE 'log:%' ORDER BY step.id`;
const LOGS_OF_SESSION = `SELECT log.resource, log.scope, log.raw FROM m.trace JOIN m.log ON log.trace = trace.id
  WHERE trace.session = ? ORDER BY log.id`;

const MESSAGE_COLUMNS = { resource: "number", scope: "number", raw: "bytes" } as const;
const LOG_COLUMNS = { hash: "text", ...MESSAGE_COLUMNS } as const;
const PLACE_COLUMNS = { id: "number", session: "number" } as const;

export type StepCells = RowOf<typeof STEP_COLUMNS>;
export type MessageCells = RowOf<typeof MESSAGE_COLUMNS>;
export type LogCells = RowOf<typeof LOG_COLUMNS>;

export class StepQueries {
  private readonly rowById;
  private readonly messageById;
  private readonly updateSummary;
  private readonly locateSpan;
  private readonly locateLog;
  private readonly logsOfStep;
  private readonly logByHash;
  private readonly spansOfSession;
  private readonly logsOfSession;

  constructor(database: Database) {
    this.rowById = database.query(ROW, STEP_COLUMNS);
    this.updateSummary = database.command(SAVE_SUMMARY);
    this.messageById = database.query(MESSAGE, MESSAGE_COLUMNS);
    this.locateSpan = database.query(LOCATE, PLACE_COLUMNS);
    this.locateLog = database.query(LOCATE_LOG, PLACE_COLUMNS);
    this.logsOfStep = database.query(LOGS_OF_STEP, LOG_COLUMNS);
    this.logByHash = database.query(LOG, LOG_COLUMNS);
    this.spansOfSession = database.query(SPANS_OF_SESSION, MESSAGE_COLUMNS);
    this.logsOfSession = database.query(LOGS_OF_SESSION, MESSAGE_COLUMNS);
  }

  /** Where a step is, by the id that people and links carry. */
  locate(stepId: string): { readonly id: number; readonly session: number } | undefined {
    if (stepId.startsWith("log:")) return this.locateLog.first(stepId, stepId.slice(4));
    const [traceId = "", span = ""] = stepId.split(":");
    return this.locateSpan.first(traceId, span);
  }

  row(id: number): StepCells | undefined {
    return this.rowById.first(id);
  }

  /** Keeps a summary that took reading the content, for the next one who asks. */
  saveSummary(id: number, summary: string): void {
    this.updateSummary(summary, id);
  }

  message(id: number): MessageCells | undefined {
    return this.messageById.first(id);
  }

  /** The log records that carry a step's ids, in no order. */
  logs(id: number): readonly LogCells[] {
    return this.logsOfStep.all(id);
  }

  /** The log record that a step of its own stands for. */
  log(stepId: string): LogCells | undefined {
    return this.logByHash.first(stepId.slice(4));
  }

  /** All spans of a session, in the order they came. */
  spans(session: number): readonly MessageCells[] {
    return this.spansOfSession.all(session);
  }

  /** All log records of a session, in the order they came. */
  sessionLogs(session: number): readonly MessageCells[] {
    return this.logsOfSession.all(session);
  }
}
