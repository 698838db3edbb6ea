// OpenInference, told by `openinference.span.kind`.

import type { StepKind } from "../../model/kind";
import type { Problem } from "../../model/problem";
import { type HandoffFacts, type ModelFacts, unlessEmpty } from "../../model/step";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { jsonAttribute, jsonOrText } from "../content/json";
import { knowsAnyOf, type Dialect, type DialectFacts, type FoundTool } from "../dialect";
import { readFinishReasons } from "../finish";
import { countIn, readCostUsd } from "../numbers";
import { readUsage } from "../tables";
import { readArguments, readResult } from "../tool";
import { field, firstText, isObject, textField } from "../values";
import * as names from "./attributes";
import { readCallContent, readStepContent } from "./messages";

export const openInference: Dialect = {
  name: "openinference",
  matches: (span) => span.attributes.has(names.KIND),
  read,
  knows: knowsAnyOf([
    names.KIND,
    "input.",
    "output.",
    "llm.",
    "tool.",
    "embedding.",
    "reranker.",
    "retrieval.",
    "agent.",
    "graph.",
    "prompt.",
    names.METADATA,
    "session.id",
    "user.id",
  ]),
};

function read(span: SpanRecord): DialectFacts {
  const { attributes } = span;
  const problems: Problem[] = [];
  const metadata = attributes.has(names.METADATA) ? jsonAttribute(attributes, names.METADATA) : undefined;
  const agent = agentName(span, metadata);
  const kind = kindOf(span, agent);
  const usage = readUsage(attributes, names.USAGE, problems);
  const reportedCostUsd = readCostUsd(attributes, names.COST_USD, problems);
  const model = readModel(attributes);
  const tool = kind === "tool" || kind === "handoff" ? readTool(span) : undefined;
  const handoff = readHandoff(span);
  const isCall = kind === "llm" || kind === "embedding" || kind === "rerank";
  return {
    kind,
    name: span.name,
    agent,
    model,
    // Cached tokens are part of the prompt by the specification, also for Anthropic (clients.md §2).
    usage: usage && { ...usage, outputBasis: "inclusive" },
    reportedCostUsd,
    tool,
    failed: tool?.isError === true,
    handoff,
    content: () => (isCall ? readCallContent(span) : readStepContent(span)),
    problems,
  };
}

const KINDS: ReadonlyMap<string, StepKind> = new Map([
  ["LLM", "llm"],
  ["EMBEDDING", "embedding"],
  ["RERANKER", "rerank"],
  ["RETRIEVER", "retrieval"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["GUARDRAIL", "guardrail"],
  ["EVALUATOR", "evaluation"],
  ["PROMPT", "prompt"],
]);

/** CHAIN is everything else: the agent itself where the span bears its name, a workflow at the root, else a step. */
function kindOf(span: SpanRecord, agent: string | undefined): StepKind | undefined {
  const sent = (firstText(span.attributes, [names.KIND]) ?? "").toUpperCase();
  if (sent === "TOOL" && HANDOFF.test(toolName(span))) return "handoff";
  if (sent !== "CHAIN") return KINDS.get(sent);
  if (agent !== undefined && agent === span.name) return "agent";
  return span.parentSpanId === null ? "workflow" : "step";
}

/** `LLM` and its like as one word; `Foo.run` is code, not an agent's name (protocol convention 7). */
function agentName(span: SpanRecord, metadata: unknown): string | undefined {
  const named = firstText(span.attributes, [names.AGENT_NAME]) ?? textField(metadata, "lc_agent_name");
  if (named !== undefined) return named;
  if (firstText(span.attributes, [names.KIND])?.toUpperCase() !== "AGENT") return undefined;
  const node = firstText(span.attributes, [names.GRAPH_NODE_ID]) ?? span.name;
  return /^\w+\.\w+$/.test(node) ? undefined : node;
}

function readModel(attributes: Attributes): ModelFacts | undefined {
  const invocation = readInvocation(attributes);
  const effective = firstText(attributes, names.MODEL);
  const provider = firstText(attributes, names.PROVIDER);
  const requestModel = firstText(attributes, [names.REQUEST_MODEL]) ?? invocation.model ?? effective;
  const responseModel = firstText(attributes, [names.RESPONSE_MODEL]) ?? effective;
  const finishReasons = readFinishReasons(attributes, names.FINISH_REASON);
  const { params } = invocation;
  const contextLimit = limitIn(params);
  return unlessEmpty({ provider, requestModel, responseModel, params, finishReasons, contextLimit });
}

/** Ollama's `num_ctx`, the window that the request asks for; LangChain repeats it among `options`. */
function limitIn(params: Readonly<Record<string, unknown>> | undefined): ModelFacts["contextLimit"] {
  const tokens = countIn(params?.["num_ctx"]) ?? countIn(field(params?.["options"], "num_ctx"));
  return tokens === undefined || tokens === 0 ? undefined : { tokens, by: "request" };
}

/** Longer settings than this are tool lists; reading them at ingest would cost more than they tell. */
const MAX_INVOCATION_BYTES = 65_536;
const NOT_PARAMS: ReadonlySet<string> = new Set([
  "model",
  "tools",
  "functions",
  "messages",
  "system",
  "input",
  "instructions",
  "prompt",
  "contents",
]);

function readInvocation(attributes: Attributes): {
  readonly model?: string;
  readonly params?: Readonly<Record<string, unknown>>;
} {
  const key = names.INVOCATION.find((name) => attributes.has(name));
  const bytes = key === undefined ? undefined : attributes.utf8(key);
  if (key === undefined || bytes === undefined || bytes.length > MAX_INVOCATION_BYTES) return {};
  const value = jsonAttribute(attributes, key);
  if (!isObject(value)) return {};
  const model = textField(value, "model", "model_name");
  const params = Object.entries(value).filter(([name, setting]) => !NOT_PARAMS.has(name) && setting !== null);
  return {
    ...(model !== undefined && { model }),
    ...(params.length > 0 && { params: Object.fromEntries(params) }),
  };
}

function toolName(span: SpanRecord): string {
  return firstText(span.attributes, [names.TOOL_NAME]) ?? span.name;
}

function readTool(span: SpanRecord): FoundTool {
  const { attributes } = span;
  const result = readResult(attributes, [names.OUTPUT]);
  const callId = firstText(attributes, names.TOOL_ID) ?? result?.callId;
  const args = readArguments(attributes, [names.INPUT]) ?? readArguments(attributes, [names.TOOL_PARAMETERS]);
  return { name: toolName(span), callId, args, result: result?.result, isError: result?.isError };
}

const HANDOFF = /^handoff[ _]to[ _](.+)$/i;

/** OpenAI Agents: a TOOL span `handoff to X` with both agents in its input or output. */
function readHandoff(span: SpanRecord): HandoffFacts | undefined {
  const to = HANDOFF.exec(toolName(span))?.[1];
  if (to === undefined) return undefined;
  const input = jsonOrText(firstText(span.attributes, [names.INPUT]) ?? "");
  const from = textField(input, "from_agent", "from") ?? textField(field(input, "handoff"), "from_agent");
  return { ...(from !== undefined && { from }), to };
}
