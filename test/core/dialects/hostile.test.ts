// Whatever stands in the attributes, no reader throws and what it gives keeps its promises.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allOf } from "../../../src/core/dialects/content/list";
import { readStep, summaryOf } from "../../../src/core/dialects/index";
import { span } from "../../fixtures/builders/span";
import type { PlainValue } from "../../fixtures/builders/otlp-json";

const KEYS = [
  "gen_ai.operation.name",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.definitions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.usage.input_tokens",
  "gen_ai.usage.cache_read.input_tokens",
  "gen_ai.response.finish_reasons",
  "gen_ai.request.model",
  "gen_ai.prompt",
  "gen_ai.prompt.0.content",
  "gen_ai.completion.0.tool_calls.0.arguments",
  "openinference.span.kind",
  "input.value",
  "output.value",
  "llm.input_messages.0.message.contents.0.message_content.type",
  "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
  "llm.invocation_parameters",
  "llm.token_count.prompt",
  "metadata",
  "traceloop.span.kind",
  "traceloop.entity.input",
  "traceloop.entity.output",
  "ai.operationId",
  "ai.prompt",
  "ai.prompt.messages",
  "ai.prompt.tools",
  "ai.response.toolCalls",
  "ai.response.reasoning",
  "ai.toolCall.result",
];

const WORDS = [
  "chat",
  "execute_tool",
  "LLM",
  "TOOL",
  "CHAIN",
  "AGENT",
  "tool",
  "agent",
  "ai.toolCall",
  "ai.generateText.doGenerate",
  '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]',
  '[{"role":"tool","content":[{"type":"tool-result","output":{"type":"json","value":null}}]}]',
  '{"messages":[[{"lc":1,"id":["x","AIMessage"],"kwargs":{"content":[{"type":"text"}],"tool_calls":[{}]}}]]}',
  '{"generations":[[{"message":null}]],"choices":[{"message":{"tool_calls":[{"function":null}]}}]}',
  '[{"type":"image","source":null},{"type":"reasoning","summary":[1]},{"functionCall":{}}]',
  '{"functionDeclarations":[{"functionDeclarations":[]}]}',
  '[{"role":"us',
  "[",
  "{}",
  "null",
  "[REDACTED]",
];

const value: fc.Arbitrary<PlainValue> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom("role", "parts", "content", "type", "name", "__proto__"),
    fc.constantFrom(...WORDS),
  ),
);

const attributes = fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 12 });

describe("attributes of any kind and shape", () => {
  it("never make a reader throw, a token count go wrong, or a step lack its name", () => {
    fc.assert(
      fc.property(attributes, (entries) => {
        const bugs: string[] = [];
        const record = span({ attributes: Object.fromEntries(entries) });
        const facts = readStep(record, [], (error) => bugs.push(String(error)));
        const content = facts.content();
        const read = [...allOf(content.input, record.attributes), ...(content.output ?? [])];
        allOf(content.tools, record.attributes);
        expect(bugs).toEqual([]);
        expect(facts.name).not.toBe("");
        expect(read.every(({ role, parts }) => typeof role === "string" && Array.isArray(parts))).toBe(true);
        expect(Object.values(facts.usage ?? {}).filter((count) => count !== null && count < 0)).toEqual([]);
        expect(summaryOf(facts, content).length).toBeLessThanOrEqual(80);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });
});

describe("a flattened name with a hundred thousand parts", () => {
  it("is left alone", () => {
    const key = `llm.input_messages.0${".a".repeat(100_000)}`;
    const bugs: string[] = [];
    const record = span({ attributes: { "openinference.span.kind": "LLM", [key]: "x" } });
    expect(readStep(record, [], (error) => bugs.push(String(error))).content().input).toBeUndefined();
    expect(bugs).toEqual([]);
  });
});

describe("JSON nested deeper than any stack", () => {
  const DEPTH = 50_000;
  const deepList = "[".repeat(DEPTH) + "]".repeat(DEPTH);
  const deepWrapper = '{"type":"json","value":'.repeat(DEPTH) + "1" + "}".repeat(DEPTH);
  const deepTools = '[{"functionDeclarations":'.repeat(DEPTH) + "[]" + "}]".repeat(DEPTH);

  it.each([
    ["messages", { "gen_ai.operation.name": "chat", "gen_ai.input.messages": deepList }],
    ["an answer", { "gen_ai.operation.name": "chat", "gen_ai.output.messages": deepList }],
    ["system instructions", { "gen_ai.operation.name": "chat", "gen_ai.system_instructions": deepList }],
    [
      "a tool result in a message",
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.output.messages": `[{"role":"tool","parts":[{"type":"tool_call_response","response":${deepWrapper}}]}]`,
      },
    ],
    [
      "a failed tool's result",
      {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.call.result": `{"isError":true,"x":${deepList}}`,
      },
    ],
    ["tool definitions", { "gen_ai.operation.name": "chat", "gen_ai.tool.definitions": deepTools }],
    [
      "a request",
      { "openinference.span.kind": "LLM", "input.value": `{"messages":${deepList},"tools":${deepTools}}` },
    ],
    ["a reply", { "openinference.span.kind": "LLM", "output.value": `{"generations":${deepList}}` }],
  ])("as %s costs that value, not the step", (_what, given) => {
    const bugs: string[] = [];
    const record = span({ attributes: given });
    const facts = readStep(record, [], (error) => bugs.push(String(error)));
    const content = facts.content();
    expect(allOf(content.input, record.attributes)).toEqual([]);
    expect(allOf(content.tools, record.attributes)).toEqual([]);
    expect(summaryOf(facts, content).length).toBeLessThanOrEqual(80);
    expect(bugs).toEqual([]);
  });
});
