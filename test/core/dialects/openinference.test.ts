import { describe, expect, it } from "vitest";
import { allOf } from "../../../src/core/dialects/content/list";
import { readStep } from "../../../src/core/dialects/index";
import type { PlainAttributes } from "../../fixtures/builders/otlp-json";
import { span, type SpanOptions } from "../../fixtures/builders/span";

const step = (kind: string, attributes: PlainAttributes = {}, options: SpanOptions = {}) =>
  readStep(span({ ...options, attributes: { "openinference.span.kind": kind, ...attributes } }), []);

const contentOf = (attributes: PlainAttributes, options: SpanOptions = {}) => {
  const record = span({ ...options, attributes: { "openinference.span.kind": "LLM", ...attributes } });
  const content = readStep(record, []).content();
  return { content, input: allOf(content.input, record.attributes) };
};

describe("the kind of an OpenInference span", () => {
  it.each([
    ["LLM", "llm"],
    ["EMBEDDING", "embedding"],
    ["RERANKER", "rerank"],
    ["RETRIEVER", "retrieval"],
    ["TOOL", "tool"],
    ["AGENT", "agent"],
    ["GUARDRAIL", "guardrail"],
    ["EVALUATOR", "evaluation"],
    ["PROMPT", "prompt"],
    ["CHAIN", "workflow"],
    ["UNKNOWN", "other"],
  ])("%s at the root is %s", (kind, expected) => {
    expect(step(kind).kind).toBe(expected);
  });

  it("is a step for a chain below another span", () => {
    expect(step("CHAIN", {}, { parent: "00000000000000aa" }).kind).toBe("step");
  });

  it("is the agent for the chain that bears the agent's name, and its other spans belong to it", () => {
    const metadata = JSON.stringify({ lc_agent_name: "planner", thread_id: "t1" });
    const root = step("CHAIN", { metadata }, { name: "planner" });
    const node = step("CHAIN", { metadata }, { name: "model_request", parent: "00000000000000aa" });
    expect([root.kind, root.agent, node.kind, node.agent]).toEqual(["agent", "planner", "step", "planner"]);
    expect(root.session).toMatchObject({ id: "t1", source: "metadata.thread_id" });
  });

  it("is a model call where the chain says beside it that it is a chat", () => {
    expect(step("CHAIN", { "gen_ai.operation.name": "chat" }).kind).toBe("llm");
  });

  it("is a handoff for a tool that hands over", () => {
    const facts = step("TOOL", {}, { name: "handoff to weather" });
    expect([facts.kind, facts.handoff, facts.tool?.name]).toEqual([
      "handoff",
      { to: "weather" },
      "handoff to weather",
    ]);
  });
});

describe("the agent of an OpenInference span", () => {
  it("is agent.name, else the graph node, else the span's name", () => {
    expect(step("AGENT", { "agent.name": "a", "graph.node.id": "b" }).agent).toBe("a");
    expect(step("AGENT", { "graph.node.id": "b" }, { name: "c" }).agent).toBe("b");
    expect(step("AGENT", {}, { name: "Triage agent" }).agent).toBe("Triage agent");
  });

  it("is no class and method", () => {
    expect(step("AGENT", {}, { name: "CodeAgent.run" }).agent).toBeUndefined();
  });
});

