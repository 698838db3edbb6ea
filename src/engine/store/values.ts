// Long values, stored by content: each distinct piece once, each list of pieces as a path that shares its beginning with
// every other list that begins alike. A context that grows by one message a call costs one message a call.
//
// Measured on growing contexts: comparing with the value before and hashing only what is new takes 45 ms for 65 MB,
// hashing everything 282 ms (performance.md §2d).

import { createHash } from "node:crypto";
import { piecesOf } from "./pieces";
import type { Database } from "./database";
import { concat } from "./skeleton";

const FIND_PIECE = "SELECT id FROM m.piece WHERE hash = ?";
const ADD_PIECE = "INSERT INTO m.piece (hash, uses, bytes) VALUES (?, 1, ?) RETURNING id";
const USE_PIECE = "UPDATE m.piece SET uses = uses + ? WHERE id = ?";
const DROP_PIECE = "DELETE FROM m.piece WHERE id = ? AND uses <= 0";
const FIND_NODE = "SELECT id FROM m.node WHERE parent = ? AND piece = ?";
const ADD_NODE = "INSERT INTO m.node (parent, piece, uses) VALUES (?, ?, 1) RETURNING id";
const USE_NODE = "UPDATE m.node SET uses = uses + ? WHERE id = ? RETURNING uses, parent, piece";
const DROP_NODE = "DELETE FROM m.node WHERE id = ?";
const READ_NODE =
  "SELECT node.parent, node.piece, piece.bytes FROM m.node JOIN m.piece ON piece.id = node.piece WHERE node.id = ?";

/** Values kept to compare the next one of the same attribute with, and how many bytes they may hold together. */
const MAX_RECENT_BYTES = 48 << 20;

/** The last value of one attribute in one trace. */
interface Recent {
  readonly bytes: Uint8Array;
  readonly ends: readonly number[];
  readonly nodes: readonly number[];
}

export class ValueStore {
  private readonly recent = new Map<string, Recent>();
  private recentBytes = 0;
  private readonly findPiece;
  private readonly addPiece;
  private readonly usePiece;
  private readonly dropPiece;
  private readonly findNode;
  private readonly addNode;
  private readonly useNode;
  private readonly dropNode;
  private readonly readNode;

  constructor(database: Database) {
    const id = { id: "number" } as const;
    this.findPiece = database.query(FIND_PIECE, id);
    this.addPiece = database.query(ADD_PIECE, id);
    this.usePiece = database.command(USE_PIECE);
    this.dropPiece = database.command(DROP_PIECE);
    this.findNode = database.query(FIND_NODE, id);
    this.addNode = database.query(ADD_NODE, id);
    this.useNode = database.query(USE_NODE, { uses: "number", parent: "number", piece: "number" });
    this.dropNode = database.command(DROP_NODE);
    this.readNode = database.query(READ_NODE, { parent: "number", piece: "number", bytes: "bytes" });
  }

  /** Stores a value once more and gives its id. `series` names the attribute of the trace that it continues. */
  put(series: string, bytes: Uint8Array): number {
    const ends = piecesOf(bytes);
    const before = this.recent.get(series);
    const nodes = before ? sharedNodes(before, bytes, ends) : [];
    let isNew = false;
    for (let index = nodes.length; index < ends.length; index++) {
      const piece = bytes.subarray(ends[index - 1] ?? 0, ends[index]);
      const parent = nodes[index - 1] ?? 0;
      const known: number | undefined = isNew ? undefined : this.knownNode(parent, piece);
      if (known === undefined) {
        // A new node has one use from the start: the node behind it, or the value itself.
        if (!isNew && parent !== 0) this.useNode.first(1, parent);
        isNew = true;
      }
      nodes.push(known ?? this.newNode(parent, piece));
    }
    const head = nodes.at(-1) ?? 0;
    if (!isNew) this.useNode.first(1, head);
    this.remember(series, { bytes: bytes.slice(), ends, nodes });
    return head;
  }

  /** The bytes of a value. */
  get(id: number): Uint8Array {
    const chunks: Uint8Array[] = [];
    for (let at = id; at !== 0;) {
      const row = this.readNode.first(at);
      if (!row) throw new Error(`Value ${id} has lost its node ${at}.`);
      chunks.push(row.bytes);
      at = row.parent;
    }
    return concat(chunks.reverse());
  }

  /** The ids of a value's pieces, in order: the identity of the messages of a list. */
  pieceIds(id: number): readonly number[] {
    const ids: number[] = [];
    for (let at = id; at !== 0;) {
      const row = this.readNode.first(at);
      if (!row) break;
      ids.push(row.piece);
      at = row.parent;
    }
    return ids.reverse();
  }

  /** Gives up one use of a value; what nobody else uses is removed. */
  release(id: number): void {
    for (let at = id; at !== 0;) {
      const row = this.useNode.first(-1, at);
      if (!row || row.uses > 0) return;
      this.dropNode(at);
      this.usePiece(-1, row.piece);
      this.dropPiece(row.piece);
      at = row.parent;
    }
  }

  /** Forgets the values to compare with: after a rollback or an eviction their ids may stand for nothing. */
  forget(): void {
    this.recent.clear();
    this.recentBytes = 0;
  }

  private knownNode(parent: number, bytes: Uint8Array): number | undefined {
    const piece = this.findPiece.first(hashOf(bytes));
    return piece && this.findNode.first(parent, piece.id)?.id;
  }

  private newNode(parent: number, bytes: Uint8Array): number {
    const hash = hashOf(bytes);
    const known = this.findPiece.first(hash);
    if (known) this.usePiece(1, known.id);
    const piece = known ?? this.addPiece.first(hash, bytes);
    const node = piece && this.addNode.first(parent, piece.id);
    if (!node) throw new Error("A piece of a value could not be stored.");
    return node.id;
  }

  private remember(series: string, value: Recent): void {
    this.recentBytes += value.bytes.length - (this.recent.get(series)?.bytes.length ?? 0);
    this.recent.delete(series);
    this.recent.set(series, value);
    for (const [oldest, { bytes }] of this.recent) {
      if (this.recentBytes <= MAX_RECENT_BYTES) return;
      this.recent.delete(oldest);
      this.recentBytes -= bytes.length;
    }
  }
}

/** 16 bytes of SHA-256: what traces hold is hostile, so two texts must not be made to share a hash. */
export function hashOf(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, 16);
}

/** The nodes of the pieces with which both values begin. */
function sharedNodes(before: Recent, bytes: Uint8Array, ends: readonly number[]): number[] {
  let low = 0;
  let high = Math.min(before.ends.length, ends.length);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (beginsAlike(before, bytes, ends, low, middle)) low = middle;
    else high = middle - 1;
  }
  return before.nodes.slice(0, low);
}

/** Whether pieces `from` to `to` are the same in both, those before `from` being known to be. */
function beginsAlike(
  before: Recent,
  bytes: Uint8Array,
  ends: readonly number[],
  from: number,
  to: number,
): boolean {
  const start = ends[from - 1] ?? 0;
  const end = ends[to - 1] ?? 0;
  if (before.ends[to - 1] !== end) return false;
  for (let index = from; index < to; index++) if (before.ends[index] !== ends[index]) return false;
  return Buffer.compare(before.bytes.subarray(start, end), bytes.subarray(start, end)) === 0;
}
