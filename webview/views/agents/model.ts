// What the agents page shows of its rows: columns, order, rates, who else uses a tool. Pure.

import type { AgentRow } from "../../../src/protocol/rows";
import { clock, costExact, costInRow, duration, exact, plural, share } from "../../format";

export const COLUMN_IDS = ["name", "sessions", "calls", "failed", "p50", "p95", "cost", "seen"] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Sort {
  readonly by: ColumnId;
  readonly descending: boolean;
}

export const FIRST_SORT: Sort = { by: "seen", descending: true };

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** The figure in a cell, and its exact form for the tooltip. */
  readonly text: (agent: AgentRow, now: Date) => string;
  readonly exact: (agent: AgentRow) => string;
  /** What the order is by; null is unknown and stands last both ways. */
  readonly rank: (agent: AgentRow) => number | string | null;
}

export const COLUMNS: readonly Column[] = [
  {
    id: "name",
    title: "Agent",
    text: ({ name }) => name,
    exact: ({ name }) => name,
    rank: ({ name }) => name.toLowerCase(),
  },
  {
    id: "sessions",
    title: "Sessions",
    text: ({ sessions }) => exact(sessions),
    exact: ({ sessions }) => plural(sessions, "session"),
    rank: ({ sessions }) => sessions,
  },
  {
    id: "calls",
    title: "Calls",
    text: (agent) => exact(callsOf(agent)),
    exact: ({ modelCalls, toolCalls }) =>
      `${plural(modelCalls, "model call")}, ${plural(toolCalls, "tool call")}`,
    rank: (agent) => callsOf(agent),
  },
  {
    id: "failed",
    title: "Failed",
    text: (agent) => (callsOf(agent) === 0 ? "–" : share(agent.errors, callsOf(agent))),
    exact: failureText,
    rank: (agent) => (callsOf(agent) === 0 ? null : agent.errors / callsOf(agent)),
  },
  {
    id: "p50",
    title: "p50",
    text: ({ p50Us }) => duration(p50Us),
    exact: ({ p50Us }) => `Half of its runs took at most ${duration(p50Us)}`,
    rank: ({ p50Us }) => p50Us,
  },
  {
    id: "p95",
    title: "p95",
    text: ({ p95Us }) => duration(p95Us),
    exact: ({ p95Us }) => `95% of its runs took at most ${duration(p95Us)}`,
    rank: ({ p95Us }) => p95Us,
  },
  {
    id: "cost",
    title: "Cost",
    text: (agent) => costText(agent),
    exact: ({ costUsd, unpricedCalls }) =>
      unpricedCalls > 0
        ? `${costExact(costUsd)}, ${plural(unpricedCalls, "call")} without a price`
        : costExact(costUsd),
    rank: ({ costUsd }) => costUsd,
  },
  {
    id: "seen",
    title: "Last seen",
    text: ({ lastSeenUs }, now) => clock(lastSeenUs, now),
    exact: ({ lastSeenUs }) => new Date(lastSeenUs / 1000).toISOString(),
    rank: ({ lastSeenUs }) => lastSeenUs,
  },
];

/** More agents than a page can show at once; the rest is counted below the table. */
export const MOST_ROWS = 500;

/** The agents in order, unknown values last; equal ones by name, so that the order never flickers. */
export function sorted(agents: readonly AgentRow[], sort: Sort): readonly AgentRow[] {
  const column = COLUMNS.find(({ id }) => id === sort.by);
  if (!column) return agents;
  return [...agents].sort(
    (left, right) =>
      compare(column.rank(left), column.rank(right), sort.descending) || compareTexts(left.name, right.name),
  );
}

/** A click on a head: the same column turns around, another starts with what is most, or with A. */
export function sortedBy(sort: Sort, by: ColumnId): Sort {
  return sort.by === by ? { by, descending: !sort.descending } : { by, descending: by !== "name" };
}

/** The cost with a mark where some of its calls have no price. */
function costText({ costUsd, unpricedCalls }: AgentRow): string {
  return unpricedCalls > 0 && costUsd !== null ? `≥ ${costInRow(costUsd)}` : costInRow(costUsd);
}

export function callsOf({ modelCalls, toolCalls }: AgentRow): number {
  return modelCalls + toolCalls;
}

/** `4 of 61 calls failed`; `no calls` where there is none to fail. */
export function failureText(agent: AgentRow): string {
  const calls = callsOf(agent);
  return calls === 0 ? "no calls" : `${exact(agent.errors)} of ${exact(calls)} calls failed`;
}

/** The other agents that were seen with this tool, by name. */
export function othersWith(tool: string, agent: AgentRow, all: readonly AgentRow[]): readonly string[] {
  return all
    .filter((other) => other.name !== agent.name && other.tools.includes(tool))
    .map(({ name }) => name)
    .sort(compareTexts);
}

/** The band: who failed most often, and who cost most. Empty where nothing stood out. */
export function headlines(agents: readonly AgentRow[]): readonly { agent: string; text: string }[] {
  const [failing] = sorted(agents, { by: "failed", descending: true });
  const [dearest] = sorted(agents, { by: "cost", descending: true });
  return [
    ...(failing && failing.errors > 0
      ? [
          {
            agent: failing.name,
            text: `${failureText(failing)} (${share(failing.errors, callsOf(failing))})`,
          },
        ]
      : []),
    ...(dearest && (dearest.costUsd ?? 0) > 0 && agents.length > 1
      ? [{ agent: dearest.name, text: `cost most: ${costInRow(dearest.costUsd)}` }]
      : []),
  ];
}

function compare(left: number | string | null, right: number | string | null, descending: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order =
    typeof left === "string" || typeof right === "string"
      ? compareTexts(String(left), String(right))
      : left - right;
  return descending ? -order : order;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
