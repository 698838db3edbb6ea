// Money by bucket, over time and by tool, with sums that can be worked out by hand.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CostRow } from "../../../src/protocol/rows";
import { encodeRequest, type SpanOptions, TRACE_ID } from "../../fixtures/builders/span";
import { type TestEngine, testEngine } from "../test-engine";
import { modelCall, said, startUs, stepId, toolCall } from "./calls";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

function send(...spans: readonly SpanOptions[]): void {
  test.engine.ingest.accept("traces", encodeRequest(...spans));
}

function costBy(by: "agent" | "model" | "tool" | "kind" | "step"): Promise<CostRow> {
  return test.client.ask("session/cost", { sessionId: TRACE_ID, by });
}

const messages = [said("user", "A flat white, please.")];
const usage = { input: 4000, cacheRead: 3000, output: 600, reasoning: 100 };

describe("what was billed", () => {
  it("is the tokens and the money of each bucket that is reported", async () => {
    send(modelCall({ number: 1, messages, usage }), modelCall({ number: 2, messages, usage }));
    expect((await costBy("agent")).billed).toEqual([
      { bucket: "inUncached", tokens: 2000, costUsd: 0.0025 },
      { bucket: "inCacheRead", tokens: 6000, costUsd: 0.00075 },
      { bucket: "out", tokens: 1000, costUsd: 0.01 },
      { bucket: "reasoning", tokens: 200, costUsd: 0.002 },
    ]);
  });

  it("has tokens without money where a client reports a cost of its own", async () => {
    send(modelCall({ number: 1, messages, usage, attributes: { "gen_ai.usage.cost": 0.5 } }));
    const { billed, items } = await costBy("agent");
    expect(items.map(({ costUsd }) => costUsd)).toEqual([0.5]);
    expect(billed.map(({ bucket, tokens, costUsd }) => [bucket, tokens, costUsd])).toEqual([
      ["inUncached", 1000, null],
      ["inCacheRead", 3000, null],
      ["out", 500, null],
      ["reasoning", 100, null],
    ]);
  });

  it("counts calls without a price apart", async () => {
    send(
      modelCall({ number: 1, messages, usage }),
      modelCall({ number: 2, messages, usage, attributes: { "gen_ai.request.model": "house-blend" } }),
    );
    expect(await costBy("model")).toMatchObject({ calls: 2, pricedCalls: 1 });
  });
});

it("runs up over time in the order in which calls ended", async () => {
  send(
    modelCall({ number: 2, messages: [said("user", "two")], usage: { input: 2000 } }),
    modelCall({ number: 1, messages: [said("user", "one")], usage: { input: 1000 } }),
    modelCall({ number: 3, messages: [said("user", "three")], usage: { input: 4000 } }),
  );
  expect((await costBy("step")).overTime).toEqual([
    { atUs: startUs(1) + 500_000, costUsd: 0.00125, wastedUsd: 0, stepId: stepId(1), number: 1 },
    { atUs: startUs(2) + 500_000, costUsd: 0.00375, wastedUsd: 0, stepId: stepId(2), number: 2 },
    { atUs: startUs(3) + 500_000, costUsd: 0.00875, wastedUsd: 0, stepId: stepId(3), number: 3 },
  ]);
});

