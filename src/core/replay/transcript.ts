// The next request once the replay has left the record: what was really said, in the recorded setting.

import type { Message, Part } from "../model/message";
import { canonicalJson } from "./canonical";
import type { OutgoingCall } from "./outgoing";
import type { CanonicalRequest, ModelReply, ToolCallPart } from "./recorded";
import type { RecordedCall, Thread } from "./recording";
import { toolCallKey } from "./same";
import { isSystem } from "./threads";

export interface ServedTool {
  readonly call: ToolCallPart;
  readonly result: unknown;
  readonly isError: boolean;
  /** Why the tool's step failed, in the recording's words. */
  readonly failure?: string;
  readonly source: "record" | "nearest" | "hand";
  /** True where the model gets another result than the recorded one. */
  readonly changed: boolean;
  /** The recorded tool step. */
  readonly stepId?: string;
}

/**
 * The recorded call that a reply amounts to: the next one that calls the same tools with the same arguments, or, for
 * an answer, the next one that answers. Undefined where the reply is off the record.
 */
export function standsAt(thread: Thread, from: number, reply: readonly Part[]): number | undefined {
  const wanted = toolCallKey(reply);
  const at = thread.calls.findIndex(
    (call, index) => index >= from && call.reply !== null && toolCallKey(call.reply) === wanted,
  );
  return at < 0 ? undefined : at;
}

/** A recorded call whose place a request takes: its setting, and what the client added there, both after the edits. */
export interface Taken {
  readonly call: RecordedCall;
  /** Its system prompt, tools and parameters. */
  readonly setting: CanonicalRequest;
  readonly added: readonly Message[];
}

/** The request after a reply: what was said so far, the reply, its tool results, in the setting of `next`. */
export function compose(
  before: OutgoingCall,
  reply: ModelReply,
  served: readonly ServedTool[],
  next?: Taken,
): OutgoingCall {
  const setting = next?.setting ?? before.request;
  const added = next?.added ?? [];
  const appended: Message[] = [
    { role: "assistant", parts: reply.parts },
    ...(served.length === 0 ? [] : [resultMessage(served)]),
    ...added.flatMap(withoutResults),
  ];
  const said = before.request.messages.slice(leadOf(before.request.messages).length);
  const request = { ...setting, messages: [...leadOf(setting.messages), ...said, ...appended] };
  const raw = before.raw && sameSetting(before.request, setting) ? before.raw : undefined;
  return {
    recorded: next?.call ?? before.recorded,
    request,
    ...(raw && { raw: { ...raw, appended: [...raw.appended, ...appended] } }),
    asRecorded: false,
  };
}

/** The results of one reply's tool calls as one message; adapters cut it where their API wants one each. */
export function resultMessage(served: readonly ServedTool[]): Message {
  return {
    role: "tool",
    parts: served.map(({ call, result, isError }) => ({
      type: "tool_result",
      ...(call.id !== undefined && { id: call.id }),
      name: call.name,
      result,
      ...(isError && { isError }),
    })),
  };
}

/** Two requests that may share a body but for what is said in it. */
function sameSetting(left: CanonicalRequest, right: CanonicalRequest): boolean {
  const setting = ({ model, system, tools, params, messages }: CanonicalRequest) =>
    canonicalJson({ model, system, tools, params, lead: leadOf(messages) });
  return setting(left) === setting(right);
}

/** The system prompt where it stands among the messages. */
function leadOf(messages: readonly Message[]): readonly Message[] {
  const end = messages.findIndex((message) => !isSystem(message));
  return end < 0 ? messages : messages.slice(0, end);
}

function withoutResults(message: Message): Message[] {
  const parts = message.parts.filter((part) => part.type !== "tool_result");
  if (parts.length === 0) return [];
  return [{ ...message, parts }];
}
