// The request of a recorded model call: in our own words, and as the body that was sent where the client recorded it.

import type { ApiName, CanonicalRequest, RawBody, RecordedStep } from "./recorded";

/** Attributes in which clients keep the body of a model call as they sent it. */
export const BODY_KEYS = [
  "input.value",
  "llm.request.body",
  "gen_ai.request.body",
  "http.request.body",
] as const;

/** All parameters of a call that we sent ourselves, as JSON: the conventions name only some. */
export const PARAMS_ATTRIBUTE = "agent_loupe.request.params";

/** The recorded request in canonical form; null where the recording does not hold its messages. */
export function requestOf(step: RecordedStep): CanonicalRequest | null {
  const messages = step.messages ?? [];
  const system = step.system ?? [];
  if (messages.length === 0 && system.length === 0) return null;
  return {
    model: step.requestModel ?? step.model ?? step.responseModel ?? "",
    system,
    messages,
    tools: step.tools ?? [],
    params: ownParams(step) ?? step.params ?? {},
  };
}

/** The recorded body; undefined where no attribute holds one that a model API takes as it is. */
export function rawBodyOf(step: RecordedStep): RawBody | undefined {
  for (const key of BODY_KEYS) {
    const text = step.attributes.find((attribute) => attribute.key === key)?.value;
    const api = typeof text === "string" ? apiOfBody(text, step.provider) : undefined;
    if (api && typeof text === "string") return { api, text };
  }
  return undefined;
}

function ownParams(step: RecordedStep): Readonly<Record<string, unknown>> | undefined {
  const text = step.attributes.find((attribute) => attribute.key === PARAMS_ATTRIBUTE)?.value;
  return typeof text === "string" ? objectIn(text) : undefined;
}

/** The API that takes a body of this shape; undefined where it is none that we know. */
export function apiOfBody(text: string, provider: string | undefined): ApiName | undefined {
  const body = objectIn(text);
  if (!body) return undefined;
  if (isListOfObjects(body["contents"])) return "gemini";
  if (typeof body["model"] !== "string") return undefined;
  if (typeof body["input"] === "string" || isListOfObjects(body["input"])) return "openai-responses";
  if (!isListOfObjects(body["messages"]) || !body["messages"].every((message) => "role" in message))
    return undefined;
  return isAnthropic(body, provider) ? "anthropic" : "openai-chat";
}

/** Anthropic's bodies: the system prompt beside the messages, tools with `input_schema`, blocks of their own types. */
function isAnthropic(body: Readonly<Record<string, unknown>>, provider: string | undefined): boolean {
  if (provider !== undefined && /anthropic|claude/i.test(provider)) return true;
  if ("system" in body || "stop_sequences" in body || "thinking" in body) return true;
  return isListOfObjects(body["tools"]) && body["tools"].some((tool) => "input_schema" in tool);
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function isListOfObjects(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === "object" && item !== null && !Array.isArray(item))
  );
}
