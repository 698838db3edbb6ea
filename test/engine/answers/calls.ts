// Conversations as a client of the GenAI conventions records them, for tests of what is worked out of them.

import { type SpanOptions, T0_US, TRACE_ID } from "../../fixtures/builders/span";

export interface CallOptions {
  readonly traceId?: string;
  /** Names the span, and the second after T0 in which it starts. */
  readonly number: number;
  readonly agent?: string;
  readonly system?: string;
  readonly messages: readonly object[];
  readonly output?: string;
  /** As OpenAI reports it: the input includes what was cached, the output the reasoning. */
  readonly usage?: {
    readonly input: number;
    readonly output?: number;
    readonly cacheRead?: number;
    readonly reasoning?: number;
  };
  readonly attributes?: SpanOptions["attributes"];
}

/** A call of gpt-5, whose prices are 1.25 dollars a million tokens in, 0.125 from the cache and 10 out. */
export function modelCall(call: CallOptions): SpanOptions {
  const { number, system, messages, output, usage, agent, traceId = TRACE_ID } = call;
  return {
    traceId,
    spanId: spanId(number),
    startUs: startUs(number),
    endUs: startUs(number) + 500_000,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5",
      "gen_ai.agent.name": agent ?? "barista",
      "gen_ai.input.messages": JSON.stringify(messages),
      ...(system !== undefined && {
        "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: system }]),
      }),
      ...(output !== undefined && { "gen_ai.output.messages": JSON.stringify([said("assistant", output)]) }),
      ...(usage && {
        "gen_ai.usage.input_tokens": usage.input,
        "gen_ai.usage.output_tokens": usage.output ?? 0,
      }),
      ...(usage?.cacheRead !== undefined && { "gen_ai.usage.cache_read.input_tokens": usage.cacheRead }),
      ...(usage?.reasoning !== undefined && { "gen_ai.usage.reasoning.output_tokens": usage.reasoning }),
      ...call.attributes,
    },
  };
}

/** An `update_memory` of the record `key` in the store `facts`, by the agent `barista`. */
export function memoryWrite(number: number, key: string, content: string, traceId = TRACE_ID): SpanOptions {
  return {
    traceId,
    spanId: spanId(number),
    startUs: startUs(number),
    attributes: {
      "gen_ai.operation.name": "update_memory",
      "gen_ai.agent.name": "barista",
      "gen_ai.memory.store.id": "facts",
      "gen_ai.memory.record.id": key,
      "gen_ai.memory.records": JSON.stringify([{ content }]),
    },
  };
}

/** A tool that ran, by the agent `barista`. */
export function toolCall(number: number, name: string, result: string, traceId = TRACE_ID): SpanOptions {
  return {
    traceId,
    spanId: spanId(number),
    startUs: startUs(number),
    endUs: startUs(number) + 100_000,
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.agent.name": "barista",
      "gen_ai.tool.name": name,
      "gen_ai.tool.call.arguments": JSON.stringify({ number }),
      "gen_ai.tool.call.result": result,
    },
  };
}

export function said(role: string, content: string): object {
  return { role, parts: [{ type: "text", content }] };
}

/** A text of that many words, none of which stands in a text of another name. Texts of one length weigh the same. */
export function words(name: string, count: number): string {
  return Array.from({ length: count }, () => name).join(" ");
}

export function spanId(number: number): string {
  return number.toString(16).padStart(16, "0");
}

export function stepId(number: number, traceId = TRACE_ID): string {
  return `${traceId}:${spanId(number)}`;
}

export function traceId(number: number): string {
  return number.toString(16).padStart(32, "a");
}

export function startUs(number: number): number {
  return T0_US + number * 1_000_000;
}
