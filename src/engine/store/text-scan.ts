// Which steps hold a text: a scan over stored bytes, each distinct piece looked at once.
//
// sql.js has no full-text index that is fit for this (FTS5 is missing), and none is needed: what repeats is stored once,
// and a scan of what is left is fast enough (performance.md §4). Nothing of what the user typed gets into SQL.

import type { ContentReader, ValueNode } from "./content-reader";
import type { Database } from "./database";
import { cutsOf } from "./skeleton";

/** Served by trace_by_session and the key of step. By start, so that the first step that holds a text comes first. */
const STEPS_OF_SESSION = `SELECT step.id FROM m.trace JOIN m.step ON step.trace = trace.id
  WHERE trace.session = ? ORDER BY step.startUs, step.id`;
/** Served by log_by_span; log records that stand for a step of their own carry its id. */
const STEPS_WITH_LOGS = `SELECT DISTINCT step.id FROM m.trace JOIN m.log ON log.trace = trace.id
  JOIN m.step ON step.trace = trace.id AND step.span IN (log.span, 'log:' || log.hash)
  WHERE trace.session = ?`;
const STEP = `SELECT raw FROM m.step WHERE id = ?`;
/** Served by log_by_span. */
const LOGS_OF_STEP = `SELECT log.raw FROM m.step JOIN m.log ON log.trace = step.trace
  AND step.span IN (log.span, 'log:' || log.hash) WHERE step.id = ?`;

/** Whether bytes may hold what is looked for. */
export type MayHold = (bytes: Uint8Array) => boolean;

/** What one search has looked at already. */
export interface Looked {
  readonly nodes: Set<number>;
  readonly pieces: Map<number, boolean>;
}

export function nothingLooked(): Looked {
  return { nodes: new Set(), pieces: new Map() };
}

/** What a session has to be looked at: only ids, so that the texts can be read piece by piece. */
export interface ScanPlan {
  /** Row ids of its steps, in order of start. */
  readonly steps: readonly number[];
  readonly withLogs: ReadonlySet<number>;
}

export class TextScan {
  private readonly steps;
  private readonly stepsWithLogs;
  private readonly step;
  private readonly logs;

  constructor(
    database: Database,
    private readonly contents: ContentReader,
  ) {
    this.steps = database.query(STEPS_OF_SESSION, { id: "number" });
    this.stepsWithLogs = database.query(STEPS_WITH_LOGS, { id: "number" });
    this.step = database.query(STEP, { raw: "bytes" });
    this.logs = database.query(LOGS_OF_STEP, { raw: "bytes" });
  }

  plan(session: number): ScanPlan {
    return {
      steps: this.steps.all(session).map(({ id }) => id),
      withLogs: new Set(this.stepsWithLogs.all(session).map(({ id }) => id)),
    };
  }

  /** Whether a step may hold a text that no step looked at before held; a step that has gone holds none. */
  mayHold(id: number, hasLogs: boolean, mayHold: MayHold, looked: Looked): boolean {
    const messages = [this.step.first(id), ...(hasLogs ? this.logs.all(id) : [])];
    return messages
      .map((message) => message !== undefined && this.fits(message.raw, mayHold, looked))
      .includes(true);
  }

  private fits(packed: Uint8Array, mayHold: MayHold, looked: Looked): boolean {
    let fits = mayHold(packed);
    for (const { valueId } of cutsOf(packed)) {
      if (looked.nodes.has(valueId)) continue;
      for (let at = this.contents.value(valueId); at && !looked.nodes.has(at.id); at = at.parent) {
        looked.nodes.add(at.id);
        if (pieceFits(at, mayHold, looked)) fits = true;
      }
    }
    return fits;
  }
}

function pieceFits({ piece, bytes }: ValueNode, mayHold: MayHold, looked: Looked): boolean {
  const known = looked.pieces.get(piece) ?? mayHold(bytes);
  looked.pieces.set(piece, known);
  return known;
}
