// Regular expressions with a bound of time: a pattern from a test file may take for ever on an unlucky answer.

import vm from "node:vm";
import type { MatchText } from "../../core/evals/grader";

/** A pattern that needs longer on 100,000 characters repeats inside repeats. */
const MAX_MATCH_MS = 250;

const script = new vm.Script("new RegExp(pattern, flags).test(text)");

/** Runs a pattern in a context of its own, where V8 can stop it in the middle of a match. */
export const matchText: MatchText = (pattern, flags, text) => {
  try {
    const context = vm.createContext({ pattern, flags, text });
    return script.runInContext(context, { timeout: MAX_MATCH_MS }) === true ? "match" : "no match";
  } catch (error) {
    return field(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? "too slow" : "broken pattern";
  }
};

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
