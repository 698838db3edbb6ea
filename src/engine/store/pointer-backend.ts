// SQLite through the C functions that sql.js exports: parameters are copied into one scratch area of the wasm heap and
// bound by pointer, results are read in place. 2.5 times the rows per second of `stmt.run`, because nothing is
// allocated for a value. The exports are no documented API, so `open.ts` proves them by a self-test before it trusts them.

import { type Backend, type BackendStatement, type Cell, DatabaseError } from "./backend";

const ROW = 100;
const DONE = 101;
const FULL = 13;
const NO_MEMORY = 7;
const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

/** The exports of sql.js that are used here; pointers are byte offsets into the heap. */
export interface SqliteExports {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _sqlite3_open(fileName: number, database: number): number;
  _sqlite3_close_v2(database: number): number;
  _sqlite3_errmsg(database: number): number;
  _sqlite3_exec(database: number, sql: number, callback: number, argument: number, message: number): number;
  _sqlite3_prepare_v2(database: number, sql: number, bytes: number, statement: number, rest: number): number;
  _sqlite3_bind_text(statement: number, index: number, text: number, bytes: number, kept: number): number;
  _sqlite3_bind_blob(statement: number, index: number, blob: number, bytes: number, kept: number): number;
  _sqlite3_bind_int(statement: number, index: number, value: number): number;
  _sqlite3_bind_double(statement: number, index: number, value: number): number;
  _sqlite3_clear_bindings(statement: number): number;
  _sqlite3_step(statement: number): number;
  _sqlite3_reset(statement: number): number;
  _sqlite3_finalize(statement: number): number;
  _sqlite3_column_count(statement: number): number;
  _sqlite3_column_name(statement: number, column: number): number;
  _sqlite3_column_type(statement: number, column: number): number;
  _sqlite3_column_double(statement: number, column: number): number;
  _sqlite3_column_blob(statement: number, column: number): number;
  _sqlite3_column_bytes(statement: number, column: number): number;
}

/** A database in the wasm heap. `memory` is the heap that the exports work on. */
export function openPointerBackend(sqlite: SqliteExports, memory: WebAssembly.Memory): Backend {
  return new PointerBackend(sqlite, new Heap(sqlite, memory));
}

class PointerBackend implements Backend {
  readonly name = "pointer";
  private readonly database: number;

  constructor(
    private readonly sqlite: SqliteExports,
    private readonly heap: Heap,
  ) {
    const out = heap.slot;
    const opened = heap.withText(":memory:", (name) => sqlite._sqlite3_open(name, out));
    this.database = heap.pointerAt(out);
    if (opened !== 0) throw this.error(opened);
  }

  exec(sql: string): void {
    const code = this.heap.withText(sql, (text) => this.sqlite._sqlite3_exec(this.database, text, 0, 0, 0));
    if (code !== 0) throw this.error(code);
  }

  prepare(sql: string): BackendStatement {
    const out = this.heap.slot;
    const code = this.heap.withText(sql, (text) =>
      this.sqlite._sqlite3_prepare_v2(this.database, text, -1, out, 0),
    );
    if (code !== 0) throw this.error(code);
    return new PointerStatement(this.sqlite, this.heap, this.heap.pointerAt(out), (failed) =>
      this.error(failed),
    );
  }

  close(): void {
    this.sqlite._sqlite3_close_v2(this.database);
    this.heap.free();
  }

  private error(code: number): DatabaseError {
    const message = this.heap.textAt(this.sqlite._sqlite3_errmsg(this.database));
    return new DatabaseError(`${message} (SQLite code ${code})`, code === FULL || code === NO_MEMORY);
  }
}

class PointerStatement implements BackendStatement {
  readonly columns: readonly string[];

  constructor(
    private readonly sqlite: SqliteExports,
    private readonly heap: Heap,
    private readonly statement: number,
    private readonly error: (code: number) => DatabaseError,
  ) {
    const count = sqlite._sqlite3_column_count(statement);
    this.columns = Array.from({ length: count }, (_, column) =>
      heap.textAt(sqlite._sqlite3_column_name(statement, column)),
    );
  }

  bind(parameters: readonly Cell[]): void {
    this.heap.reserve(parameters);
    for (let index = 0; index < parameters.length; index++) {
      const code = this.bindOne(index + 1, parameters[index] ?? null);
      if (code !== 0) throw this.error(code);
    }
  }

  step(): boolean {
    const code = this.sqlite._sqlite3_step(this.statement);
    if (code === ROW) return true;
    if (code === DONE) return false;
    const error = this.error(code);
    this.sqlite._sqlite3_reset(this.statement);
    throw error;
  }

