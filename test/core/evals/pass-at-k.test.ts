import { describe, expect, it } from "vitest";
import { passAtK, passesAtRate, passHatK, wilsonInterval } from "../../../src/core/evals/pass-at-k";

describe("pass@k and pass^k", () => {
  it("are exact on constructed cases", () => {
    // n = 10, c = 9, k = 3: C(1,3) = 0 of C(10,3) = 120 choices hold no success, C(9,3) = 84 hold nothing else.
    expect(passAtK(10, 9, 3)).toBe(1);
    expect(passHatK(10, 9, 3)).toBeCloseTo(84 / 120, 12);
    // n = 5, c = 2, k = 2: C(3,2) = 3 and C(2,2) = 1 of C(5,2) = 10.
    expect(passAtK(5, 2, 2)).toBeCloseTo(0.7, 12);
    expect(passHatK(5, 2, 2)).toBeCloseTo(0.1, 12);
    expect(passAtK(4, 0, 4)).toBe(0);
    expect(passHatK(4, 4, 4)).toBe(1);
    expect(passAtK(3, 1, 1)).toBeCloseTo(1 / 3, 12);
  });

  it("are unknown for more tries than there are samples", () => {
    expect(passAtK(2, 1, 3)).toBeNull();
    expect(passHatK(2, 1, 0)).toBeNull();
  });

  it("say 99.9 % and 72.9 % for three tries of an agent that is right nine times in ten", () => {
    const { passAtK, passHatK } = passesAtRate(0.9, 3);
    expect(passAtK).toBeCloseTo(0.999, 12);
    expect(passHatK).toBeCloseTo(0.729, 12);
  });

  it("have the same mean as the formulas they estimate", () => {
    // Over every outcome of 6 samples at p = 0.9, weighted by its chance: that is what unbiased means.
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    let atLeastOne = 0;
    let all = 0;
    for (let c = 0; c <= 6; c++) {
      const chance = choose(6, c) * 0.9 ** c * 0.1 ** (6 - c);
      atLeastOne += chance * (passAtK(6, c, 3) ?? NaN);
      all += chance * (passHatK(6, c, 3) ?? NaN);
    }
    expect(atLeastOne).toBeCloseTo(0.999, 12);
    expect(all).toBeCloseTo(0.729, 12);
  });

  it("stay finite for many samples", () => {
    expect(passAtK(1000, 1, 500)).toBeCloseTo(0.5, 12);
  });
});

describe("the Wilson interval", () => {
  it("is the published one", () => {
    // 8 of 10: 0.490 to 0.943 (Newcombe 1998, method 3, by its formula).
    const interval = wilsonInterval(10, 8);
    expect(interval?.low).toBeCloseTo(0.4902, 4);
    expect(interval?.high).toBeCloseTo(0.9433, 4);
  });

  it("keeps its ends inside 0 and 1 and is unknown without samples", () => {
    expect(wilsonInterval(3, 3)?.high).toBe(1);
    expect(wilsonInterval(3, 0)?.low).toBe(0);
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});
