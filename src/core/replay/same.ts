// When two replies are the same: the same words and the same tool calls. Ids, thinking and counts are left out, since a
// provider invents them anew each time.

import type { Message, Part } from "../model/message";
import { canonicalArgs, canonicalJson } from "./canonical";
import { textOfParts, toolCallsOf } from "./recorded";

/** The tool calls of a reply as one text; empty where it calls none. */
export function toolCallKey(parts: readonly Part[]): string {
  return toolCallsOf(parts)
    .map((call) => `${call.name} ${canonicalArgs(call.args)}`)
    .join("\n");
}

/** A reply as one text: what it says, without white space at its rims, and what it calls. */
export function replyKey(parts: readonly Part[]): string {
  return `${textOfParts(parts).trim()}\n\u0000${toolCallKey(parts)}`;
}

/** True where both say the same and call the same tools with the same arguments. */
export function sameReply(left: readonly Part[], right: readonly Part[]): boolean {
  return replyKey(left) === replyKey(right);
}

/** A message as one text, ids and thinking left out: a copy of a message in a later request has the same key. */
export function messageKey(message: Message): string {
  const parts = message.parts.flatMap((part): unknown[] => {
    if (part.type === "reasoning") return [];
    if (part.type === "tool_call")
      return [{ type: part.type, name: part.name, args: canonicalArgs(part.args) }];
    if (part.type === "tool_result") return [{ type: part.type, result: resultKey(part.result) }];
    return [part];
  });
  return `${message.role} ${canonicalJson(parts)}`;
}

/** A tool result as one text; a result that is JSON text and the same JSON as a value are one. */
export function resultKey(result: unknown): string {
  return canonicalArgs(result);
}
