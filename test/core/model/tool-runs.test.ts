import { describe, expect, it } from "vitest";
import type { SummaryStep } from "../../../src/core/model/summary";
import { toolRunOf, toolRunsOf } from "../../../src/core/model/tool-runs";

function step(number: number, more: Partial<SummaryStep>): SummaryStep {
  return {
    stepId: `s${number}`,
    parentId: null,
    name: "x",
    agent: "analyst",
    model: null,
    provider: null,
    kind: "tool",
    status: "ok",
    startUs: number * 1_000,
    durationUs: 500,
    usage: null,
    costUsd: null,
    ...more,
  };
}

/** A run of run_sql with these arguments. */
const ran = (number: number, argsHash: string, more: Partial<SummaryStep> = {}) =>
  step(number, { tool: "run_sql", argsHash, resultHash: "timeout", ...more });
const model = (number: number) => step(number, { kind: "llm" });
const call = (argsHash: string, callId?: string) => ({
  name: "run_sql",
  argsHash,
  ...(callId !== undefined && { callId }),
});

/** Numbers of the steps that ran the calls of the model call at 19. */
function runs(
  input: readonly ReturnType<typeof call>[],
  steps: readonly SummaryStep[],
  output = input.slice(0, 0),
) {
  return toolRunsOf({ input, output }, model(19), steps).map((run) => run?.step.stepId ?? null);
}

describe("the step that ran a tool call", () => {
  it("is the one with its id, whatever its arguments", () => {
    const steps = [ran(14, "a", { callId: "c1" }), ran(16, "a", { callId: "c2" })];
    expect(runs([call("b", "c2"), call("b", "c1"), call("b", "c3")], steps)).toEqual(["s16", "s14", null]);
  });

  it("is found by tool and arguments where no ids were sent, the last ones first", () => {
    const steps = [ran(12, "a"), ran(14, "a"), ran(16, "b"), ran(18, "a"), ran(20, "a")];
    expect(runs([call("a"), call("b"), call("a")], steps)).toEqual(["s14", "s16", "s18"]);
    expect(runs([call("a")], steps)).toEqual(["s18"]);
  });

  it("comes after the model call that asked for it", () => {
    const steps = [ran(18, "a"), ran(20, "a"), ran(22, "a")];
    expect(runs([call("a")], steps, [call("a")])).toEqual(["s18", "s20"]);
  });

  it("is not another one whose id says that it is another call, nor a second copy", () => {
    expect(runs([call("a", "c1")], [ran(18, "a", { callId: "c9" })])).toEqual([null]);
    expect(runs([call("a")], [ran(18, "a", { duplicateOf: "s17" })])).toEqual([null]);
  });
});

describe("a call that was tried again", () => {
  const failed = { status: "error" } as const;
  const steps = [
    ran(12, "other"),
    ran(14, "a", failed),
    ran(16, "a", failed),
    ran(18, "a", failed),
    ran(20, "a", { resultHash: "rows" }),
  ];

  it("says which try it was, of how many", () => {
    expect([12, 14, 18, 20].map((number) => toolRunOf(`s${number}`, steps)?.attempt)).toEqual([
      undefined,
      { number: 1, of: 4 },
      { number: 3, of: 4 },
      { number: 4, of: 4 },
    ]);
  });

  it("names the earlier steps that had the same outcome, and no others", () => {
    const same = (number: number) => toolRunOf(`s${number}`, steps)?.sameAs.map(({ stepId }) => stepId);
    expect([same(14), same(16), same(18), same(20)]).toEqual([[], ["s14"], ["s14", "s16"], []]);
  });

  it("is nothing for a step that ran no tool", () => {
    expect(toolRunOf("s19", [model(19)])).toBeNull();
  });
});
