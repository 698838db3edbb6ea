// The tables. README.md in this folder says what each holds and who removes it.

import type { Database } from "./database";

/** The integer sums that a session and its agents carry, in column order. `…Known` counts the calls that sent a bucket. */
export const TOTALS = [
  "steps",
  "modelCalls",
  "toolCalls",
  "errors",
  "waiting",
  "failedRoots",
  "inUncached",
  "inUncachedKnown",
  "inCacheRead",
  "inCacheReadKnown",
  "inCacheWrite",
  "inCacheWriteKnown",
  "output",
  "outputKnown",
  "reasoning",
  "reasoningKnown",
  "costNano",
  "pricedCalls",
  "unpricedCalls",
] as const;
export type Total = (typeof TOTALS)[number];

const totalColumns = TOTALS.map((name) => `${name} INTEGER NOT NULL`).join(", ");

const TABLES = [
  // No index on what pieces and nodes are looked up by: known.ts says when they get one.
  `CREATE TABLE m.piece (
     id INTEGER PRIMARY KEY, hash BLOB NOT NULL, uses INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT`,
  `CREATE TABLE m.node (
     id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, piece INTEGER NOT NULL, uses INTEGER NOT NULL) STRICT`,
  `CREATE TABLE m.origin (
     id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, schemaUrl TEXT NOT NULL, raw BLOB NOT NULL) STRICT`,
  `CREATE TABLE m.session (
     id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, sessionId TEXT NOT NULL UNIQUE, idSource TEXT NOT NULL,
     service TEXT, runId TEXT, traces INTEGER NOT NULL, logs INTEGER NOT NULL,
     startUs INTEGER NOT NULL, endUs INTEGER, title TEXT, titleUs INTEGER, titleStep TEXT,
     arrivedMs INTEGER NOT NULL, ${totalColumns}) STRICT`,
  `CREATE INDEX m.session_by_start ON session (startUs DESC, id DESC)`,
  `CREATE INDEX m.session_by_run ON session (runId) WHERE runId IS NOT NULL`,
  `CREATE TABLE m.trace (
     id INTEGER PRIMARY KEY, traceId TEXT NOT NULL UNIQUE, session INTEGER NOT NULL, real INTEGER NOT NULL,
     logs INTEGER NOT NULL, idSource TEXT, idRank INTEGER,
     service TEXT, startUs INTEGER, endUs INTEGER, title TEXT, titleUs INTEGER, titleStep TEXT) STRICT`,
  `CREATE INDEX m.trace_by_session ON trace (session)`,
  `CREATE TABLE m.step (
     id INTEGER PRIMARY KEY, trace INTEGER NOT NULL, span TEXT NOT NULL, parent TEXT, kind TEXT NOT NULL,
     startUs INTEGER NOT NULL, endUs INTEGER, name TEXT NOT NULL, summary TEXT, model TEXT, ownAgent TEXT,
     dialects TEXT NOT NULL, tool TEXT, failed INTEGER NOT NULL, pending INTEGER NOT NULL, conflict INTEGER NOT NULL,
     inUncached INTEGER, inCacheRead INTEGER, inCacheWrite INTEGER, output INTEGER, reasoning INTEGER,
     costNano INTEGER, costSource TEXT, contextUsed INTEGER, contextLimit INTEGER, problems TEXT NOT NULL,
     responseId TEXT, duplicateOf TEXT, hint TEXT, service TEXT, namespace TEXT,
     resource INTEGER NOT NULL, scope INTEGER NOT NULL, raw BLOB NOT NULL, UNIQUE (trace, span)) STRICT`,
  `CREATE INDEX m.step_by_agent ON step (name, startUs) WHERE kind = 'agent'`,
  `CREATE TABLE m.log (
     id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, trace INTEGER NOT NULL, span TEXT,
     resource INTEGER NOT NULL, scope INTEGER NOT NULL, raw BLOB NOT NULL) STRICT`,
  `CREATE INDEX m.log_by_span ON log (trace, span)`,
  `CREATE TABLE m.tally (
     session INTEGER NOT NULL, role TEXT NOT NULL, agent TEXT NOT NULL, name TEXT NOT NULL,
     count INTEGER NOT NULL, errors INTEGER NOT NULL,
     PRIMARY KEY (session, role, agent, name)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE m.agent (
     session INTEGER NOT NULL, agent TEXT NOT NULL, lastSeenUs INTEGER NOT NULL, ${totalColumns},
     PRIMARY KEY (session, agent)) STRICT, WITHOUT ROWID`,
];

/** Bytes of a page. 4096 is the best of 512 to 65536 for rows of our size (performance.md §2a). */
export const PAGE_BYTES = 4096;

/**
 * Makes the tables in a database in the wasm heap. The default database of sql.js is a file in its memory file system,
 * where one insert stalled 3.5 s when the file was moved to grow. The rollback journal is kept in memory: without one
 * a full database is malformed afterwards (performance.md §2b, §2c).
 */
export function createSchema(database: Database, maxBytes: number): void {
  database.exec("ATTACH ':memory:' AS m");
  database.exec(`PRAGMA m.page_size = ${PAGE_BYTES}`);
  database.exec("PRAGMA m.journal_mode = MEMORY");
  database.exec("PRAGMA m.cache_size = -2000");
  database.exec(`PRAGMA m.max_page_count = ${Math.max(16, Math.floor(maxBytes / PAGE_BYTES))}`);
  for (const statement of TABLES) database.exec(statement);
}
