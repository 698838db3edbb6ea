// The text that a step is compared by: what it answered, called and got back. Pure.

import type { Message, Part, StepDetail } from "../../../src/protocol/rows";

/** What the step did, as one text: the words of a model call and its calls, or a tool's arguments and result. */
export function textOfStep(detail: StepDetail): string {
  if (detail.tool) {
    const { name, args, result } = detail.tool;
    return `${name}(${jsonOf(args)})\n\n${jsonOf(result)}`;
  }
  const output = textOfMessages(detail.output ?? []);
  if (output !== "") return output;
  return detail.error ? `${detail.error.type}: ${detail.error.message}` : detail.summary;
}

/** The system prompt of a call, wherever the client put it. */
export function systemOf(detail: StepDetail): string {
  const own = (detail.system ?? []).map(textOfPart).join("\n");
  const first = detail.messages?.find(({ role }) => role === "system" || role === "developer");
  return own === "" && first ? textOfMessages([first]) : own;
}

/** The words of a message, with the calls and results in it. */
export function textOfMessage({ parts }: Message): string {
  return parts
    .map(textOfPart)
    .filter((text) => text !== "")
    .join("\n\n");
}

function textOfMessages(messages: readonly Message[]): string {
  return messages
    .map(textOfMessage)
    .filter((text) => text !== "")
    .join("\n\n");
}

function textOfPart(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "tool_call":
      return `${part.name}(${jsonOf(part.args)})`;
    case "tool_result":
      return jsonOf(part.result);
    case "reasoning":
      return "";
    default:
      return `[${part.type}]`;
  }
}

/** A text as it is, everything else as JSON over lines. */
export function jsonOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}
