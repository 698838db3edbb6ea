// Several dialects on one span: field by field, the first that found something wins (dialects.md §3.6).

import type { StepKind } from "../model/kind";
import { isBilled } from "../model/kind";
import { shortModelName } from "../model/model-name";
import type { Problem } from "../model/problem";
import type { ContentFacts, ContentState, ModelFacts, StepFacts, ToolFacts } from "../model/step";
import type { SpanRecord } from "../otlp/wire";
import { worstState } from "./content/assemble";
import type { Dialect, DialectFacts } from "./dialect";
import { providerOf } from "./provider";
import { mergeReported, toUsage } from "./usage";
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
  const all = readings.map(({ facts }) => facts);
  const kind = mergeKind(readings);
  const model = mergeModel(all);
  const tool = mergeTool(kind, all, span);
  const agent = first(all, (facts) => facts.agent);
  const usage = toUsage(mergeReported(all.map((facts) => facts.usage)));
  const error = first(all, (facts) => facts.error) ?? hiddenError(tool, model);
  const failed =
    all.some((facts) => facts.failed === true) || model?.finishReasons?.includes("error") === true;
  const session = all
    .map((facts) => facts.session)
    .filter((hint) => hint !== undefined)
    .sort((left, right) => left.rank - right.rank)[0];
  const reportedCostUsd = first(all, (facts) => facts.reportedCostUsd);
  const handoff = first(all, (facts) => facts.handoff);
  const subject = first(all, (facts) => facts.subject);
  const code = first(all, (facts) => facts.code);
  let content: ContentFacts | undefined;
  let readBy: ReadonlyMap<string, string> | undefined;
  // Set field by field: a conditional spread for each made garbage of every span that is taken in.
  const step: Writable<StepFacts> = {
    kind,
    name: nameOf(kind, span, model, tool, agent, all),
    dialects: dialectNames(readings),
    failed,
    content: () => (content ??= mergeContent(all, tool)),
    get readBy() {
      return (readBy ??= keysByDialect(span, readings));
    },
    problems: joined(span.problems, all, extra),
  };
  if (session !== undefined) step.session = session;
  if (agent !== undefined) step.agent = agent;
  if (model !== undefined) step.model = model;
  if (usage !== null) step[isBilled(kind) ? "usage" : "parentUsage"] = usage;
  if (reportedCostUsd !== undefined && isBilled(kind)) step.reportedCostUsd = reportedCostUsd;
  if (tool !== undefined) step.tool = tool;
  if (failed && error !== undefined) step.error = error;
  if (handoff !== undefined) step.handoff = handoff;
  if (subject !== undefined) step.subject = subject;
  if (code !== undefined) step.code = code;
  if (all.some((facts) => facts.pending === true)) step.pending = true;
  return step;
}

type Writable<Facts> = { -readonly [Field in keyof Facts]: Facts[Field] };

function joined(
  ofSpan: readonly Problem[],
  all: readonly DialectFacts[],
  extra: readonly Problem[],
): readonly Problem[] {
  const problems = [...ofSpan];
  for (const facts of all) if (facts.problems) problems.push(...facts.problems);
  problems.push(...extra);
  return problems;
}

/** A vendor's explicit kind comes before the operation, the operation before the frameworks (dialects.md §3.5). */
const KIND_ORDER = ["openinference", "otel-genai", "openllmetry", "vercel-ai", "generic"];

function mergeKind(readings: readonly Reading[]): StepKind {
  const kinds = new Map(readings.map(({ dialect, facts }) => [dialect.name, facts.kind]));
  const ordered = KIND_ORDER.map((name) => kinds.get(name)).filter((kind) => kind !== undefined);
  const [leading = "other"] = ordered;
  // A chain or task that says it is a chat is the chat (§3.5, "exceptions that bite"); so is a task that ran a tool.
  const isVague = leading === "step" || leading === "workflow";
  const exact = ordered.find((kind) => isBilled(kind) || kind === "tool");
  return isVague && exact !== undefined && kinds.get("generic") !== exact ? exact : leading;
}

function mergeModel(all: readonly DialectFacts[]): ModelFacts | undefined {
  const found = all.map((facts) => facts.model).filter((model) => model !== undefined);
  const [only] = found;
  if (only === undefined) return undefined;
  const merged =
    found.length === 1 ? only : found.reduceRight<ModelFacts>((rest, model) => ({ ...rest, ...model }), {});
  const params = found.reduceRight<Record<string, unknown>>(
    (rest, model) => ({ ...rest, ...model.params }),
    {},
  );
  const provider = providerOf(merged.provider, merged.responseModel ?? merged.requestModel);
  return {
    ...merged,
    ...(Object.keys(params).length > 0 && { params }),
    ...(provider !== undefined && { provider }),
  };
}

function mergeTool(kind: StepKind, all: readonly DialectFacts[], span: SpanRecord): ToolFacts | undefined {
  if (kind !== "tool" && kind !== "mcp" && kind !== "handoff") return undefined;
  const found = all.map((facts) => facts.tool).filter((tool) => tool !== undefined);
  if (found.length === 0 && kind !== "tool") return undefined;
  const merged = found.reduceRight<Partial<ToolFacts>>((rest, tool) => ({ ...rest, ...tool }), {});
  return { ...merged, name: merged.name ?? span.name };
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
  agent: string | undefined,
  all: readonly DialectFacts[],
): string {
  const modelName = model?.requestModel ?? model?.responseModel;
  if (isBilled(kind) && modelName !== undefined) return shortModelName(modelName);
  if (tool !== undefined) return tool.name;
  if (kind === "agent" && agent !== undefined) return agent;
  return first(all, (facts) => facts.name) ?? span.name;
}

/** `generic` stands only for spans that no other dialect knows. */
function dialectNames(readings: readonly Reading[]): readonly string[] {
  const names = readings.map(({ dialect }) => dialect.name);
  const known = names.filter((name) => name !== "generic");
  return known.length > 0 ? known : names;
}

/** Each list from the first dialect that has it; the more complete of two answers to "what was said". */
function mergeContent(all: readonly DialectFacts[], tool: ToolFacts | undefined): ContentFacts {
  const found = all.map((facts) => facts.content?.()).filter((content) => content !== undefined);
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
