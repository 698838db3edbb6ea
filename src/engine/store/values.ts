// Long values, stored by content: each distinct piece once, each list of pieces as a path that shares its beginning with
// every other list that begins alike. A context that grows by one message a call costs one message a call.
//
// Measured on growing contexts: comparing with the value before and hashing only what is new takes 45 ms for 65 MB,
// hashing everything 282 ms (performance.md §2d).

import { createHash, hash as hashOnce } from "node:crypto";
import { type Pieces, piecesFrom } from "./pieces";
import type { Database } from "./database";
import { KnownValues } from "./known";
import { type RecentValue, RecentValues, sharedBytes } from "./recent-values";
import { concat } from "./skeleton";

const ADD_PIECE = "INSERT INTO m.piece (id, hash, uses, bytes) VALUES (?, ?, 1, ?)";
const USE_PIECE = "UPDATE m.piece SET uses = uses + ? WHERE id = ?";
const DROP_PIECE = "DELETE FROM m.piece WHERE id = ? AND uses <= 0";
const ADD_NODE = "INSERT INTO m.node (id, parent, piece, uses) VALUES (?, ?, ?, 1)";
const USE_NODE = "UPDATE m.node SET uses = uses + ? WHERE id = ?";
const LEAVE_NODE = "UPDATE m.node SET uses = uses - 1 WHERE id = ? RETURNING uses, parent, piece";
const DROP_NODE = "DELETE FROM m.node WHERE id = ?";
const READ_NODE =
  "SELECT node.parent, node.piece, piece.bytes FROM m.node JOIN m.piece ON piece.id = node.piece WHERE node.id = ?";

export class ValueStore {
  private readonly recent = new RecentValues();
  private readonly known: KnownValues;
  /** Ids are given here and never twice, so that nothing need be read back and nobody takes one id for another value. */
  private nextPiece = 1;
  private nextNode = 1;
  /** Uses that were added in this batch: a context's messages are used again by each call, written once a batch. */
  private readonly nodeUses = new Map<number, number>();
  private readonly pieceUses = new Map<number, number>();
  private readonly addPiece;
  private readonly usePiece;
  private readonly dropPiece;
  private readonly addNode;
  private readonly useNode;
  private readonly leaveNode;
  private readonly dropNode;
  private readonly readNode;

  constructor(database: Database) {
    this.known = new KnownValues(database);
    this.addPiece = database.command(ADD_PIECE);
    this.usePiece = database.command(USE_PIECE);
    this.dropPiece = database.command(DROP_PIECE);
    this.addNode = database.command(ADD_NODE);
    this.useNode = database.command(USE_NODE);
    this.leaveNode = database.query(LEAVE_NODE, { uses: "number", parent: "number", piece: "number" });
    this.dropNode = database.command(DROP_NODE);
    this.readNode = database.query(READ_NODE, { parent: "number", piece: "number", bytes: "bytes" });
  }

  /** Stores a value once more and gives its id. It is compared with the last value of this attribute in this trace. */
  put(trace: string, key: string, bytes: Uint8Array): number {
    const recent = this.recent.of(trace, key);
    const shared = sharedBytes(recent, bytes);
    const isSame = recent.length === bytes.length && shared === bytes.length && recent.nodes.length > 0;
    if (isSame) addUse(this.nodeUses, recent.nodes.at(-1) ?? 0);
    else {
      const { ends, resumes } = cutOn(recent, bytes, shared);
      recent.resumes.push(...resumes);
      this.extend(recent, bytes, ends);
      this.recent.keep(recent, bytes, shared);
    }
    return recent.nodes.at(-1) ?? 0;
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
    this.flush();
    for (let at = id; at !== 0;) {
      const row = this.leaveNode.first(at);
      if (!row || row.uses > 0) return;
      this.dropNode(at);
      this.usePiece(-1, row.piece);
      this.dropPiece(row.piece);
      this.forget();
      at = row.parent;
    }
  }

  /** Writes the uses that a batch added. To be called before it is committed. */
  flush(): void {
    for (const [node, uses] of this.nodeUses) this.useNode(uses, node);
    for (const [piece, uses] of this.pieceUses) this.usePiece(uses, piece);
    this.nodeUses.clear();
    this.pieceUses.clear();
    this.recent.shrink();
  }

  /** Forgets what was learnt of rows that may be gone: after a rollback, an eviction or the end of a value. */
  forget(): void {
    this.recent.clear();
    this.known.forget();
    this.nodeUses.clear();
    this.pieceUses.clear();
  }

  /** Appends the pieces of `bytes` that end at `ends` to a value. */
  private extend(recent: RecentValue, bytes: Uint8Array, ends: readonly number[]): void {
    let start = recent.ends.at(-1) ?? 0;
    let parent = recent.nodes.at(-1) ?? 0;
    let isNew = false;
    for (const end of ends) {
      const { piece, isNewPiece } = this.pieceOf(bytes.subarray(start, end));
      const known = isNew || isNewPiece ? undefined : this.known.node(parent, piece);
      if (known === undefined) {
        // A new node has one use from the start: the node behind it, or the value itself.
        if (!isNew && parent !== 0) addUse(this.nodeUses, parent);
        if (!isNewPiece) addUse(this.pieceUses, piece);
        isNew = true;
      }
      parent = known ?? this.newNode(parent, piece);
      recent.ends.push(end);
      recent.nodes.push(parent);
      start = end;
    }
    if (!isNew) addUse(this.nodeUses, parent);
  }

  private newNode(parent: number, piece: number): number {
    const id = this.nextNode++;
    this.addNode(id, parent, piece);
    this.known.addNode(parent, piece, id);
    return id;
  }

  /** The id of a piece, stored where it is new: it then has the one use of the node that is made for it. */
  private pieceOf(bytes: Uint8Array): { readonly piece: number; readonly isNewPiece: boolean } {
    const key = shortHash(bytes);
    const known = this.known.piece(key);
    if (known !== undefined) return { piece: known, isNewPiece: false };
    const piece = this.nextPiece++;
    this.addPiece(piece, Buffer.from(key, "latin1"), bytes);
    this.known.addPiece(key, piece);
    return { piece, isNewPiece: true };
  }
}

function addUse(uses: Map<number, number>, id: number): void {
  uses.set(id, (uses.get(id) ?? 0) + 1);
}

/** The pieces of a value behind those that it shares with the last one, which is cut back to them. */
function cutOn(recent: RecentValue, bytes: Uint8Array, shared: number): Pieces {
  keepBefore(recent, shared);
  const more = shared === 0 ? null : piecesFrom(bytes, shared, recent.ends.at(-1) ?? 0);
  if (more) return more;
  keepBefore(recent, 0);
  return piecesFrom(bytes, 0, 0) ?? { ends: [bytes.length], resumes: [] };
}

/** Cuts a value back to the pieces within its first `length` bytes. */
function keepBefore({ ends, nodes, resumes }: RecentValue, length: number): void {
  while ((ends.at(-1) ?? 0) > length) ends.pop();
  while ((resumes.at(-1) ?? 0) > length) resumes.pop();
  nodes.length = ends.length;
}

/** The same 16 bytes as `hashOf`, a character each. One call into the platform: half the time of a hash object. */
function shortHash(bytes: Uint8Array): string {
  return hashOnce("sha256", bytes, "binary").slice(0, 16);
}

/** 16 bytes of SHA-256: what traces hold is hostile, so two texts must not be made to share a hash. */
export function hashOf(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest().subarray(0, 16);
}
