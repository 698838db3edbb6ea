// The Vercel AI SDK's own names, told by `ai.operationId`; the tracer's scope is the app's to choose.

import type { StepKind } from "../../model/kind";
import type { Problem } from "../../model/problem";
import { type ModelFacts, unlessEmpty } from "../../model/step";
import { answeredByKeys } from "../../otlp/attributes";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { jsonAttribute } from "../content/json";
import { isErrorOutput } from "../content/parts";
import { knowsAnyOf, type Dialect, type DialectFacts, type FoundTool } from "../dialect";
import { readFinishReasons } from "../finish";
import { readParams, readUsage } from "../tables";
import { readArguments, readResult } from "../tool";
import { firstText, textField } from "../values";
import * as names from "./attributes";
import { readContent } from "./messages";

export const vercelAi: Dialect = {
  name: "vercel-ai",
  matches: (span) => hasItsKeys(span.attributes),
  read,
  knows: knowsAnyOf(["ai.", "resource.name", "operation.name"]),
};

/** 7 speaks GenAI and adds `ai.usage.*`, `ai.settings.*` and `ai.response.*` where the app opts in. */
const hasItsKeys = answeredByKeys(
  (attributes) =>
    attributes.has(names.OPERATION_ID) ||
    attributes.keys().some((key) => /^ai\.(usage|settings|response|prompt)\./.test(key)),
);

function read(span: SpanRecord): DialectFacts {
  const { attributes } = span;
  const problems: Problem[] = [];
  const operation = firstText(attributes, [names.OPERATION_ID]);
  const kind = operation === undefined ? undefined : kindOf(operation);
  const functionId = operation === undefined ? undefined : firstText(attributes, names.FUNCTION_ID);
  const usage = readUsage(attributes, names.USAGE, problems);
  const model = readModel(attributes);
  const tool = kind === "tool" ? readTool(attributes) : undefined;
  return {
    kind,
    name: operation,
    agent: functionId,
    model,
    usage: usage && { ...usage, inputBasis: "inclusive", outputBasis: "inclusive" },
    tool,
    failed: tool?.isError === true,
    content: () => readContent(span),
    problems,
  };
}

/** The cost is on the inner `doX` spans; the outer ones repeat their sums (dialects.md §5.4). */
function kindOf(operation: string): StepKind | undefined {
  if (operation === "ai.toolCall") return "tool";
  if (/^ai\.embed.*\.doEmbed$/.test(operation)) return "embedding";
  if (/^ai\.rerank\.doRerank$/.test(operation)) return "rerank";
  if (/\.do(Generate|Stream)$/.test(operation)) return "llm";
  if (/^ai\.(generate|stream)(Text|Object)$/.test(operation)) return "agent";
  return operation.startsWith("ai.") ? "step" : undefined;
}

function readModel(attributes: Attributes): ModelFacts | undefined {
  const provider = firstText(attributes, names.PROVIDER);
  const requestModel = firstText(attributes, names.REQUEST_MODEL);
  const responseModel = firstText(attributes, names.RESPONSE_MODEL);
  const responseId = firstText(attributes, names.RESPONSE_ID);
  const finishReasons = readFinishReasons(attributes, names.FINISH_REASON);
  const params = withToolChoice(attributes, readParams(attributes, names.PARAMS));
  return unlessEmpty({ provider, requestModel, responseModel, responseId, params, finishReasons });
}

/** `{"type":"auto"}` → auto; a named tool → its name. */
function withToolChoice(
  attributes: Attributes,
  params: ModelFacts["params"],
): Readonly<Record<string, unknown>> | undefined {
  if (!attributes.has(names.TOOL_CHOICE)) return params;
  const choice = jsonAttribute(attributes, names.TOOL_CHOICE);
  return { ...params, toolChoice: textField(choice, "toolName", "type") ?? choice };
}

function readTool(attributes: Attributes): FoundTool {
  const name = firstText(attributes, [names.TOOL_NAME]);
  const callId = firstText(attributes, [names.TOOL_ID]);
  const args = readArguments(attributes, [names.TOOL_ARGS]);
  const result = readResult(attributes, [names.TOOL_RESULT]);
  const isError = result?.isError === true || isErrorOutput(result?.result);
  return { name, callId, args, result: result?.result, isError: isError || undefined };
}
