// Money: who spent it, what bought nothing, and no dollar twice. Expected figures are worked out by hand.

import { describe, expect, it } from "vitest";
import { costHeadline, costOf, type CostStep } from "../../../../src/core/model/cost";
import { NO_USAGE, type Usage } from "../../../../src/core/model/usage";

let clock = 0;

function model(stepId: string, costUsd: number | null, more: Partial<CostStep> = {}): CostStep {
  return { ...base(stepId), kind: "llm", model: "sonnet", provider: "anthropic", costUsd, ...more };
}

function tool(stepId: string, name: string, more: Partial<CostStep> = {}): CostStep {
  return { ...base(stepId), kind: "tool", tool: name, ...more };
}

function base(stepId: string): CostStep {
  return {
    stepId,
    parentId: null,
    agent: "planner",
    model: null,
    provider: null,
    kind: "other",
    status: "ok",
    startUs: clock++,
    durationUs: 1,
    usage: null,
    costUsd: null,
  };
}

function usage(inUncached: number, out: number, inCacheRead: number | null = null): Usage {
  return { ...NO_USAGE, inUncached, out, inCacheRead };
}

/** The run_sql story of the design: four times the same query, each asked for by a model call. */
function sqlSession(): CostStep[] {
  const failing = { argsHash: "q", resultHash: "timeout", status: "error" as const, agent: "sql-analyst" };
  const asks = (callId: string) => ({ requests: [{ name: "run_sql", callId }], agent: "sql-analyst" });
  return [
    model("13", 0.067, { ...asks("c1"), cacheBreak: { lostUsd: 0.027, what: "tool definitions reordered" } }),
    tool("14", "run_sql", { ...failing, callId: "c1" }),
    model("15", 0.032, asks("c2")),
    tool("16", "run_sql", { ...failing, callId: "c2" }),
    model("17", 0.038, asks("c3")),
    tool("18", "run_sql", { ...failing, callId: "c3" }),
    model("19", 0.052, asks("c4")),
    tool("20", "run_sql", { ...failing, callId: "c4" }),
    model("21", 0.087, { compaction: { costUsd: 0.054 }, agent: "sql-analyst" }),
    model("41", 0.074, { cacheBreak: { lostUsd: 0.031, what: "date in system prompt" } }),
  ];
}

