// Statements with a stated row type. Every column that a query names is checked when the statement is prepared, every
// cell when it is read, so that a wrong column is a bug with a name and not an undefined three layers up.

import type { Backend, BackendStatement, Cell } from "./backend";

/** What a column holds; `?` where it may be NULL. */
export type ColumnType = "number" | "number?" | "text" | "text?" | "bytes" | "bytes?";

interface TypeOf {
  readonly number: number;
  readonly "number?": number | null;
  readonly text: string;
  readonly "text?": string | null;
  readonly bytes: Uint8Array;
  readonly "bytes?": Uint8Array | null;
}

export type Columns = Readonly<Record<string, ColumnType>>;
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: TypeOf[C[Name]] };

/** One database: prepared statements and transactions over a backend. */
export class Database {
  private readonly statements = new Map<string, BackendStatement>();
  private inTransaction = false;

  constructor(private readonly backend: Backend) {}

  get backendName(): Backend["name"] {
    return this.backend.name;
  }

  exec(sql: string): void {
    this.backend.exec(sql);
  }

  /** A statement that gives no rows, prepared once. */
  command(sql: string): (...parameters: readonly Cell[]) => void {
    const statement = this.prepare(sql);
    return (...parameters) => {
      try {
        statement.bind(parameters);
        statement.step();
      } finally {
        statement.reset();
      }
    };
  }

  /** A statement that gives rows of the stated columns, in that order, prepared once. */
  query<C extends Columns>(sql: string, columns: C): Query<C> {
    return new Query(this.prepare(sql), columns, sql);
  }

  /** Runs `work` as one transaction. Whatever it throws, nothing of it stays, and what was there before is untouched. */
  transaction<Result>(work: () => Result): Result {
    if (this.inTransaction) throw new Error("A transaction is already open.");
    this.exec("BEGIN IMMEDIATE");
    this.inTransaction = true;
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      this.rollback();
      throw error;
    } finally {
      this.inTransaction = false;
    }
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize();
    this.statements.clear();
    this.backend.close();
  }

  private prepare(sql: string): BackendStatement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.backend.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  /** SQLite rolls a full database back by itself; a second ROLLBACK then fails and means nothing. */
  private rollback(): void {
    try {
      this.exec("ROLLBACK");
    } catch {
      // Already rolled back.
    }
  }
}

export class Query<C extends Columns> {
  private readonly names: readonly (keyof C & string)[];
  private readonly types: readonly ColumnType[];

  constructor(
    private readonly statement: BackendStatement,
    columns: C,
    sql: string,
  ) {
    this.names = Object.keys(columns);
    this.types = Object.values(columns);
    const found = statement.columns.join(", ");
    if (found !== this.names.join(", "))
      throw new Error(`The columns are (${found}), not (${this.names.join(", ")}): ${sql}`);
  }

  /** The first row, or undefined where there is none. */
  first(...parameters: readonly Cell[]): RowOf<C> | undefined {
    try {
      this.statement.bind(parameters);
      return this.statement.step() ? this.row() : undefined;
    } finally {
      this.statement.reset();
    }
  }

  /** All rows. */
  all(...parameters: readonly Cell[]): RowOf<C>[] {
    const rows: RowOf<C>[] = [];
    try {
      this.statement.bind(parameters);
      while (this.statement.step()) rows.push(this.row());
    } finally {
      this.statement.reset();
    }
    return rows;
  }

  private row(): RowOf<C> {
    const row: Record<string, Cell> = {};
    for (let column = 0; column < this.names.length; column++) {
      const name = this.names[column] ?? "";
      const cell = this.statement.cell(column);
      if (!fits(cell, this.types[column])) throw wrongCell(cell, this.types[column], name);
      row[name] = cell;
    }
    return row as RowOf<C>;
  }
}

/** Asked for every cell that is read: no text is made or looked into. */
function fits(cell: Cell, type: ColumnType | undefined): boolean {
  switch (type) {
    case "number":
      return typeof cell === "number";
    case "number?":
      return typeof cell === "number" || cell === null;
    case "text":
      return typeof cell === "string";
    case "text?":
      return typeof cell === "string" || cell === null;
    case "bytes":
      return cell instanceof Uint8Array;
    case "bytes?":
      return cell instanceof Uint8Array || cell === null;
    case undefined:
      return false;
  }
}

function wrongCell(cell: Cell, type: ColumnType | undefined, name: string): Error {
  const held = cell === null ? "NULL" : typeof cell === "object" ? "bytes" : typeof cell;
  return new Error(`Column ${name} should hold ${type ?? "nothing"} and holds ${held}.`);
}
