import { describe, expect, it } from "vitest";
import {
  costSumText,
  costText,
  durationText,
  oneLine,
  runningText,
  timeText,
  tokensText,
  visible,
} from "../../src/host/text";

describe("texts of trees and the status bar", () => {
  it.each([
    [null, "unknown"],
    [0, "$0"],
    [0.0004, "<$0.001"],
    [0.058, "$0.058"],
    [0.0995, "$0.10"],
    [0.83, "$0.83"],
    [12.4, "$12.40"],
    [1204.4, "$1,204"],
  ])("a cost of %s reads %s", (costUsd, text) => {
    expect(costText(costUsd)).toBe(text);
  });

  it("a sum with unpriced calls says that it is a lower bound, and stays unknown without any price", () => {
    expect(costSumText(0.83, 3)).toBe("≥ $0.83");
    expect(costSumText(null, 3)).toBe("unknown");
  });

  it.each([
    [412, "412"],
    [20_116, "20.1k"],
    [99_949, "99.9k"],
    [99_950, "100k"],
    [212_048, "212k"],
    [1_400_000, "1.4M"],
  ])("%s tokens read %s", (tokens, text) => {
    expect(tokensText(tokens)).toBe(text);
  });

  it.each([
    [400_000, "400 ms"],
    [9_400_000, "9.4 s"],
    [222_000_000, "3 m 42 s"],
    [3_840_000_000, "1 h 04 m"],
    [-5_000_000, "0 ms"],
  ])("%s µs read %s", (durationUs, text) => {
    expect(durationText(durationUs)).toBe(text);
  });

  it("a running clock counts whole seconds and never below 0", () => {
    expect(runningText(41_900)).toBe("41 s");
    expect(runningText(-10)).toBe("0 s");
  });

  it.each([
    [new Date(2026, 10, 24, 2, 6), "02:06"],
    [new Date(2026, 10, 23, 23, 59), "Yesterday"],
    [new Date(2026, 10, 16, 9, 30), "16 Nov 09:30"],
    [new Date(2025, 10, 16, 9, 30), "16 Nov 2025 09:30"],
  ])("%s is shown as %s", (at, text) => {
    expect(timeText(at.getTime() * 1000, new Date(2026, 10, 24, 12, 0))).toBe(text);
  });

  it("foreign text stays on one line and is cut by characters, never inside one", () => {
    expect(oneLine("a\r\n\tb   c")).toBe("a b c");
    expect(oneLine("😀😀😀😀", 3)).toBe("😀😀…");
  });

  it("control, bidi and invisible characters are seen; joiners of emoji stay", () => {
    expect(visible("a\u001b[31m\u202Eb\u200B")).toBe("a\\u{1B}[31m\\u{202E}b\\u{200B}");
    expect(visible("👨\u200D👩\u200D👧\n\t")).toBe("👨\u200D👩\u200D👧\n\t");
  });
});
