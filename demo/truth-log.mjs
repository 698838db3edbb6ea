// What really happened, one JSON object a line, written by whoever did it: the model server writes its calls, the
// agent its tool calls and memory operations. Tests compare what the traces and the views show with this file.

import { appendFileSync } from "node:fs";

/**
 * @typedef {{ kind: "model_call" | "tool_call" | "memory" | "run" | "export" } & Record<string, unknown>} TruthEntry
 * @typedef {(entry: TruthEntry) => void} TruthLog
 */

/**
 * A writer that appends to the file, or one that does nothing where no file is named.
 * @param {string | undefined} path
 * @returns {TruthLog}
 */
export function openTruthLog(path) {
  if (!path) return () => {};
  return (entry) => appendFileSync(path, `${JSON.stringify(entry)}\n`);
}
