import { describe, expect, it } from "vitest";
import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import {
  changeOf,
  cheapest,
  itemCost,
  layoutStaircase,
  moneySentence,
  nameOf,
  sortedByCost,
  wasteSentence,
} from "../../../webview/views/cost/model";

const NO_USAGE = { inUncached: null, inCacheRead: null, inCacheWrite: null, out: null, reasoning: null };

function item(key: string, costUsd: number | null, more: Partial<CostItemRow> = {}): CostItemRow {
  return { key, calls: 1, usage: NO_USAGE, costUsd, unpricedCalls: 0, wastedUsd: 0, ...more };
}

function cost(more: Partial<CostRow> = {}): CostRow {
  return {
    items: [item("planner", 0.351), item("sql-analyst", 0.417), item("web-researcher", 0.062)],
    waste: [{ reason: "repeated calls", costUsd: 0.23, stepIds: ["a"], numbers: [15] }],
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
    ...more,
  };
}

describe("the cost view", () => {
  it("names the group that cost most, and the whole", () => {
    expect(moneySentence(cost(), "agent")).toBe("$0.42 of $0.83 in sql-analyst");
  });

  it("says that no price is known instead of showing zero", () => {
    const unpriced = cost({ overTime: [], items: [item("planner", null, { unpricedCalls: 3 })] });
    expect(moneySentence(unpriced, "agent")).toBe("No call of this session has a known price");
  });

  it("says how much bought nothing, or one quiet sentence", () => {
    expect(wasteSentence(cost())).toBe("$0.23 (28%) bought nothing");
    expect(wasteSentence(cost({ waste: [] }))).toBe("Nothing was wasted that we can see");
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

  it("draws the money as a staircase with a red riser where it bought nothing", () => {
    const size = { widthPx: 156, heightPx: 83, leftPx: 56 };
    const stairs = layoutStaircase(cost(), { startUs: 0, endUs: 100 }, size);
    expect(stairs.line).toBe("M56,83H66V43H116V0H156");
    expect(stairs.wasted).toEqual([{ x: 116, from: 23, to: 0, label: "15" }]);
    expect(stairs.ticks.map(({ label }) => label)).toEqual(["$0", "$0.41", "$0.83"]);
  });
});
