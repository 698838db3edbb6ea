import { describe, expect, it } from "vitest";
import { offsetTo, windowOf } from "../../../webview/ui/windowing";

const list = { count: 1_000, rowPx: 20, overscan: 2, keep: undefined };
const sight = { offsetPx: 200, heightPx: 100 };

describe("the rows of a long list that stand in the page", () => {
  it("are those in sight and some beyond each rim", () => {
    expect(windowOf(sight, list)).toEqual({
      firstIndex: 10,
      lastIndex: 14,
      indexes: [8, 9, 10, 11, 12, 13, 14, 15, 16],
    });
  });

  it("end with the list at both ends", () => {
    expect(windowOf({ offsetPx: 0, heightPx: 60 }, list).indexes).toEqual([0, 1, 2, 3, 4]);
    expect(windowOf({ offsetPx: 19_940, heightPx: 60 }, list).indexes).toEqual([995, 996, 997, 998, 999]);
  });

  it("are one more where a row is cut at each rim", () => {
    const cut = windowOf({ offsetPx: 210, heightPx: 100 }, { ...list, overscan: 0 });
    expect(cut.indexes).toEqual([10, 11, 12, 13, 14, 15]);
    expect(cut.lastIndex).toBe(15);
  });

  it("count a row whose top is a fraction of a pixel above the rim as the first", () => {
    expect(windowOf({ offsetPx: 199.5, heightPx: 100 }, list).firstIndex).toBe(10);
  });

  it("keep the row that has the focus wherever it is, once", () => {
    expect(windowOf(sight, { ...list, keep: 3 }).indexes).toEqual([3, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(windowOf(sight, { ...list, keep: 900 }).indexes.at(-1)).toBe(900);
    expect(windowOf(sight, { ...list, keep: 12 }).indexes).toHaveLength(9);
    expect(windowOf(sight, { ...list, keep: 1_000 }).indexes).toHaveLength(9);
    expect(windowOf(sight, { ...list, keep: -1 }).indexes).toHaveLength(9);
  });

  it("are none in a list without rows or without height, but for the one that is kept", () => {
    expect(windowOf({ offsetPx: 0, heightPx: 100 }, { ...list, count: 0 })).toEqual({
      firstIndex: 0,
      lastIndex: 0,
      indexes: [],
    });
    expect(windowOf({ offsetPx: 0, heightPx: 0 }, list).indexes).toEqual([]);
    expect(windowOf({ offsetPx: 0, heightPx: 0 }, { ...list, keep: 5 }).indexes).toEqual([5]);
  });

  it("are the last ones where the list became shorter than it was scrolled", () => {
    expect(windowOf({ offsetPx: 5_000, heightPx: 60 }, { ...list, count: 4 }).indexes).toEqual([2, 3]);
  });
});

describe("how far to scroll for a row", () => {
  const to = (index: number, align: "auto" | "start" | "center" | "end", coveredPx = 0) =>
    offsetTo(index, align, sight, { count: 1_000, rowPx: 20, coveredPx });

  it("is nowhere where it is in sight already", () => {
    expect(to(12, "auto")).toBe(200);
  });

  it("is no further than it must be", () => {
    expect(to(5, "auto")).toBe(100);
    expect(to(20, "auto")).toBe(320);
  });

  it("leaves room for the rows that stick to the top", () => {
    expect(to(10, "auto", 40)).toBe(160);
    expect(to(12, "auto", 40)).toBe(200);
    expect(to(5, "start", 40)).toBe(60);
  });

  it("puts it in the middle or at the end where that is wanted, and stays within the list", () => {
    expect(to(500, "center")).toBe(9_960);
    expect(to(999, "end")).toBe(19_900);
    expect(to(0, "center")).toBe(0);
    expect(to(999, "start")).toBe(19_900);
  });
});
