// What can be searched in a step: its name, what was said in it, what its tool was given and gave, how it failed.

import type { Message, Part } from "../../core/model/message";
import type { ContentFacts, StepFacts } from "../../core/model/step";

export interface SearchableText {
  /** `user message`, `tool result of run_sql`, `name`: where people find it. */
  readonly where: string;
  readonly text: string;
}

/** The texts of a step; `messages` are those of its input. */
export function* searchableTexts(
  facts: StepFacts,
  content: ContentFacts,
  messages: readonly Message[],
): Generator<SearchableText> {
  yield { where: "name", text: facts.name };
  if (facts.error) yield { where: "error", text: `${facts.error.type}: ${facts.error.message}` };
  if (facts.tool) {
    yield { where: `arguments of ${facts.tool.name}`, text: plainText(facts.tool.args) };
    yield { where: `tool result of ${facts.tool.name}`, text: plainText(facts.tool.result) };
  }
  const names = toolNames(messages);
  for (const part of content.system ?? []) yield textOfPart(part, "system", names);
  for (const { role, parts } of messages) for (const part of parts) yield textOfPart(part, role, names);
  for (const { parts } of content.output ?? [])
    for (const part of parts) yield textOfPart(part, "assistant", names);
}

function textOfPart(part: Part, role: string, names: ReadonlyMap<string, string>): SearchableText {
  switch (part.type) {
    case "text":
      return { where: role === "system" ? "system prompt" : `${role} message`, text: part.text };
    case "reasoning":
      return { where: "reasoning", text: part.text ?? "" };
    case "tool_call":
    case "server_tool_call":
      return { where: `arguments of ${part.name}`, text: plainText(part.args) };
    case "tool_result":
    case "server_tool_result": {
      const name = ("name" in part ? part.name : undefined) ?? names.get(part.id ?? "");
      return {
        where: name === undefined ? "tool result" : `tool result of ${name}`,
        text: plainText(part.result),
      };
    }
    case "uri":
      return { where: `${role} message`, text: part.uri.startsWith("data:") ? "" : part.uri };
    case "compaction":
      return { where: "summary", text: part.summary ?? "" };
    case "approval":
      return { where: "approval", text: part.reason ?? "" };
    case "other":
      return { where: `${role} message`, text: plainText(part.value) };
    case "blob":
    case "file":
      return { where: `${role} message`, text: "" };
  }
}

function toolNames(messages: readonly Message[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { parts } of messages)
    for (const part of parts)
      if (part.type === "tool_call" && part.id !== undefined) names.set(part.id, part.name);
  return names;
}

const MAX_DEPTH = 32;

/** A value's keys and texts as people read them, without the quotes and escapes of JSON. */
export function plainText(value: unknown, depth = 0): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined || depth > MAX_DEPTH) return "";
  if (typeof value !== "object") return `${value as number | boolean | bigint}`;
  if (value instanceof Uint8Array) return "";
  if (Array.isArray(value)) return value.map((item) => plainText(item, depth + 1)).join("\n");
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : Object.entries(value);
  return entries.map(([key, item]) => `${key}: ${plainText(item, depth + 1)}`).join("\n");
}
