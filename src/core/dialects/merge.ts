// Several dialects on one span: field by field, the first that found something wins (dialects.md §3.6).

import type { StepKind } from "../model/kind";
import { isBilled } from "../model/kind";
import { shortModelName } from "../model/model-name";
import type { Problem } from "../model/problem";
import type {
  ContentFacts,
  ContentState,
  ModelFacts,
  SessionHint,
  StepFacts,
  ToolFacts,
} from "../model/step";
import type { SpanRecord } from "../otlp/wire";
import { worstState } from "./content/assemble";
import type { Dialect, DialectFacts, FoundTool } from "./dialect";
import { providerOf } from "./provider";
import { joinReported, toUsage } from "./usage";
import { textField, textIn } from "./values";

export interface Reading {
  readonly dialect: Dialect;
  readonly facts: DialectFacts;
}

/** The step that a span stands for, from what each dialect read. `readings` are in order of trust. */
export function mergeReadings(
  span: SpanRecord,
  readings: readonly Reading[],
  extra: readonly Problem[],
): StepFacts {
  const kind = mergeKind(readings);
  const facts = mergeFacts(readings);
  const model = withProvider(facts.model);
  const tool = toolOf(kind, facts.tool, span);
  const usage = toUsage(facts.usage);
  const error = facts.error ?? hiddenError(tool, model);
  const failed = facts.failed === true || model?.finishReasons?.includes("error") === true;
  let content: ContentFacts | undefined;
  let readBy: ReadonlyMap<string, string> | undefined;
  // Set field by field: a conditional spread for each made garbage of every span that is taken in.
  const step: Writable<StepFacts> = {
    kind,
    name: nameOf(kind, span, model, tool, facts),
    dialects: dialectNames(readings),
    failed,
    content: () => (content ??= mergeContent(readings, tool)),
    get readBy() {
      return (readBy ??= keysByDialect(span, readings));
    },
    problems: joined(span.problems, readings, extra),
  };
  if (facts.session !== undefined) step.session = facts.session;
  if (facts.agent !== undefined) step.agent = facts.agent;
  if (model !== undefined) step.model = model;
  if (usage !== null) step[isBilled(kind) ? "usage" : "parentUsage"] = usage;
  if (facts.reportedCostUsd !== undefined && isBilled(kind)) step.reportedCostUsd = facts.reportedCostUsd;
  if (tool !== undefined) step.tool = tool;
  if (failed && error !== undefined) step.error = error;
  if (facts.handoff !== undefined) step.handoff = facts.handoff;
  if (facts.subject !== undefined) step.subject = facts.subject;
  if (facts.code !== undefined) step.code = facts.code;
  if (facts.pending === true) step.pending = true;
  return step;
}

type Writable<Facts> = { -readonly [Field in keyof Facts]: Facts[Field] };

const NOTHING: readonly Problem[] = [];

function joined(
  ofSpan: readonly Problem[],
  readings: readonly Reading[],
  extra: readonly Problem[],
): readonly Problem[] {
  let count = ofSpan.length + extra.length;
  for (const { facts } of readings) count += facts.problems?.length ?? 0;
  if (count === 0) return NOTHING;
  return [...ofSpan, ...readings.flatMap(({ facts }) => facts.problems ?? NOTHING), ...extra];
}

/** A vendor's explicit kind comes before the operation, the operation before the frameworks (dialects.md §3.5). */
const KIND_ORDER = ["openinference", "otel-genai", "openllmetry", "vercel-ai", "generic"];

function mergeKind(readings: readonly Reading[]): StepKind {
  let leading: StepKind | undefined;
  let exact: StepKind | undefined;
  let last: StepKind | undefined;
  for (const name of KIND_ORDER) {
    const kind = kindFrom(readings, name);
    last = kind;
    if (kind === undefined) continue;
    leading ??= kind;
    if (exact === undefined && (isBilled(kind) || kind === "tool")) exact = kind;
  }
  // A chain or task that says it is a chat is the chat (§3.5, "exceptions that bite"); so is a task that ran a tool.
  // `last` is what `generic` reads from the span's name alone: no proof against a framework's own word.
  const isVague = leading === "step" || leading === "workflow";
  return isVague && exact !== undefined && last !== exact ? exact : (leading ?? "other");
}

function kindFrom(readings: readonly Reading[], name: string): StepKind | undefined {
  for (const { dialect, facts } of readings) if (dialect.name === name) return facts.kind;
  return undefined;
}

function mergeFacts(readings: readonly Reading[]): DialectFacts {
  let merged: DialectFacts = {};
  readings.forEach(({ facts }, index) => (merged = index === 0 ? facts : joinFacts(merged, facts)));
  return merged;
}

/** Field by field what the first found, else what the next did; kind, content and problems are joined elsewhere. */
function joinFacts(first: DialectFacts, next: DialectFacts): DialectFacts {
  return {
    name: first.name ?? next.name,
    session: betterHint(first.session, next.session),
    agent: first.agent ?? next.agent,
    model: joinModels(first.model, next.model),
    usage: joinReported(first.usage, next.usage),
    reportedCostUsd: first.reportedCostUsd ?? next.reportedCostUsd,
    tool: joinTools(first.tool, next.tool),
    error: first.error ?? next.error,
    failed: first.failed === true || next.failed === true,
    handoff: first.handoff ?? next.handoff,
    code: first.code ?? next.code,
    subject: first.subject ?? next.subject,
    pending: first.pending === true || next.pending === true,
  };
}