describe("money that bought nothing", () => {
  it("is what the design's session wasted: repeated, broken and read again", () => {
    const report = costOf(sqlSession(), "agent");
    expect(
      report.waste.map(({ reason, costUsd, stepIds, detail }) => ({ reason, costUsd, stepIds, detail })),
    ).toEqual([
      {
        reason: "repeated-call",
        costUsd: 0.122,
        stepIds: ["15", "17", "19"],
        detail: "run_sql with the same arguments and the same outcome",
      },
      {
        reason: "cache-break",
        costUsd: 0.058,
        stepIds: ["13", "41"],
        detail: "tool definitions reordered; date in system prompt",
      },
      {
        reason: "compaction",
        costUsd: 0.054,
        stepIds: ["21"],
        detail: "history sent again to be summarised",
      },
    ]);
    expect(report.wastedUsd).toBe(0.234);
    expect(report.items.map(({ key, costUsd, wastedUsd }) => ({ key, costUsd, wastedUsd }))).toEqual([
      { key: "sql-analyst", costUsd: 0.276, wastedUsd: 0.203 },
      { key: "planner", costUsd: 0.074, wastedUsd: 0.031 },
    ]);
    expect(costHeadline(report.items, report.total)).toBe(
      "$0.28 of $0.35 in sql-analyst; $0.23 bought nothing",
    );
  });

  it("never counts a dollar twice, though every rule names the step", () => {
    const steps = [
      model("a", 0.1, { inputHash: "i" }),
      model("b", 0.1, {
        inputHash: "i",
        cacheBreak: { lostUsd: 0.08 },
        compaction: { costUsd: 0.09 },
        requests: [{ name: "t", callId: "c2" }],
      }),
      tool("t1", "t", { argsHash: "x", resultHash: "y", callId: "c1" }),
      tool("t2", "t", { argsHash: "x", resultHash: "y", callId: "c2" }),
    ];
    const report = costOf(steps, "step");
    expect(report.wastedUsd).toBe(0.1);
    expect(report.waste.map(({ reason }) => reason)).toEqual(["repeated-call"]);
    expect(report.items.map(({ key, wastedUsd }) => [key, wastedUsd])).toEqual([
      ["a", 0],
      ["b", 0.1],
    ]);
  });

  it("takes of a step what the rules before left: a break and a compaction share one call", () => {
    const report = costOf(
      [model("a", 0.1, { cacheBreak: { lostUsd: 0.07 }, compaction: { costUsd: 0.06 } })],
      "agent",
    );
    expect(report.waste.map(({ reason, costUsd }) => [reason, costUsd])).toEqual([
      ["cache-break", 0.07],
      ["compaction", 0.03],
    ]);
  });

  it("is a failed model call, but not the retry that worked", () => {
    const steps = [
      model("a", 0.02, { status: "error", inputHash: "i" }),
      model("b", 0.03, { inputHash: "i" }),
      model("c", 0.03, { inputHash: "i" }),
    ];
    const report = costOf(steps, "agent");
    expect(report.waste.map(({ reason, stepIds }) => [reason, stepIds])).toEqual([
      ["repeated-call", ["c"]],
      ["failed-call", ["a"]],
    ]);
  });

  it("is no call that brought another result, that asks for something new as well, or whose outcome is not known", () => {
    const same = { argsHash: "x" };
    const steps = [
      model("m1", 0.1, { requests: [{ name: "poll", callId: "1" }] }),
      tool("t1", "poll", { ...same, resultHash: "waiting", callId: "1" }),
      model("m2", 0.1, { requests: [{ name: "poll", callId: "2" }] }),
      tool("t2", "poll", { ...same, resultHash: "done", callId: "2" }),
      model("m3", 0.1, {
        requests: [
          { name: "poll", callId: "3" },
          { name: "read", callId: "4" },
        ],
      }),
      tool("t3", "poll", { ...same, resultHash: "done", callId: "3" }),
      tool("t4", "read", { argsHash: "z", resultHash: "text", callId: "4" }),
      tool("t5", "save", same),
      tool("t6", "save", same),
    ];
    expect(costOf(steps, "agent").wastedUsd).toBe(0);
  });

  it("joins calls to tools by name and arguments where there are no call ids", () => {
    const ask = { requests: [{ name: "t", argsHash: "x" }] };
    const ran = { argsHash: "x", resultHash: "y" };
    const steps = [model("m1", 0.1, ask), tool("t1", "t", ran), model("m2", 0.2, ask), tool("t2", "t", ran)];
    expect(costOf(steps, "agent").waste[0]?.stepIds).toEqual(["m2"]);
  });

  it("names steps whose price is unknown and leaves them out of the sum", () => {
    const report = costOf(
      [model("a", null, { status: "error" }), model("b", 0.1, { status: "error" })],
      "agent",
    );
    expect(report.waste[0]).toMatchObject({ costUsd: 0.1, stepIds: ["b"], unpricedStepIds: ["a"] });
  });
});

