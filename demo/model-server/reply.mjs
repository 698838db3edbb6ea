// What a policy answers: words, or tools to call, with the thinking that a reasoning model bills and does not show.

/**
 * @typedef {{ thinking: string, text: string, calls: { name: string, args: Record<string, unknown> }[] }} Reply
 * @typedef {(conversation: import("./request.mjs").Conversation) => Reply} Policy
 */

/**
 * An answer in words.
 * @param {string} text
 * @param {string} [thinking]
 * @returns {Reply}
 */
export function say(text, thinking = "") {
  return { thinking, text, calls: [] };
}

/**
 * A request to run one tool.
 * @param {string} name
 * @param {Record<string, unknown>} args
 * @param {string} [thinking]
 * @returns {Reply}
 */
export function call(name, args, thinking = "") {
  return callAll([{ name, args }], thinking);
}

/**
 * A request to run several tools at once.
 * @param {Reply["calls"]} calls
 * @param {string} [thinking]
 * @returns {Reply}
 */
export function callAll(calls, thinking = "") {
  return { thinking, text: "", calls };
}
