// A recording with its secrets masked, so that a replay neither sends them nor takes their absence for a divergence.
//
// The whole recording is masked and not only what goes out: the model sees masks, repeats masks in its tool calls, and
// those must find the recorded answers.

import type { Message, Part, ToolDef } from "../model/message";
import { Redactor } from "../policy/redact";
import type { Edit } from "./edit";
import type { CanonicalRequest, RecordedStep } from "./recorded";
import { BODY_KEYS, PARAMS_ATTRIBUTE } from "./request";

/** On the spans of a replay whose secrets were masked: how many different ones. */
export const REDACTIONS_ATTRIBUTE = "agent_loupe.replay.redactions";

type Reasoning = Extract<Part, { type: "reasoning" }>;

const JSON_ATTRIBUTES: ReadonlySet<string> = new Set([...BODY_KEYS, PARAMS_ATTRIBUTE]);

/** The steps with secrets masked in everything that a replay reads. */
export function maskSteps<Step extends RecordedStep>(
  steps: readonly Step[],
  redactor: Redactor = new Redactor(),
): Step[] {
  return steps.map((step) => ({ ...step, ...maskedContent(step, redactor) }));
}

/** The request with its secrets masked. */
export function maskRequest(request: CanonicalRequest, redactor: Redactor): CanonicalRequest {
  return {
    model: request.model,
    system: request.system.map((part) => maskPart(part, redactor)),
    messages: maskMessages(request.messages, redactor),
    tools: request.tools.map((tool) => maskTool(tool, redactor)),
    params: redactor.value(request.params),
  };
}

/** The edits with secrets masked in the texts they put in. */
export function maskEdits(edits: readonly Edit[], redactor: Redactor): Edit[] {
  return edits.map((edit) => ({ ...edit, value: redactor.value(edit.value) }));
}

function maskedContent(step: RecordedStep, redactor: Redactor): Partial<RecordedStep> {
  const { system, messages, output, tools, params, tool } = step;
  const masked = messages && maskMessages(messages, redactor);
  const unsigned = messages && masked && signatures(masked) < signatures(messages);
  return {
    ...(system && { system: system.map((part) => maskPart(part, redactor)) }),
    ...(masked && { messages: masked }),
    ...(output && { output: maskMessages(output, redactor) }),
    ...(tools && { tools: tools.map((one) => maskTool(one, redactor)) }),
    ...(params && { params: redactor.value(params) }),
    ...(tool && { tool: { ...tool, args: redactor.value(tool.args), result: redactor.value(tool.result) } }),
    attributes: step.attributes.flatMap((attribute) => {
      if (!JSON_ATTRIBUTES.has(attribute.key) || typeof attribute.value !== "string") return [attribute];
      // A body whose signed thinking holds a secret cannot be sent as it was: the request is built anew.
      return unsigned ? [] : [{ ...attribute, value: redactor.json(attribute.value) }];
    }),
  };
}

function maskMessages(messages: readonly Message[], redactor: Redactor): Message[] {
  return messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => maskPart(part, redactor)),
  }));
}

function signatures(messages: readonly Message[]): number {
  return messages.flatMap(({ parts }) => parts).filter((part) => "signature" in part).length;
}

/** Ids, files and what a provider signed stay: they are no texts of the conversation. */
function maskPart(part: Part, redactor: Redactor): Part {
  switch (part.type) {
    case "text":
      return { ...part, text: redactor.text(part.text) };
    case "reasoning":
      return maskReasoning(part, redactor);
    case "tool_call":
    case "server_tool_call":
      return { ...part, args: redactor.value(part.args) };
    case "tool_result":
    case "server_tool_result":
      return { ...part, result: redactor.value(part.result) };
    case "uri":
      return { ...part, uri: redactor.text(part.uri) };
    case "compaction":
      return part.summary === undefined ? part : { ...part, summary: redactor.text(part.summary) };
    case "other":
      return { ...part, value: redactor.value(part.value) };
    case "blob":
    case "file":
    case "approval":
      return part;
  }
}

/** A signature holds for the very text: without it the thinking is left out of what is sent, which providers accept. */
function maskReasoning(part: Reasoning, redactor: Redactor): Reasoning {
  const text = part.text === undefined ? undefined : redactor.text(part.text);
  if (text === undefined || text === part.text) return part;
  return { type: "reasoning", text };
}

function maskTool(tool: ToolDef, redactor: Redactor): ToolDef {
  const { description, parameters } = tool;
  return {
    ...tool,
    ...(description !== undefined && { description: redactor.text(description) }),
    ...(parameters !== undefined && { parameters: redactor.value(parameters) }),
  };
}
