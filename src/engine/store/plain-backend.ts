// SQLite through the documented API of sql.js: the fallback where the exports that `pointer-backend.ts` uses are gone.

import type { Database as SqlJsDatabase, SqlJsStatic, Statement } from "sql.js";
import { type Backend, type BackendStatement, type Cell, DatabaseError } from "./backend";

/** A database in the wasm heap, bound value by value. */
export function openPlainBackend(sqlJs: SqlJsStatic): Backend {
  const database = new sqlJs.Database();
  return {
    name: "plain",
    exec: (sql) => void guarded(() => database.exec(sql)),
    prepare: (sql) => new PlainStatement(guarded(() => database.prepare(sql))),
    close: () => closeDatabase(database),
  };
}

class PlainStatement implements BackendStatement {
  readonly columns: readonly string[];
  private row: readonly Cell[] = [];

  constructor(private readonly statement: Statement) {
    this.columns = statement.getColumnNames();
  }

  bind(parameters: readonly Cell[]): void {
    guarded(() => this.statement.bind([...parameters]));
  }

  step(): boolean {
    const found = guarded(() => this.statement.step());
    if (found) this.row = this.statement.get();
    return found;
  }

  cell(column: number): Cell {
    return this.row[column] ?? null;
  }

  reset(): void {
    this.row = [];
    this.statement.reset();
  }

  finalize(): void {
    this.statement.free();
  }
}

function closeDatabase(database: SqlJsDatabase): void {
  database.close();
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(message, /full|out of memory/i.test(message));
  }
}
