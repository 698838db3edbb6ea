// OpenTelemetry GenAI semantic conventions, all three generations, and the MCP conventions beside them.

import type { StepKind } from "../../model/kind";
import type { Problem } from "../../model/problem";
import { type ErrorFacts, type HandoffFacts, type ModelFacts, unlessEmpty } from "../../model/step";
import { answeredByKeys } from "../../otlp/attributes";
import type { Attributes, LogRecord, SpanRecord } from "../../otlp/wire";
import { knowsAnyOf, type Dialect, type DialectFacts, type FoundTool, type ReportedUsage } from "../dialect";
import { readFinishReasons } from "../finish";
import { readCostUsd, readCount } from "../numbers";
import { readParams, readUsage } from "../tables";
import { readArguments, readResult, resultOf } from "../tool";
import { firstText, hasAny } from "../values";
import * as names from "./attributes";
import { isContentEvent, readMessageEvents } from "./events";
import { readContent } from "./messages";

export const otelGenAi: Dialect = {
  name: "otel-genai",
  matches,
  read,
  knows: knowsAnyOf(
    ["gen_ai.", "mcp."],
    names.COST_USD,
    names.CONTEXT_LIMIT,
    [names.EXIT_CODE],
    names.TOOL_ARGUMENTS,
    names.TOOL_RESULT,
  ),
};

/** Any `gen_ai.*`; but the AI SDK before 7 copies some of its own values to these names, and its dialect reads them. */
function matches(span: SpanRecord, logs: readonly LogRecord[]): boolean {
  const told = toldByKeys(span.attributes);
  if (told !== undefined) return told;
  return (
    span.events.some((event) => isContentEvent(event.name)) ||
    logs.some((log) => isContentEvent(log.eventName))
  );
}

/** Undefined where the keys leave it open. */
const toldByKeys = answeredByKeys((attributes) => {
  if (attributes.has(names.OPERATION) || attributes.has(names.MCP_METHOD)) return true;
  if (attributes.has("ai.operationId")) return false;
  return attributes.keys().some((key) => key.startsWith("gen_ai.")) || undefined;
});

function read(span: SpanRecord, logs: readonly LogRecord[]): DialectFacts {
  const { attributes } = span;
  const problems: Problem[] = [];
  const usage = readGenAiUsage(attributes, problems);
  const kind = kindOf(span, usage !== undefined);
  const tool = kind === "tool" || kind === "mcp" || kind === "handoff" ? readTool(span, logs) : undefined;
  const reportedCostUsd = readCostUsd(attributes, names.COST_USD, problems);
  const agent = firstText(attributes, [names.AGENT_NAME]);
  const name = kind === "workflow" ? firstText(attributes, [names.WORKFLOW_NAME]) : undefined;
  const model = readGenAiModel(attributes);
  const handoff = readHandoff(span, tool);
  const subject = kind === "memory" || kind === "retrieval" ? readSubject(attributes) : undefined;
  const failed = tool?.isError === true;
  return {
    kind,
    name,
    agent,
    model,
    usage,
    reportedCostUsd,
    tool,
    failed,
    error: failed && tool.result === undefined ? exitError(attributes) : undefined,
    handoff,
    subject,
    content: () => readContent(span, logs),
    problems,
  };
}

/** `baseline · semantic-facts`: the record, else the query in quotes, then the store. */
function readSubject(attributes: Attributes): string | undefined {
  const record = firstText(attributes, [names.MEMORY_RECORD]);
  const query = firstText(attributes, names.QUERY);
  const store = firstText(attributes, names.STORE);
  const what = record ?? (query === undefined ? undefined : `“${query}”`);
  return [what, store].filter((part) => part !== undefined).join(" · ") || undefined;
}

/** Operation to kind, with operations seen in the wild (dialects.md §5.1). */
const KINDS: ReadonlyMap<string, StepKind> = new Map([
  ...["chat", "generate_content", "text_completion", "completion", "llm_call"].map(
    (op) => [op, "llm"] as const,
  ),
  ["embeddings", "embedding"],
  ["rerank", "rerank"],
  ["retrieval", "retrieval"],
  ["execute_tool", "tool"],
  ["tool_call", "tool"],
  ...["create_agent", "invoke_agent", "agent_call"].map((op) => [op, "agent"] as const),
  ...["invoke_workflow", "workflow", "invoke_swarm", "invoke_graph"].map((op) => [op, "workflow"] as const),
  ["plan", "plan"],
  ...[
    "search_memory",
    "create_memory",
    "update_memory",
    "upsert_memory",
    "delete_memory",
    "create_memory_store",
    "delete_memory_store",
  ].map((op) => [op, "memory"] as const),
  ...["agent_step", "execute_task", "invoke_node", "execute_hook", "schedule_tool_calls", "user_prompt"].map(
    (op) => [op, "step"] as const,
  ),
  ...["handoff", "agent_handoff", "goto"].map((op) => [op, "handoff"] as const),
  ["guardrail_check", "guardrail"],
  ["system_prompt", "prompt"],
  ["fetch_response", "other"],
]);

function kindOf(span: SpanRecord, hasUsage: boolean): StepKind | undefined {
  const operation = firstText(span.attributes, [names.OPERATION]);
  const kind = operation === undefined ? undefined : KINDS.get(operation);
  if (kind === "tool" && isHelper(span)) return "step";
  if (kind === "tool" && isServersCopy(span)) return "mcp";
  if (kind !== undefined) return kind;
  if (span.attributes.has(names.MCP_METHOD)) return "mcp";
  const hasModel = firstText(span.attributes, names.ANY_MODEL) !== undefined;
  return hasModel && hasUsage ? "llm" : undefined;
}

