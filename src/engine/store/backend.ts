// What the store needs of SQLite, and nothing else. Two implementations stand behind it: `pointer-backend.ts`, which
// binds bytes by pointer into the wasm heap, and `plain-backend.ts`, which goes through the documented API of sql.js.

/** What a column can hold. Booleans are stored as 0 and 1. */
export type Cell = number | string | Uint8Array | null;

export interface BackendStatement {
  readonly columns: readonly string[];
  /** Starts a run with these parameters. What they point to may be reused as soon as the run was reset. */
  bind(parameters: readonly Cell[]): void;
  /** True while there is a row to read, false at the end. Throws a `DatabaseError`. */
  step(): boolean;
  /** A cell of the row just stepped to. Bytes are copied out of the heap. */
  cell(column: number): Cell;
  reset(): void;
  finalize(): void;
}

export interface Backend {
  readonly name: "pointer" | "plain";
  exec(sql: string): void;
  prepare(sql: string): BackendStatement;
  close(): void;
}

/** SQLite refused. `full` says that the page cap or the heap is exhausted, which evicting can cure. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  constructor(
    message: string,
    readonly full: boolean,
  ) {
    super(message);
  }
}
