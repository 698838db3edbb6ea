// Takes spans and log records in: each once, whatever the order, the split or the number of copies.

import type { StepFacts } from "../../core/model/step";
import { sameCall } from "../../core/dialects";
import { inputTokens, outputTokens } from "../../core/model/usage";
import type { LogRecord, ResourceRecord, SpanRecord } from "../../core/otlp/wire";
import { type StepColumns, userWordsOf } from "../step-columns";
import type { Database } from "./database";
import type { MessageStore, StoredMessage } from "./messages";
import type { SessionChanges, SessionStore } from "./session-state";
import { looseKey, sessionKeyOf } from "./session-key";
import { FACT_COLUMNS, cellsOf } from "./step-rows";
import { type StepNode, byStart } from "./step-node";
import type { Change, TraceState } from "./trace-state";
import type { TraceStore } from "./traces";
import { hashOf } from "./values";

/** How records become steps; handed in so that the store knows no dialect. */
export interface StepReader {
  span(
    span: SpanRecord,
    logs: readonly LogRecord[],
  ): { readonly columns: StepColumns; readonly facts: StepFacts };
  log(log: LogRecord): StepColumns;
  /** Told of each span that is new, once. */
  arrived(span: SpanRecord, facts: StepFacts): void;
}

/** What a batch added. Copies of what is known add nothing. */
export interface BatchResult extends SessionChanges {
  readonly added: number;
}

const FACTS = Object.keys(FACT_COLUMNS);
const ADD_STEP = `INSERT INTO m.step (id, trace, span, parent, service, namespace, conflict, resource, scope, raw, ${FACTS.join(", ")})
  VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ${FACTS.map(() => "?").join(", ")})`;
const SAVE_STEP = `UPDATE m.step SET parent = ?, service = ?, namespace = ?, conflict = ?, duplicateOf = ?,
  ${FACTS.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`;
const SAVE_MESSAGE = "UPDATE m.step SET resource = ?, scope = ?, raw = ? WHERE id = ?";
const READ_MESSAGE = "SELECT resource, scope, raw FROM m.step WHERE id = ?";
const DROP_STEP = "DELETE FROM m.step WHERE id = ? RETURNING raw";
const ADD_LOG = `INSERT INTO m.log (hash, trace, span, resource, scope, raw) VALUES (?, ?, ?, ?, ?, ?)`;
const HAS_LOG = "SELECT id FROM m.log WHERE hash = ?";
const LOGS_OF_SPAN = "SELECT hash, resource, scope, raw FROM m.log WHERE trace = ? AND span = ? ORDER BY id";

const RUN_ID = "agent_loupe.run.id";

export class Writer {
  private readonly dirty = new Set<StepNode>();
  private readonly statements;
  /** Row ids are given here and never twice, so that none has to be asked back from SQLite. */
  private nextStep = 1;

  constructor(
    database: Database,
    private readonly traces: TraceStore,
    private readonly sessions: SessionStore,
    private readonly messages: MessageStore,
    private readonly reader: StepReader,
  ) {
    const message = { resource: "number", scope: "number", raw: "bytes" } as const;
    this.statements = {
      addStep: database.command(ADD_STEP),
      saveStep: database.command(SAVE_STEP),
      saveMessage: database.command(SAVE_MESSAGE),
      readMessage: database.query(READ_MESSAGE, message),
      dropStep: database.query(DROP_STEP, { raw: "bytes" }),
      addLog: database.command(ADD_LOG),
      hasLog: database.query(HAS_LOG, { id: "number" }),
      logsOfSpan: database.query(LOGS_OF_SPAN, { hash: "text", ...message }),
    };
  }

