// What a step did, in a few words, for the column beside its name.

import type { Message, Part } from "../model/message";
import type { ContentFacts, StepFacts } from "../model/step";
import { isObject } from "./values";

const MAX_TEXT = 80;

/**
 * "calls get_weather, search_docs", "answers", "answers the user", a tool's main argument as `city: "Paris"`, or the
 * error. Empty where nothing is known. Without content a model call's finish reason tells what it did.
 */
export function summaryOf(facts: StepFacts, content?: ContentFacts): string {
  if (facts.failed && facts.error !== undefined)
    return clip(firstLine(facts.error.message) || facts.error.type);
  if (facts.kind === "llm") return callSummary(facts, content);
  if (facts.kind === "agent") return hasText(content?.output) ? "answers the user" : "";
  if (facts.handoff?.to !== undefined && facts.kind === "handoff") return `to ${clip(facts.handoff.to)}`;
  if (facts.tool !== undefined) return mainArgument(facts.tool.args);
  return facts.subject === undefined ? "" : clip(firstLine(facts.subject));
}

function callSummary(facts: StepFacts, content: ContentFacts | undefined): string {
  const calls = partsOf(content?.output).filter((part) => part.type === "tool_call");
  if (calls.length > 0) return clip(`calls ${calls.map((call) => call.name).join(", ")}`);
  if (hasText(content?.output)) return "answers";
  // "stop" alone proves nothing: Gemini stops with it when it calls tools, too.
  return facts.model?.finishReasons?.includes("tool_call") === true ? "calls tools" : "";
}

/** Arguments that say most about a call, most telling first; else the first one that is a plain value. */
const TELLING = ["query", "command", "path", "file_path", "url", "name", "id"];

function mainArgument(args: unknown): string {
  if (typeof args === "string") return clip(JSON.stringify(args));
  if (!isObject(args)) return "";
  const entries = Object.entries(args).filter(([, value]) => isPlain(value));
  const telling = TELLING.map((name) => entries.find(([key]) => key === name)).find(
    (entry) => entry !== undefined,
  );
  const chosen = telling ?? entries[0];
  return chosen === undefined ? "" : clip(`${chosen[0]}: ${JSON.stringify(chosen[1])}`);
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function hasText(messages: readonly Message[] | undefined): boolean {
  return partsOf(messages).some((part) => part.type === "text" && part.text.trim() !== "");
}

function partsOf(messages: readonly Message[] | undefined): readonly Part[] {
  return (messages ?? []).flatMap(({ parts }) => parts);
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
