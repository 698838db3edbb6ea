import { beforeEach, describe, expect, it } from "vitest";
import { Database } from "../../../src/engine/store/database";
import { loadSqlite, openBackend } from "../../../src/engine/store/open";
import { createSchema } from "../../../src/engine/store/schema";
import { ValueStore } from "../../../src/engine/store/values";

let database: Database;
let values: ValueStore;

beforeEach(async () => {
  database = new Database(openBackend(await loadSqlite()));
  createSchema(database, 64 << 20);
  values = new ValueStore(database);
});

const context = (...messages: readonly string[]) =>
  Buffer.from(JSON.stringify(messages.map((content) => ({ role: "user", content: content.repeat(100) }))));

const count = (table: "piece" | "node") =>
  database.query(`SELECT count(*) AS rows FROM m.${table}`, { rows: "number" }).first()?.rows;

function indexes(): readonly string[] {
  const sql = "SELECT name FROM m.sqlite_master WHERE type = 'index' AND tbl_name IN ('piece', 'node')";
  return database
    .query(sql, { name: "text" })
    .all()
    .map(({ name }) => name);
}

describe("a long text", () => {
  it("is stored once, however many traces hold it", () => {
    const first = values.put("trace a", "input", context("one", "two"));
    expect(values.put("trace b", "input", context("one", "two"))).toBe(first);
    expect(values.put("trace b", "input", context("one", "two", "three"))).not.toBe(first);
    expect(values.get(first)).toEqual(new Uint8Array(context("one", "two")));
  });

  it("is found again after memory has forgotten what is stored, by indexes that are made then and not before", () => {
    const kept = values.put("trace a", "input", context("one", "two"));
    const gone = values.put("trace b", "input", context("other"));
    expect(indexes()).toEqual([]);
    values.release(gone);
    const rows = [count("piece"), count("node")];
    expect(values.put("trace c", "input", context("one", "two"))).toBe(kept);
    expect([count("piece"), count("node")]).toEqual(rows);
    expect(indexes()).toEqual(["piece_by_hash", "node_by_parent"]);
  });

  it("is found again after a batch that made the indexes was rolled back", () => {
    const kept = values.put("trace a", "input", context("one", "two"));
    values.flush();
    values.forget();
    expect(() =>
      database.transaction(() => {
        values.put("trace b", "input", context("one", "two"));
        throw new Error("the batch failed");
      }),
    ).toThrow("the batch failed");
    values.forget();
    expect(indexes()).toEqual([]);
    expect(values.put("trace c", "input", context("one", "two"))).toBe(kept);
  });
});
