// What an AI SDK call said: the provider's prompt on the inner span, `ai.prompt` on the outer one (dialects.md, P7).

import type { Message, Part, ToolDef } from "../../model/message";
import type { ContentFacts } from "../../model/step";
import type { Attributes, SpanRecord } from "../../otlp/wire";
import { contentFacts, firstList, stateOfMessages, worstState } from "../content/assemble";
import { readRequest } from "../content/bodies";
import { jsonAttribute } from "../content/json";
import { messagesIn, toolsIn, valuesList, type ReadList } from "../content/list";
import { readPart, readParts } from "../content/parts";
import { firstText, isObject, listIn } from "../values";
import * as names from "./attributes";

/** System, messages, tools and answer of a span; nothing where the app turned recording off. */
export function readContent(span: SpanRecord): ContentFacts {
  const { attributes } = span;
  const prompt = attributes.has(names.PROMPT)
    ? readRequest(jsonAttribute(attributes, names.PROMPT))
    : undefined;
  const input = firstList([
    messagesIn(attributes, names.PROMPT_MESSAGES),
    valuesList(prompt?.messages ?? []),
  ]);
  const tools = firstList<ToolDef>([toolsIn(attributes, names.PROMPT_TOOLS)]);
  const output = readOutput(attributes);
  return contentFacts({
    system: prompt?.system ?? [],
    input: input?.list,
    tools: tools?.list,
    output,
    state: worstState([
      inputState(input),
      stateOfMessages(output),
      (prompt?.system.length ?? 0) > 0 ? "captured" : "absent",
    ]),
  });
}

function inputState(input: ReadList<Message> | null): ContentFacts["state"] {
  if (input === null) return "absent";
  return input.list.form === "values" && input.state === "captured"
    ? stateOfMessages(input.list.values)
    : input.state;
}

function readOutput(attributes: Attributes): readonly Message[] {
  const text = firstText(attributes, names.RESPONSE_TEXT) ?? firstText(attributes, names.RESPONSE_OBJECT);
  const parts: Part[] = [
    ...readReasoning(attributes),
    ...(text === undefined ? [] : readParts(text)),
    ...readToolCalls(attributes),
  ];
  return parts.length === 0 ? [] : [{ role: "assistant", parts }];
}

/** Reasoning is one text or a list of parts, by version. */
function readReasoning(attributes: Attributes): Part[] {
  const key = names.RESPONSE_REASONING.find((name) => attributes.has(name));
  const value = key === undefined ? undefined : jsonAttribute(attributes, key);
  if (typeof value === "string") return value === "" ? [] : [{ type: "reasoning", text: value }];
  return listIn(value)
    .map((entry) => readPart(isObject(entry) ? { type: "reasoning", ...entry } : null))
    .filter((part) => part !== null);
}

function readToolCalls(attributes: Attributes): Part[] {
  const key = names.RESPONSE_TOOL_CALLS.find((name) => attributes.has(name));
  const calls = key === undefined ? [] : listIn(jsonAttribute(attributes, key));
  return calls
    .map((call) => readPart(isObject(call) ? { ...call, type: "tool_call" } : null))
    .filter((part) => part !== null);
}
