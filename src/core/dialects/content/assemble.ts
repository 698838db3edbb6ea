// One ContentFacts out of several candidates for each of its lists.

import { textOf, type Message, type Part } from "../../model/message";
import type { ContentFacts, ContentState, ListSource } from "../../model/step";
import type { Attributes } from "../../otlp/wire";
import { isObject } from "../values";
import { firstOf, isRedacted, type ReadList } from "./list";

/** The worst state wins: a cut text is worth knowing even where the rest is whole. */
export function worstState(states: readonly ContentState[]): ContentState {
  for (const state of ["truncated", "redacted", "captured"] as const)
    if (states.includes(state)) return state;
  return "absent";
}

/** The first candidate that holds anything; a redacted list is empty but says why. */
export function firstList<Value>(candidates: readonly (ReadList<Value> | null)[]): ReadList<Value> | null {
  const found = candidates.filter((candidate) => candidate !== null);
  return found.find(({ list }) => list.form === "elements" || list.values.length > 0) ?? found[0] ?? null;
}

/** Whether messages say anything: a switch may leave roles and ids and take the texts, or put a marker in their place. */
export function stateOfMessages(messages: readonly Message[]): ContentState {
  const texts = messages.map(textOf).filter((text) => text !== "");
  if (texts.length > 0 && texts.every(isRedacted)) return "redacted";
  return messages.some(({ parts }) => parts.some(saysSomething)) ? "captured" : "absent";
}

function saysSomething(part: Part): boolean {
  if (part.type === "tool_result") return part.result !== null;
  if (part.type === "tool_call") return !isObject(part.args) || Object.keys(part.args).length > 0;
  return true;
}

/**
 * The system prompt without what the messages say already (protocol convention 6): a client that writes it in both
 * places means one prompt. Only the first message is read, so that a long list stays unread.
 */
export function systemBeside(
  system: readonly Part[],
  input: ListSource<Message> | undefined,
  attributes: Attributes,
): readonly Part[] {
  const first = input === undefined ? undefined : firstOf(input, attributes);
  if (first === undefined || (first.role !== "system" && first.role !== "developer")) return system;
  const said = squeezed(textOf(first));
  return squeezed(textOf({ role: "system", parts: system })) === said ? [] : system;
}

/** The facts with empty lists left out. */
export function contentFacts(found: {
  readonly system: readonly Part[];
  readonly input: ListSource<Message> | undefined;
  readonly tools: ContentFacts["tools"] | undefined;
  readonly output: readonly Message[];
  readonly state: ContentState;
}): ContentFacts {
  return {
    ...(found.system.length > 0 && { system: found.system }),
    ...(found.input !== undefined && { input: found.input }),
    ...(found.tools !== undefined && { tools: found.tools }),
    ...(found.output.length > 0 && { output: found.output }),
    state: found.state,
  };
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}
