// Questions about sessions and agents, answered from sums that were kept at ingest.

import type { Cell } from "./backend";
import type { Database, RowOf } from "./database";
import { TOTALS, type Total } from "./schema";
import { readTimeName, shareOfTimes } from "./time-tally";

const totalColumns = Object.fromEntries(TOTALS.map((name) => [name, "number"])) as Record<Total, "number">;

const SESSION_COLUMNS = {
  id: "number",
  sessionId: "text",
  idSource: "text",
  service: "text?",
  runId: "text?",
  traces: "number",
  startUs: "number",
  endUs: "number?",
  title: "text?",
  arrivedMs: "number",
  ...totalColumns,
} as const;
export type SessionCells = RowOf<typeof SESSION_COLUMNS>;

const AGENT_COLUMNS = { agent: "text", sessions: "number", lastSeenUs: "number", ...totalColumns } as const;
export type AgentCells = RowOf<typeof AGENT_COLUMNS>;

/** Traces that stand for themselves; the containers of loose log records are none. */
const COLUMNS = Object.keys(SESSION_COLUMNS)
  .map((name) =>
    name === "traces"
      ? "(SELECT count(*) FROM m.trace WHERE trace.session = session.id AND real = 1) AS traces"
      : name,
  )
  .join(", ");
/** Served by session_by_start. */
const NEWEST = `SELECT ${COLUMNS} FROM m.session
  WHERE (startUs, id) < (?, ?) ORDER BY startUs DESC, id DESC LIMIT ?`;
const BY_ID = `SELECT ${COLUMNS} FROM m.session WHERE sessionId = ?`;
const BY_ROW_ID = `SELECT ${COLUMNS} FROM m.session WHERE id = ?`;
const COUNT = "SELECT count(*) AS count FROM m.session";
const IDS_OF_RUN = "SELECT sessionId FROM m.session WHERE runId = ?";
const TALLIES = `SELECT agent, name, count, errors FROM m.tally WHERE session = ? AND role = ? AND count > 0
  ORDER BY count DESC, name`;
const PROBLEMS =
  "SELECT name, sum(count) AS count FROM m.tally WHERE role = 'problem' GROUP BY name HAVING sum(count) > 0";
const WAITING = "SELECT coalesce(sum(waiting), 0) AS count FROM m.session";
const AGENTS = `SELECT agent, count(*) AS sessions, max(lastSeenUs) AS lastSeenUs,
  ${TOTALS.map((name) => `sum(${name}) AS ${name}`).join(", ")} FROM m.agent GROUP BY agent ORDER BY lastSeenUs DESC`;
/** Served by the key of session: agents are few. */
const SESSIONS_OF_AGENT = `SELECT session.id, session.sessionId FROM m.agent JOIN m.session ON session.id = agent.session
  WHERE agent.agent = ? ORDER BY session.startUs DESC, session.id DESC LIMIT ?`;
const AGENT_NAMES = `SELECT agent, name, sum(count) AS count, sum(errors) AS errors FROM m.tally
  WHERE role = ? GROUP BY agent, name HAVING sum(count) > 0 ORDER BY sum(count) DESC, name`;
/** Served by step_by_agent. A bounded sample of the newest is enough for a percentile that is shown in three digits. */
const AGENT_DURATIONS = `SELECT endUs - startUs AS durationUs FROM m.step
  WHERE kind = 'agent' AND name = ? AND endUs IS NOT NULL ORDER BY startUs DESC LIMIT 500`;

export interface ToolTally {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  /** To two digits; null where no call has an end. */
  readonly p95Us: number | null;
}

function toolKey(agent: string, tool: string): string {
  return `${agent.length} ${agent} ${tool}`;
}

const TALLY_COLUMNS = { agent: "text", name: "text", count: "number", errors: "number" } as const;

export class SessionQueries {
  private readonly newestSessions;
  private readonly byId;
  private readonly bySurrogate;
  private readonly countSessions;
  private readonly idsOfRun;
  private readonly talliesOf;
  private readonly problemCounts;
  private readonly waitingSteps;
  private readonly allAgents;
  private readonly agentNames;
  private readonly sessionsWithAgent;
  private readonly agentDurations;

