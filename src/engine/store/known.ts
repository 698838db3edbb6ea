// Which pieces and nodes are stored, by what they are looked up by: in memory while that knows all of them, else by an
// index that is made the first time it is needed: kept from the start, they cost two more B-tree insertions a message.

import type { Database } from "./database";

const INDEX_PIECES = "CREATE INDEX IF NOT EXISTS m.piece_by_hash ON piece (hash)";
const INDEX_NODES = "CREATE INDEX IF NOT EXISTS m.node_by_parent ON node (parent, piece)";
/** Serves from piece_by_hash. */
const FIND_PIECE = "SELECT id FROM m.piece WHERE hash = ?";
/** Serves from node_by_parent. */
const FIND_NODE = "SELECT id FROM m.node WHERE parent = ? AND piece = ?";

/** Pieces, and nodes, known without asking the database: about 100 bytes each. */
const MAX_KNOWN = 200_000;
/** A parent and a piece make one number: both are ids that are counted up from 1. */
const MAX_PIECE = 2 ** 26;
const MAX_PARENT = 2 ** 27;

export class KnownValues {
  private readonly pieces = new Map<string, number>();
  private readonly nodes = new Map<number, number>();
  /** While memory knows all, what it does not know is not stored. */
  private knowsAll = true;
  private isIndexed = false;
  private readonly findPiece;
  private readonly findNode;

  constructor(private readonly database: Database) {
    const id = { id: "number" } as const;
    this.findPiece = database.query(FIND_PIECE, id);
    this.findNode = database.query(FIND_NODE, id);
  }

  /** The id of the piece with this hash; undefined where none is stored. */
  piece(hash: string): number | undefined {
    const known = this.pieces.get(hash);
    if (known !== undefined || this.knowsAll) return known;
    this.index();
    const id = this.findPiece.first(Buffer.from(hash, "latin1"))?.id;
    if (id !== undefined) this.addPiece(hash, id);
    return id;
  }

  /** The id of the node that continues a list with a piece; undefined where none is stored. */
  node(parent: number, piece: number): number | undefined {
    const known = this.nodes.get(nodeKey(parent, piece));
    if (known !== undefined || this.knowsAll) return known;
    this.index();
    const id = this.findNode.first(parent, piece)?.id;
    if (id !== undefined) this.addNode(parent, piece, id);
    return id;
  }

  addPiece(hash: string, id: number): void {
    if (this.pieces.size >= MAX_KNOWN) this.shrink();
    this.pieces.set(hash, id);
  }

  addNode(parent: number, piece: number, id: number): void {
    if (this.nodes.size >= MAX_KNOWN) this.shrink();
    if (parent < MAX_PARENT && piece < MAX_PIECE) this.nodes.set(nodeKey(parent, piece), id);
    else this.knowsAll = false;
  }

  /** Forgets all: after a rollback, an eviction or the end of a value, when ids may be gone, and the indexes too. */
  forget(): void {
    this.shrink();
    this.isIndexed = false;
  }

  private shrink(): void {
    this.pieces.clear();
    this.nodes.clear();
    this.knowsAll = false;
  }

  private index(): void {
    if (this.isIndexed) return;
    this.database.exec(INDEX_PIECES);
    this.database.exec(INDEX_NODES);
    this.isIndexed = true;
  }
}

function nodeKey(parent: number, piece: number): number {
  return parent * MAX_PIECE + piece;
}
