import { describe, expect, it } from "vitest";
import {
  JOURNAL_DAYS,
  amountIn,
  isDollars,
  layersIn,
  limitsIn,
  modelsIn,
  pricesIn,
  wholeIn,
} from "../../src/host/setting-values";

describe("a setting", () => {
  it("of prices keeps amounts that are not below zero", () => {
    expect(pricesIn({ search: 0.01, clock: 0, odd: -1, text: "1", nothing: null })).toEqual({
      search: 0.01,
      clock: 0,
    });
    for (const odd of [undefined, null, 7, "x"]) expect(pricesIn(odd)).toEqual({});
  });

  it("of layers keeps the three that there are", () => {
    expect(layersIn({ notes: "working", facts: "semantic", log: "somewhere", x: 1 })).toEqual({
      notes: "working",
      facts: "semantic",
    });
  });

  it("of limits keeps whole numbers of tokens above nothing", () => {
    expect(limitsIn({ mine: 32_000, none: 0, less: -1, half: 1.5, text: "8192", huge: 1e300 })).toEqual({
      mine: 32_000,
    });
    expect(limitsIn(null)).toEqual({});
  });

  it("of models keeps each name once, and at most twenty", () => {
    expect(modelsIn(["gpt-5", " gpt-5 ", "", 7, "o3"])).toEqual(["gpt-5", "o3"]);
    expect(modelsIn(Array.from({ length: 30 }, (_, index) => `m${index}`))).toHaveLength(20);
    expect(modelsIn("gpt-5")).toEqual([]);
  });

  it("of days is a whole number in its range, else the usual one", () => {
    expect([1, 7, 3650].map((days) => wholeIn(days, JOURNAL_DAYS))).toEqual([1, 7, 3650]);
    for (const odd of [0, -1, 1.5, 4000, "7", null, undefined]) expect(wholeIn(odd, JOURNAL_DAYS)).toBe(30);
  });

  it("of a budget is an amount of dollars", () => {
    expect([0, 0.5, 100].every(isDollars)).toBe(true);
    expect([-1, Number.NaN, Infinity, "1", null].some(isDollars)).toBe(false);
  });
});

describe("what is typed for an amount", () => {
  it("is dollars with or without their sign, or nothing", () => {
    const cases: readonly (readonly [string, number | null | undefined])[] = [
      ["0.50", 0.5],
      ["$1", 1],
      [" .25 ", 0.25],
      ["0", 0],
      ["", null],
      ["  ", null],
      ["-1", undefined],
      ["1,50", undefined],
      ["a lot", undefined],
      ["1e9", undefined],
    ];
    for (const [text, amount] of cases) expect([text, amountIn(text)]).toEqual([text, amount]);
  });
});