  /** Stores spans. `nowMs` is when they came. */
  addSpans(spans: readonly SpanRecord[], nowMs: number): BatchResult {
    let added = 0;
    for (const [traceId, group] of groupBy(spans, (span) => span.traceId)) {
      const trace = this.traces.touch(traceId, true);
      const fresh: StepNode[] = [];
      for (const span of group) {
        const known = trace.steps.get(span.spanId);
        if (known) this.resend(trace, known, span);
        else fresh.push(this.addSpan(trace, span));
      }
      added += fresh.length;
      this.settle(trace, fresh, nowMs);
    }
    return { added, ...this.sessions.flush(nowMs) };
  }

  /** Stores log records: on the step of their span, or as steps of their own until that comes. */
  addLogs(logs: readonly LogRecord[], nowMs: number): BatchResult {
    let added = 0;
    for (const [traceId, group] of groupBy(logs, (log) => log.traceId ?? this.looseTraceOf(log))) {
      const trace = this.traces.touch(traceId, group[0]?.traceId !== null);
      const fresh: StepNode[] = [];
      const joined = new Set<StepNode>();
      for (const log of group) {
        const stored = this.addLog(trace, log);
        if (!stored) continue;
        added++;
        const step = log.spanId === null ? undefined : trace.steps.get(log.spanId);
        if (step) joined.add(step);
        else fresh.push(this.addLogStep(trace, log, stored));
      }
      for (const step of joined) this.reread(trace, step);
      this.settle(trace, fresh, nowMs);
    }
    return { added, ...this.sessions.flush(nowMs) };
  }

  /** Forgets what was not written: after a rollback. */
  forget(): void {
    this.dirty.clear();
  }

  private addSpan(trace: TraceState, span: SpanRecord): StepNode {
    const logs = this.joinLogs(trace, span.spanId);
    const { columns, facts } = this.reader.span(span, logs);
    this.reader.arrived(span, facts);
    const stored = this.messages.store(span, "span", trace.traceId);
    const step = this.insert(trace, span.spanId, span.parentSpanId, columns, span.resource, stored);
    trace.add(step, this.change);
    trace.outline.add(step);
    this.settleCopies(trace, step);
    this.considerTitle(trace, step, facts, span);
    return step;
  }

  /** A span that is known: nothing where the copy is the same, else the one that ended later stays (conflict). */
  private resend(trace: TraceState, known: StepNode, span: SpanRecord): void {
    const stored = this.messageOf(known);
    const bytes = this.messages.bytesOf(stored.raw);
    const order = Buffer.compare(bytes, span.raw) || this.compareOrigins(stored, span);
    if (order === 0) return;
    if (!known.conflict) this.change(known, () => (known.conflict = true));
    this.dirty.add(known);
    const storedEndNs = this.messages.span(stored).endNs;
    if (span.endNs < storedEndNs || (span.endNs === storedEndNs && order > 0)) return;
    const replacement = this.messages.store(span, "span", trace.traceId);
    this.statements.saveMessage(replacement.resource, replacement.scope, replacement.raw, known.rowId);
    this.messages.release(stored.raw);
    known.service = span.resource.service ?? null;
    known.namespace = span.resource.namespace ?? null;
    this.reread(trace, known);
  }

  /** Reads a stored step again, with all log records that carry its ids. */
  private reread(trace: TraceState, step: StepNode): void {
    const span = this.messages.span(this.messageOf(step));
    const { columns, facts } = this.reader.span(span, this.logsOf(trace, step.span));
    trace.replace(step, columns, span.parentSpanId, this.change);
    this.dirty.add(step);
    this.settleCopies(trace, step);
    trace.outline.rebuild(trace.steps.values());
    if (trace.title?.stepId === step.span) this.refreshTitle(trace);
    else this.considerTitle(trace, step, facts, span);
  }

  private addLog(trace: TraceState, log: LogRecord): (StoredMessage & { readonly hash: string }) | null {
    const hash = logHash(log);
    if (this.statements.hasLog.first(hash)) return null;
    const stored = this.messages.store(log, "log", trace.traceId);
    this.statements.addLog(hash, trace.rowId, log.spanId, stored.resource, stored.scope, stored.raw);
    trace.logs++;
    if (trace.session !== 0) this.sessions.touch(trace.session).logs++;
    return { hash, ...stored };
  }

