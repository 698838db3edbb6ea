// Reads many steps of a session whose contexts repeat: each stored piece is fetched once, and a list that begins like
// the one before it is known by its pieces, without comparing bytes.

import { isUtf8 } from "node:buffer";
import { decodeLogRecord, decodeSpan } from "../../core/otlp/decode";
import type { LogRecord, SpanRecord } from "../../core/otlp/wire";
import type { Database, RowOf } from "./database";
import type { MessageStore, StoredMessage } from "./messages";
import { concat, cutsOf, unpackSkeleton } from "./skeleton";
import { STEP_COLUMNS } from "./step-rows";

const SOURCE_COLUMNS = {
  ...STEP_COLUMNS,
  resource: "number",
  scope: "number",
  raw: "bytes",
  logs: "number",
} as const;
/** The count is served by log_by_span. */
const COLUMNS = `SELECT ${Object.keys(STEP_COLUMNS)
  .map((name) => `step.${name}`)
  .join(", ")}, step.resource, step.scope, step.raw,
  (SELECT count(*) FROM m.log WHERE log.trace = step.trace AND log.span = step.span) AS logs`;
/** Without a join, which took ten times as long to begin as reading the row takes. */
const STEP = `${COLUMNS} FROM m.step WHERE id = ?`;
const NODE =
  "SELECT node.parent, node.piece, piece.bytes FROM m.node JOIN m.piece ON piece.id = node.piece WHERE node.id = ?";

/** A step's row with its bytes and the number of log records that carry its ids. */
export type StepSource = RowOf<typeof SOURCE_COLUMNS>;

/** One piece of a value; its id stands for all pieces up to and with it. */
export interface ValueNode {
  readonly id: number;
  readonly piece: number;
  readonly parent: ValueNode | null;
  readonly bytes: Uint8Array;
  /** Offset in the value behind its last byte. */
  readonly end: number;
}

/** A span, and where its long values came from. */
export interface StoredSpan {
  readonly span: SpanRecord;
  /** The last node of the value that these bytes of the span are; undefined where they were stored in place. */
  valueOf(bytes: Uint8Array): ValueNode | undefined;
}

/** Bytes of pieces kept for the next question. */
const MAX_KEPT_BYTES = 48 << 20;

export class ContentReader {
  private readonly step;
  private readonly node;
  private readonly nodes = new Map<number, ValueNode>();
  private keptBytes = 0;
  private seenReleases = 0;

  constructor(
    database: Database,
    private readonly messages: MessageStore,
  ) {
    this.step = database.query(STEP, SOURCE_COLUMNS);
    this.node = database.query(NODE, { parent: "number", piece: "number", bytes: "bytes" });
  }

  /** One step, by its row id. */
  source(step: number): StepSource | undefined {
    return this.step.first(step);
  }

  /** How often values were given up: an id that was seen before that may stand for something else now. */
  get releases(): number {
    return this.messages.releases;
  }

  /** A stored span, its long values taken from what was read before where they begin alike. */
  span(stored: StoredMessage): StoredSpan {
    this.forgetReleased();
    const whole = unpackSkeleton(stored.raw, (id) => piecesOf(this.value(id)));
    const span = decodeSpan(
      whole,
      this.messages.resource(stored.resource),
      this.messages.scope(stored.scope),
      isUtf8,
    );
    return { span, valueOf: (bytes) => this.valueAt(stored.raw, whole, bytes) };
  }

  log(stored: StoredMessage): LogRecord {
    this.forgetReleased();
    const whole = unpackSkeleton(stored.raw, (id) => piecesOf(this.value(id)));
    return decodeLogRecord(
      whole,
      this.messages.resource(stored.resource),
      this.messages.scope(stored.scope),
      isUtf8,
    );
  }

  /** The last node of a value; null for an empty one. */
  value(id: number): ValueNode | null {
    const unknown: { id: number; piece: number; bytes: Uint8Array }[] = [];
    let at = id;
    let known: ValueNode | null = null;
    while (at !== 0) {
      known = this.nodes.get(at) ?? null;
      if (known) break;
      const row = this.node.first(at);
      if (!row) throw new Error(`Value ${id} has lost its node ${at}.`);
      unknown.push({ id: at, piece: row.piece, bytes: row.bytes });
      at = row.parent;
    }
    for (const { id: nodeId, piece, bytes } of unknown.reverse()) {
      known = { id: nodeId, piece, parent: known, bytes, end: (known?.end ?? 0) + bytes.length };
      this.keep(known);
    }
    return known;
  }

  /** The bytes of a value from an offset on. */
  bytesFrom(last: ValueNode | null, from: number): Uint8Array {
    const chunks: Uint8Array[] = [];
    let start = last?.end ?? 0;
    for (let at = last; at && at.end > from; at = at.parent) {
      chunks.push(at.bytes);
      start = at.end - at.bytes.length;
    }
    return concat(chunks.reverse()).subarray(Math.max(0, from - start));
  }

  private valueAt(packed: Uint8Array, whole: Uint8Array, bytes: Uint8Array): ValueNode | undefined {
    if (bytes.buffer !== whole.buffer) return undefined;
    const wanted = bytes.byteOffset - whole.byteOffset;
    let at = 0;
    for (const { gap, valueId } of cutsOf(packed)) {
      const node = this.value(valueId);
      at += gap;
      if (at === wanted && node?.end === bytes.length) return node;
      at += node?.end ?? 0;
    }
    return undefined;
  }

  private keep(node: ValueNode): void {
    if (this.keptBytes > MAX_KEPT_BYTES) this.forget();
    this.nodes.set(node.id, node);
    this.keptBytes += node.bytes.length;
  }

  private forgetReleased(): void {
    if (this.seenReleases === this.messages.releases) return;
    this.seenReleases = this.messages.releases;
    this.forget();
  }

  private forget(): void {
    this.nodes.clear();
    this.keptBytes = 0;
  }
}

/** The pieces of a value in their order. */
function piecesOf(last: ValueNode | null): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = last; at; at = at.parent) pieces.push(at.bytes);
  return pieces.reverse();
}