  constructor(database: Database) {
    const count = { count: "number" } as const;
    this.newestSessions = database.query(NEWEST, SESSION_COLUMNS);
    this.byId = database.query(BY_ID, SESSION_COLUMNS);
    this.bySurrogate = database.query(BY_ROW_ID, SESSION_COLUMNS);
    this.countSessions = database.query(COUNT, count);
    this.idsOfRun = database.query(IDS_OF_RUN, { sessionId: "text" });
    this.talliesOf = database.query(TALLIES, TALLY_COLUMNS);
    this.problemCounts = database.query(PROBLEMS, { name: "text", ...count });
    this.waitingSteps = database.query(WAITING, count);
    this.allAgents = database.query(AGENTS, AGENT_COLUMNS);
    this.sessionsWithAgent = database.query(SESSIONS_OF_AGENT, { id: "number", sessionId: "text" });
    this.agentNames = database.query(AGENT_NAMES, TALLY_COLUMNS);
    this.agentDurations = database.query(AGENT_DURATIONS, { durationUs: "number" });
  }

  /** Sessions by start, newest first, behind the one with this start and row id. */
  newest(limit: number, before: { readonly startUs: number; readonly id: number } | null): SessionCells[] {
    const { startUs, id } = before ?? { startUs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };
    return this.newestSessions.all(startUs, id, limit);
  }

  session(sessionId: string): SessionCells | undefined {
    return this.byId.first(sessionId);
  }

  byRowId(id: number): SessionCells | undefined {
    return this.bySurrogate.first(id);
  }

  count(): number {
    return this.countSessions.first()?.count ?? 0;
  }

  sessionIdsOfRun(runId: string): readonly string[] {
    return this.idsOfRun.all(runId).map((row) => row.sessionId);
  }

  /** The names that a session holds in a role, most frequent first. */
  names(session: number, role: "agent" | "model"): readonly string[] {
    return this.talliesOf.all(session, role).map((row) => row.name);
  }

  /** How many steps have which problem. */
  problems(): Readonly<Record<string, number>> {
    const rows = this.problemCounts.all().map((row): [string, number] => [row.name, row.count]);
    const waiting = this.waitingSteps.first()?.count ?? 0;
    return Object.fromEntries(waiting > 0 ? [...rows, ["missing-parent", waiting]] : rows);
  }

  agents(): readonly AgentCells[] {
    return this.allAgents.all();
  }

  /** The newest sessions that an agent took part in. */
  sessionsOfAgent(
    agent: string,
    limit: number,
  ): readonly { readonly id: number; readonly sessionId: string }[] {
    return this.sessionsWithAgent.all(agent, limit);
  }

  /** Frameworks, models or tools of all agents, most frequent first. */
  namesByAgent(
    role: "agent-framework" | "agent-model" | "agent-tool",
  ): ReadonlyMap<string, readonly string[]> {
    const names = new Map<string, string[]>();
    for (const { agent, name } of this.agentNames.all(role)) {
      const known = names.get(agent);
      if (known) known.push(name);
      else names.set(agent, [name]);
    }
    return names;
  }

  /** How often each agent called each of its tools, how often that failed and how long it took; most calls first. */
  toolsByAgent(): ReadonlyMap<string, readonly ToolTally[]> {
    const times = this.timesByTool();
    const tools = new Map<string, ToolTally[]>();
    for (const { agent, name, count: calls, errors } of this.agentNames.all("agent-tool")) {
      const known = tools.get(agent) ?? [];
      tools.set(agent, known);
      known.push({ name, calls, errors, p95Us: shareOfTimes(times.get(toolKey(agent, name)) ?? [], 0.95) });
    }
    return tools;
  }

  private timesByTool(): ReadonlyMap<string, readonly { durationUs: number; count: number }[]> {
    const times = new Map<string, { durationUs: number; count: number }[]>();
    for (const { agent, name, count } of this.agentNames.all("agent-tool-time")) {
      const { tool, durationUs } = readTimeName(name);
      const known = times.get(toolKey(agent, tool)) ?? [];
      times.set(toolKey(agent, tool), known);
      known.push({ durationUs, count });
    }
    return times;
  }

  /** Durations of an agent's latest runs, in microseconds. */
  durationsOf(agent: Cell): readonly number[] {
    return this.agentDurations.all(agent).map((row) => row.durationUs);
  }
}
