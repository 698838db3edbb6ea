// One hash over all that is stored, without what depends on the order of arrival (row ids, times of arrival). Two stores
// that were fed the same data in any order, split and repeated anyhow, have the same one.

import { createHash } from "node:crypto";
import type { Database } from "./database";
import type { MessageStore } from "./messages";
import { TOTALS } from "./schema";
import { FACT_COLUMNS } from "./step-rows";
import { sumsBelow } from "./place";
import type { Structure } from "./session-tree";

const totals = Object.fromEntries(TOTALS.map((name) => [name, "number" as const]));
const SESSION = {
  id: "number",
  key: "text",
  sessionId: "text",
  idSource: "text",
  service: "text?",
  runId: "text?",
  traces: "number",
  logs: "number",
  startUs: "number",
  endUs: "number?",
  title: "text?",
  titleUs: "number?",
  titleStep: "text?",
  ...totals,
} as const;
const TALLY = { role: "text", agent: "text", name: "text", count: "number", errors: "number" } as const;
const AGENT = { agent: "text", lastSeenUs: "number", ...totals } as const;
const STEP = {
  traceId: "text",
  span: "text",
  parent: "text?",
  service: "text?",
  namespace: "text?",
  conflict: "number",
  duplicateOf: "text?",
  resource: "number",
  scope: "number",
  raw: "bytes",
  ...FACT_COLUMNS,
} as const;
const LOG = { hash: "text", traceId: "text", span: "text?", raw: "bytes" } as const;

const SESSIONS = `SELECT ${Object.keys(SESSION).join(", ")} FROM m.session ORDER BY key`;
const TALLIES = `SELECT ${Object.keys(TALLY).join(", ")} FROM m.tally WHERE session = ?`;
const AGENTS = `SELECT ${Object.keys(AGENT).join(", ")} FROM m.agent WHERE session = ?`;
const STEPS = `SELECT trace.traceId, step.span, step.parent, step.service, step.namespace, step.conflict,
  step.duplicateOf, step.resource, step.scope, step.raw, ${Object.keys(FACT_COLUMNS)
    .map((name) => `step.${name}`)
    .join(", ")}
  FROM m.trace JOIN m.step ON step.trace = trace.id WHERE trace.session = ? ORDER BY trace.traceId, step.span`;
const LOGS = `SELECT log.hash, trace.traceId, log.span, log.raw FROM m.trace JOIN m.log ON log.trace = trace.id
  WHERE trace.session = ? ORDER BY log.hash`;

/** Hex text; `structureOf` gives the tree of a session by its row id. */
export function storeHash(
  database: Database,
  messages: MessageStore,
  structureOf: (session: number) => Structure,
): string {
  const hash = createHash("sha256");
  const put = (value: unknown) => hash.update(`${JSON.stringify(value)}\n`);
  for (const { id, ...session } of database.query(SESSIONS, SESSION).all()) {
    put(session);
    put(database.query(TALLIES, TALLY).all(id));
    put(database.query(AGENTS, AGENT).all(id));
    for (const { resource, scope, raw, ...step } of database.query(STEPS, STEP).all(id)) {
      put(step);
      hash.update(messages.bytesOf(raw));
      hash.update(messages.resource(resource).raw);
      hash.update(messages.scope(scope).raw);
    }
    for (const { raw, ...log } of database.query(LOGS, LOG).all(id)) {
      put(log);
      hash.update(messages.bytesOf(raw));
    }
    for (const place of structureOf(id).places) {
      const { stepId, number, depth, size, agent, duplicateOf, waiting, cycle } = place;
      put([stepId, number, depth, size, agent, duplicateOf, sumsBelow(place), waiting, cycle]);
    }
  }
  return hash.digest("hex");
}
