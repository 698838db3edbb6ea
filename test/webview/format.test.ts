// The table of ui numbers: what each rule writes, value by value.

import { describe, expect, it } from "vitest";
import * as format from "../../webview/format";

function check<Value>(write: (value: Value) => string, cases: readonly (readonly [Value, string])[]): void {
  expect(cases.map(([value]) => [value, write(value)])).toEqual(cases.map(([value, text]) => [value, text]));
}

describe("costs", () => {
  it("have two decimals from ten cents in sentences, three below, none from a thousand dollars", () => {
    check(format.costInSentence, [
      [null, "unknown"],
      [0, "$0"],
      [0.0004, "<$0.001"],
      [0.0005, "$0.001"],
      [0.058, "$0.058"],
      [0.0994, "$0.099"],
      [0.0995, "$0.10"],
      [0.831, "$0.83"],
      [12.4, "$12.40"],
      [999.99, "$999.99"],
      [999.996, "$1,000"],
      [1204.2, "$1,204"],
    ]);
  });

  it("have three decimals under a dollar in rows, else two", () => {
    check(format.costInRow, [
      [null, "unknown"],
      [0, "$0"],
      [0.0001, "<$0.001"],
      [0.067, "$0.067"],
      [0.9994, "$0.999"],
      [0.9996, "$1.00"],
      [1.2, "$1.20"],
      [1204.256, "$1,204.26"],
    ]);
  });

  it("are exact in tooltips", () => {
    check(format.costExact, [
      [null, "unknown"],
      [0, "$0"],
      [0.0266679, "$0.0266679"],
      [12.5, "$12.5"],
      [100, "$100"],
    ]);
  });

  it("say that calls are left out", () => {
    expect(format.costWithGaps(0.83, 3)).toBe("≥ $0.83");
    expect(format.costWithGaps(0.83, 0)).toBe("$0.83");
    expect(format.costWithGaps(null, 3)).toBe("unknown");
  });
});

describe("counts", () => {
  it("of tokens are exact under a thousand, then k with a decimal, whole k, M", () => {
    check(format.tokens, [
      [null, "unknown"],
      [0, "0"],
      [412, "412"],
      [999, "999"],
      [1000, "1.0k"],
      [20_116, "20.1k"],
      [99_949, "99.9k"],
      [99_950, "100k"],
      [212_048, "212k"],
      [999_499, "999k"],
      [999_500, "1.0M"],
      [1_400_000, "1.4M"],
    ]);
  });

  it("are grouped by thousands where they are exact", () => {
    check(format.exact, [
      [null, "unknown"],
      [20_116, "20,116"],
      [1_204_000, "1,204,000"],
    ]);
    expect(format.plural(1, "step")).toBe("1 step");
    expect(format.plural(1204, "step")).toBe("1,204 steps");
    expect(format.plural(2, "entry", "entries")).toBe("2 entries");
  });

  it("of bytes use decimal units", () => {
    check(format.bytes, [
      [0, "0 B"],
      [999, "999 B"],
      [128_000, "128 kB"],
      [1_400_000, "1.4 MB"],
      [512_000_000, "512 MB"],
    ]);
  });

  it("are shared in whole percent, and a little is not nothing", () => {
    expect(format.share(86, 100)).toBe("86%");
    expect(format.share(1, 1000)).toBe("<1%");
    expect(format.share(0, 1000)).toBe("0%");
    expect(format.share(null, 1000)).toBe("unknown");
    expect(format.share(1, 0)).toBe("unknown");
  });

  it("change with a sign, and the minus is a real one", () => {
    expect(format.change(-0.293, format.costInRow)).toBe("−$0.293");
    expect(format.change(45, (size) => `${size}%`)).toBe("+45%");
    expect(format.change(0, String)).toBe("0");
  });

  it("change without a sign where they are too small to be written", () => {
    expect(format.change(-0.0002, format.costInRow)).toBe("<$0.001");
    expect(format.change(0.0002, format.costInSentence)).toBe("<$0.001");
    expect(format.change(-0.0005, format.costInRow)).toBe("−$0.001");
    expect(format.change(-0.0002, format.costExact)).toBe("−$0.0002");
    expect(format.change(-300, format.duration)).toBe("<1 ms");
  });
});

describe("times", () => {
  it("are ms to a second, one decimal to a minute, then two units", () => {
    check(format.duration, [
      [null, "unknown"],
      [0, "0 ms"],
      [400, "<1 ms"],
      [400_000, "400 ms"],
      [999_400, "999 ms"],
      [999_600, "1.0 s"],
      [9_400_000, "9.4 s"],
      [59_940_000, "59.9 s"],
      [59_960_000, "1 m 00 s"],
      [222_000_000, "3 m 42 s"],
      [3_840_000_000, "1 h 04 m"],
      [180_000_000_000, "2 d 2 h"],
    ]);
  });

  it("count whole seconds while they run", () => {
    check(format.runningDuration, [
      [-5, "0 s"],
      [41_900_000, "41 s"],
      [222_900_000, "3 m 42 s"],
    ]);
  });

  it("are spoken in words", () => {
    check(format.spokenDuration, [
      [null, "duration unknown"],
      [1_000, "1 millisecond"],
      [1_000_000, "1 second"],
      [10_000_000, "10 seconds"],
      [9_400_000, "9.4 seconds"],
      [222_000_000, "3 minutes 42 seconds"],
    ]);
  });

  it("are a clock today, else the day", () => {
    const now = new Date(2026, 10, 24, 12, 0);
    const at = (...parts: [number, number, number, number, number]) =>
      format.clock(new Date(...parts).getTime() * 1000, now);
    expect(at(2026, 10, 24, 2, 6)).toBe("02:06");
    expect(at(2026, 10, 23, 23, 59)).toBe("Yesterday 23:59");
    expect(at(2026, 10, 16, 9, 30)).toBe("16 Nov 09:30");
    expect(at(2025, 0, 2, 9, 30)).toBe("2 Jan 2025 09:30");
  });
});

describe("names", () => {
  it("of models lose their vendor and the date of the build", () => {
    check(format.shortModel, [
      ["claude-sonnet-4-5-20250929", "sonnet-4-5"],
      ["openai/gpt-4.1", "gpt-4.1"],
      ["gpt-4.1-2025-04-14", "gpt-4.1"],
      ["us.anthropic.claude-opus-4-5-20251101-v1:0", "opus-4-5"],
      ["models/gemini-2.5-pro", "gemini-2.5-pro"],
      ["llama3.2:3b", "llama3.2:3b"],
      ["", ""],
      ["not a/model", "not a/model"],
    ]);
  });

  it("of ids are cut to eight characters", () => {
    expect(format.shortId("7f3a91c2bb01")).toBe("7f3a91c2");
    expect(format.shortId("s1")).toBe("s1");
  });
});

describe("a usage", () => {
  const none = { inUncached: null, inCacheRead: null, inCacheWrite: null, out: null, reasoning: null };

  it("without any bucket is unknown, never 0", () => {
    expect([format.totalTokens(none), format.inputTokens(none), format.outputTokens(none)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(format.totalTokens(undefined)).toBeNull();
  });

  it("sums the buckets that are known", () => {
    const usage = { ...none, inUncached: 100, inCacheRead: 900, out: 20, reasoning: 0 };
    expect([format.totalTokens(usage), format.inputTokens(usage), format.outputTokens(usage)]).toEqual([
      1020, 1000, 20,
    ]);
  });
});
