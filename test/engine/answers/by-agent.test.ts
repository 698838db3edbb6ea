// A tree grouped by agent: a head for each agent with its own steps below, over pages, filters and closed groups.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import { type SpanOptions, T0_US, TRACE_ID, encodeRequest } from "../../fixtures/builders/span";
import { type TestEngine, testEngine } from "../test-engine";

const id = (number: number) => number.toString(16).padStart(16, "0");
const stepId = (number: number) => `${TRACE_ID}:${id(number)}`;

/**
 * A step of no agent (1) runs a planner (2) with a call (3) and a delegation (4) to an analyst (5), which calls (6), fails
 * a tool (7) and asks the planner (8) back, who calls (9). Then the planner calls again (10).
 */
const SESSION: readonly SpanOptions[] = [
  { spanId: id(1), name: "request", startUs: T0_US, endUs: T0_US + 90_000 },
  agent(2, 1, "planner"),
  call(3, 2, 1_000),
  tool(4, 2),
  agent(5, 4, "analyst"),
  call(6, 5, 500),
  tool(7, 5, true),
  agent(8, 5, "planner"),
  call(9, 8, 70),
  call(10, 2, 30),
];

function agent(number: number, parent: number, name: string): SpanOptions {
  return at(number, parent, { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name });
}

function call(number: number, parent: number, input: number): SpanOptions {
  const usage = { "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": 1 };
  return at(number, parent, {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-5-mini",
    ...usage,
  });
}

function tool(number: number, parent: number, failed = false): SpanOptions {
  return {
    ...at(number, parent, { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_sql" }),
    ...(failed && { status: { code: 2, message: "timeout" } }),
  };
}

function at(number: number, parent: number, attributes: NonNullable<SpanOptions["attributes"]>): SpanOptions {
  const startUs = T0_US + number * 1_000;
  return { spanId: id(number), parent: id(parent), startUs, endUs: startUs + 500, attributes };
}

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
  test.engine.ingest.accept("traces", encodeRequest(...SESSION));
});
afterEach(() => test.engine.stop());

function rows(ask: Partial<ArgumentsOf<"session/rows">> = {}) {
  const whole = { sessionId: TRACE_ID, groupBy: "agent" as const, offset: 0, count: 100 };
  return test.client.ask("session/rows", { ...whole, ...ask });
}

/** `planner` for a head, the number for a step, each behind its level. */
function outline(items: Awaited<ReturnType<typeof rows>>["items"]): string[] {
  return items.map(
    (row) =>
      `${row.depth} ${row.group ? (row.agent ?? "no agent") : row.number} ${row.position}/${row.siblings}`,
  );
}

