// The one spelling of message texts that truth.json is hashed in (captures/README.md, "The hash").

import { createHash } from "node:crypto";
import type { Message, Part } from "../../../../src/core/model/message";
import type { TruthMessage } from "../../../fixtures/recordings";

export interface Said {
  readonly role: string;
  readonly sha256: string;
  readonly head: string;
}

/** One entry per text and per tool result, the system prompt last, as the truth lists them. */
export function saidIn(system: readonly Part[], messages: readonly Message[]): readonly Said[] {
  const entries = [...messages, { role: "system", parts: system }].flatMap(({ role, parts }) => [
    ...said(roleName(role), textsOf(parts)),
    ...parts
      .filter((part) => part.type === "tool_result")
      .flatMap((part) => said("tool", plainText(part.result))),
  ]);
  return [
    ...entries.filter(({ role }) => role === "system"),
    ...entries.filter(({ role }) => role !== "system"),
  ];
}

/** What differs between the truth and what was read; empty where nothing does. */
export function differences(
  want: readonly TruthMessage[],
  got: readonly Said[],
  isDelta: boolean,
): readonly string[] {
  const left = [...got];
  const missing = want.filter((entry) => {
    const at = left.findIndex((item) => item.sha256 === entry.sha256 && sameRole(item.role, entry.role));
    if (at >= 0) left.splice(at, 1);
    return at < 0 && entry.optional !== true;
  });
  const extra = isDelta ? [] : left;
  return [
    ...missing.map(({ role, head }) => `missing ${role}: ${head}`),
    ...extra.map(({ role, head }) => `too much ${role}: ${head}`),
  ];
}

/** A result or content as the text a person would compare. */
export function plainText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return /^\s*[[{"]/.test(value) ? parsedText(value) : value;
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return listText(value);
  const inner = unwrapped(value as Readonly<Record<string, unknown>>);
  return inner === undefined ? JSON.stringify(sorted(value)) : plainText(inner);
}

function parsedText(text: string): string {
  try {
    return plainText(JSON.parse(text));
  } catch {
    return text;
  }
}

function listText(list: readonly unknown[]): string {
  const texts = list.map((item) => {
    const block = (typeof item === "object" ? item : null) as { text?: unknown; content?: unknown } | null;
    return block?.text ?? block?.content;
  });
  const allTexts = texts.length > 0 && texts.every((text) => typeof text === "string");
  return allTexts ? texts.map(plainText).join("\n") : JSON.stringify(sorted(list));
}

function unwrapped(value: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(value).sort().join();
  if (keys === "type,value" || keys === "value") return value["value"];
  if (keys === "text" || keys === "text,type") return value["text"];
  if (keys === "output") return value["output"];
  return keys === "result" ? value["result"] : undefined;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function textsOf(parts: readonly Part[]): string {
  const texts = parts.filter((part) => part.type === "text").map((part) => part.text);
  return texts.length === 1 ? plainText(texts[0]) : texts.join("\n");
}

function said(role: string, text: string): Said[] {
  if (text.trim() === "") return [];
  const sha256 = createHash("sha256").update(text.replace(/\s+/g, "")).digest("hex");
  return [{ role, sha256, head: text.slice(0, 60) }];
}

function roleName(role: string): string {
  return role === "developer" ? "system" : role === "model" ? "assistant" : role;
}

/** Some clients send tool results as the user's. */
function sameRole(left: string, right: string): boolean {
  const group = (role: string) => (role === "tool" || role === "user" ? "user" : role);
  return group(left) === group(right);
}