  /** A log record without a span is a step until the span comes. Its bytes stay with the log. */
  private addLogStep(
    trace: TraceState,
    log: LogRecord,
    { hash, resource, scope }: StoredMessage & { readonly hash: string },
  ): StepNode {
    const empty = { resource, scope, raw: new Uint8Array([0]) };
    const step = this.insert(trace, `log:${hash}`, null, this.reader.log(log), log.resource, empty);
    trace.add(step, this.change);
    trace.outline.add(step);
    return step;
  }

  /** The log records of a span that just came; the steps that stood for them go. */
  private joinLogs(trace: TraceState, spanId: string): readonly LogRecord[] {
    if (trace.logs === 0) return [];
    const rows = this.statements.logsOfSpan.all(trace.rowId, spanId);
    for (const { hash } of rows) {
      const step = trace.steps.get(`log:${hash}`);
      if (step) this.removeStep(trace, step);
    }
    if (rows.length > 0) trace.outline.rebuild(trace.steps.values());
    return this.messages.sortedLogs(rows);
  }

  private logsOf(trace: TraceState, spanId: string): readonly LogRecord[] {
    return trace.logs === 0
      ? []
      : this.messages.sortedLogs(this.statements.logsOfSpan.all(trace.rowId, spanId));
  }

  private removeStep(trace: TraceState, step: StepNode): void {
    this.uncount(trace, step);
    trace.remove(step, this.change);
    this.dirty.delete(step);
    if (trace.session !== 0) this.sessions.touch(trace.session).writtenSteps?.push(step.rowId);
    const row = this.statements.dropStep.first(step.rowId);
    if (row) this.messages.release(row.raw);
  }

  private insert(
    trace: TraceState,
    span: string,
    parent: string | null,
    columns: StepColumns,
    resource: ResourceRecord,
    stored: StoredMessage,
  ): StepNode {
    const service = resource.service ?? null;
    const namespace = resource.namespace ?? null;
    const rowId = this.nextStep++;
    const { resource: origin, scope, raw } = stored;
    const facts = cellsOf(columns);
    this.statements.addStep(
      rowId,
      trace.rowId,
      span,
      parent,
      service,
      namespace,
      origin,
      scope,
      raw,
      ...facts,
    );
    const runId = resource.attributes.text(RUN_ID);
    if (runId !== undefined && (trace.outline.runId === null || runId < trace.outline.runId))
      trace.outline.runId = runId;
    return {
      rowId,
      trace,
      span,
      parent,
      isLog: span.startsWith("log:"),
      columns,
      service,
      namespace,
      conflict: false,
      waiting: false,
      agent: null,
      duplicateOf: null,
      counted: false,
    };
  }

  /** Finds the trace its session and counts the new steps there. */
  private settle(trace: TraceState, fresh: readonly StepNode[], nowMs: number): void {
    const session = this.sessions.rowIdOf(sessionKeyOf(trace), nowMs);
    if (session !== trace.session) this.move(trace, session);
    const state = this.sessions.touch(session);
    for (const step of fresh) {
      // A log step of this batch may have been taken out again by its span.
      if (trace.steps.get(step.span) !== step) continue;
      state.count(step, 1);
      step.counted = true;
      state.writtenSteps?.push(step.rowId);
    }
    for (const step of this.dirty) state.writtenSteps?.push(step.rowId);
    if (trace.outline.runId !== null) state.runId = trace.outline.runId;
    this.save(trace);
  }

  private move(trace: TraceState, session: number): void {
    const to = this.sessions.touch(session);
    if (trace.session !== 0) {
      const from = this.sessions.touch(trace.session);
      for (const step of trace.steps.values()) {
        if (!step.counted) continue;
        from.count(step, -1);
        to.count(step, 1);
      }
      from.traces--;
      from.logs -= trace.logs;
      from.writtenSteps = to.writtenSteps = null;
      this.sessions.moved(trace.session, session);
    }
    to.traces++;
    to.logs += trace.logs;
    trace.session = session;
  }