describe("a tree grouped by agent", () => {
  it("has a head for each agent in the order of their first steps, no agent last, and steps under their own agent's", async () => {
    const { items, total } = await rows();
    expect(outline(items)).toEqual([
      "0 planner 1/3",
      "1 2 1/1",
      "2 3 1/3",
      "2 4 2/3",
      "3 8 1/1",
      "4 9 1/1",
      "2 10 3/3",
      "0 analyst 2/3",
      "1 5 1/1",
      "2 6 1/2",
      "2 7 2/2",
      "0 no agent 3/3",
      "1 1 1/1",
    ]);
    expect(total).toBe(13);
  });

  it("gives each head the steps, failures, tokens and time of that agent alone", async () => {
    const { items } = await rows();
    const heads = items.filter(({ group }) => group);
    expect(
      heads.map(({ name, group, below, startUs, durationUs }) => ({
        name,
        ...group,
        in: below?.usage.inUncached ?? null,
        from: startUs - T0_US,
        durationUs,
      })),
    ).toEqual([
      { name: "planner", steps: 6, failed: 0, in: 1_100, from: 2_000, durationUs: 8_500 },
      { name: "analyst", steps: 3, failed: 1, in: 500, from: 5_000, durationUs: 2_500 },
      { name: "", steps: 1, failed: 0, in: null, from: 0, durationUs: 90_000 },
    ]);
    const whole = await test.client.ask("session/get", { sessionId: TRACE_ID });
    const costs = heads.map(({ below }) => below?.costUsd ?? 0);
    expect(costs.reduce((sum, cost) => sum + cost)).toBeCloseTo(whole.costUsd ?? NaN, 12);
  });

  it("holds over pages, and says which head the first row of a page belongs to", async () => {
    const page = await rows({ offset: 9, count: 2 });
    expect(outline(page.items)).toEqual(["2 6 1/2", "2 7 2/2"]);
    expect(page.ancestors && outline(page.ancestors)).toEqual(["0 analyst 2/3", "1 5 1/1"]);
    const end = await rows({ offset: 0, count: 2, fromEnd: true });
    expect(outline(end.items)).toEqual(["0 no agent 3/3", "1 1 1/1"]);
  });

  it("closes groups and steps in them, and keeps heads over what a filter finds", async () => {
    const closed = await rows({ collapsed: ["agent:planner", stepId(5)] });
    expect(outline(closed.items)).toEqual([
      "0 planner 1/3",
      "0 analyst 2/3",
      "1 5 1/1",
      "0 no agent 3/3",
      "1 1 1/1",
    ]);
    const filtered = await rows({ filter: "status:error" });
    expect(outline(filtered.items)).toEqual(["0 analyst 2/3", "1 5 1/1", "2 7 2/2"]);
    expect((await rows({ filter: "agent:planner kind:model" })).total).toBe(7);
  });

  it("leaves the tree without the argument as it was", async () => {
    const { items, total } = await test.client.ask("session/rows", {
      sessionId: TRACE_ID,
      offset: 0,
      count: 100,
    });
    expect(total).toBe(10);
    expect(items.map(({ depth }) => depth)).toEqual([0, 1, 2, 2, 3, 4, 4, 4, 5, 2]);
    expect(items[1]?.below?.usage.inUncached).toBe(1_600);
  });

  it("can close the group of an agent whose name is far too long for a question", async () => {
    const startUs = T0_US + 99_000;
    const long = agent(12, 2, "x".repeat(10_000));
    test.engine.ingest.accept("traces", encodeRequest({ ...long, startUs, endUs: startUs + 1 }));
    const head = (await rows()).items.find(({ name }) => name.startsWith("xx"));
    const closed = await rows({ collapsed: [head?.stepId ?? ""] });
    expect(closed.total).toBe(14);
  });

  it("counts a group that grows with a step that comes late", async () => {
    await rows();
    test.engine.ingest.accept("traces", encodeRequest(tool(11, 5, true)));
    expect((await rows()).items[7]?.group).toEqual({ steps: 4, failed: 2 });
  });
});

describe("finding a step in a tree grouped by agent", () => {
  type Ask = Omit<ArgumentsOf<"session/find">, "sessionId">;
  const find = (ask: Ask) => test.client.ask("session/find", { sessionId: TRACE_ID, ...ask });

  it("gives its row under the heads", async () => {
    expect(await find({ what: "step", from: stepId(7), groupBy: "agent" })).toEqual({
      stepId: stepId(7),
      index: 10,
      ancestors: ["agent:analyst", stepId(5)],
    });
    const opened = await find({
      what: "step",
      from: stepId(7),
      groupBy: "agent",
      collapsed: ["agent:planner", "agent:analyst"],
    });
    expect(opened?.index).toBe(4);
  });

  it("goes on in the order that is shown, from steps and from heads", async () => {
    const next = async (from: string, ask: Ask) => (await find({ ...ask, from, groupBy: "agent" }))?.stepId;
    expect(await next(stepId(3), { what: "call" })).toBe(stepId(9));
    expect(await next("agent:planner", { what: "call" })).toBe(stepId(3));
    expect(await next("agent:planner", { what: "error" })).toBe(stepId(7));
    expect(await next("agent:analyst", { what: "step" })).toBe("agent:analyst");
  });

  it("takes the first step of the agent for a head where the tree is not grouped", async () => {
    expect((await find({ what: "step", from: "agent:analyst" }))?.stepId).toBe(stepId(5));
    expect((await find({ what: "step", from: "no-agent:" }))?.stepId).toBe(stepId(1));
    expect(await find({ what: "step", from: "agent:nobody" })).toBeNull();
  });
});
