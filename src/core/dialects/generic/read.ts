// What every span tells, whatever its dialect: session, error, code location, database and HTTP, kind by name.

import type { StepKind } from "../../model/kind";
import type { CodeFacts } from "../../model/step";
import { answeredByKeys } from "../../otlp/attributes";
import type { Attributes, LogRecord, SpanRecord } from "../../otlp/wire";
import { knowsAnyOf, type Dialect, type DialectFacts } from "../dialect";
import { readFault } from "../errors";
import { readCount } from "../numbers";
import { readSession } from "../session";
import { firstText, hasAny } from "../values";
import * as names from "./attributes";

export const generic: Dialect = {
  name: "generic",
  matches: () => true,
  read,
  knows: knowsAnyOf(
    ["error.type", "session.id", names.SPAN_TYPE],
    names.DATABASE,
    names.HTTP,
    names.CODE_FILE,
    names.CODE_LINE,
    names.CODE_FUNCTION,
  ),
};

function read(span: SpanRecord, logs: readonly LogRecord[]): DialectFacts {
  const { attributes } = span;
  const fault = readFault(span, logs);
  const { kindInName, toolName } = saidBy(span.name);
  return {
    kind: kindInName ?? kindByKeys(attributes),
    name: span.name,
    session: readSession(span),
    code: readCode(attributes),
    tool: toolName === undefined ? undefined : { name: toolName },
    failed: fault.failed,
    error: fault.error,
    pending: attributes.text(names.SPAN_TYPE) === names.PENDING,
  };
}

/** Names that the conventions themselves give (dialects.md §3.5.7). A guess from an app's own words would mislead. */
const NAME_KINDS: readonly (readonly [RegExp, StepKind])[] = [
  [/^execute_tool \S/, "tool"],
  [/^invoke_agent( |$)/, "agent"],
  [/^agent_run \[/, "agent"],
  [/^invoke_workflow( |$)/, "workflow"],
  [/^execute_event_loop_cycle$/, "step"],
];

interface SaidByName {
  readonly kindInName: StepKind | undefined;
  readonly toolName: string | undefined;
}

/** What names say, by name: a client has a handful of them. Forgotten as a whole when hostile names fill it. */
const known = new Map<string, SaidByName>();
const MAX_KNOWN = 2000;

function saidBy(name: string): SaidByName {
  const said = known.get(name);
  if (said) return said;
  if (known.size >= MAX_KNOWN) known.clear();
  const kindInName = NAME_KINDS.find(([pattern]) => pattern.test(name))?.[1];
  const fresh = { kindInName, toolName: /^execute_tool\s+(\S.*)$/.exec(name)?.[1] };
  known.set(name, fresh);
  return fresh;
}

const kindByKeys = answeredByKeys((attributes): StepKind | undefined => {
  if (hasAny(attributes, names.DATABASE)) return "db";
  return hasAny(attributes, names.HTTP) ? "http" : undefined;
});

function readCode(attributes: Attributes): CodeFacts | undefined {
  const file = firstText(attributes, names.CODE_FILE);
  if (file === undefined) return undefined;
  const line = readCount(attributes, names.CODE_LINE, []);
  const inside = firstText(attributes, names.CODE_FUNCTION);
  if (line === undefined) return undefined;
  return { file, line, ...(inside !== undefined && { function: inside }) };
}
