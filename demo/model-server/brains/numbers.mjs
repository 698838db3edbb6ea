// The roles that query tables: analyst and bookkeeper.

import { rowsOf } from "./facts.mjs";
import { call, say } from "../reply.mjs";

/** @typedef {import("../request.mjs").Conversation} Conversation */

const BY_WEEK =
  "SELECT week, COUNT(*) AS orders, SUM(refunded) AS refunds FROM orders GROUP BY week ORDER BY week";
const byBatch = (/** @type {number} */ week) =>
  `SELECT batch, COUNT(*) AS orders, SUM(refunded) AS refunds FROM orders WHERE week = ${week} GROUP BY batch ORDER BY refunds DESC`;
const refundedValue = (/** @type {string} */ batch) =>
  `SELECT COUNT(*) AS refunds, ROUND(SUM(quantity * unit_price_eur), 2) AS value_eur FROM orders WHERE batch = '${batch}' AND refunded = 1`;

/** Ways to ask for the fees, with less from one to the next. */
const feeQueries = (/** @type {string} */ where) => [
  `SELECT ROUND(SUM(fee_eur), 2) AS fees_eur FROM payments JOIN orders USING (order_id) WHERE ${where}`,
  `SELECT ROUND(SUM(fee_eur), 2) AS fees_eur FROM payments WHERE order_id IN (SELECT order_id FROM orders WHERE ${where})`,
  "SELECT ROUND(SUM(fee_eur), 2) AS fees_eur FROM payments",
  "SELECT fee_eur FROM payments LIMIT 20",
  "SELECT COUNT(*) AS payments FROM payments",
  "SELECT * FROM payments LIMIT 1",
];
const NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];

/**
 * Weeks, then the batches of the worst week, then what the worst batch cost, with the provider's fees if they can be had.
 * @type {import("../reply.mjs").Policy}
 */
export function analyst(conversation) {
  const weeks = rowsOf(resultOf(conversation, BY_WEEK));
  if (weeks.length === 0)
    return (
      triedOnce(conversation, BY_WEEK) ??
      call("run_query", { sql: BY_WEEK }, "Which week stands out? Count orders and refunds by week.")
    );
  const peak = best(weeks, (row) => row.refunds / row.orders);
  const batches = rowsOf(resultOf(conversation, byBatch(peak.week)));
  if (batches.length === 0)
    return call("run_query", { sql: byBatch(peak.week) }, `Week ${peak.week} stands out. Is it one batch?`);
  const [worst] = batches;
  const [value] = rowsOf(resultOf(conversation, refundedValue(worst?.batch)));
  if (!value)
    return call(
      "run_query",
      { sql: refundedValue(worst?.batch) },
      `What did ${worst?.batch} cost in all weeks?`,
    );
  const share = conversation.lastResult("calculate");
  if (!share) return call("calculate", { expression: `${peak.refunds} / ${peak.orders} * 100` });
  const fees = askForFees(conversation, `batch = '${worst?.batch}' AND refunded = 1`);
  if (fees.next) return fees.next;
  if (conversation.calls("save_fact").length === 0)
    return call(
      "save_fact",
      { subject: "refunds", fact: `Week ${peak.week} had ${peak.refunds} refunds of ${peak.orders} orders.` },
      "The number that matters most.",
    );
  const provider =
    fees.total === undefined
      ? "The payments table could not be read, so the provider's fees are missing."
      : `The provider's fees for them were EUR ${fees.total.toFixed(2)}.`;
  return say(
    `Week ${peak.week} had ${peak.refunds} refunds of ${peak.orders} orders (${Number(share).toFixed(0)} %). ` +
      `Batch ${worst?.batch} had ${worst?.refunds} of them in that week. All its refunds: ${value.refunds}, worth EUR ${Number(value.value_eur).toFixed(2)}. ${provider}`,
    "Report the numbers as queried.",
  );
}

/**
 * Asks for the fees, looks into the file when that fails, and says what it could not do.
 * @type {import("../reply.mjs").Policy}
 */
export function bookkeeper(conversation) {
  const fees = askForFees(conversation, "week >= 40");
  if (fees.total !== undefined)
    return say(`The payment provider charged EUR ${fees.total.toFixed(2)} (data/payments.csv).`);
  if (fees.next) return fees.next;
  const failure = conversation.calls("run_query").at(-1)?.result ?? "";
  const [, file, line] = /(\S+\.csv) line (\d+)/.exec(failure) ?? [];
  if (!file) return say(`I could not get the fees. ${failure}`);
  const text = conversation.lastResult("read_file");
  if (!text) return call("read_file", { path: file }, "Every query fails at the same line. Look at it.");
  if (isCareless(conversation))
    return say("I could not work out the fees. The payments table has a problem.");
  return say(
    `I could not work out the fees: ${file} is broken at line ${line}, which reads "${text.split("\n")[Number(line) - 1]}". ${conversation.calls("run_query").length} queries failed.`,
  );
}

/**
 * The sum of the fees once a query worked; else the next query to try; neither after the last one has failed.
 * @param {Conversation} conversation
 * @param {string} where
 * @returns {{ total?: number, next?: import("../reply.mjs").Reply }}
 */
function askForFees(conversation, where) {
  for (const [index, sql] of feeQueries(where).slice(0, triesIn(conversation.system)).entries()) {
    const tried = conversation.calls("run_query").find(({ args }) => args.sql === sql);
    if (!tried)
      return {
        next: call(
          "run_query",
          { sql },
          index === 0 ? "The provider's fees come on top." : `That failed. Attempt ${index + 1}, with less.`,
        ),
      };
    if (!tried.failed)
      return {
        total: rowsOf(tried.result).reduce((sum, row) => sum + Number(row.fees_eur ?? row.fee_eur ?? 0), 0),
      };
  }
  return {};
}

/**
 * How often the prompt lets a failing tool be tried: `Give up after two tries`. Four where it does not say.
 * @param {string} system
 */
function triesIn(system) {
  const word = /give up after (\w+) tr(?:y|ies)/i.exec(system)?.[1]?.toLowerCase() ?? "";
  const tries = NUMBERS.includes(word) ? NUMBERS.indexOf(word) : Number(word);
  return tries >= 1 ? tries : 4;
}

/**
 * Hot models slip now and then: above a temperature of 1, one answer of three. Which one depends on the names of the
 * calls, which are drawn anew for each sample.
 * @param {Conversation} conversation
 */
function isCareless({ request }) {
  if ((request.temperature ?? 0) <= 1) return false;
  const ids = request.messages.flatMap((message) => message.tool_call_id ?? []).join("");
  return [...ids].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 3 === 0;
}

/**
 * @param {Conversation} conversation
 * @param {string} sql
 */
function resultOf(conversation, sql) {
  return conversation.calls("run_query").find(({ args, failed }) => args.sql === sql && !failed)?.result;
}

/**
 * Words for a table that cannot be read at all; undefined where it was not tried.
 * @param {Conversation} conversation
 * @param {string} sql
 */
function triedOnce(conversation, sql) {
  const tried = conversation.calls("run_query").find(({ args }) => args.sql === sql);
  return tried && say(`The orders table gave nothing: ${tried.result}`);
}

/**
 * The row with the highest value; the first of a tie.
 * @param {Record<string, any>[]} rows not empty
 * @param {(row: Record<string, any>) => number} valueOf
 */
function best(rows, valueOf) {
  return rows.reduce((left, right) => (valueOf(right) > valueOf(left) ? right : left));
}
