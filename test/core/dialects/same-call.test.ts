import { describe, expect, it } from "vitest";
import { inheritContent, sameCall, type CallIdentity } from "../../../src/core/dialects/index";
import { summaryOf, readStep } from "../../../src/core/dialects/index";
import { span, type SpanOptions } from "../../fixtures/builders/span";

const outer: CallIdentity = {
  kind: "llm",
  model: "gpt-5-mini-2026-01-01",
  inputTokens: 100,
  outputTokens: 20,
  startNs: 0n,
  endNs: 1000n,
};
const inner: CallIdentity = { ...outer, model: "gpt-5-mini", startNs: 100n, endNs: 900n };

describe("two spans are one call", () => {
  it.each<[string, Partial<CallIdentity>, Partial<CallIdentity>, boolean]>([
    ["with the same model and usage, one inside the other", {}, {}, true],
    [
      "with the same response id, whatever else differs",
      { responseId: "r" },
      { responseId: "r", model: "x", inputTokens: 1 },
      true,
    ],
    ["not with different response ids", { responseId: "r" }, { responseId: "s" }, false],
    ["not with another model", {}, { model: "gpt-5" }, false],
    ["not with other usage", {}, { inputTokens: 99 }, false],
    [
      "where the outer one leaves usage to the inner one",
      { inputTokens: null, outputTokens: undefined },
      {},
      true,
    ],
    ["not where the inner one goes on long after", {}, { endNs: 5000n, startNs: 900n }, false],
    ["not where they are of different kinds", {}, { kind: "embedding" }, false],
    ["not where they are no calls", { kind: "agent" }, { kind: "agent" }, false],
    ["where the inner one has no length", {}, { startNs: 500n, endNs: 500n }, true],
  ])("%s", (_what, ofOuter, ofInner, expected) => {
    expect(sameCall({ ...outer, ...ofOuter }, { ...inner, ...ofInner })).toBe(expected);
  });
});

describe("what the kept one inherits", () => {
  const values = <Value>(...list: Value[]) => ({ form: "values", values: list }) as const;
  const text = { type: "text", text: "hi" } as const;
  const message = { role: "user", parts: [text] };

  it("is what only the other one carried", () => {
    const kept = inheritContent(
      { output: [message], state: "captured" },
      {
        system: [text],
        input: values(message),
        tools: values({ type: "function", name: "t" }),
        state: "captured",
      },
    );
    expect(kept).toEqual({
      system: [text],
      input: values(message),
      tools: values({ type: "function", name: "t" }),
      output: [message],
      state: "captured",
    });
  });

  it("is no second system prompt beside messages of its own", () => {
    const kept = inheritContent(
      { input: values(message), state: "captured" },
      { system: [text], state: "captured" },
    );
    expect(kept.system).toBeUndefined();
  });
});

describe("the summary of a step", () => {
  const summary = (options: SpanOptions) => {
    const facts = readStep(span(options), []);
    return summaryOf(facts, facts.content());
  };
  const answer = (...parts: object[]) => JSON.stringify([{ role: "assistant", parts }]);

  it.each<[string, SpanOptions]>([
    [
      "calls get_weather, search_docs",
      {
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.output.messages": answer(
            { type: "text", content: "ok" },
            { type: "tool_call", name: "get_weather" },
            { type: "tool_call", name: "search_docs" },
          ),
        },
      },
    ],
    [
      "answers",
      {
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.output.messages": answer({ type: "text", content: "ok" }),
        },
      },
    ],
    [
      "calls tools",
      { attributes: { "gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": ["tool_calls"] } },
    ],
    ["", { attributes: { "gen_ai.operation.name": "chat", "gen_ai.response.finish_reasons": ["stop"] } }],
    [
      "answers the user",
      {
        attributes: {
          "gen_ai.operation.name": "invoke_agent",
          "gen_ai.output.messages": answer({ type: "text", content: "ok" }),
        },
      },
    ],
    [
      'city: "Paris"',
      {
        attributes: {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.call.arguments": '{"city":"Paris","days":2}',
        },
      },
    ],
    [
      'query: "x"',
      {
        attributes: {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.call.arguments": '{"limit":5,"query":"x"}',
        },
      },
    ],
    ['"row-0"', { attributes: { "openinference.span.kind": "TOOL", "input.value": "row-0" } }],
    [
      "too long",
      { status: { code: 2, message: "too long\nmore" }, attributes: { "gen_ai.operation.name": "chat" } },
    ],
    [
      "to weather",
      { attributes: { "gen_ai.operation.name": "handoff", "gen_ai.handoff.to_agent": "weather" } },
    ],
    ["", { name: "my agent run" }],
  ])("is %j", (expected, options) => {
    expect(summary(options)).toBe(expected);
  });

  it("is cut where it is long", () => {
    const args = JSON.stringify({ query: "x".repeat(200) });
    const long = summary({
      attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.arguments": args },
    });
    expect(long).toHaveLength(80);
    expect(long.endsWith("…")).toBe(true);
  });
});
