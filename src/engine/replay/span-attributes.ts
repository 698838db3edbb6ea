// Model calls and tools as attributes of the GenAI conventions, so that the reader we have reads them back.

import type { Attributes } from "@opentelemetry/api";
import type { Message, Part, ToolDef } from "../../core/model/message";
import type { Usage } from "../../core/model/usage";
import { inputTokens, outputTokens } from "../../core/model/usage";
import { ANSWER_ATTRIBUTE, STEP_ATTRIBUTE } from "../../core/replay/compare";
import type { OutgoingCall } from "../../core/replay/outgoing";
import { PARAMS_ATTRIBUTE } from "../../core/replay/request";
import type { ModelReply, ToolCallPart } from "../../core/replay/recorded";
import type { ServedTool } from "../../core/replay/transcript";
import type { VerdictRow } from "../../protocol/replay";

export function callAttributes({ request, recorded }: OutgoingCall, provider: string): Attributes {
  const { agent, stepId } = recorded.step;
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": provider,
    "gen_ai.request.model": request.model,
    "gen_ai.input.messages": JSON.stringify(request.messages.map(wireMessage)),
    ...(request.system.length > 0 && {
      "gen_ai.system_instructions": JSON.stringify(request.system.map(wirePart)),
    }),
    ...(request.tools.length > 0 && {
      "gen_ai.tool.definitions": JSON.stringify(request.tools.map(wireTool)),
    }),
    ...(Object.keys(request.params).length > 0 && { [PARAMS_ATTRIBUTE]: JSON.stringify(request.params) }),
    ...(agent !== null && { "gen_ai.agent.name": agent }),
    [STEP_ATTRIBUTE]: stepId,
  };
}

export function replyAttributes(reply: ModelReply): Attributes {
  const { parts, finishReasons, responseModel, responseId, usage } = reply;
  const finish = finishReasons?.[0] ?? "unknown";
  const message = { role: "assistant", parts: parts.map(wirePart), finish_reason: finish };
  return {
    ...(parts.length > 0 && { "gen_ai.output.messages": JSON.stringify([message]) }),
    ...(finishReasons && { "gen_ai.response.finish_reasons": [...finishReasons] }),
    ...(responseModel !== undefined && { "gen_ai.response.model": responseModel }),
    ...(responseId !== undefined && { "gen_ai.response.id": responseId }),
    ...(usage && usageAttributes(usage)),
    ...(reply.partial === true && { "agent_loupe.replay.partial": true }),
  };
}

export function toolAttributes(call: ToolCallPart, agent: string | null): Attributes {
  return {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": call.name,
    "gen_ai.tool.call.arguments": textOf(call.args),
    ...(call.id !== undefined && { "gen_ai.tool.call.id": call.id }),
    ...(agent !== null && { "gen_ai.agent.name": agent }),
  };
}

/** Where an answer came from is said with it: `record`, `sub-agent`, `nearest` or `hand`. */
export function toolResultAttributes(served: ServedTool): Attributes {
  return {
    "gen_ai.tool.call.result": textOf(served.result),
    [ANSWER_ATTRIBUTE]: served.source === "record" && served.changed ? "sub-agent" : served.source,
    ...(served.stepId !== undefined && { [STEP_ATTRIBUTE]: served.stepId }),
  };
}

/** What a judge cost is ours to say: the conventions have no name for it. */
export function verdictAttributes({ grader, pass, score, why, costUsd }: VerdictRow): Attributes {
  return {
    "gen_ai.evaluation.name": grader,
    "gen_ai.evaluation.score.label": pass ? "pass" : "fail",
    "gen_ai.evaluation.score.value": score ?? (pass ? 1 : 0),
    "gen_ai.evaluation.explanation": why,
    ...(costUsd !== null && { "agent_loupe.evaluation.cost_usd": costUsd }),
  };
}

/** The conventions count cached tokens into the input and thinking into the output. */
function usageAttributes(usage: Usage): Attributes {
  const counts = {
    "gen_ai.usage.input_tokens": inputTokens(usage),
    "gen_ai.usage.output_tokens": outputTokens(usage),
    "gen_ai.usage.cache_read.input_tokens": usage.inCacheRead,
    "gen_ai.usage.cache_creation.input_tokens": usage.inCacheWrite,
    "gen_ai.usage.reasoning.output_tokens": usage.reasoning,
  };
  return Object.fromEntries(
    Object.entries(counts).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function wireMessage(message: Message): unknown {
  const { role, name, parts } = message;
  return { role, ...(name !== undefined && { name }), parts: parts.map(wirePart) };
}

/** Our parts in the words of the conventions' message schema. */
function wirePart(part: Part): unknown {
  switch (part.type) {
    case "text":
      return { type: "text", content: part.text };
    case "reasoning":
      return {
        type: "reasoning",
        content: part.text ?? "",
        ...(part.signature !== undefined && { signature: part.signature }),
        ...(part.encrypted !== undefined && { encrypted_content: part.encrypted }),
      };
    case "tool_call":
      return { type: "tool_call", ...withId(part.id), name: part.name, arguments: part.args };
    case "tool_result":
      return {
        type: "tool_call_response",
        ...withId(part.id),
        ...(part.name !== undefined && { name: part.name }),
        response: part.result,
        ...(part.isError === true && { is_error: true }),
      };
    case "blob":
      return { type: "blob", modality: part.modality, mime_type: part.mime, content: part.base64 };
    case "uri":
      return { type: "uri", modality: part.modality, mime_type: part.mime, uri: part.uri };
    case "file":
      return { type: "file", modality: part.modality, file_id: part.fileId };
    case "other":
      return part.value;
    default:
      return part;
  }
}

function wireTool({ type, name, description, parameters }: ToolDef): unknown {
  return {
    type,
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters }),
  };
}

function withId(id: string | undefined): { id?: string } {
  return id === undefined ? {} : { id };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
