// A small agent's session, recorded as a client with the GenAI conventions would send it.

import { tracesJsonToProtobuf } from "../../../src/core/otlp/json";
import type { RunningEngine } from "../../../src/engine/start";

export interface Turn {
  /** What the model says; a call's result is what its tool answered. */
  readonly says?: string;
  readonly calls?: readonly { readonly name: string; readonly args: unknown; readonly result: unknown }[];
}

export interface AgentSession {
  readonly sessionId: string;
  readonly system: string;
  readonly user: string;
  readonly turns: readonly Turn[];
  /** Also records each request's body as it was sent to OpenAI's chat completions. */
  readonly withBodies?: boolean;
}

const START_NS = 1_795_000_000_000_000_000n;

/** Hands the session to the engine. */
export function recordAgent(engine: RunningEngine, session: AgentSession): void {
  engine.ingest.accept("traces", tracesJsonToProtobuf(bodyOf(session)).body);
}

/** The session as OTLP/JSON: a model call for each turn, a tool step for each call. */
export function bodyOf(session: AgentSession): string {
  const spans: unknown[] = [];
  const messages: Wire[] = [{ role: "user", parts: [{ type: "text", content: session.user }] }];
  session.turns.forEach((turn, at) => {
    const reply = { role: "assistant", parts: replyParts(turn, at) };
    spans.push(span(spans.length, session.sessionId, callAttributes(session, messages, reply)));
    messages.push(reply);
    (turn.calls ?? []).forEach(({ name, args, result }, place) => {
      const id = callId(at, place);
      const attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.id": id,
        "gen_ai.tool.call.arguments": JSON.stringify(args),
        "gen_ai.tool.call.result": JSON.stringify(result),
      };
      spans.push(span(spans.length, session.sessionId, attributes));
      messages.push({ role: "tool", parts: [{ type: "tool_call_response", id, response: result }] });
    });
  });
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

interface Wire {
  readonly role: string;
  readonly parts: readonly Readonly<Record<string, unknown>>[];
}

function replyParts(turn: Turn, at: number): Wire["parts"] {
  return [
    ...(turn.says === undefined ? [] : [{ type: "text", content: turn.says }]),
    ...(turn.calls ?? []).map(({ name, args }, place) => ({
      ...{ type: "tool_call", id: callId(at, place), name, arguments: args },
    })),
  ];
}

function callAttributes({ system, withBodies }: AgentSession, messages: readonly Wire[], reply: Wire) {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: system }]),
    "gen_ai.input.messages": JSON.stringify(messages),
    "gen_ai.output.messages": JSON.stringify([{ ...reply, finish_reason: "stop" }]),
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 10,
    ...(withBodies === true && { "input.value": chatBody(system, messages) }),
  };
}

/** As a client of OpenAI's chat completions writes it, with spaces of its own. */
function chatBody(system: string, messages: readonly Wire[]): string {
  const wire = messages.map(({ role, parts }) => {
    const [first] = parts;
    if (role === "tool")
      return { role, tool_call_id: first?.["id"], content: JSON.stringify(first?.["response"]) };
    if (role === "user") return { role, content: first?.["content"] };
    const calls = parts.filter((part) => part["type"] === "tool_call");
    return {
      role,
      content: null,
      tool_calls: calls.map(({ id, name, arguments: args }) => ({
        ...{ id, type: "function", function: { name, arguments: JSON.stringify(args) } },
      })),
    };
  });
  const all = [{ role: "system", content: system }, ...wire];
  return `{ "model":"gpt-5-mini", "stream" : true, "temperature": 1.0,\n "messages":${JSON.stringify(all)} }`;
}

function callId(turn: number, place: number): string {
  return `call_${turn}_${place}`;
}

function span(index: number, sessionId: string, attributes: Readonly<Record<string, string | number>>) {
  const startNs = START_NS + BigInt(index) * 2_000_000n;
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name: String(attributes["gen_ai.operation.name"]),
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 1_000_000n),
    attributes: Object.entries({ "gen_ai.conversation.id": sessionId, ...attributes }).map(
      ([key, value]) => ({
        key,
        value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
      }),
    ),
  };
}