/** Google ADK draws parallel calls a second time as one span named `(merged)` (protocol convention 3). */
function isHelper(span: SpanRecord): boolean {
  return MERGED.test(span.name) || MERGED.test(firstText(span.attributes, [names.TOOL_NAME]) ?? "");
}

const MERGED = /\(merged( tools)?\)/;

const SERVER = 2;

/** The MCP server's own span of a call that the client's span already is (protocol convention 3). */
function isServersCopy(span: SpanRecord): boolean {
  return span.kind === SERVER && span.attributes.has(names.MCP_METHOD);
}

/** Provider, models, ids, settings and finish reasons; undefined where the span names none of them. */
export function readGenAiModel(attributes: Attributes): ModelFacts | undefined {
  const provider = firstText(attributes, names.PROVIDER);
  const requestModel = firstText(attributes, [names.REQUEST_MODEL]);
  const responseModel = firstText(attributes, [names.RESPONSE_MODEL]);
  const responseId = firstText(attributes, [names.RESPONSE_ID]);
  const finishReasons = readFinishReasons(attributes, names.FINISH_REASONS);
  const params = readParams(attributes, names.PARAMS);
  const contextLimit = readLimit(attributes);
  return unlessEmpty({
    provider,
    requestModel,
    responseModel,
    responseId,
    params,
    finishReasons,
    contextLimit,
  });
}

function readLimit(attributes: Attributes): ModelFacts["contextLimit"] {
  const tokens = readCount(attributes, names.CONTEXT_LIMIT, []);
  return tokens === undefined || tokens === 0 ? undefined : { tokens, by: "client" };
}

/** Token counts under any of the semantic convention's spellings; undefined where there are none. */
export function readGenAiUsage(attributes: Attributes, problems: Problem[]): ReportedUsage | undefined {
  return readUsage(attributes, names.USAGE, problems);
}

function readTool(span: SpanRecord, logs: readonly LogRecord[]): FoundTool {
  const { attributes } = span;
  const name = firstText(attributes, [names.TOOL_NAME]);
  const callId = firstText(attributes, names.TOOL_CALL_ID);
  const inEvents = hasAnyTool(attributes) ? undefined : toolFromEvents(span, logs);
  const args = readArguments(attributes, names.TOOL_ARGUMENTS) ?? inEvents?.args;
  const result = readResult(attributes, names.TOOL_RESULT) ?? inEvents?.result;
  const isError =
    result?.isError === true || readExitCode(attributes) !== undefined || isStatusFailure(attributes);
  return { name, callId, args, result: result?.result, isError: isError || undefined };
}

function hasAnyTool(attributes: Attributes): boolean {
  return hasAny(attributes, names.TOOL_ARGUMENTS) || hasAny(attributes, names.TOOL_RESULT);
}

/** Strands writes a tool's input as a tool message and its result as a choice, both as events of the span. */
function toolFromEvents(
  span: SpanRecord,
  logs: readonly LogRecord[],
): { args: unknown; result: ReturnType<typeof resultOf> | undefined } | undefined {
  const { input, output } = readMessageEvents(span, logs);
  const said = output.flatMap(({ parts }) => parts);
  const asked = input
    .flatMap(({ parts }) => parts)
    .find((part) => part.type === "tool_result" || part.type === "tool_call");
  if (asked === undefined && said.length === 0) return undefined;
  const returned =
    said.find((part) => part.type === "tool_result") ?? said.find((part) => part.type === "text");
  const result =
    returned === undefined
      ? undefined
      : returned.type === "text"
        ? resultOf(returned.text)
        : { result: returned.result, isError: returned.isError === true || undefined };
  return { args: asked?.type === "tool_call" ? asked.args : asked?.result, result };
}

/** A shell command that failed leaves the span's status alone and says so only in its exit code; undefined for 0. */
function readExitCode(attributes: Attributes): number | undefined {
  const code = readCount(attributes, [names.EXIT_CODE], []);
  return code === 0 ? undefined : code;
}

function exitError(attributes: Attributes): ErrorFacts | undefined {
  const code = readExitCode(attributes);
  return code === undefined ? undefined : { type: "exit-code", message: `Exit code ${code}` };
}

function isStatusFailure(attributes: Attributes): boolean {
  return /^(error|failed|failure)$/i.test(attributes.text(names.TOOL_STATUS) ?? "");
}

function readHandoff(span: SpanRecord, tool: FoundTool | undefined): HandoffFacts | undefined {
  const from = firstText(span.attributes, [names.HANDOFF_FROM]);
  const to = firstText(span.attributes, [names.HANDOFF_TO]) ?? transferTarget(tool);
  if (from === undefined && to === undefined) return undefined;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** `transfer_to_X` and `transfer_to_agent({agent_name: X})` are how frameworks spell a handoff as a tool. */
export function transferTarget(tool: FoundTool | undefined): string | undefined {
  if (tool?.name === undefined) return undefined;
  const target = /^(?:transfer|handoff|hand_off)[ _]to[ _](.+)$/i.exec(tool.name)?.[1];
  if (target !== undefined && target !== "agent") return target;
  if (target === undefined || typeof tool.args !== "object" || tool.args === null) return undefined;
  const named = Object.entries(tool.args).find(([key]) => /^agent_?name$/i.test(key))?.[1] as unknown;
  return typeof named === "string" ? named : undefined;
}
