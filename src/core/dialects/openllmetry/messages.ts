// What OpenLLMetry says beside the GenAI names: flattened prompts (P4), one JSON blob (P5), entity input and output (P9).

import type { Message, ToolDef } from "../../model/message";
import type { ContentFacts } from "../../model/step";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { contentFacts, stateOfMessages, worstState } from "../content/assemble";
import { lastAnswer, readReply, readRequest } from "../content/bodies";
import { unflatten } from "../content/flattened";
import { jsonAttribute, jsonOrText } from "../content/json";
import { readAnswer, readMessage } from "../content/messages";
import { toToolDef } from "../content/tools";
import { firstText, isObject } from "../values";
import * as names from "./attributes";

/** Prompts and completions of a model call, flattened or as one blob. */
export function readCallContent(span: SpanRecord): ContentFacts {
  const { attributes } = span;
  const blob = attributes.has(names.PROMPT)
    ? readRequest(jsonAttribute(attributes, names.PROMPT))
    : undefined;
  const flattened = unflatten(attributes, names.PROMPT).flatMap((entry) => readMessage(entry));
  const input = flattened.length > 0 ? flattened : (blob?.messages ?? []);
  const tools = readFunctions(attributes);
  const known = tools.length > 0 ? tools : (blob?.tools ?? []);
  const output = readCompletion(attributes);
  return contentFacts({
    system: blob?.system ?? [],
    input: input.length === 0 ? undefined : { form: "values", values: input },
    tools: known.length === 0 ? undefined : { form: "values", values: known },
    output,
    state: worstState([stateOfMessages(input), stateOfMessages(output)]),
  });
}

/** What a workflow, agent or task was given and what it gave back. */
export function readEntityContent(span: SpanRecord): ContentFacts {
  const output = jsonOrText(firstText(span.attributes, [names.OUTPUT]) ?? "");
  const answered = isObject(output) ? firstFull(readReply(output), lastAnswer(output)) : readAnswer(output);
  const input = jsonOrText(firstText(span.attributes, [names.INPUT]) ?? "");
  const asked = isObject(input) && Object.hasOwn(input, "messages") ? readRequest(input).messages : [];
  return contentFacts({
    system: [],
    input: asked.length === 0 ? undefined : { form: "values", values: asked },
    tools: undefined,
    output: answered,
    state: worstState([stateOfMessages(asked), stateOfMessages(answered)]),
  });
}

function firstFull(...lists: readonly (readonly Message[])[]): readonly Message[] {
  return lists.find((list) => list.some(({ parts }) => parts.length > 0)) ?? [];
}

function readCompletion(attributes: Attributes): readonly Message[] {
  const flattened = unflatten(attributes, names.COMPLETION)
    .flatMap((entry) => readAnswer([{ role: "assistant", ...entry }]))
    .filter(({ parts }) => parts.length > 0);
  if (flattened.length > 0 || !attributes.has(names.COMPLETION)) return flattened;
  return readReply(jsonAttribute(attributes, names.COMPLETION));
}

function readFunctions(attributes: Attributes): readonly ToolDef[] {
  return names.FUNCTIONS.flatMap((prefix) =>
    unflatten(attributes, prefix).flatMap((entry) => toToolDef(entry)),
  );
}
