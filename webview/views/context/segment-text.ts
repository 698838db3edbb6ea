// The text of one segment of a window, taken from the step's detail. Pure.

import type { Message, Part, SegmentRow, StepDetail } from "../../../src/protocol/rows";

/** What the model read for this segment, as text; empty where the client did not record it. */
export function textOfSegment(segment: SegmentRow, detail: StepDetail): string {
  if (segment.kind === "tools") return JSON.stringify(detail.tools ?? [], null, 2);
  if (segment.messageIndex === undefined) return textOfParts(detail.system ?? []);
  const message = detail.messages?.[segment.messageIndex];
  return message ? textOfMessage(message) : "";
}

/** The whole context as one text, for the native diff: a heading line a message, then its parts. */
export function textOfContext(detail: StepDetail): string {
  const blocks: string[] = [];
  if (detail.system && detail.system.length > 0) blocks.push(`# system\n\n${textOfParts(detail.system)}`);
  if (detail.tools && detail.tools.length > 0) {
    blocks.push(`# tool definitions\n\n${JSON.stringify(detail.tools, null, 2)}`);
  }
  for (const message of detail.messages ?? []) blocks.push(`# ${message.role}\n\n${textOfMessage(message)}`);
  return `${blocks.join("\n\n")}\n`;
}

function textOfMessage(message: Message): string {
  return textOfParts(message.parts);
}

function textOfParts(parts: readonly Part[]): string {
  return parts.map(textOfPart).join("\n");
}

function textOfPart(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "reasoning":
      return part.text ?? "(thinking, not recorded)";
    case "tool_call":
    case "server_tool_call":
      return `calls ${part.name} ${asText(part.args)}`;
    case "tool_result":
    case "server_tool_result":
      return asText(part.result);
    case "compaction":
      return part.summary ?? "(compaction)";
    case "blob":
      return `(${part.modality}, ${part.base64.length} characters of base64)`;
    case "uri":
      return part.uri;
    case "file":
      return `(file ${part.fileId})`;
    case "approval":
      return part.approved ? "approved" : `denied${part.reason === undefined ? "" : `: ${part.reason}`}`;
    case "other":
      return asText(part.value);
  }
}

function asText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
