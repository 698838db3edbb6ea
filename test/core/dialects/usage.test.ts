import { describe, expect, it } from "vitest";
import { toUsage } from "../../../src/core/dialects/usage";
import type { ReportedUsage } from "../../../src/core/dialects/dialect";
import { readStep } from "../../../src/core/dialects/index";
import { span } from "../../fixtures/builders/span";

const check = (reported: ReportedUsage, buckets: readonly (number | null)[]) => {
  const usage = toUsage(reported);
  expect(usage === null ? null : Object.values(usage)).toEqual(buckets);
};

describe("reported tokens become buckets that do not overlap", () => {
  it("with the whole input and output where no details are sent", () => {
    check({ input: 100, output: 50 }, [100, null, null, 50, null]);
  });

  it("with cached and reasoning tokens taken out of their totals", () => {
    check({ input: 100, output: 50, cacheRead: 60, cacheWrite: 10, reasoning: 20 }, [30, 60, 10, 30, 20]);
  });

  it("with a reported zero as zero", () => {
    check({ input: 100, output: 50, cacheRead: 0, reasoning: 0 }, [100, 0, null, 50, 0]);
  });

  it("with cached tokens on top where there are more of them than input", () => {
    check({ input: 2, output: 5, cacheRead: 84_562 }, [2, 84_562, null, 5, null]);
  });

  it("with cached tokens on top where the total proves it", () => {
    check({ input: 100, output: 50, cacheRead: 60, total: 210 }, [100, 60, null, 50, null]);
    check({ input: 100, output: 50, cacheRead: 60, total: 150 }, [40, 60, null, 50, null]);
  });

  it("with reasoning on top where the total or the size proves it", () => {
    check({ input: 100, output: 27, reasoning: 32, total: 159 }, [100, null, null, 27, 32]);
    check({ input: 100, output: 27, reasoning: 32 }, [100, null, null, 27, 32]);
  });

  it("with the basis that the dialect fixes", () => {
    check({ input: 100, cacheRead: 60, inputBasis: "exclusive" }, [100, 60, null, null, null]);
    check({ output: 50, reasoning: 20, outputBasis: "exclusive" }, [null, null, null, 50, 20]);
  });

  it("not at all where only a total is sent", () => {
    expect(toUsage({ total: 5 })).toBeNull();
    expect(toUsage(undefined)).toBeNull();
  });
});

describe("token counts that cannot be", () => {
  const usageOf = (value: number | string | bigint) =>
    readStep(
      span({
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.usage.input_tokens": value,
          "gen_ai.usage.output_tokens": 3,
        },
      }),
      [],
    );

  it("are read where they are a number as text", () => {
    expect(usageOf("12").usage?.inUncached).toBe(12);
    expect(usageOf("12").problems).toEqual([]);
  });

  it.each([
    ["negative", -5],
    ["absurd", 1e308],
    ["no number", "many"],
    ["infinite as text", "Infinity"],
  ])("are a problem and not counted: %s", (_what, value) => {
    const facts = usageOf(value);
    expect(facts.usage).toEqual({
      inUncached: null,
      inCacheRead: null,
      inCacheWrite: null,
      out: 3,
      reasoning: null,
    });
    expect(facts.problems.map(({ code, key }) => [code, key])).toEqual([
      ["bad-number", "gen_ai.usage.input_tokens"],
    ]);
  });
});