describe("sums", () => {
  it("leave second copies and sums of parents out, and count unpriced calls", () => {
    const steps = [
      model("a", 0.1, { usage: usage(100, 10) }),
      model("copy", 0.1, { usage: usage(100, 10), duplicateOf: "a" }),
      { ...base("agent"), kind: "agent" as const, costUsd: 9, usage: usage(9_999, 1) },
      model("b", null, { usage: usage(50, 5) }),
    ];
    expect(costOf(steps, "model").items).toEqual([
      {
        key: "sonnet",
        calls: 2,
        usage: { inUncached: 150, inCacheRead: null, inCacheWrite: null, out: 15, reasoning: null },
        costUsd: 0.1,
        unpricedCalls: 1,
        wastedUsd: 0,
      },
    ]);
  });

  it("are unknown and not zero where nothing is priced, and zero where it is free", () => {
    expect(costOf([model("a", null)], "agent").total.costUsd).toBeNull();
    expect(costOf([model("a", 0)], "agent").total.costUsd).toBe(0);
  });

  it("are exact to the nano-dollar over many small parts", () => {
    const steps = Array.from({ length: 10 }, (_, index) => model(String(index), 0.1));
    expect(costOf(steps, "agent").total.costUsd).toBe(1);
  });

  it("count tools at the price that the user set, and say which have none", () => {
    const steps = [tool("1", "web_search"), tool("2", "web_search"), tool("3", "run_sql"), model("4", 0.5)];
    const toolPrices = new Map([["web_search", 0.01]]);
    const byTool = costOf(steps, "tool", { toolPrices });
    expect(
      byTool.items.map(({ key, calls, costUsd, unpricedCalls }) => [key, calls, costUsd, unpricedCalls]),
    ).toEqual([
      ["web_search", 2, 0.02, 0],
      ["run_sql", 1, null, 1],
    ]);
    expect(byTool.total).toMatchObject({ calls: 1, costUsd: 0.52, unpricedCalls: 0 });
    const byKind = costOf(steps, "kind", { toolPrices });
    expect(byKind.items.map(({ key, calls, costUsd }) => [key, calls, costUsd])).toEqual([
      ["llm", 1, 0.5],
      ["tool", 3, 0.02],
    ]);
  });

  it("waste the price of a repeated tool call too", () => {
    const ran = { argsHash: "x", resultHash: "y" };
    const report = costOf([tool("1", "t", ran), tool("2", "t", ran)], "tool", {
      toolPrices: new Map([["t", 0.25]]),
    });
    expect(report.waste).toMatchObject([
      { reason: "repeated-call", costUsd: 0.25, stepIds: ["2"], unpricedStepIds: [] },
    ]);
  });

  it("add up over time as calls end", () => {
    const steps = [
      model("long", 0.3, { startUs: 0, durationUs: 100 }),
      model("short", 0.1, { startUs: 10, durationUs: 5, status: "error" }),
    ];
    expect(costOf(steps, "agent").overTime).toEqual([
      { atUs: 15, stepId: "short", costUsd: 0.1, wastedUsd: 0.1, totalUsd: 0.1 },
      { atUs: 100, stepId: "long", costUsd: 0.3, wastedUsd: 0, totalUsd: 0.4 },
    ]);
  });

  it("relate output to input and cached to whole", () => {
    const report = costOf([model("a", 1, { usage: usage(300, 50, 100) })], "agent");
    expect(report.outToIn).toBe(0.125);
    expect(report.cacheReadShare).toBe(0.25);
    expect(costOf([model("a", 1)], "agent")).toMatchObject({ outToIn: null, cacheReadShare: null });
  });
});

describe("the same tokens on another model", () => {
  const steps = [
    model("a", 0.5, { usage: usage(1_000, 100) }),
    model("b", 0.5, { usage: usage(2_000, 0) }),
    { ...base("e"), kind: "embedding" as const, costUsd: 0.01 },
  ];
  const whatIf = (models: readonly string[]) => ({
    whatIf: {
      models,
      priceOf: (name: string, used: Usage) =>
        name === "cheap" ? (used.inUncached ?? 0) * 1e-6 + (used.out ?? 0) * 1e-5 : null,
    },
  });

  it("is arithmetic over every model call; embeddings stay", () => {
    expect(costOf(steps, "agent", whatIf(["cheap", "nobody"])).whatIf).toEqual([
      { model: "cheap", costUsd: 0.014 },
      { model: "nobody", costUsd: null },
    ]);
  });

  it("is unknown where no call reports tokens", () => {
    expect(costOf([model("a", 1)], "agent", whatIf(["cheap"])).whatIf).toEqual([
      { model: "cheap", costUsd: null },
    ]);
  });
});