  cell(column: number): Cell {
    const { sqlite, statement } = this;
    switch (sqlite._sqlite3_column_type(statement, column)) {
      case INTEGER:
      case FLOAT:
        return sqlite._sqlite3_column_double(statement, column);
      case TEXT:
        return this.bytesOf(column).toString("utf8");
      case BLOB:
        return new Uint8Array(this.bytesOf(column));
      default:
        return null;
    }
  }

  reset(): void {
    this.sqlite._sqlite3_reset(this.statement);
    this.sqlite._sqlite3_clear_bindings(this.statement);
  }

  finalize(): void {
    this.sqlite._sqlite3_finalize(this.statement);
  }

  private bindOne(index: number, value: Cell): number {
    const { sqlite, statement, heap } = this;
    if (value === null) return 0; // bindings were cleared: an unbound parameter is NULL
    if (typeof value === "number")
      return (value | 0) === value
        ? sqlite._sqlite3_bind_int(statement, index, value)
        : sqlite._sqlite3_bind_double(statement, index, value);
    if (typeof value === "string") {
      const { pointer, bytes } = heap.putText(value);
      return sqlite._sqlite3_bind_text(statement, index, pointer, bytes, 0);
    }
    return sqlite._sqlite3_bind_blob(statement, index, heap.putBytes(value), value.length, 0);
  }

  private bytesOf(column: number): Buffer {
    const pointer = this.sqlite._sqlite3_column_blob(this.statement, column);
    return this.heap.view(pointer, this.sqlite._sqlite3_column_bytes(this.statement, column));
  }
}

/** The wasm heap with one scratch area, which every bind fills from its start. */
class Heap {
  /** Eight bytes where C functions leave a pointer. */
  readonly slot: number;
  private scratch = 0;
  private capacity = 0;
  private used = 0;
  private buffer: Buffer;

  constructor(
    private readonly sqlite: SqliteExports,
    private readonly memory: WebAssembly.Memory,
  ) {
    this.slot = sqlite._malloc(8);
    this.buffer = Buffer.from(memory.buffer);
  }

  /** Makes room for all of a statement's parameters, so that none moves while the others are bound. */
  reserve(parameters: readonly Cell[]): void {
    this.used = 0;
    let bytes = 1;
    for (const value of parameters) {
      if (typeof value === "string") bytes += value.length * 3;
      else if (value instanceof Uint8Array) bytes += value.length;
    }
    if (bytes <= this.capacity) return;
    this.sqlite._free(this.scratch);
    this.capacity = Math.max(1 << 16, 2 ** Math.ceil(Math.log2(bytes)));
    this.scratch = this.sqlite._malloc(this.capacity);
    if (this.scratch === 0) {
      this.capacity = 0;
      throw new DatabaseError("out of memory", true);
    }
  }

  putText(text: string): { readonly pointer: number; readonly bytes: number } {
    const pointer = this.scratch + this.used;
    const heap = this.bytes();
    const bytes = isWritten(text, heap, pointer) ? text.length : heap.write(text, pointer, "utf8");
    this.used += bytes;
    return { pointer, bytes };
  }

  putBytes(value: Uint8Array): number {
    const pointer = this.scratch + this.used;
    this.bytes().set(value, pointer);
    this.used += value.length;
    return pointer;
  }

  /** Calls `use` with a zero-terminated copy of a text. */
  withText(text: string, use: (pointer: number) => number): number {
    const bytes = Buffer.from(`${text}\0`, "utf8");
    const pointer = this.sqlite._malloc(bytes.length);
    this.bytes().set(bytes, pointer);
    try {
      return use(pointer);
    } finally {
      this.sqlite._free(pointer);
    }
  }

  view(pointer: number, length: number): Buffer {
    return this.bytes().subarray(pointer, pointer + length);
  }

  textAt(pointer: number): string {
    const buffer = this.bytes();
    return buffer.toString("utf8", pointer, buffer.indexOf(0, pointer));
  }

  pointerAt(pointer: number): number {
    return this.bytes().readUInt32LE(pointer);
  }

  free(): void {
    this.sqlite._free(this.scratch);
    this.sqlite._free(this.slot);
  }

  /** The heap's buffer is replaced whenever it grows, which any call into SQLite may cause. */
  private bytes(): Buffer {
    if (this.buffer.buffer !== this.memory.buffer) this.buffer = Buffer.from(this.memory.buffer);
    return this.buffer;
  }
}

/** Up to here, writing characters one by one beats the call of the platform's encoder. */
const SHORT_TEXT = 32;

/** Writes a short text of ASCII characters; false, and nothing that counts, for any other text. */
function isWritten(text: string, heap: Buffer, pointer: number): boolean {
  if (text.length > SHORT_TEXT) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return false;
    heap[pointer + index] = code;
  }
  return true;
}
