// captures/example.md, "One recording, read to the end", as far as it is about single steps.

import { describe, expect, it } from "vitest";
import { summaryOf } from "../../../src/core/dialects/index";
import { recording } from "../../fixtures/recordings";
import { contentOf, play } from "./support/played";

describe("the worked example vercel-ai-6/tools", () => {
  const played = play(recording("vercel-ai-6/tools"));
  const bySpan = new Map(played.steps.map((step) => [step.span.spanId as string, step]));

  it.each([
    ["4570136f317b136b", "agent", "trip-planner", "answers the user"],
    ["58b1890703844059", "llm", "gpt-5-mini", "calls get_weather, search_docs"],
    ["0dc490ad6c3464c4", "tool", "get_weather", 'city: "Paris"'],
    ["9908adf178eb9f1b", "tool", "search_docs", 'query: "paris packing list"'],
    ["5c8af57a7815acb8", "llm", "gpt-5-mini", "calls calculator"],
    ["951e7963ae719486", "tool", "calculator", 'expression: "19*9/5+32"'],
    ["fb0b1980b85e7bda", "llm", "gpt-5-mini", "answers"],
  ])("reads %s as %s %s: %s", (spanId, kind, name, summary) => {
    const facts = bySpan.get(spanId)?.facts;
    expect([facts?.kind, facts?.name]).toEqual([kind, name]);
    expect(facts === undefined ? "" : summaryOf(facts, facts.content())).toBe(summary);
  });

  it("has in step 5 what the page shows", () => {
    const step = bySpan.get("5c8af57a7815acb8");
    if (step === undefined) throw new Error("step 5 is missing");
    const { content, input } = contentOf(played, step);
    expect(step.facts.dialects).toEqual(["vercel-ai"]);
    expect(step.facts.model).toEqual({
      provider: "openai",
      requestModel: "gpt-5-mini",
      responseModel: "gpt-5-mini-2026-01-01",
      responseId: "chatcmpl_fake000009",
      params: { toolChoice: "auto" },
      finishReasons: ["tool_call"],
    });
    expect(step.facts.usage).toEqual({
      inUncached: 149,
      inCacheRead: 223,
      inCacheWrite: null,
      out: 15,
      reasoning: 32,
    });
    expect(step.facts.session?.source).toBe("ai.telemetry.metadata.sessionId");
    expect(input).toEqual([
      { role: "system", parts: [{ type: "text", text: "You are a trip planner." }] },
      {
        role: "user",
        parts: [{ type: "text", text: "What is the weather in Paris and what should I pack?" }],
      },
      {
        role: "assistant",
        parts: [
          { type: "text", text: "I will look that up." },
          { type: "tool_call", id: "call_fake000005", name: "get_weather", args: { city: "Paris" } },
          {
            type: "tool_call",
            id: "call_fake000006",
            name: "search_docs",
            args: { query: "paris packing list" },
          },
        ],
      },
      {
        role: "tool",
        parts: [
          {
            type: "tool_result",
            id: "call_fake000005",
            name: "get_weather",
            result: { city: "Paris", temp: 19, sky: "sunny" },
          },
          {
            type: "tool_result",
            id: "call_fake000006",
            name: "search_docs",
            result: "Paris: bring a light coat.",
          },
        ],
      },
    ]);
    expect(content.output).toEqual([
      {
        role: "assistant",
        parts: [
          {
            type: "tool_call",
            id: "call_fake000010",
            name: "calculator",
            args: { expression: "19*9/5+32" },
          },
        ],
      },
    ]);
    expect(content.state).toBe("captured");
  });
});
