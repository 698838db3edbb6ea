// The filter of the Sessions tree: words, `agent:` and `status:`. Pure.

import type { SessionRow } from "../../protocol/rows";
import { oneLine } from "../text";

/** A filter as the user writes it: `refund agent:"tax helper" status:failed`. All parts have to fit. */
export interface SessionFilter {
  readonly text: string;
  /** Lower case, as are the agents. */
  readonly words: readonly string[];
  /** A name in quotes has to be the whole name, any other may be a part of it. */
  readonly agents: readonly { readonly name: string; readonly whole: boolean }[];
  readonly statuses: readonly SessionRow["status"][];
}

/** What people write for a status; */
const STATUSES: Readonly<Record<string, SessionRow["status"]>> = {
  running: "running",
  ok: "ok",
  passed: "ok",
  error: "error",
  failed: "error",
};

/** Longer filters are cut: a filter is typed by hand or names one agent. */
const MAX_FILTER = 5000;

const HALF_TYPED = /^(?:agent|status):$/u;

/** The filter in a text; undefined where the text asks for nothing. A status nobody knows is a word. */
export function readFilter(written: string): SessionFilter | undefined {
  const text = written.trim().slice(0, MAX_FILTER);
  const parts = [...text.matchAll(/(?:(agent|status):)?(?:"((?:[^"\\]|\\.)*)"?|(\S+))/giu)].map((match) => ({
    field: match[1]?.toLowerCase(),
    quoted: match[2] !== undefined,
    value: (match[2]?.replace(/\\(.)/gu, "$1") ?? match[3] ?? "").toLowerCase(),
  }));
  const wanted = parts.filter(({ value }) => value !== "" && !HALF_TYPED.test(value));
  if (wanted.length === 0) return undefined;
  const isStatus = (part: (typeof parts)[number]) =>
    part.field === "status" && Object.hasOwn(STATUSES, part.value);
  return {
    text,
    agents: wanted
      .filter(({ field }) => field === "agent")
      .map(({ value, quoted }) => ({ name: value, whole: quoted })),
    statuses: wanted.filter(isStatus).flatMap(({ value }) => STATUSES[value] ?? []),
    words: wanted
      .filter((part) => part.field !== "agent" && !isStatus(part))
      .map(({ field, value }) => (field === undefined ? value : `${field}:${value}`)),
  };
}

/** The text that filters for one agent. */
export function agentFilter(agent: string): string {
  return `agent:"${agent.replace(/["\\]/gu, String.raw`\$&`)}"`;
}

/** Whether the session fits every part of the filter. */
export function fits(row: SessionRow, filter: SessionFilter): boolean {
  const names = row.agents.map((agent) => agent.toLowerCase());
  const text = [row.title, row.sessionId, row.service, row.run?.name, ...row.agents, ...row.models]
    .join("\n")
    .toLowerCase();
  return (
    filter.words.every((word) => text.includes(word)) &&
    filter.agents.every(({ name, whole }) =>
      names.some((known) => (whole ? known === name : known.includes(name))),
    ) &&
    (filter.statuses.length === 0 || filter.statuses.includes(row.status))
  );
}

/** The line above the tree: `agent:"planner" · 3 of 14 sessions`; says where older ones were not looked at. */
export function filterMessage(
  filter: SessionFilter,
  counts: { readonly shown: number; readonly loaded: number; readonly hasMore: boolean },
): string {
  const of = `${counts.shown.toLocaleString("en-US")} of ${counts.loaded.toLocaleString("en-US")}`;
  return `${oneLine(filter.text, 80)} · ${of} sessions${counts.hasMore ? " loaded" : ""}`;
}
