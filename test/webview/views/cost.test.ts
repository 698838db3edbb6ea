import { describe, expect, it } from "vitest";
import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import {
  budgetSentence,
  changeOf,
  cheapest,
  crossingOf,
  groupName,
  itemCost,
  moneySentence,
  nameOf,
  sortedByCost,
  wasteSentence,
} from "../../../webview/views/cost/model";
import { textOfTable } from "../../../webview/views/cost/documents";
import { layoutStaircase } from "../../../webview/views/cost/staircase";

const NO_USAGE = { inUncached: null, inCacheRead: null, inCacheWrite: null, out: null, reasoning: null };

function item(key: string, costUsd: number | null, more: Partial<CostItemRow> = {}): CostItemRow {
  return { key, calls: 1, usage: NO_USAGE, costUsd, unpricedCalls: 0, wastedUsd: 0, ...more };
}

function cost(more: Partial<CostRow> = {}): CostRow {
  return {
    items: [item("planner", 0.351), item("sql-analyst", 0.417), item("web-researcher", 0.062)],
    waste: [{ reason: "repeated calls", detail: "", costUsd: 0.23, stepIds: ["a"], numbers: [15] }],
    overTime: [
      { atUs: 10, costUsd: 0.4, wastedUsd: 0, stepId: "a", number: 2 },
      { atUs: 60, costUsd: 0.83, wastedUsd: 0.23, stepId: "b", number: 15 },
    ],
    whatIf: [
      { model: "big", costUsd: 1.2 },
      { model: "small", costUsd: 0.077 },
      { model: "odd", costUsd: null },
    ],
    billed: [],
    calls: 3,
    pricedCalls: 3,
    total: item("", 0.83, { calls: 3, wastedUsd: 0.23 }),
    budgetUsd: null,
    tools: [],
    ...more,
  };
}

describe("the cost view", () => {
  it("names the group that cost most, and the whole", () => {
    expect(moneySentence(cost(), "agent")).toBe("$0.42 of $0.83 in sql-analyst");
    const gaps = cost({ total: item("", 0.83, { unpricedCalls: 2 }) });
    expect(moneySentence(gaps, "agent")).toBe("$0.42 of ≥ $0.83 in sql-analyst");
  });

  it("says a part in percent where its dollars would only read less than a tenth of a cent", () => {
    const small = cost({
      items: [item("a", 0.0004), item("b", 0.0003)],
      total: item("", 0.0007),
    });
    expect(moneySentence(small, "agent")).toBe("57% of $0.001 in a");
  });

  it("says that no price is known instead of showing zero", () => {
    const unpriced = cost({
      overTime: [],
      items: [item("planner", null, { unpricedCalls: 3 })],
      total: item("", null, { unpricedCalls: 3 }),
    });
    expect(moneySentence(unpriced, "agent")).toBe("No call of this session has a known price");
  });

  it("says how much bought nothing, or one quiet sentence", () => {
    expect(wasteSentence(cost())).toBe("$0.23 (28%) bought nothing");
    expect(wasteSentence(cost({ total: item("", 0.83) }))).toBe("Nothing was wasted that we can see");
  });

  it("finds the cheapest of the other models and none where all cost more", () => {
    expect(cheapest(cost())).toEqual({ model: "small", costUsd: 0.077 });
    expect(cheapest(cost({ whatIf: [{ model: "big", costUsd: 1.2 }] }))).toBeUndefined();
  });

  it("writes a change with its sign and a real minus", () => {
    expect(changeOf(1.2, 0.831)).toBe("+44%");
    expect(changeOf(0.077, 0.831)).toBe("−91%");
    expect(changeOf(0.831, 0.831)).toBe("0");
    expect(changeOf(null, 0.831)).toBe("unknown");
  });

  it("sorts by cost, unknown last, equal ones by name", () => {
    const items = [item("b", 1), item("none", null), item("a", 1), item("c", 2)];
    expect(sortedByCost(items).map(({ key }) => key)).toEqual(["c", "a", "b", "none"]);
  });

  it("marks a sum that leaves out calls without a price", () => {
    expect(itemCost(item("x", 0.1, { unpricedCalls: 2 }))).toBe("≥ $0.100");
    expect(itemCost(item("x", null, { unpricedCalls: 2 }))).toBe("unknown");
  });

  it("has a name for a group without one", () => {
    expect(nameOf("", "agent")).toBe("no agent named");
    expect(nameOf("llm", "kind")).toBe("model calls");
  });

  it("names a step by its number and name", () => {
    expect(groupName(item("t:1", 1, { number: 14, name: "run_sql" }), "step")).toBe("step 14 · run_sql");
    expect(groupName(item("planner", 1), "agent")).toBe("planner");
  });

  it("says how much of the budget is used, or by how much it was overdrawn and where", () => {
    expect(budgetSentence(cost())).toBeUndefined();
    expect(budgetSentence(cost({ budgetUsd: 1 }))).toBe("83% of the budget of $1.00");
    expect(crossingOf(cost({ budgetUsd: 1 }))).toBeUndefined();
    expect(budgetSentence(cost({ budgetUsd: 0.5 }))).toBe("$0.33 over the budget of $0.50");
    expect(crossingOf(cost({ budgetUsd: 0.5 }))?.number).toBe(15);
    expect(crossingOf(cost({ budgetUsd: 0.83 }))).toBeUndefined();
  });
});

