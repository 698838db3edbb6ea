import { describe, expect, it } from "vitest";
import { allOf } from "../../../src/core/dialects/content/list";
import { readStep, summaryOf } from "../../../src/core/dialects/index";
import type { LogRecord } from "../../../src/core/otlp/wire";
import type { PlainAttributes, PlainValue } from "../../fixtures/builders/otlp-json";
import { logRecord, span, type SpanOptions } from "../../fixtures/builders/span";

const step = (attributes: PlainAttributes, options: SpanOptions = {}, logs: readonly LogRecord[] = []) =>
  readStep(span({ ...options, attributes }), logs);

const chat = (attributes: PlainAttributes) =>
  step({ "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5-mini", ...attributes });

describe("the kind of a GenAI span", () => {
  it.each([
    ["chat", "llm"],
    ["generate_content", "llm"],
    ["text_completion", "llm"],
    ["embeddings", "embedding"],
    ["retrieval", "retrieval"],
    ["execute_tool", "tool"],
    ["create_agent", "agent"],
    ["invoke_agent", "agent"],
    ["invoke_workflow", "workflow"],
    ["plan", "plan"],
    ["upsert_memory", "memory"],
    ["delete_memory_store", "memory"],
    ["fetch_response", "other"],
    ["agent_step", "step"],
    ["handoff", "handoff"],
    ["guardrail_check", "guardrail"],
    ["rerank", "rerank"],
    ["something_new", "other"],
  ])("is for operation %s: %s", (operation, kind) => {
    expect(step({ "gen_ai.operation.name": operation }).kind).toBe(kind);
  });

  it("is a model call where there is no operation but a model and usage", () => {
    const facts = step({ "gen_ai.request.model": "m", "gen_ai.usage.input_tokens": 5 });
    expect(facts.kind).toBe("llm");
  });

  it("is a step for the merged copy of parallel tool calls", () => {
    const facts = step(
      { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "(merged tools)" },
      { name: "execute_tool (merged)" },
    );
    expect(facts.kind).toBe("step");
  });

  it("is mcp for the server's copy of a tool call, and tool for the client's", () => {
    const attributes = { "mcp.method.name": "tools/call", "gen_ai.operation.name": "execute_tool" };
    expect(step(attributes, { kind: 2 }).kind).toBe("mcp");
    expect(step(attributes, { kind: 3 }).kind).toBe("tool");
    expect(step({ "mcp.method.name": "initialize" }).kind).toBe("mcp");
  });
});

describe("a memory operation", () => {
  it.each([
    [{ "gen_ai.memory.record.id": "baseline", "gen_ai.memory.store.id": "facts" }, "baseline · facts"],
    [
      { "gen_ai.memory.query.text": "roast rules", "gen_ai.memory.store.id": "facts" },
      "“roast rules” · facts",
    ],
    [{ "gen_ai.memory.store.id": "facts" }, "facts"],
    [{}, ""],
  ])("with %j says what it was about: %s", (attributes, said) => {
    expect(summaryOf(step({ "gen_ai.operation.name": "update_memory", ...attributes }))).toBe(said);
  });

  it("is told apart from a retrieval by its kind alone", () => {
    const retrieval = { "gen_ai.operation.name": "retrieval", "gen_ai.retrieval.query.text": "refunds" };
    expect(summaryOf(step(retrieval))).toBe("“refunds”");
  });
});

