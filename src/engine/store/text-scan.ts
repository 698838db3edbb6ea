// Which steps hold a text: a scan over stored bytes, each distinct piece looked at once.
//
// sql.js has no full-text index that is fit for this (FTS5 is missing), and none is needed: what repeats is stored once,
// and a scan of what is left is fast enough (performance.md §4). Nothing of what the user typed gets into SQL.

import type { ContentReader, ValueNode } from "./content-reader";
import type { Database } from "./database";
import { cutsOf } from "./skeleton";

/** Served by trace_by_session and the key of step. By start, so that the first step that holds a text comes first. */
const STEPS_OF_SESSION = `SELECT step.id, step.raw FROM m.trace JOIN m.step ON step.trace = trace.id
  WHERE trace.session = ? ORDER BY step.startUs, step.id`;
/** Served by log_by_span; log records that stand for a step of their own carry its id. */
const LOGS_OF_SESSION = `SELECT step.id, log.raw FROM m.trace JOIN m.log ON log.trace = trace.id
  JOIN m.step ON step.trace = trace.id AND step.span IN (log.span, 'log:' || log.hash)
  WHERE trace.session = ? ORDER BY step.startUs, step.id`;

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

export class TextScan {
  private readonly steps;
  private readonly logs;

  constructor(
    database: Database,
    private readonly contents: ContentReader,
  ) {
    const columns = { id: "number", raw: "bytes" } as const;
    this.steps = database.query(STEPS_OF_SESSION, columns);
    this.logs = database.query(LOGS_OF_SESSION, columns);
  }

  /** Row ids of a session's steps, in order of start, each with whether it may hold a text that no step before it held. */
  *candidates(session: number, mayHold: MayHold, looked: Looked): Generator<{ id: number; fits: boolean }> {
    const byLogs = new Map<number, Uint8Array[]>();
    for (const { id, raw } of this.logs.all(session)) byLogs.set(id, [...(byLogs.get(id) ?? []), raw]);
    for (const { id, raw } of this.steps.all(session)) {
      const messages = [raw, ...(byLogs.get(id) ?? [])];
      const fits = messages.map((message) => this.fits(message, mayHold, looked)).includes(true);
      yield { id, fits };
    }
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