describe("the staircase of the money", () => {
  const size = { widthPx: 156, heightPx: 83, leftPx: 56 };
  const span = { startUs: 0, endUs: 100 };

  it("rises where calls ended, in red where it bought nothing", () => {
    const stairs = layoutStaircase(cost(), span, size);
    expect(stairs.line).toBe("M56,83H66V43H116V0H156");
    expect(stairs.wasted).toEqual([
      { x: 116, from: 23, to: 0, stepId: "b", number: 15, wastedUsd: 0.23, isNamed: true },
    ]);
    expect(stairs.ticks.map(({ label }) => label)).toEqual(["$0", "$0.50"]);
    expect(stairs.budget).toBeUndefined();
  });

  it("shows a loss of next to nothing, and names only risers that have room", () => {
    const at = (atUs: number, costUsd: number, number: number) => ({
      atUs,
      costUsd,
      wastedUsd: 0.0001,
      stepId: `s${number}`,
      number,
    });
    const lost = cost({ overTime: [at(10, 0.4, 1), at(20, 0.5, 2), at(60, 0.83, 3)] });
    const { wasted } = layoutStaircase(lost, span, size);
    expect(wasted.map(({ from, to }) => from - to)).toEqual([7, 7, 7]);
    expect(wasted.map(({ isNamed }) => isNamed)).toEqual([true, false, true]);
  });

  it("has room for a budget that is near, with the step that crossed it", () => {
    expect(layoutStaircase(cost({ budgetUsd: 1.66 }), span, size).budget).toEqual({ y: 0, isAbove: false });
    const crossed = layoutStaircase(cost({ budgetUsd: 0.415 }), span, size);
    expect(crossed.budget).toEqual({
      y: 41.5,
      isAbove: false,
      crossing: { x: 116, stepId: "b", number: 15 },
    });
  });

  it("puts a budget that is far above at the upper edge and keeps the scale", () => {
    const far = layoutStaircase(cost({ budgetUsd: 100 }), span, size);
    expect(far.budget).toEqual({ y: 0, isAbove: true });
    expect(far.line).toBe("M56,83H66V43H116V0H156");
  });
});

describe("the table as a document", () => {
  it("has every row, dearest first, every digit, and the sum", () => {
    const usage = { inUncached: 1_200, inCacheRead: 800, inCacheWrite: 0, out: 90, reasoning: null };
    const items = [
      item("writer", null, { calls: 1, unpricedCalls: 1 }),
      item("plan|ner", 0.1 + 0.2, { calls: 2, usage, wastedUsd: 0.05, unpricedCalls: 1 }),
    ];
    expect(textOfTable(cost({ items }), "agent").split("\n")).toEqual([
      "| Agent | Calls | Uncached | Written | Read | Out | Thinking | Cost in $ | Wasted in $ |",
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
      "| plan\\|ner | 2 | 1200 | 0 | 800 | 90 |  | ≥ 0.3 | 0.05 |",
      "| writer | 1 |  |  |  |  |  | unknown | 0 |",
      "| Session | 3 |  |  |  |  |  | 0.83 | 0.23 |",
      "",
    ]);
  });
});