describe("a GenAI model call", () => {
  it("is named after the model without vendor and date", () => {
    const facts = chat({ "gen_ai.request.model": "openai/gpt-5-mini-2026-01-01" });
    expect(facts.name).toBe("gpt-5-mini");
    expect(facts.model?.requestModel).toBe("openai/gpt-5-mini-2026-01-01");
  });

  it("keeps provider, ids, settings and normalised finish reasons", () => {
    const facts = chat({
      "gen_ai.system": "openai",
      "gen_ai.response.model": "gpt-5-mini-2026-01-01",
      "gen_ai.response.id": "r1",
      "gen_ai.request.temperature": 0.2,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.response.finish_reasons": ["tool_calls", "weird"],
    });
    expect(facts.model).toEqual({
      provider: "openai",
      requestModel: "gpt-5-mini",
      responseModel: "gpt-5-mini-2026-01-01",
      responseId: "r1",
      params: { temperature: 0.2, stopSequences: ["END"] },
      finishReasons: ["tool_call", "weird"],
    });
  });

  it("reads finish reasons that are a JSON text", () => {
    expect(chat({ "gen_ai.response.finish_reasons": '["end_turn"]' }).model?.finishReasons).toEqual(["stop"]);
  });

  it("takes the maker of the model where the provider only passes calls on", () => {
    expect(chat({ "gen_ai.provider.name": "github" }).model?.provider).toBe("openai");
    expect(chat({ "gen_ai.provider.name": "openai.responses" }).model?.provider).toBe("openai");
    expect(chat({ "gen_ai.provider.name": "gcp.gemini" }).model?.provider).toBe("gcp.gemini");
  });

  it("failed where it finished with an error", () => {
    const facts = chat({ "gen_ai.response.finish_reasons": ["error"] });
    expect(facts.failed).toBe(true);
    expect(facts.error?.type).toBe("finish-reason");
  });

  it("counts every spelling of the buckets", () => {
    const facts = chat({
      "gen_ai.usage.prompt_tokens": 100,
      "gen_ai.usage.completion_tokens": 50,
      "gen_ai.usage.cache_read_input_tokens": 60,
      "gen_ai.usage.cache_creation.input_tokens": 10,
      "gen_ai.usage.reasoning_tokens": 20,
    });
    expect(facts.usage).toEqual({
      inUncached: 30,
      inCacheRead: 60,
      inCacheWrite: 10,
      out: 30,
      reasoning: 20,
    });
  });

  it("keeps a sum that an agent repeats apart from billed usage", () => {
    const facts = step({ "gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 7 });
    expect(facts.usage).toBeUndefined();
    expect(facts.parentUsage?.inUncached).toBe(7);
  });
});

describe("messages of a GenAI call", () => {
  const messages = [
    { role: "user", parts: [{ type: "text", content: "hi" }] },
    { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "grep", arguments: '{"q":"x"}' }] },
    { role: "tool", parts: [{ type: "tool_call_response", id: "c1", result: "found" }] },
  ];
  const read = [
    { role: "user", parts: [{ type: "text", text: "hi" }] },
    { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "grep", args: { q: "x" } }] },
    { role: "tool", parts: [{ type: "tool_result", id: "c1", result: "found" }] },
  ];
  const inputOf = (
    attributes: PlainAttributes,
    logs: readonly LogRecord[] = [],
    options: SpanOptions = {},
  ) => {
    const record = span({ ...options, attributes: { "gen_ai.operation.name": "chat", ...attributes } });
    const content = readStep(record, logs).content();
    return { content, input: allOf(content.input, record.attributes) };
  };

  it("stay unread where the span holds them as a JSON list", () => {
    const { content, input } = inputOf({ "gen_ai.input.messages": JSON.stringify(messages) });
    expect(content.input).toMatchObject({ form: "elements", key: "gen_ai.input.messages" });
    expect(content.state).toBe("captured");
    expect(input).toEqual(read);
  });

  it("are read where the span holds them structured", () => {
    expect(inputOf({ "gen_ai.input.messages": messages }).input).toEqual(read);
  });

  it("are read up to the cut where a limit cut the text, and marked", () => {
    const text = JSON.stringify(messages);
    const { content, input } = inputOf({ "gen_ai.input.messages": text.slice(0, text.indexOf('"grep"')) });
    expect(content.state).toBe("truncated");
    expect(input[0]).toEqual(read[0]);
    expect(input[1]?.role).toBe("other");
  });

  it("come whole from the details event where the span's own text was cut", () => {
    const details = logRecord({
      eventName: "gen_ai.client.inference.operation.details",
      attributes: { "gen_ai.input.messages": messages },
    });
    const { content, input } = inputOf({ "gen_ai.input.messages": '[{"role":"us' }, [details]);
    expect(input).toEqual(read);
    expect(content.state).toBe("captured");
  });

  it("come from events per message, as log records", () => {
    const event = (eventName: string, body: PlainValue) => logRecord({ eventName, body });
    const { content, input } = inputOf({}, [
      event("gen_ai.system.message", { content: "be brief" }),
      event("gen_ai.user.message", { content: "hi" }),
      event("gen_ai.tool.message", { content: "found", id: "c1" }),
      event("gen_ai.choice", { index: 0, message: { content: "done" }, finish_reason: "stop" }),
    ]);
    expect(input).toEqual([
      { role: "system", parts: [{ type: "text", text: "be brief" }] },
      { role: "user", parts: [{ type: "text", text: "hi" }] },
      { role: "tool", parts: [{ type: "tool_result", id: "c1", result: "found" }] },
    ]);
    expect(content.output).toEqual([{ role: "assistant", parts: [{ type: "text", text: "done" }] }]);
  });

  it("come from events on the span that hold Bedrock's content blocks", () => {
    const events = [
      { name: "gen_ai.user.message", attributes: { content: '[{"text":"hi"}]' } },
      {
        name: "gen_ai.choice",
        attributes: { message: '[{"toolUse":{"toolUseId":"c1","name":"grep","input":{"q":"x"}}}]' },
      },
    ];
    const { content, input } = inputOf({}, [], { events });
    expect(input).toEqual([read[0]]);
    expect(content.output).toEqual([read[1]]);
  });

  it("leave the system prompt out where the first message says the same", () => {
    const withSystem = [{ role: "system", parts: [{ type: "text", content: "be  brief" }] }, ...messages];
    const attributes = { "gen_ai.input.messages": JSON.stringify(withSystem) };
    expect(
      inputOf({ ...attributes, "gen_ai.system_instructions": "be brief" }).content.system,
    ).toBeUndefined();
    expect(inputOf({ ...attributes, "gen_ai.system_instructions": "other" }).content.system).toEqual([
      { type: "text", text: "other" },
    ]);
  });

  it("are redacted where a marker stands in their place, and absent where nothing stands", () => {
    expect(inputOf({ "gen_ai.input.messages": "[REDACTED]" }).content.state).toBe("redacted");
    expect(inputOf({}).content).toEqual({ state: "absent" });
  });

  it("say nothing where only roles and ids are left of them", () => {
    const emptied = [
      { role: "user", parts: [] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1" }] },
    ];
    expect(inputOf({ "gen_ai.input.messages": emptied }).content.state).toBe("absent");
  });

  it("come with the tools that were offered, in any spelling", () => {
    const tools = [
      { type: "function", function: { name: "grep", description: "d", parameters: { type: "object" } } },
    ];
    const record = span({
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.tool.definitions": JSON.stringify(tools) },
    });
    const content = readStep(record, []).content();
    expect(content.tools?.form).toBe("elements");
    expect(allOf(content.tools, record.attributes)).toEqual([
      { type: "function", name: "grep", description: "d", parameters: { type: "object" } },
    ]);
  });
});

