// A grader on the tools a sample called: these, not those, in this order, with these arguments.

import { canonicalArgs, canonicalJson, parsedArgs } from "../replay/canonical";
import { fail, pass, type Sample, type Verdict } from "./grader";

export interface ToolUse {
  readonly called?: readonly string[] | undefined;
  readonly notCalled?: readonly string[] | undefined;
  /** These in this order; others may stand between. */
  readonly inOrder?: readonly string[] | undefined;
  /** Some call of `tool` holds at least these arguments. */
  readonly args?:
    readonly { readonly tool: string; readonly match: Readonly<Record<string, unknown>> }[] | undefined;
}

/** Passes where every condition holds; the first that does not is the reason. */
export function gradeToolUse(settings: ToolUse, sample: Sample): Verdict {
  const names = sample.toolCalls.map((call) => call.name);
  const missing = settings.called?.find((name) => !names.includes(name));
  if (missing !== undefined) return fail(`${missing} was not called.`);
  const unwanted = settings.notCalled?.find((name) => names.includes(name));
  if (unwanted !== undefined) return fail(`${unwanted} was called.`);
  const outOfOrder = firstOutOfOrder(settings.inOrder ?? [], names);
  if (outOfOrder !== undefined)
    return fail(`${outOfOrder} was not called in the wanted order. Called: ${listed(names)}.`);
  const unmet = settings.args?.find(
    ({ tool, match }) => !sample.toolCalls.some((call) => call.name === tool && holds(call.args, match)),
  );
  if (unmet) return fail(`No call of ${unmet.tool} has the arguments ${canonicalJson(unmet.match)}.`);
  return pass(names.length === 0 ? "No tool was called." : `Called: ${listed(names)}.`);
}

function firstOutOfOrder(wanted: readonly string[], names: readonly string[]): string | undefined {
  let from = 0;
  for (const name of wanted) {
    const found = names.indexOf(name, from);
    if (found < 0) return name;
    from = found + 1;
  }
  return undefined;
}

/** Objects hold what the pattern names, whatever else they hold; everything else is equal. */
function holds(args: unknown, match: Readonly<Record<string, unknown>>): boolean {
  const value = parsedArgs(args);
  if (typeof value !== "object" || value === null) return false;
  const record = new Map<string, unknown>(Object.entries(value));
  return Object.entries(match).every(([key, wanted]) => {
    const given = record.get(key);
    if (typeof wanted === "object" && wanted !== null && !Array.isArray(wanted))
      return holds(given, wanted as Record<string, unknown>);
    return record.has(key) && canonicalArgs(given) === canonicalArgs(wanted);
  });
}

const MAX_LISTED = 12;

function listed(names: readonly string[]): string {
  if (names.length === 0) return "nothing";
  const rest = names.length - MAX_LISTED;
  return names.slice(0, MAX_LISTED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
