// The estimator against a real tokenizer's counts. They are in a file, so that no tokenizer has to be installed: each text
// was counted once with o200k_base by gpt-tokenizer 4.0.0 (test/fixtures/tokens/o200k.json).

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ESTIMATE_ERROR, estimateTokens } from "../../../../src/core/model/context-window/estimate";

type Kind = keyof typeof ESTIMATE_ERROR;

interface Sample {
  readonly kind: Kind;
  readonly name: string;
  readonly text: string;
  readonly o200k: number;
}

const file = path.join(import.meta.dirname, "../../../fixtures/tokens/o200k.json");
const { samples } = JSON.parse(readFileSync(file, "utf8")) as { readonly samples: readonly Sample[] };

function errorOf(texts: readonly Sample[]): number {
  const counted = texts.reduce((sum, { o200k }) => sum + o200k, 0);
  return texts.reduce((sum, { text }) => sum + estimateTokens(text), 0) / counted - 1;
}

function percent(share: number): string {
  return `${share < 0 ? "" : "+"}${(share * 100).toFixed(1)} %`;
}

describe.each(Object.entries(ESTIMATE_ERROR) as [Kind, number][])("the estimate of %s", (kind, stated) => {
  const texts = samples.filter((sample) => sample.kind === kind);
  const errors = texts.map((sample) => ({ name: sample.name, error: errorOf([sample]) }));
  errors.sort((left, right) => Math.abs(right.error) - Math.abs(left.error));

  it("is within its stated error for each text, and within 5 % for all together", () => {
    const [worst] = errors;
    console.log(
      `${kind}: ${percent(errorOf(texts))} over ${texts.length} texts, worst ${worst?.name ?? ""} ${percent(worst?.error ?? 0)}, stated ±${stated * 100} %`,
    );
    expect(texts.length).toBeGreaterThanOrEqual(3);
    expect(errors.filter(({ error }) => Math.abs(error) > stated)).toEqual([]);
    expect(Math.abs(errorOf(texts))).toBeLessThan(0.05);
  });
});
