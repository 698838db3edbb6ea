import { afterEach, beforeEach, expect, it } from "vitest";
import { encodeRequest, T0_US } from "../../fixtures/builders/span";
import { type TestEngine, testEngine } from "../test-engine";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

const tool = (name: string) => ({ type: "function", name, parameters: { type: "object" } });

function run(number: number, system: string, tools: readonly string[]): void {
  const traceId = number.toString(16).padStart(32, "a");
  const startUs = T0_US + number * 1_000_000;
  test.engine.ingest.accept(
    "traces",
    encodeRequest(
      {
        traceId,
        spanId: "00000000000000a1",
        startUs,
        attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "barista" },
      },
      {
        traceId,
        spanId: "00000000000000a2",
        parent: "00000000000000a1",
        startUs: startUs + 10,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "gpt-5-mini",
          "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: system }]),
          "gen_ai.tool.definitions": JSON.stringify(tools.map(tool)),
          "gen_ai.input.messages": JSON.stringify([
            { role: "user", parts: [{ type: "text", content: "hi" }] },
          ]),
        },
      },
    ),
  );
}

it("tells the versions of an agent by its prompt and tools, oldest first, and not by the day in the prompt", async () => {
  run(1, "You make coffee. Today is 2026-01-01.", ["brew"]);
  run(2, "You make coffee. Today is 2026-01-02.", ["brew"]);
  run(3, "You make coffee. Today is 2026-01-03.", ["brew", "froth"]);
  run(4, "You make tea.", ["brew", "froth"]);
  const [agent] = await test.client.ask("agent/list", {});
  expect(agent).toMatchObject({ name: "barista", sessions: 4, modelCalls: 4 });
  expect(agent?.versions.map(({ firstSeenUs, changed }) => [firstSeenUs, changed])).toEqual([
    [T0_US + 1_000_010, []],
    [T0_US + 3_000_010, ["tools +froth"]],
    [T0_US + 4_000_010, ["prompt"]],
  ]);
  expect(new Set(agent?.versions.map(({ hash }) => hash)).size).toBe(3);
});

it("counts the calls of each tool by agent with those that failed, and calls without a price", async () => {
  const traceId = "c".repeat(32);
  const ran = (spanId: string, name: string, failed: boolean) => ({
    traceId,
    spanId,
    parent: "00000000000000b1",
    startUs: T0_US + 10,
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name },
    ...(failed && { status: { code: 2, message: "timeout" } }),
  });
  test.engine.ingest.accept(
    "traces",
    encodeRequest(
      {
        traceId,
        spanId: "00000000000000b1",
        startUs: T0_US,
        attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "barista" },
      },
      ran("00000000000000b2", "brew", true),
      ran("00000000000000b3", "brew", false),
      ran("00000000000000b4", "froth", false),
      {
        traceId,
        spanId: "00000000000000b5",
        parent: "00000000000000b1",
        startUs: T0_US + 10,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "house-blend",
          "gen_ai.usage.input_tokens": 10,
        },
      },
    ),
  );
  const [agent] = await test.client.ask("agent/list", {});
  expect(agent?.toolCounts).toEqual([
    { name: "brew", calls: 2, errors: 1, p95Us: 1_000 },
    { name: "froth", calls: 1, errors: 0, p95Us: 1_000 },
  ]);
  expect(agent).toMatchObject({ tools: ["brew", "froth"], costUsd: null, unpricedCalls: 1 });
});

it("gives the time that 95% of a tool's calls took at most, for each agent, to two digits", async () => {
  const traceId = "d".repeat(32);
  const id = (number: number) => number.toString(16).padStart(16, "0");
  const agent = (number: number, name: string) => ({
    traceId,
    spanId: id(number),
    startUs: T0_US,
    attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name },
  });
  const ran = (number: number, parent: number, ms: number) => ({
    traceId,
    spanId: id(number),
    parent: id(parent),
    startUs: T0_US + 10,
    endUs: T0_US + 10 + ms * 1000,
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "brew" },
  });
  // 20 calls of the barista: 19 take up to 9,834 ms, one a minute. The other agent has one call of 40 ms.
  const brewed = Array.from({ length: 18 }, (_, index) => ran(10 + index, 1, 100 + index));
  const calls = [...brewed, ran(50, 1, 9_834), ran(51, 1, 60_000), ran(52, 2, 40)];
  test.engine.ingest.accept("traces", encodeRequest(agent(1, "barista"), agent(2, "cook"), ...calls));
  const p95 = async () =>
    (await test.client.ask("agent/list", {}))
      .map(({ name, toolCounts }) => [name, toolCounts[0]?.p95Us])
      .sort();
  expect(await p95()).toEqual([
    ["barista", 9_800_000],
    ["cook", 40_000],
  ]);
  // The same call again is the same call; a later one moves the figure.
  test.engine.ingest.accept("traces", encodeRequest(ran(50, 1, 9_834)));
  expect((await p95())[0]).toEqual(["barista", 9_800_000]);
  test.engine.ingest.accept("traces", encodeRequest(ran(53, 1, 50_000)));
  expect((await p95())[0]).toEqual(["barista", 50_000_000]);
});
