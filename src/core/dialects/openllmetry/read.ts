// OpenLLMetry (Traceloop): `traceloop.*` around calls that speak GenAI, and the flattened prompts of older versions.

import type { StepKind } from "../../model/kind";
import type { Problem } from "../../model/problem";
import type { HandoffFacts, ModelFacts } from "../../model/step";
import { answeredByKeys } from "../../otlp/attributes";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { knowsAnyOf, type Dialect, type DialectFacts, type FoundTool } from "../dialect";
import { readParams, readUsage } from "../tables";
import { readArguments, readResult, unwrapCall } from "../tool";
import { firstText, hasAny } from "../values";
import * as names from "./attributes";
import { readCallContent, readEntityContent } from "./messages";

export const openLlmetry: Dialect = {
  name: "openllmetry",
  matches: (span) => hasItsKeys(span.attributes),
  read,
  knows: knowsAnyOf([
    "traceloop.",
    "llm.request.",
    "llm.usage.",
    "gen_ai.prompt.",
    "gen_ai.completion.",
    names.PROMPT,
    names.COMPLETION,
  ]),
};

const hasItsKeys = answeredByKeys((attributes) => {
  if (hasAny(attributes, [names.KIND, names.REQUEST_TYPE, names.PROMPT, names.COMPLETION])) return true;
  return attributes
    .keys()
    .some((key) => key.startsWith("traceloop.") || /^gen_ai\.(prompt|completion)\.\d+\./.test(key));
});

function read(span: SpanRecord): DialectFacts {
  const { attributes } = span;
  const problems: Problem[] = [];
  const kind = kindOf(span);
  const entity = firstText(attributes, [names.ENTITY_NAME]);
  const agent = kind === "agent" ? entity : undefined;
  const usage = readUsage(attributes, names.USAGE, problems);
  const params = readParams(attributes, names.PARAMS);
  const model: ModelFacts | undefined = params === undefined ? undefined : { params };
  const tool = hasEntity(attributes) || kind === "tool" ? readTool(attributes, entity) : undefined;
  const handoff = readHandoff(span);
  const name = entity ?? firstText(attributes, [names.WORKFLOW_NAME]);
  const isEntity = attributes.has(names.KIND) || hasEntity(attributes);
  return {
    kind,
    name: isEntity ? name : undefined,
    agent,
    model,
    usage,
    tool,
    failed: kind === "tool" && tool?.isError === true,
    handoff,
    content: () => (isEntity ? readEntityContent(span) : readCallContent(span)),
    problems,
  };
}

const KINDS: ReadonlyMap<string, StepKind> = new Map([
  ["workflow", "workflow"],
  ["task", "step"],
  ["session", "step"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["handoff", "handoff"],
]);

const REQUEST_KINDS: ReadonlyMap<string, StepKind> = new Map([
  ["chat", "llm"],
  ["completion", "llm"],
  ["rerank", "rerank"],
  ["embedding", "embedding"],
]);

function kindOf(span: SpanRecord): StepKind | undefined {
  const sent = firstText(span.attributes, [names.KIND]);
  if (sent !== undefined) return KINDS.get(sent);
  const request = firstText(span.attributes, [names.REQUEST_TYPE]);
  if (request !== undefined) return REQUEST_KINDS.get(request);
  if (/^[a-z]+(\/[a-z_]+)+\.mcp$|^initialize\.mcp$/.test(span.name)) return "mcp";
  return isPrompted(span.attributes) ? "llm" : undefined;
}

const isPrompted = answeredByKeys((attributes) =>
  attributes.keys().some((key) => /^gen_ai\.prompt\.\d+\./.test(key)),
);

function hasEntity(attributes: Attributes): boolean {
  return attributes.has(names.INPUT) || attributes.has(names.OUTPUT);
}

/** A LangChain tool's span is named after its class; the ToolMessage it returned tells the tool's own name. */
function readTool(attributes: Attributes, entity: string | undefined): FoundTool {
  const result = readResult(attributes, [names.OUTPUT]);
  const name = result?.name ?? entity;
  const args = unwrapCall(readArguments(attributes, [names.INPUT]));
  return { name, callId: result?.callId, args, result: result?.result, isError: result?.isError };
}

/** `A → B.handoff` (OpenAI Agents). */
function readHandoff(span: SpanRecord): HandoffFacts | undefined {
  const named = /^(.+?)\s*(?:→|->)\s*(.+?)\.handoff$/.exec(span.name);
  return named?.[1] === undefined || named[2] === undefined ? undefined : { from: named[1], to: named[2] };
}
