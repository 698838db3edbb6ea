// A session's sums → the row that lists and titles show.

import type { RunRow, SessionRow, Status } from "../../protocol/rows";
import { costUsdOf, usageOf } from "../store/totals";
import type { SessionCells } from "../store/session-queries";

export interface SessionParts {
  readonly cells: SessionCells;
  readonly agents: readonly string[];
  readonly models: readonly string[];
  readonly run: RunRow | undefined;
  readonly running: boolean;
}

/** The row of a session. While it runs it has no end. */
export function sessionRow({ cells, agents, models, run, running }: SessionParts): SessionRow {
  return {
    sessionId: cells.sessionId,
    idSource: cells.idSource,
    title: cells.title ?? titleWithoutWords(cells, agents),
    startUs: cells.startUs,
    endUs: running ? null : cells.endUs,
    status: statusOf(cells, running),
    ...(cells.service !== null && { service: cells.service }),
    ...(run && { run }),
    traces: cells.traces,
    steps: cells.steps,
    modelCalls: cells.modelCalls,
    toolCalls: cells.toolCalls,
    errors: cells.errors,
    findings: 0,
    agents,
    models,
    usage: usageOf(cells),
    costUsd: costUsdOf(cells),
    unpricedCalls: cells.unpricedCalls,
  };
}

/** Failed is a session whose outermost step failed; a failure that the agent got over is counted, not more. */
function statusOf(cells: SessionCells, running: boolean): Status {
  if (running) return "running";
  return cells.failedRoots > 0 ? "error" : "ok";
}

function titleWithoutWords(cells: SessionCells, agents: readonly string[]): string {
  return agents[0] ?? `session ${cells.sessionId.slice(0, 8)}`;
}
