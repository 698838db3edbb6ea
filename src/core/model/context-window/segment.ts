// A segment: one stretch of a context window that has one origin, so that a window is a list of them.

import type { Message, Part, ToolDef } from "../message";

export type SegmentKind =
  "system" | "tools" | "memory" | "user" | "summary" | "assistant" | "tool_result" | "reasoning" | "other";

export interface Segment {
  readonly kind: SegmentKind;
  /** What people read: `system prompt`, `6 tool definitions`, the tool's name. */
  readonly label: string;
  readonly tokens: number;
  /** True only where the provider reports this very figure. */
  readonly exact: boolean;
  /** Whether it was read from the prompt cache; absent where the client does not say how much was. */
  readonly cached?: boolean;
  /** Place in the messages of the call; absent for the system prompt and the tool definitions. */
  readonly messageIndex?: number;
  readonly preview: string;
  /** Equal for equal content: the message's hash and the place inside the message. */
  readonly identity: string;
  /** The tool call that a result answers: an answer that was cut later is still the same answer. */
  readonly callId?: string;
}

/** Content with the hash that names it. Hashing is handed in: core has none. */
export interface Hashed<Value> {
  readonly hash: string;
  readonly value: Value;
}

/** What is known of the input of one model call. Undefined content was not recorded; an empty list was empty. */
export interface RecordedContext {
  readonly system?: Hashed<readonly Part[]> | undefined;
  readonly tools?: Hashed<readonly ToolDef[]> | undefined;
  readonly messages?: readonly Hashed<Message>[] | undefined;
  /** The response that the provider kept and this call goes on with: its messages are in the window and were not sent. */
  readonly continues?: string | undefined;
}

export interface ContextWindow {
  readonly used: number;
  readonly usedSource: "reported" | "estimated";
  /** System prompt, tool definitions, then the messages in their order. Their tokens sum to `used`. */
  readonly segments: readonly Segment[];
  /** What the estimator alone made of the recorded content, before it was fitted to the reported total. */
  readonly estimated: number;
}
