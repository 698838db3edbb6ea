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
