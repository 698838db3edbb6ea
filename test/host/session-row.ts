// A session as the engine answers it, for tests of the host.

import type { SessionRow } from "../../src/protocol/rows";

export const STARTED = new Date(2026, 10, 24, 2, 6);

/** A finished session of $0.83; `changes` say what matters in the test. */
export function sessionRow(changes: Partial<SessionRow> = {}): SessionRow {
  return {
    sessionId: "7f3a91c2d4e5",
    idSource: "trace",
    title: "Why did checkout conversion drop?",
    startUs: STARTED.getTime() * 1000,
    endUs: STARTED.getTime() * 1000 + 222_000_000,
    status: "ok",
    traces: 1,
    steps: 46,
    modelCalls: 9,
    toolCalls: 12,
    errors: 0,
    findings: 0,
    agents: ["planner"],
    models: ["gpt-5"],
    usage: { inUncached: 20_000, inCacheRead: 500, inCacheWrite: null, out: 100, reasoning: null },
    costUsd: 0.83,
    unpricedCalls: 0,
    ...changes,
  };
}
