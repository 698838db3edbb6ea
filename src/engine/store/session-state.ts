// The sessions that a batch touches: their sums are changed in memory and written once, at the end of the batch.

import type { Database } from "./database";
import { TOTALS } from "./schema";
import { type Totals, addStep, noTotals } from "./totals";
import { timeName } from "./time-tally";
import type { StepNode } from "./step-node";

/** What makes a session: a conversation id within a service, a trace, or a service's loose log records. */
export interface SessionKey {
  /** Unique text of all that makes it. */
  readonly key: string;
  /** What people see; where two services use one id, the second gets its service's name behind it. */
  readonly sessionId: string;
  readonly idSource: string;
  readonly service: string | null;
}

interface AgentState {
  readonly totals: Totals;
  lastSeenUs: number;
}

/** How often a name stands in a session: an agent, a model, a problem, a tool of an agent. */
interface Tally {
  readonly role: string;
  readonly agent: string;
  readonly name: string;
  count: number;
  errors: number;
}

/** Changes to one session, not yet written. */
export class SessionState {
  readonly totals = noTotals();
  readonly agents = new Map<string, AgentState>();
  readonly tallies = new Map<string, Tally>();
  /** Row ids of steps that were added, written or removed; null where a trace came or went with all its steps. */
  writtenSteps: number[] | null = [];
  traces = 0;
  logs = 0;
  runId: string | null = null;

  constructor(readonly rowId: number) {}

  /** Counts a step in, or out again with −1. */
  count(step: StepNode, sign: 1 | -1): void {
    const { columns, agent } = step;
    addStep(this.totals, step, sign);
    if (columns.ownAgent !== null) this.tally("agent", "", columns.ownAgent, sign);
    if (columns.kind === "llm" && columns.model !== null && step.duplicateOf === null)
      this.tally("model", "", columns.model, sign);
    for (const code of columns.problems) this.tally("problem", "", code, sign);
    if (step.conflict) this.tally("problem", "", "conflict", sign);
    if (agent !== null) this.countForAgent(agent, step, sign);
  }

  private countForAgent(agent: string, step: StepNode, sign: 1 | -1): void {
    const { columns } = step;
    const state = this.agents.get(agent) ?? { totals: noTotals(), lastSeenUs: 0 };
    this.agents.set(agent, state);
    addStep(state.totals, step, sign);
    state.lastSeenUs = Math.max(state.lastSeenUs, columns.endUs ?? columns.startUs);
    for (const dialect of columns.dialects) this.tally("agent-framework", agent, dialect, sign);
    if (step.duplicateOf !== null) return;
    if (columns.kind === "llm" && columns.model !== null)
      this.tally("agent-model", agent, columns.model, sign);
    if (columns.kind === "tool" && columns.tool !== null) this.countTool(agent, columns.tool, columns, sign);
  }

  private countTool(agent: string, tool: string, columns: StepNode["columns"], sign: 1 | -1): void {
    const { startUs, endUs, failed } = columns;
    this.tally("agent-tool", agent, tool, sign, failed);
    if (endUs !== null && startUs > 0)
      this.tally("agent-tool-time", agent, timeName(tool, Math.max(0, endUs - startUs)), sign);
  }

  private tally(role: string, agent: string, name: string, sign: 1 | -1, failed = false): void {
    const key = `${role} ${agent.length} ${agent} ${name}`;
    const tally = this.tallies.get(key) ?? { role, agent, name, count: 0, errors: 0 };
    this.tallies.set(key, tally);
    tally.count += sign;
    tally.errors += failed ? sign : 0;
  }
}

const FIND = "SELECT id FROM m.session WHERE key = ?";
const TAKEN = "SELECT id FROM m.session WHERE sessionId = ?";
const ADD = `INSERT INTO m.session (key, sessionId, idSource, service, traces, logs, startUs, arrivedMs, ${TOTALS.join(", ")})
  VALUES (?, ?, ?, ?, 0, 0, 0, ?, ${TOTALS.map(() => "0").join(", ")}) RETURNING id`;
const UPDATE = `UPDATE m.session SET traces = traces + ?, logs = logs + ?, arrivedMs = max(arrivedMs, ?),
  runId = CASE WHEN runId IS NULL OR ? < runId THEN coalesce(?, runId) ELSE runId END,
  ${TOTALS.map((name) => `${name} = ${name} + ?`).join(", ")} WHERE id = ? RETURNING traces`;
/** Serves from trace_by_session. A session's ends and title are those of its traces. */
const REFRESH = `UPDATE m.session SET
  startUs = coalesce((SELECT min(startUs) FROM m.trace WHERE session = session.id), 0),
  endUs = (SELECT max(endUs) FROM m.trace WHERE session = session.id),
  idSource = coalesce((SELECT idSource FROM m.trace WHERE session = session.id AND idSource IS NOT NULL
    ORDER BY idRank, idSource LIMIT 1), idSource),
  service = coalesce((SELECT service FROM m.trace WHERE session = session.id AND service IS NOT NULL
    ORDER BY startUs, traceId LIMIT 1), service),
  (title, titleUs, titleStep) = (SELECT title, titleUs, titleStep FROM m.trace
    WHERE session = session.id AND title IS NOT NULL ORDER BY titleUs, titleStep LIMIT 1)
  WHERE id = ?`;