function betterHint(first: SessionHint | undefined, next: SessionHint | undefined): SessionHint | undefined {
  if (first === undefined || next === undefined) return first ?? next;
  return next.rank < first.rank ? next : first;
}

function joinModels(first: ModelFacts | undefined, next: ModelFacts | undefined): ModelFacts | undefined {
  if (first === undefined || next === undefined) return first ?? next;
  return {
    provider: first.provider ?? next.provider,
    requestModel: first.requestModel ?? next.requestModel,
    responseModel: first.responseModel ?? next.responseModel,
    responseId: first.responseId ?? next.responseId,
    params: first.params && next.params ? { ...next.params, ...first.params } : (first.params ?? next.params),
    finishReasons: first.finishReasons ?? next.finishReasons,
    contextLimit: first.contextLimit ?? next.contextLimit,
  };
}

function joinTools(first: FoundTool | undefined, next: FoundTool | undefined): FoundTool | undefined {
  if (first === undefined || next === undefined) return first ?? next;
  return {
    name: first.name ?? next.name,
    callId: first.callId ?? next.callId,
    args: first.args === undefined ? next.args : first.args,
    result: first.result === undefined ? next.result : first.result,
    isError: first.isError ?? next.isError,
  };
}

function withProvider(model: ModelFacts | undefined): ModelFacts | undefined {
  if (model === undefined) return undefined;
  const provider = providerOf(model.provider, model.responseModel ?? model.requestModel);
  return provider === model.provider ? model : { ...model, provider };
}

function toolOf(kind: StepKind, found: FoundTool | undefined, span: SpanRecord): ToolFacts | undefined {
  if (kind !== "tool" && kind !== "mcp" && kind !== "handoff") return undefined;
  if (found === undefined) return kind === "tool" ? { name: span.name } : undefined;
  const { callId, args, result, isError } = found;
  return { name: found.name ?? span.name, callId, args, result, isError };
}

function hiddenError(tool: ToolFacts | undefined, model: ModelFacts | undefined): StepFacts["error"] {
  if (tool?.isError === true) return { type: "tool-error", message: excerpt(tool.result) };
  if (model?.finishReasons?.includes("error") === true)
    return { type: "finish-reason", message: "The model ended with finish reason error." };
  return undefined;
}

function excerpt(result: unknown): string {
  const text = textIn(result) ?? textField(result, "error", "message", "content", "result", "reason");
  return text?.slice(0, 500) ?? "The tool reported an error.";
}

function nameOf(
  kind: StepKind,
  span: SpanRecord,
  model: ModelFacts | undefined,
  tool: ToolFacts | undefined,
  facts: DialectFacts,
): string {
  const modelName = model?.requestModel ?? model?.responseModel;
  if (isBilled(kind) && modelName !== undefined) return shortModelName(modelName);
  if (tool !== undefined) return tool.name;
  if (kind === "agent" && facts.agent !== undefined) return facts.agent;
  return facts.name ?? span.name;
}

/** `generic` stands only for spans that no other dialect knows. */
function dialectNames(readings: readonly Reading[]): readonly string[] {
  const [first, second] = readings;
  if (first && second?.dialect.name === "generic") return nameAlone(first.dialect);
  const names = readings.map(({ dialect }) => dialect.name);
  const known = names.filter((name) => name !== "generic");
  return known.length > 0 ? known : names;
}

/** One list for all steps that one dialect reads: they are kept by the thousand. */
const alone = new WeakMap<Dialect, readonly string[]>();

function nameAlone(dialect: Dialect): readonly string[] {
  let names = alone.get(dialect);
  if (!names) alone.set(dialect, (names = [dialect.name]));
  return names;
}

/** Each list from the first dialect that has it; the more complete of two answers to "what was said". */
function mergeContent(readings: readonly Reading[], tool: ToolFacts | undefined): ContentFacts {
  const found = readings.map(({ facts }) => facts.content?.()).filter((content) => content !== undefined);
  const said =
    found.find((content) => content.input !== undefined) ??
    found.find((content) => content.system !== undefined);
  const system = said?.system;
  const tools = first(found, (content) => content.tools);
  const output = found.find((content) => (content.output?.length ?? 0) > 0)?.output;
  const states: ContentState[] = found.map((content) => content.state ?? "absent");
  if (tool !== undefined && (tool.args !== undefined || tool.result !== undefined)) states.push("captured");
  return {
    ...(system !== undefined && { system }),
    ...(said?.input !== undefined && { input: said.input }),
    ...(tools !== undefined && { tools }),
    ...(output !== undefined && { output }),
    state: worstState(states),
  };
}

function keysByDialect(span: SpanRecord, readings: readonly Reading[]): ReadonlyMap<string, string> {
  const readBy = new Map<string, string>();
  for (const key of span.attributes.keys()) {
    const reader = readings.find(({ dialect }) => dialect.knows(key));
    if (reader !== undefined) readBy.set(key, reader.dialect.name);
  }
  return readBy;
}

function first<Item, Value>(
  items: readonly Item[],
  pick: (item: Item) => Value | undefined,
): Value | undefined {
  for (const item of items) {
    const value = pick(item);
    if (value !== undefined) return value;
  }
  return undefined;
}