  private save(trace: TraceState): void {
    for (const step of this.dirty) {
      const { columns, parent, service, namespace, conflict, duplicateOf } = step;
      this.statements.saveStep(
        parent,
        service,
        namespace,
        Number(conflict),
        duplicateOf,
        ...cellsOf(columns),
        step.rowId,
      );
    }
    this.dirty.clear();
    this.traces.write(trace);
  }

  private uncount(trace: TraceState, step: StepNode): void {
    if (!step.counted) return;
    this.sessions.touch(trace.session).count(step, -1);
    step.counted = false;
  }

  /** The trace whose steps are being changed is the one at hand: `change` needs its session. */
  private readonly change: Change = (step, mutate) => {
    const session = step.counted ? this.sessions.touch(step.trace.session) : null;
    session?.count(step, -1);
    mutate();
    session?.count(step, 1);
  };

  private readonly changeAndSave: Change = (step, mutate) => {
    this.change(step, mutate);
    this.dirty.add(step);
  };

  private settleCopies(trace: TraceState, step: StepNode): void {
    trace.settleDuplicates(step, isSameCall, this.changeAndSave);
  }

  private considerTitle(trace: TraceState, step: StepNode, facts: StepFacts, span: SpanRecord): void {
    if (step.columns.kind !== "llm" || step.columns.startUs === 0) return;
    const { title } = trace;
    const { startUs } = step.columns;
    if (title && (startUs > title.startUs || (startUs === title.startUs && step.span >= title.stepId)))
      return;
    const words = userWordsOf(facts, span.attributes);
    if (words !== null) trace.title = { words, startUs, stepId: step.span };
  }

  /** Looks for the title again, from the earliest call on. */
  private refreshTitle(trace: TraceState): void {
    trace.title = null;
    for (const step of [...trace.steps.values()].sort(byStart)) {
      if (step.columns.kind !== "llm") continue;
      const span = this.messages.span(this.messageOf(step));
      const { facts } = this.reader.span(span, this.logsOf(trace, step.span));
      this.considerTitle(trace, step, facts, span);
      if (hasTitle(trace)) return;
    }
  }

  private messageOf(step: StepNode): StoredMessage {
    const row = this.statements.readMessage.first(step.rowId);
    if (!row) throw new Error(`Step ${step.span} has no row.`);
    return row;
  }

  private compareOrigins(stored: StoredMessage, span: SpanRecord): number {
    return (
      Buffer.compare(this.messages.resource(stored.resource).raw, span.resource.raw) ||
      Buffer.compare(this.messages.scope(stored.scope).raw, span.scope.raw)
    );
  }

  /** Log records that belong to no trace stand in one container for each conversation or service. */
  private looseTraceOf(log: LogRecord): string {
    const { service, namespace } = log.resource;
    return looseKey(this.reader.log(log).hint?.id ?? null, service ?? null, namespace ?? null);
  }
}

function hasTitle(trace: TraceState): boolean {
  return trace.title !== null;
}

function isSameCall(outer: StepNode, inner: StepNode): boolean {
  return sameCall(identityOf(outer), identityOf(inner));
}

function identityOf({ columns }: StepNode) {
  return {
    kind: columns.kind,
    model: columns.model ?? undefined,
    responseId: columns.responseId ?? undefined,
    inputTokens: columns.usage && inputTokens(columns.usage),
    outputTokens: columns.usage && outputTokens(columns.usage),
    startNs: BigInt(columns.startUs) * 1000n,
    endNs: BigInt(columns.endUs ?? columns.startUs) * 1000n,
  };
}

/** The id of a log record: the same record sent again has the same one. */
function logHash(log: LogRecord): string {
  return Buffer.from(hashOf(log.resource.raw, log.scope.raw, log.raw)).toString("hex");
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