describe("prices of tools", () => {
  const spans = [
    modelCall({ number: 1, messages, usage: { input: 1000 } }),
    toolCall(2, "web_search", "three hits"),
    toolCall(3, "web_search", "no hits"),
    toolCall(4, "clock", "noon"),
  ];
  const costsOf = ({ items }: CostRow) =>
    items.map(({ key, calls, costUsd, unpricedCalls }) => [key, calls, costUsd, unpricedCalls]);

  it("are unknown until the user sets them, and then only those", async () => {
    send(...spans);
    expect(costsOf(await costBy("tool"))).toEqual([
      ["web_search", 2, null, 2],
      ["clock", 1, null, 1],
    ]);
    await test.client.ask("settings/apply", { toolPricesUsd: { web_search: 0.01 } });
    expect(costsOf(await costBy("tool"))).toEqual([
      ["web_search", 2, 0.02, 0],
      ["clock", 1, null, 1],
    ]);
  });

  it("of zero are free, and count in sums, in the line over time and in the summary", async () => {
    send(...spans);
    await test.client.ask("settings/apply", { toolPricesUsd: { web_search: 0.01, clock: 0 } });
    expect(costsOf(await costBy("tool"))).toEqual([
      ["web_search", 2, 0.02, 0],
      ["clock", 1, 0, 0],
    ]);
    expect((await costBy("agent")).items.map(({ costUsd }) => costUsd)).toEqual([0.02125]);
    expect((await costBy("step")).overTime.map(({ costUsd }) => costUsd)).toEqual([
      0.00125, 0.01125, 0.02125, 0.02125,
    ]);
    const { money } = await test.client.ask("session/summary", { sessionId: TRACE_ID });
    expect(money.agents.map(({ key, costUsd }) => [key, costUsd])).toEqual([["barista", 0.02125]]);
  });

  it("are taken back by an empty list, and kept where the settings say nothing of them", async () => {
    send(...spans);
    await test.client.ask("settings/apply", { toolPricesUsd: { clock: 1 } });
    await test.client.ask("settings/apply", {});
    expect((await costBy("tool")).items[0]).toMatchObject({ key: "clock", costUsd: 1 });
    await test.client.ask("settings/apply", { toolPricesUsd: {} });
    expect((await costBy("tool")).items.map(({ costUsd }) => costUsd)).toEqual([null, null]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuse %s dollars", async (price) => {
    await expect(
      test.client.ask("settings/apply", { toolPricesUsd: { clock: price } }),
    ).rejects.toMatchObject({ code: "invalid-args" });
  });
});

it("asks views of sessions that were looked at to ask again when prices change", async () => {
  send(modelCall({ number: 1, messages }));
  await costBy("tool");
  const changed = new Promise((resolve) => {
    test.client.on("session/changed", ({ sessionIds }) => resolve(sessionIds));
  });
  await test.client.ask("settings/apply", { toolPricesUsd: { clock: 1 } });
  expect(await changed).toEqual([TRACE_ID]);
});

describe("what the user sets of costs", () => {
  const spans = [
    modelCall({ number: 1, messages, usage: { input: 1000 } }),
    modelCall({ number: 2, messages: [said("user", "two")], usage: { input: 2000 } }),
    toolCall(3, "clock", "noon"),
  ];

  it("is a budget, which goes along with the costs until it is taken back", async () => {
    send(...spans);
    expect((await costBy("agent")).budgetUsd).toBeNull();
    await test.client.ask("settings/apply", { budgetUsd: 0.002 });
    await test.client.ask("settings/apply", { toolPricesUsd: {} });
    expect((await costBy("agent")).budgetUsd).toBe(0.002);
    await test.client.ask("settings/apply", { budgetUsd: null });
    expect((await costBy("agent")).budgetUsd).toBeNull();
  });

  it("are the models to compare with, in place of ours; what a request names wins", async () => {
    send(...spans);
    const modelsOf = ({ whatIf }: CostRow) => whatIf.map(({ model, costUsd }) => [model, costUsd]);
    expect(modelsOf(await costBy("agent"))).toHaveLength(6);
    await test.client.ask("settings/apply", { whatIfModels: ["gpt-5", "in-house-7b"] });
    expect(modelsOf(await costBy("agent"))).toEqual([
      ["gpt-5", 0.00375],
      ["in-house-7b", null],
    ]);
    const named = await test.client.ask("session/cost", {
      sessionId: TRACE_ID,
      by: "agent",
      whatIfModels: ["gpt-5-mini"],
    });
    expect(modelsOf(named)).toEqual([["gpt-5-mini", 0.00075]]);
  });

  it("are chosen from the models of the price list, which have a price each", async () => {
    const models = await test.client.ask("price/models", {});
    const names = models.map(({ model }) => model);
    expect(names).toContain("gpt-5");
    expect(names).toContain("claude-sonnet-4-5");
    expect(names.filter((name) => name.includes("embed"))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

it("sums the session whatever the grouping, with tools at the user's prices", async () => {
  send(
    modelCall({ number: 1, agent: "barista", messages, usage: { input: 1000 } }),
    modelCall({ number: 2, agent: "roaster", messages, usage: { input: 2000 } }),
    toolCall(3, "clock", "noon"),
  );
  await test.client.ask("settings/apply", { toolPricesUsd: { clock: 0.5 } });
  for (const by of ["agent", "model", "tool", "kind", "step"] as const)
    expect((await costBy(by)).total).toMatchObject({ calls: 2, costUsd: 0.50375, unpricedCalls: 0 });
  expect((await costBy("agent")).tools).toEqual([{ name: "clock", calls: 1, priceUsd: 0.5, costUsd: 0.5 }]);
});

it("names the models of agents, and steps by number and name", async () => {
  send(
    modelCall({ number: 1, messages, usage: { input: 1000 } }),
    modelCall({ number: 2, messages, attributes: { "gen_ai.request.model": "gpt-5-mini" } }),
    modelCall({ number: 3, messages, attributes: { "gen_ai.request.model": "gpt-5-mini" } }),
  );
  expect((await costBy("agent")).items.map(({ models }) => models)).toEqual([["gpt-5-mini", "gpt-5"]]);
  const [first] = (await costBy("step")).items;
  expect(first).toMatchObject({ key: stepId(1), number: 1, name: "gpt-5" });
});

it("leaves a failed call without tokens out of the calls that lack a price", async () => {
  send(modelCall({ number: 1, messages, usage: { input: 1000 } }), {
    ...modelCall({ number: 2, messages }),
    status: { code: 2, message: "slow down" },
  });
  const { total, waste } = await costBy("agent");
  expect(total).toMatchObject({ calls: 2, costUsd: 0.00125, unpricedCalls: 0 });
  expect(waste.map(({ reason, costUsd, numbers }) => [reason, costUsd, numbers])).toEqual([
    ["failed calls", null, [2]],
  ]);
});