const REMOVE = "DELETE FROM m.session WHERE id = ? RETURNING sessionId";
const SESSION_ID = "SELECT sessionId FROM m.session WHERE id = ?";
const ADD_TALLY = `INSERT INTO m.tally (session, role, agent, name, count, errors) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, errors = errors + excluded.errors`;
const CLEAN_TALLIES = "DELETE FROM m.tally WHERE session = ? AND count <= 0";
const ADD_AGENT = `INSERT INTO m.agent (session, agent, lastSeenUs, ${TOTALS.join(", ")})
  VALUES (?, ?, ?, ${TOTALS.map(() => "?").join(", ")})
  ON CONFLICT DO UPDATE SET lastSeenUs = max(lastSeenUs, excluded.lastSeenUs),
  ${TOTALS.map((name) => `${name} = ${name} + excluded.${name}`).join(", ")}`;
const CLEAN_AGENTS = "DELETE FROM m.agent WHERE session = ? AND steps <= 0";

/** What a batch did to sessions, for the events. */
export interface SessionChanges {
  /** What was written of each session, those that are gone included: see `SessionState.writtenSteps`. */
  readonly written: ReadonlyMap<number, readonly number[] | null>;
  readonly changed: readonly string[];
  readonly removed: readonly { readonly sessionId: string; readonly movedTo?: string }[];
}

export class SessionStore {
  private readonly open = new Map<number, SessionState>();
  private readonly moves = new Map<number, number>();
  private readonly find;
  private readonly taken;
  private readonly add;
  private readonly update;
  private readonly refresh;
  private readonly remove;
  private readonly sessionId;
  private readonly addTally;
  private readonly cleanTallies;
  private readonly addAgent;
  private readonly cleanAgents;

  constructor(database: Database) {
    const id = { id: "number" } as const;
    this.find = database.query(FIND, id);
    this.taken = database.query(TAKEN, id);
    this.add = database.query(ADD, id);
    this.update = database.query(UPDATE, { traces: "number" });
    this.refresh = database.command(REFRESH);
    this.remove = database.query(REMOVE, { sessionId: "text" });
    this.sessionId = database.query(SESSION_ID, { sessionId: "text" });
    this.addTally = database.command(ADD_TALLY);
    this.cleanTallies = database.command(CLEAN_TALLIES);
    this.addAgent = database.command(ADD_AGENT);
    this.cleanAgents = database.command(CLEAN_AGENTS);
  }

  /** The row id of the session with this key, made where it is new. */
  rowIdOf({ key, sessionId, idSource, service }: SessionKey, nowMs: number): number {
    const known = this.find.first(key);
    if (known) return known.id;
    const row = this.add.first(key, this.freeId(sessionId, service), idSource, service, nowMs);
    if (!row) throw new Error("A session could not be added.");
    return row.id;
  }

  /** The session's changes in this batch, to add to. */
  touch(rowId: number): SessionState {
    const known = this.open.get(rowId);
    if (known) return known;
    const state = new SessionState(rowId);
    this.open.set(rowId, state);
    return state;
  }

  /** Notes that a trace went from one session to another. */
  moved(from: number, to: number): void {
    this.moves.set(from, to);
  }

  /** Writes what was changed; sessions without traces are removed. */
  flush(nowMs: number): SessionChanges {
    const changed: string[] = [];
    const emptied: number[] = [];
    for (const state of this.open.values()) {
      if (this.write(state, nowMs) === 0) emptied.push(state.rowId);
      else changed.push(this.sessionId.first(state.rowId)?.sessionId ?? "");
    }
    const removed = emptied.map((rowId) => this.drop(rowId));
    const written = new Map([...this.open].map(([rowId, { writtenSteps }]) => [rowId, writtenSteps]));
    this.forget();
    return { written, changed, removed };
  }

  forget(): void {
    this.open.clear();
    this.moves.clear();
  }

  private write(state: SessionState, nowMs: number): number {
    for (const { role, agent, name, count, errors } of state.tallies.values())
      if (count !== 0 || errors !== 0) this.addTally(state.rowId, role, agent, name, count, errors);
    for (const [agent, { totals, lastSeenUs }] of state.agents)
      this.addAgent(state.rowId, agent, lastSeenUs, ...TOTALS.map((name) => totals[name]));
    this.cleanTallies(state.rowId);
    this.cleanAgents(state.rowId);
    const { traces, logs, runId, rowId, totals } = state;
    const sums = TOTALS.map((name) => totals[name]);
    const row = this.update.first(traces, logs, nowMs, runId, runId, ...sums, rowId);
    this.refresh(rowId);
    return row?.traces ?? 0;
  }

  private drop(rowId: number): { readonly sessionId: string; readonly movedTo?: string } {
    const sessionId = this.remove.first(rowId)?.sessionId ?? "";
    let target = this.moves.get(rowId);
    for (let hops = 0; hops < 100 && target !== undefined && this.moves.has(target); hops++)
      target = this.moves.get(target);
    const movedTo = target === undefined ? undefined : this.sessionId.first(target)?.sessionId;
    return movedTo === undefined ? { sessionId } : { sessionId, movedTo };
  }

  private freeId(wanted: string, service: string | null): string {
    let candidate = wanted;
    for (let count = 2; this.taken.first(candidate); count++)
      candidate =
        count === 2 ? `${wanted}@${service ?? "unknown"}` : `${wanted}@${service ?? "unknown"}#${count}`;
    return candidate;
  }
}
