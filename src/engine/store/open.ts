// Starts SQLite: by pointer where a self-test proves that it works in this build of sql.js, else the documented way.

import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import initSqlJs, { type SqlJsStatic } from "sql.js";
import type { Backend } from "./backend";
import { openPlainBackend } from "./plain-backend";
import { type SqliteExports, openPointerBackend } from "./pointer-backend";

const WASM = "sql-wasm.wasm";

/** SQLite, once compiled; each call of `open` gives a database of its own. */
export interface Sqlite {
  readonly sqlJs: SqlJsStatic;
  readonly memory: WebAssembly.Memory | undefined;
}

/** Compiles SQLite from the wasm file beside the bundle, or from node_modules where there is no bundle. */
export function loadSqlite(): Promise<Sqlite> {
  // sql.js compiles once in a process whatever it is asked, and only then tells where its memory is.
  loading ??= compileSqlite();
  return loading;
}

let loading: Promise<Sqlite> | undefined;

/**
 * The V8 of Node 20 (11.3) crashes the process when it inlines calls into wasm that grow the heap: seen as a segmentation
 * fault after some ten thousand rows, gone without the inlining. Node 22 and 24, and so VS Code, are sound.
 */
const BROKEN_WASM_INLINING = /^20\./;

async function compileSqlite(): Promise<Sqlite> {
  if (BROKEN_WASM_INLINING.test(process.versions.node)) setFlagsFromString("--no-turbo-inline-js-wasm-calls");
  const wasmBinary = await readFile(wasmFile());
  let memory: WebAssembly.Memory | undefined;
  const options = {
    // Its old aggregate functions print a deprecation notice.
    useOldExtensionFunctions: false,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      void WebAssembly.instantiate(wasmBinary, imports).then(({ instance }) => {
        memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
        done(instance);
      });
      return {};
    },
  };
  const sqlJs = await initSqlJs(options);
  return { sqlJs, memory };
}

/** An empty database. `backend` is there for tests; left out, the faster one that passes its self-test is taken. */
export function openBackend(sqlite: Sqlite, backend?: Backend["name"]): Backend {
  if (backend !== "plain" && sqlite.memory && hasExports(sqlite.sqlJs)) {
    const fast = openPointerBackend(sqlite.sqlJs, sqlite.memory);
    if (passesSelfTest(fast)) return fast;
    fast.close();
  }
  if (backend === "pointer") throw new Error("This build of sql.js has no usable pointer exports.");
  return openPlainBackend(sqlite.sqlJs);
}

/** Writes and reads every type of cell, across a growth of the heap. */
export function passesSelfTest(backend: Backend): boolean {
  const cells = [1, -7, 2 ** 52 + 1, 0.1, "a\0ü€😀", new Uint8Array([0, 255, 1]), null, ""];
  try {
    const statement = backend.prepare("SELECT ?, ?, ?, ?, ?, ?, ?, ?, length(?)");
    statement.bind([...cells, new Uint8Array(3 << 20)]);
    const stepped = statement.step();
    const back = cells.map((_, column) => statement.cell(column));
    const length = statement.cell(cells.length);
    statement.reset();
    statement.finalize();
    return stepped && length === 3 << 20 && back.every((cell, index) => sameCell(cell, cells[index]));
  } catch {
    return false;
  }
}

function sameCell(left: unknown, right: unknown): boolean {
  return left instanceof Uint8Array && right instanceof Uint8Array
    ? Buffer.compare(left, right) === 0
    : left === right;
}

/** The exports that could be missing in another build; calling one that is there proves nothing more than the self-test. */
const NEEDED = [
  "_malloc",
  "_sqlite3_open",
  "_sqlite3_bind_blob",
  "_sqlite3_column_blob",
  "_sqlite3_close_v2",
];

function hasExports(sqlJs: SqlJsStatic): sqlJs is SqlJsStatic & SqliteExports {
  return NEEDED.every((name) => typeof Reflect.get(sqlJs, name) === "function");
}

function wasmFile(): string {
  const beside = path.join(__dirname, WASM);
  if (existsSync(beside)) return beside;
  const folder = path.dirname(createRequire(__filename).resolve("sql.js"));
  return path.join(folder, WASM);
}
