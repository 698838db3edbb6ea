// Whole requests and replies of model providers and frameworks, as instrumentations copy them into one attribute
// (dialects.md §3.3, P5, P8 and P9).

import type { Message, Part, ToolDef } from "../../model/message";
import { field, firstField, isObject, listIn, textField } from "../values";
import { readAnswer, readMessage, readMessages, readSystem } from "./messages";
import { readParts } from "./parts";
import { toToolDefs } from "./tools";

export interface RequestBody {
  readonly system: readonly Part[];
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDef[];
}

/** What a request says: OpenAI chat and Responses, Anthropic, Gemini, LangChain, Genkit, `{system, prompt}`. */
export function readRequest(body: unknown): RequestBody {
  if (!isObject(body)) return { system: [], messages: readMessages(body), tools: [] };
  const config = field(body, "config");
  const system = firstField(body, ["system", "instructions", "systemInstruction", "system_instruction"]);
  const configured = firstField(config, ["systemInstruction", "system_instruction"]);
  const tools = firstField(body, ["tools", "functions"]) ?? field(config, "tools");
  return {
    system: readSystem(system ?? configured ?? null),
    messages: requestMessages(body),
    tools: tools === undefined ? [] : toToolDefs(tools),
  };
}

function requestMessages(body: Readonly<Record<string, unknown>>): Message[] {
  const listed = firstField(body, ["messages", "contents", "input", "prompt", "prompts"]);
  return listed === undefined ? [] : readMessages(listed);
}

/** What a reply says; empty where the shape is not one we know. */
export function readReply(body: unknown): Message[] {
  if (!isObject(body)) return readAnswer(body);
  const generations = listIn(field(body, "generations")).flatMap(listIn);
  if (generations.length > 0) return generations.flatMap(readGeneration);
  const choices = listIn(firstField(body, ["choices", "candidates"]));
  if (choices.length > 0) return choices.flatMap(readChoice);
  if (Array.isArray(field(body, "output"))) return joined(readAnswer(field(body, "output")));
  const nested = firstField(body, ["message", "messages"]);
  if (nested !== undefined) return readAnswer(nested);
  return Object.hasOwn(body, "content") || Object.hasOwn(body, "parts") ? readAnswer(body) : [];
}

function readGeneration(generation: unknown): Message[] {
  const message = field(generation, "message");
  if (message !== undefined) return readAnswer(message);
  const text = textField(generation, "text");
  return text === undefined ? [] : readAnswer(text);
}

function readChoice(choice: unknown): Message[] {
  const message = firstField(choice, ["message", "delta", "content"]);
  if (message !== undefined) return readAnswer(message);
  const text = textField(choice, "text");
  return text === undefined ? [] : readAnswer(text);
}

/** The items of one Responses reply are one turn of the assistant. */
function joined(messages: readonly Message[]): Message[] {
  if (messages.length === 0) return [];
  return [{ role: "assistant", parts: messages.flatMap((message) => message.parts) }];
}

/** The last text that a message list holds, read from its end: what a chain or graph answered. */
export function lastAnswer(value: unknown): Message[] {
  const list = firstField(value, ["messages", "output", "outputs"]);
  const items = Array.isArray(value) ? listIn(value) : listIn(list);
  const last = items.at(-1);
  if (last !== undefined) return readMessage(last);
  return typeof list === "string" ? [{ role: "assistant", parts: readParts(list) }] : [];
}
