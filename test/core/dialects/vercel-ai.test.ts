import { describe, expect, it } from "vitest";
import { allOf } from "../../../src/core/dialects/content/list";
import { readStep } from "../../../src/core/dialects/index";
import type { PlainAttributes } from "../../fixtures/builders/otlp-json";
import { span } from "../../fixtures/builders/span";

const record = (attributes: PlainAttributes) => span({ scope: { name: "my tracer" }, attributes });
const step = (attributes: PlainAttributes) => readStep(record(attributes), []);

describe("an AI SDK span", () => {
  it.each([
    ["ai.generateText", "agent"],
    ["ai.streamObject", "agent"],
    ["ai.generateText.doGenerate", "llm"],
    ["ai.streamText.doStream", "llm"],
    ["ai.toolCall", "tool"],
    ["ai.embedMany", "step"],
    ["ai.embedMany.doEmbed", "embedding"],
    ["ai.rerank.doRerank", "rerank"],
  ])("%s is of kind %s, whatever the tracer is called", (operation, kind) => {
    const facts = step({ "ai.operationId": operation });
    expect(facts.kind).toBe(kind);
    expect(facts.dialects).toEqual(["vercel-ai"]);
  });

  it("belongs to the agent that the function id names", () => {
    const root = step({ "ai.operationId": "ai.generateText", "ai.telemetry.functionId": "planner" });
    const call = step({
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.telemetry.functionId": "planner",
      "ai.model.id": "gpt-5-mini",
    });
    expect([root.name, root.agent, call.name, call.agent]).toEqual([
      "planner",
      "planner",
      "gpt-5-mini",
      "planner",
    ]);
  });

  it("names its session in the metadata", () => {
    expect(
      step({ "ai.operationId": "ai.toolCall", "ai.telemetry.metadata.sessionId": "s1" }).session,
    ).toMatchObject({
      id: "s1",
      source: "ai.telemetry.metadata.sessionId",
    });
  });

  it("counts tokens under the names of versions 4, 5 and 6", () => {
    const usageOf = (usage: PlainAttributes) =>
      step({ "ai.operationId": "ai.generateText.doGenerate", ...usage }).usage;
    const of4 = usageOf({ "ai.usage.promptTokens": 9, "ai.usage.completionTokens": 4 });
    const of5 = usageOf({
      "ai.usage.inputTokens": 9,
      "ai.usage.outputTokens": 4,
      "ai.usage.cachedInputTokens": 5,
      "ai.usage.reasoningTokens": 1,
    });
    const of6 = usageOf({
      "ai.usage.inputTokens": 9,
      "ai.usage.outputTokens": 4,
      "ai.usage.inputTokenDetails.cacheReadTokens": 5,
      "ai.usage.inputTokenDetails.cacheWriteTokens": 2,
    });
    expect([of4, of5, of6].map((usage) => Object.values<number | null>({ ...usage }))).toEqual([
      [9, null, null, 4, null],
      [4, 5, null, 3, 1],
      [2, 5, 2, 4, null],
    ]);
  });

  it("keeps the prompt unread and reads the answer", () => {
    const prompt = [
      { role: "system", content: "be brief" },
      { role: "user", content: [{ type: "text", text: "hi" }] },
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "c1", toolName: "grep", input: { q: "x" } }],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "c1",
            toolName: "grep",
            output: { type: "error-text", value: "no such file" },
          },
        ],
      },
    ];
    const call = record({
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.prompt.messages": JSON.stringify(prompt),
      "ai.prompt.tools": ['{"type":"function","name":"grep","inputSchema":{"type":"object"}}'],
      "ai.prompt.toolChoice": '{"type":"auto"}',
      "ai.response.text": "done",
      "ai.response.reasoning": "thinking",
      "ai.response.toolCalls": '[{"toolCallId":"c2","toolName":"grep","args":{"q":"y"}}]',
      "ai.response.finishReason": "tool-calls",
    });
    const facts = readStep(call, []);
    const content = facts.content();
    expect(content.input?.form).toBe("elements");
    expect(allOf(content.input, call.attributes)).toEqual([
      { role: "system", parts: [{ type: "text", text: "be brief" }] },
      { role: "user", parts: [{ type: "text", text: "hi" }] },
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "grep", args: { q: "x" } }] },
      {
        role: "tool",
        parts: [{ type: "tool_result", id: "c1", name: "grep", result: "no such file", isError: true }],
      },
    ]);
    expect(allOf(content.tools, call.attributes)).toEqual([
      { type: "function", name: "grep", parameters: { type: "object" } },
    ]);
    expect(content.output).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", text: "thinking" },
          { type: "text", text: "done" },
          { type: "tool_call", id: "c2", name: "grep", args: { q: "y" } },
        ],
      },
    ]);
    expect(facts.model).toMatchObject({ finishReasons: ["tool_call"], params: { toolChoice: "auto" } });
  });

  it("of version 7 speaks GenAI, and its opt-in details are read beside that", () => {
    const facts = step({
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 9,
      "ai.usage.outputTokenDetails.reasoningTokens": 4,
      "ai.settings.context.sessionId": "s7",
    });
    expect(facts.dialects).toEqual(["otel-genai", "vercel-ai"]);
    expect(facts.usage).toMatchObject({ inUncached: 10, out: 5, reasoning: 4 });
    expect(facts.session).toMatchObject({ id: "s7", source: "ai.settings.context.sessionId" });
  });
});
