// Builders for context windows whose tokens can be counted by eye: one token a character.

import type { Segment, SegmentKind } from "../../../../src/core/model/context-window";
import type { Message } from "../../../../src/core/model/message";

export const oneTokenACharacter = (text: string) => text.length;

/** A message with its own text as its hash, so that equal messages are equal. */
export function hashed<Value>(value: Value) {
  return { hash: JSON.stringify(value), value };
}

export function user(text: string): Message {
  return { role: "user", parts: [{ type: "text", text }] };
}

export function assistant(text: string): Message {
  return { role: "assistant", parts: [{ type: "text", text }] };
}

export function asks(id: string, name: string, args: unknown = {}): Message {
  return { role: "assistant", parts: [{ type: "tool_call", id, name, args }] };
}

export function result(id: string, value: unknown): Message {
  return { role: "tool", parts: [{ type: "tool_result", id, result: value }] };
}

/** A segment by hand: its name is its identity and its label. */
export function segment(name: string, tokens: number, more: Partial<Segment> = {}): Segment {
  return { kind: "user", label: name, tokens, exact: false, preview: "", identity: name, ...more };
}

/** Segments of one message each, in order, behind a system prompt of 100 tokens. */
export function windowOf(messages: readonly [name: string, kind: SegmentKind, tokens: number][]): Segment[] {
  return [
    segment("system prompt", 100, { kind: "system" }),
    ...messages.map(([name, kind, tokens], messageIndex) => segment(name, tokens, { kind, messageIndex })),
  ];
}
