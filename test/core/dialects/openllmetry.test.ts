import { describe, expect, it } from "vitest";
import { readStep } from "../../../src/core/dialects/index";
import type { PlainAttributes } from "../../fixtures/builders/otlp-json";
import { span, type SpanOptions } from "../../fixtures/builders/span";

const step = (attributes: PlainAttributes, options: SpanOptions = {}) =>
  readStep(span({ ...options, attributes }), []);

describe("an OpenLLMetry span", () => {
  it.each([
    ["workflow", "workflow"],
    ["task", "step"],
    ["agent", "agent"],
    ["tool", "tool"],
    ["handoff", "handoff"],
  ])("of kind %s is %s", (kind, expected) => {
    const facts = step({ "traceloop.span.kind": kind, "traceloop.entity.name": "x" });
    expect([facts.kind, facts.name]).toEqual([expected, "x"]);
  });

  it("names an agent only where it is one", () => {
    expect(step({ "traceloop.span.kind": "agent", "traceloop.entity.name": "planner" }).agent).toBe(
      "planner",
    );
    expect(
      step({ "traceloop.span.kind": "workflow", "traceloop.workflow.name": "RunnableSequence" }).agent,
    ).toBeUndefined();
  });

  it("is a tool where a task says that it executed one", () => {
    const facts = step({ "traceloop.span.kind": "task", "gen_ai.operation.name": "execute_tool" });
    expect(facts.kind).toBe("tool");
  });

  it("names its session among the association properties", () => {
    expect(step({ "traceloop.association.properties.session_id": "s1" }).session).toMatchObject({ id: "s1" });
  });

  it("has the arguments out of the recorded call", () => {
    const argsOf = (input: object) =>
      step({ "traceloop.span.kind": "tool", "traceloop.entity.input": JSON.stringify(input) }).tool?.args;
    expect(argsOf({ args: ['{"city":"Paris"}'] })).toEqual({ city: "Paris" });
    expect(argsOf({ args: [], kwargs: { city: "Paris" } })).toEqual({ city: "Paris" });
    expect(argsOf({ tool_name: "w", arguments: { city: "Paris" } })).toEqual({ city: "Paris" });
    expect(argsOf({ args: [1, 2], kwargs: {} })).toEqual({ args: [1, 2], kwargs: {} });
  });

  it("fails with a result that says is_error", () => {
    const facts = step({
      "traceloop.span.kind": "tool",
      "traceloop.entity.output": '{"result":"refused","is_error":true}',
    });
    expect(facts.failed).toBe(true);
  });

  it("of an older version is a model call with flattened prompts and functions", () => {
    const facts = step({
      "llm.request.type": "chat",
      "gen_ai.request.model": "m",
      "gen_ai.prompt.0.role": "system",
      "gen_ai.prompt.0.content": "be brief",
      "gen_ai.prompt.1.role": "user",
      "gen_ai.prompt.1.content": '[{"type":"text","text":"hi"}]',
      "gen_ai.prompt.2.role": "tool",
      "gen_ai.prompt.2.tool_call_id": "c1",
      "gen_ai.prompt.2.content": "found",
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.finish_reason": "tool_calls",
      "gen_ai.completion.0.tool_calls.0.id": "c2",
      "gen_ai.completion.0.tool_calls.0.name": "grep",
      "gen_ai.completion.0.tool_calls.0.arguments": '{"q":"x"}',
      "llm.request.functions.0.name": "grep",
      "llm.request.functions.0.parameters": '{"type":"object"}',
      "llm.usage.total_tokens": 12,
      "gen_ai.usage.prompt_tokens": 9,
    });
    expect(facts.kind).toBe("llm");
    expect(facts.content()).toEqual({
      input: {
        form: "values",
        values: [
          { role: "system", parts: [{ type: "text", text: "be brief" }] },
          { role: "user", parts: [{ type: "text", text: "hi" }] },
          { role: "tool", parts: [{ type: "tool_result", id: "c1", result: "found" }] },
        ],
      },
      tools: { form: "values", values: [{ type: "function", name: "grep", parameters: { type: "object" } }] },
      output: [
        { role: "assistant", parts: [{ type: "tool_call", id: "c2", name: "grep", args: { q: "x" } }] },
      ],
      state: "captured",
    });
  });

  it("with the whole request as one blob is read as well", () => {
    const facts = step({
      "gen_ai.operation.name": "chat",
      "gen_ai.prompt": '{"messages":[[{"type":"human","data":{"content":"hi"}}]]}',
      "gen_ai.completion": '{"generations":[[{"text":"done"}]]}',
    });
    expect(facts.content()).toMatchObject({
      input: { values: [{ role: "user", parts: [{ type: "text", text: "hi" }] }] },
      output: [{ role: "assistant", parts: [{ type: "text", text: "done" }] }],
    });
  });

  it("does not take a prompt's name for a prompt", () => {
    const facts = step({ "gen_ai.operation.name": "chat", "gen_ai.prompt.name": "greeting" });
    expect(facts.dialects).toEqual(["otel-genai"]);
    expect(facts.content().input).toBeUndefined();
  });

  it("says who handed over to whom", () => {
    expect(step({ "traceloop.span.kind": "handoff" }, { name: "Triage → Weather.handoff" }).handoff).toEqual({
      from: "Triage",
      to: "Weather",
    });
  });
});
