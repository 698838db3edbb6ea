// Tools that compute: SQL over the CSV files of the workspace, and arithmetic.

import initSqlJs from "sql.js";
import { readInside } from "./files.mjs";
import { ToolError, textParameters } from "./tool.mjs";

const TABLES = ["orders", "payments"];
const MAX_ROWS = 100;

/** @type {import("./tool.mjs").Tool} */
export const runQuery = {
  name: "run_query",
  description:
    "Runs one SQL SELECT (SQLite) over data/*.csv and gives the rows as JSON. Tables: orders(order_id, week, product, " +
    "batch, channel, quantity, unit_price_eur, refunded, refund_reason), payments(order_id, provider, fee_eur, settled_on).",
  parameters: textParameters({ sql: "A SELECT statement" }),
  execute: async (args, { run }) => {
    const sql = String(args.sql);
    const SQL = await initSqlJs();
    const database = new SQL.Database();
    try {
      for (const table of TABLES.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(sql)))
        loadTable(database, table, await readInside(run.workspace, `data/${table}.csv`));
      return JSON.stringify(rowsOf(database, sql));
    } finally {
      database.close();
    }
  },
};

/** @type {import("./tool.mjs").Tool} */
export const calculate = {
  name: "calculate",
  description: "Works out an expression of numbers, + - * / and brackets.",
  parameters: textParameters({ expression: "For example (12 + 3) / 4" }),
  execute: (args) => String(Math.round(evaluate(String(args.expression)) * 1e6) / 1e6),
};

/**
 * @param {import("sql.js").Database} database
 * @param {string} table
 * @param {string} csv
 */
function loadTable(database, table, csv) {
  const [header = [], ...rows] = csv
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  for (const [index, row] of rows.entries())
    if (row.length !== header.length)
      throw new ToolError(
        "malformed_csv",
        `data/${table}.csv line ${index + 2} has ${row.length} fields, ${header.length} are expected`,
      );
  database.run(`CREATE TABLE ${table} (${header.map((column) => `"${column}"`).join(", ")})`);
  const insert = database.prepare(`INSERT INTO ${table} VALUES (${header.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(row.map((text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text)));
  insert.free();
}

/**
 * @param {import("sql.js").Database} database
 * @param {string} sql
 */
function rowsOf(database, sql) {
  try {
    const [result] = database.exec(sql);
    if (!result) return [];
    return result.values
      .slice(0, MAX_ROWS)
      .map((values) => Object.fromEntries(result.columns.map((column, index) => [column, values[index]])));
  } catch (error) {
    throw new ToolError("sql_error", error instanceof Error ? error.message : String(error));
  }
}

/**
 * A recursive descent over the tokens of the expression: sum of products of numbers and brackets.
 * @param {string} expression
 */
function evaluate(expression) {
  const tokens = expression.match(/\d+(?:\.\d+)?|[-+*/()]|\S/g) ?? [];
  const value = sum(tokens);
  if (tokens.length > 0) throw new ToolError("bad_expression", `"${tokens[0]}" is not expected here`);
  return value;
}

/**
 * @param {string[]} tokens
 * @returns {number}
 */
function sum(tokens) {
  let value = product(tokens);
  while (tokens[0] === "+" || tokens[0] === "-")
    value += tokens.shift() === "+" ? product(tokens) : -product(tokens);
  return value;
}

/**
 * @param {string[]} tokens
 * @returns {number}
 */
function product(tokens) {
  let value = factor(tokens);
  while (tokens[0] === "*" || tokens[0] === "/")
    value = tokens.shift() === "*" ? value * factor(tokens) : divide(value, factor(tokens));
  return value;
}

/**
 * @param {string[]} tokens
 * @returns {number}
 */
function factor(tokens) {
  const token = tokens.shift();
  if (token === "-") return -factor(tokens);
  if (token === "(") {
    const value = sum(tokens);
    if (tokens.shift() !== ")") throw new ToolError("bad_expression", "a bracket is not closed");
    return value;
  }
  if (token === undefined || !/^\d/.test(token))
    throw new ToolError("bad_expression", `a number is missing before "${token ?? "the end"}"`);
  return Number(token);
}

/**
 * @param {number} left
 * @param {number} right
 */
function divide(left, right) {
  if (right === 0) throw new ToolError("bad_expression", "division by zero");
  return left / right;
}
