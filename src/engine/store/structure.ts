// The trees of the sessions that somebody asked for lately. One is read from its rows once; after that, a batch says
// which rows it wrote, and only these are read again, when the tree is asked for.

import type { Database } from "./database";
import { PLACE_COLUMNS, type PlaceRow } from "./place";
import { type RowChange, SessionTree, type Structure } from "./session-tree";
import { Slices } from "../slices";

const COLUMNS = Object.keys(PLACE_COLUMNS)
  .map((name) => (name === "problems" ? "step.problems <> '' OR step.conflict AS problems" : `step.${name}`))
  .join(", ");
/** Served by trace_by_session. */
const TRACES = "SELECT id, traceId FROM m.trace WHERE session = ?";
/** Served by the key of step. */
const STEPS = `SELECT ${COLUMNS} FROM m.step WHERE trace = ? AND span > ? ORDER BY span LIMIT ?`;
const STEP = `SELECT ${COLUMNS} FROM m.step WHERE id = ?`;
/** Two questions: one with a join took ten times as long to begin as both take together. */
const TRACE_OF_STEP = "SELECT trace FROM m.step WHERE id = ?";
const TRACE = "SELECT traceId FROM m.trace WHERE id = ?";

/** Steps read in one go. */
const CHUNK = 500;
/** Steps of the trees that are kept, about 500 bytes each; the one asked for last is kept whatever its size. */
const MAX_STEPS = 200_000;

/** Some steps of one trace. */
interface Chunk {
  readonly rows: readonly PlaceRow[];
  readonly traceId: string;
  readonly revision: number;
}

interface Kept {
  readonly tree: SessionTree;
  /** Row ids of steps that were written since the tree was brought up to date. */
  readonly written: Set<number>;
  /** Until it was read whole. */
  reading?: Promise<void>;
}

export class StructureStore {
  private readonly kept = new Map<number, Kept>();
  private revision = 0;
  private readonly traces;
  private readonly steps;
  private readonly step;
  private readonly traceOfStep;
  private readonly trace;

  constructor(database: Database) {
    this.traces = database.query(TRACES, { id: "number", traceId: "text" });
    this.steps = database.query(STEPS, PLACE_COLUMNS);
    this.step = database.query(STEP, PLACE_COLUMNS);
    this.traceOfStep = database.query(TRACE_OF_STEP, { trace: "number" });
    this.trace = database.query(TRACE, { traceId: "text" });
  }

  /** The tree of a session, by its row id: the same object until the session changes. */
  of(session: number): Structure {
    const known = this.kept.get(session);
    if (known && !known.reading) return this.upToDate(session, known);
    const kept = { tree: new SessionTree(), written: new Set<number>() };
    for (const chunk of this.chunksOf(session)) load(kept.tree, chunk);
    kept.tree.connect();
    return this.upToDate(session, kept);
  }

  /** The tree of a session, read in slices where it is not known yet: a long one takes its time. */
  async soon(session: number): Promise<Structure> {
    for (;;) {
      const kept = this.kept.get(session) ?? this.startReading(session);
      if (!kept.reading) return this.upToDate(session, kept);
      await kept.reading;
    }
  }

  /** Notes what a batch wrote in a session. Null says that steps came or went in bulk: the tree is read anew. */
  wrote(session: number, rowIds: readonly number[] | null): void {
    const kept = this.kept.get(session);
    if (!kept) return;
    if (rowIds === null) this.kept.delete(session);
    else for (const rowId of rowIds) kept.written.add(rowId);
    // A session that nobody asks for any more is not remembered row by row.
    if (kept.written.size > Math.max(2 * CHUNK, kept.tree.size) && !kept.reading) this.kept.delete(session);
  }

  /** Forgets all trees: after a rollback or an eviction. */
  forget(): void {
    this.kept.clear();
  }

  private upToDate(session: number, kept: Kept): Structure {
    const { tree, written } = kept;
    if (written.size > 0) {
      const changes = [...written].map((rowId) => this.changeOf(rowId));
      written.clear();
      tree.update(changes, ++this.revision);
    }
    this.kept.delete(session);
    this.kept.set(session, kept);
    this.shrink();
    return tree.structure;
  }

  private changeOf(rowId: number): RowChange {
    const trace = this.traceOfStep.first(rowId)?.trace ?? 0;
    return { rowId, traceId: this.trace.first(trace)?.traceId ?? "", row: this.step.first(rowId) };
  }

  private startReading(session: number): Kept {
    const kept: Kept = { tree: new SessionTree(), written: new Set() };
    this.kept.set(session, kept);
    kept.reading = this.read(kept, session).finally(() => {
      delete kept.reading;
    });
    return kept;
  }

  /** Rows that are written meanwhile are noted, and read again at the end. */
  private async read(kept: Kept, session: number): Promise<void> {
    const slices = new Slices();
    const isKept = () => this.kept.get(session) === kept;
    try {
      for (const chunk of this.chunksOf(session)) {
        load(kept.tree, chunk);
        await slices.breathe();
        if (!isKept()) return;
      }
      kept.tree.connect();
    } catch (error) {
      if (isKept()) this.kept.delete(session);
      throw error;
    }
  }

  private *chunksOf(session: number): Generator<Chunk, void> {
    const revision = ++this.revision;
    for (const { id, traceId } of this.traces.all(session)) {
      for (let after = "", more = true; more;) {
        const rows = this.steps.all(id, after, CHUNK);
        yield { rows, traceId, revision };
        after = rows.at(-1)?.span ?? "";
        more = rows.length === CHUNK;
      }
    }
  }

  private shrink(): void {
    let steps = 0;
    for (const { tree } of this.kept.values()) steps += tree.size;
    for (const [session, { tree, reading }] of this.kept) {
      if (steps <= MAX_STEPS || this.kept.size === 1) return;
      if (reading) continue;
      this.kept.delete(session);
      steps -= tree.size;
    }
  }
}

function load(tree: SessionTree, { rows, traceId, revision }: Chunk): void {
  for (const row of rows) tree.load(row, traceId, revision);
}