describe("a GenAI tool span", () => {
  const tool = (attributes: PlainAttributes, options: SpanOptions = {}) =>
    step({ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "grep", ...attributes }, options);

  it("has arguments and result read from JSON texts", () => {
    const facts = tool({
      "gen_ai.tool.call.id": "c1",
      "gen_ai.tool.call.arguments": '{"q":"x"}',
      "gen_ai.tool.call.result": '{"hits":2}',
    });
    expect(facts.tool).toEqual({ name: "grep", callId: "c1", args: { q: "x" }, result: { hits: 2 } });
    expect(facts.failed).toBe(false);
  });

  it("takes its name from the span where no attribute has it", () => {
    const facts = readStep(
      span({ name: "execute_tool find", attributes: { "gen_ai.operation.name": "execute_tool" } }),
      [],
    );
    expect(facts.tool?.name).toBe("find");
  });

  it.each([
    ["a result marked as an error", { "gen_ai.tool.call.result": '{"isError":true,"content":"no"}' }],
    ["a result marked is_error", { "gen_ai.tool.call.result": '{"is_error":true}' }],
    ["an exit code", { "process.exit.code": 3 }],
    ["a tool status", { "gen_ai.tool.status": "error" }],
    ["an error type", { "error.type": "TimeoutError" }],
  ])("failed by %s although its status is unset", (_what, attributes) => {
    const facts = tool(attributes);
    expect(facts.failed).toBe(true);
    expect(facts.error).toBeDefined();
  });

  it("did not fail where its exit code is 0", () => {
    expect(tool({ "process.exit.code": 0 }).failed).toBe(false);
  });

  it("tells the target of a transfer to another agent", () => {
    expect(tool({ "gen_ai.tool.name": "transfer_to_weather" }).handoff).toEqual({ to: "weather" });
    const named = tool({
      "gen_ai.tool.name": "transfer_to_agent",
      "gen_ai.tool.call.arguments": '{"agentName":"weather"}',
    });
    expect(named.handoff).toEqual({ to: "weather" });
    expect(named.kind).toBe("tool");
  });

  it("reads input and result that came as events", () => {
    const facts = tool(
      {},
      {
        events: [
          { name: "gen_ai.tool.message", attributes: { role: "tool", content: '{"q":"x"}', id: "c1" } },
          { name: "gen_ai.choice", attributes: { message: '[{"text":"found"}]', id: "c1" } },
        ],
      },
    );
    expect(facts.tool).toMatchObject({ args: { q: "x" }, result: "found" });
  });
});

describe("the limit of the context window", () => {
  const limitOf = (value: PlainValue) =>
    chat({ "copilot_chat.request.max_prompt_tokens": value }).model?.contextLimit;

  it("is what Copilot Chat may send, by its own word", () => {
    expect(limitOf(128_000)).toEqual({ tokens: 128_000, by: "client" });
    expect(limitOf("64000")).toEqual({ tokens: 64_000, by: "client" });
  });

  it("is none where the value is none", () => {
    expect([limitOf(0), limitOf(-1), limitOf("a lot")]).toEqual([undefined, undefined, undefined]);
    expect(chat({}).model?.contextLimit).toBeUndefined();
  });
});
