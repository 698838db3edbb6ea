// What every span tells, whatever its dialect: session, error, code location, database and HTTP, kind by name.

import type { StepKind } from "../../model/kind";
import type { CodeFacts } from "../../model/step";
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
  const session = readSession(span);
  const code = readCode(attributes);
  const kind = kindOf(span);
  const fault = readFault(span, logs);
  const toolName = /^execute_tool\s+(\S.*)$/.exec(span.name)?.[1];
  return {
    ...(kind !== undefined && { kind }),
    name: span.name,
    ...(session !== undefined && { session }),
    ...(code !== undefined && { code }),
    ...(toolName !== undefined && { tool: { name: toolName } }),
    ...(fault.failed && { failed: true }),
    ...(fault.error !== undefined && { error: fault.error }),
    ...(attributes.text(names.SPAN_TYPE) === names.PENDING && { pending: true }),
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

function kindOf(span: SpanRecord): StepKind | undefined {
  const named = NAME_KINDS.find(([pattern]) => pattern.test(span.name))?.[1];
  if (named !== undefined) return named;
  if (hasAny(span.attributes, names.DATABASE)) return "db";
  return hasAny(span.attributes, names.HTTP) ? "http" : undefined;
}

function readCode(attributes: Attributes): CodeFacts | undefined {
  const file = firstText(attributes, names.CODE_FILE);
  const line = readCount(attributes, names.CODE_LINE, []);
  const inside = firstText(attributes, names.CODE_FUNCTION);
  if (file === undefined || line === undefined) return undefined;
  return { file, line, ...(inside !== undefined && { function: inside }) };
}