describe("an OpenInference model call", () => {
  it("has model, provider, settings, tokens and cost", () => {
    const facts = step("LLM", {
      "llm.model_name": "gpt-5-mini-2026-01-01",
      "llm.system": "openai",
      "llm.invocation_parameters": '{"model":"gpt-5-mini","temperature":0.2,"tools":[{}]}',
      "llm.finish_reason": "tool_calls",
      "llm.token_count.prompt": 180,
      "llm.token_count.completion": 65,
      "llm.token_count.prompt_details.cache_read": 90,
      "llm.token_count.prompt_details.cache_write": 40,
      "llm.token_count.completion_details.reasoning": 32,
      "llm.cost.total": 0.5,
    });
    expect(facts.name).toBe("gpt-5-mini");
    expect(facts.model).toEqual({
      provider: "openai",
      requestModel: "gpt-5-mini",
      responseModel: "gpt-5-mini-2026-01-01",
      params: { temperature: 0.2 },
      finishReasons: ["tool_call"],
    });
    expect(facts.usage).toEqual({
      inUncached: 50,
      inCacheRead: 90,
      inCacheWrite: 40,
      out: 33,
      reasoning: 32,
    });
    expect(facts.reportedCostUsd).toBe(0.5);
  });

  it("has its flattened messages in order of their numbers", () => {
    const { input } = contentOf({
      "llm.input_messages.10.message.role": "user",
      "llm.input_messages.10.message.content": "last",
      "llm.input_messages.2.message.role": "assistant",
      "llm.input_messages.2.message.contents.0.message_content.type": "text",
      "llm.input_messages.2.message.contents.0.message_content.text": "look",
      "llm.input_messages.2.message.contents.1.message_content.type": "image",
      "llm.input_messages.2.message.contents.1.message_content.image.image.url": "https://x/y.png",
      "llm.input_messages.2.message.tool_calls.0.tool_call.id": "c1",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.name": "grep",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments": '{"q":"x"}',
    });
    expect(input).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", text: "look" },
          { type: "uri", modality: "image", uri: "https://x/y.png" },
          { type: "tool_call", id: "c1", name: "grep", args: { q: "x" } },
        ],
      },
      { role: "user", parts: [{ type: "text", text: "last" }] },
    ]);
  });

  it("has the request's messages where an attribute limit cut the flattened ones", () => {
    const messages = [
      { role: "user", content: "one" },
      { role: "user", content: "two" },
    ];
    const { input, content } = contentOf(
      {
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "one",
        "input.value": JSON.stringify({ messages, tools: [{ name: "grep", input_schema: {} }] }),
        "output.value": JSON.stringify({ choices: [{ message: { role: "assistant", content: "done" } }] }),
      },
      { droppedAttributes: 3 },
    );
    expect(input.map(({ parts }) => parts)).toEqual([
      [{ type: "text", text: "one" }],
      [{ type: "text", text: "two" }],
    ]);
    expect(content.tools).toEqual({
      form: "values",
      values: [{ type: "function", name: "grep", parameters: {} }],
    });
    expect(content.output).toEqual([{ role: "assistant", parts: [{ type: "text", text: "done" }] }]);
  });

  it("reads LangChain's wrapped messages and generations", () => {
    const wrapped = (name: string, kwargs: object) => ({
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", name],
      kwargs,
    });
    const { input, content } = contentOf({
      "input.value": JSON.stringify({
        messages: [
          [
            wrapped("SystemMessage", { content: "be brief" }),
            wrapped("ToolMessage", { content: "no", tool_call_id: "c1", name: "grep", status: "error" }),
          ],
        ],
      }),
      "output.value": JSON.stringify({
        generations: [[{ text: "", message: wrapped("AIMessage", { content: "done" }) }]],
      }),
    });
    expect(input).toEqual([
      { role: "system", parts: [{ type: "text", text: "be brief" }] },
      { role: "tool", parts: [{ type: "tool_result", id: "c1", name: "grep", result: "no", isError: true }] },
    ]);
    expect(content.output).toEqual([{ role: "assistant", parts: [{ type: "text", text: "done" }] }]);
  });

  it("reads requests and replies of the Responses API", () => {
    const { input, content } = contentOf({
      "input.value": JSON.stringify({
        instructions: "be brief",
        input: [
          { role: "user", content: "hi" },
          { type: "function_call", call_id: "c1", name: "grep", arguments: '{"q":"x"}' },
          { type: "function_call_output", call_id: "c1", output: "found" },
        ],
      }),
      "output.value": JSON.stringify({
        output: [
          { type: "reasoning", summary: [{ type: "summary_text", text: "hm" }] },
          { type: "message", role: "assistant", content: [{ type: "output_text", text: "done" }] },
        ],
      }),
    });
    expect(content.system).toEqual([{ type: "text", text: "be brief" }]);
    expect(input).toEqual([
      { role: "user", parts: [{ type: "text", text: "hi" }] },
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "grep", args: { q: "x" } }] },
      { role: "tool", parts: [{ type: "tool_result", id: "c1", result: "found" }] },
    ]);
    expect(content.output).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", text: "hm" },
          { type: "text", text: "done" },
        ],
      },
    ]);
  });

  it("says that its content was hidden by a switch", () => {
    const { content } = contentOf({
      "input.value": "__REDACTED__",
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": "__REDACTED__",
    });
    expect(content.state).toBe("redacted");
  });
});

describe("an OpenInference tool span", () => {
  it("has arguments from its input and the result out of a wrapped ToolMessage", () => {
    const message = {
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "ToolMessage"],
      kwargs: { content: '{"temp":19}', tool_call_id: "c1", name: "weather", status: "success" },
    };
    const facts = step("TOOL", {
      "tool.name": "weather",
      "input.value": '{"city":"Paris"}',
      "output.value": JSON.stringify({ output: message }),
    });
    expect(facts.tool).toEqual({
      name: "weather",
      callId: "c1",
      args: { city: "Paris" },
      result: { temp: 19 },
    });
  });

  it("failed where the ToolMessage says so, although the span's status is unset", () => {
    const message = { type: "tool", tool_call_id: "c1", status: "error", content: "no such city" };
    const facts = step("TOOL", { "tool.name": "weather", "output.value": JSON.stringify(message) });
    expect(facts.failed).toBe(true);
    expect(facts.error).toEqual({ type: "tool-error", message: "no such city" });
  });
});

describe("an OpenInference model call", () => {
  const limitOf = (parameters: object) =>
    step("LLM", {
      "llm.model_name": "llama3.1",
      "llm.invocation_parameters": JSON.stringify(parameters),
    }).model?.contextLimit;

  it("has the window that a request to Ollama asks for, there or among its options", () => {
    expect(limitOf({ num_ctx: 8_192 })).toEqual({ tokens: 8_192, by: "request" });
    expect(limitOf({ temperature: 0, options: { num_ctx: 4_096 } })).toEqual({
      tokens: 4_096,
      by: "request",
    });
    expect(limitOf({ num_ctx: null, options: {} })).toBeUndefined();
    expect(limitOf({ num_ctx: 0 })).toBeUndefined();
  });
});
