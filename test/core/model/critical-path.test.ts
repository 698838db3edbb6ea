import { describe, expect, it } from "vitest";
import { criticalPath, type PathStep } from "../../../src/core/model/critical-path";

/** `["a", "root", 0, 4]`: a step, its parent, from, to. */
type Drawn = readonly [id: string, parent: string | null, from: number, to: number | null];

function check(drawn: readonly Drawn[], expected: readonly string[]) {
  const steps = drawn.map(([stepId, parentId, from, to]): PathStep => ({
    stepId,
    parentId,
    startUs: from * 1_000_000,
    durationUs: to === null ? null : (to - from) * 1_000_000,
  }));
  expect(criticalPath(steps)).toEqual(expected);
  expect(criticalPath([...steps].reverse())).toEqual(expected);
}

describe("the critical path", () => {
  it("is empty for no steps", () => check([], []));

  it("is every step of a chain", () => {
    check(
      [
        ["root", null, 0, 10],
        ["a", "root", 0, 4],
        ["b", "root", 4, 9],
        ["b1", "b", 5, 8],
      ],
      ["root", "a", "b", "b1"],
    );
  });

  it("goes through an outer copy of a call to the one that is kept", () => {
    const from = { startUs: 0, durationUs: 10 };
    expect(
      criticalPath([
        { stepId: "root", parentId: null, ...from },
        { stepId: "outer", parentId: "root", ...from, duplicateOf: "inner" },
        { stepId: "inner", parentId: "outer", ...from },
      ]),
    ).toEqual(["root", "inner"]);
  });

  it("leaves out the shorter of two branches side by side", () => {
    check(
      [
        ["root", null, 0, 10],
        ["a", "root", 0, 4],
        ["b", "root", 1, 7],
        ["c", "root", 7, 9],
      ],
      ["root", "b", "c"],
    );
  });

  it("follows three parallel tools to the slowest, and goes on with what waited for it", () => {
    check(
      [
        ["agent", null, 0, 20],
        ["ask", "agent", 0, 3],
        ["fast", "agent", 3, 5],
        ["slow", "agent", 3, 9],
        ["middle", "agent", 3, 7],
        ["answer", "agent", 9, 20],
      ],
      ["agent", "ask", "slow", "answer"],
    );
  });

  it("gives gaps to nobody but the step around them", () => {
    check(
      [
        ["root", null, 0, 10],
        ["a", "root", 1, 2],
        ["b", "root", 8, 9],
      ],
      ["root", "a", "b"],
    );
  });

  it("goes through the turns of a session, and takes orphans for roots", () => {
    check(
      [
        ["turn1", null, 0, 5],
        ["turn2", null, 10, 15],
        ["lost", "never came", 16, 18],
      ],
      ["turn1", "turn2", "lost"],
    );
  });

  it("follows work that outlives its caller", () => {
    check(
      [
        ["root", null, 0, 2],
        ["late", "root", 1, 9],
        ["beside", null, 1, 8],
      ],
      ["root", "late"],
    );
  });

  it("lets a running step end where its children end", () => {
    check(
      [
        ["root", null, 0, null],
        ["done", "root", 0, 3],
        ["going", "root", 3, null],
      ],
      ["root", "done", "going"],
    );
  });

  it("opens circles at their earliest step", () => {
    check(
      [
        ["a", "b", 0, 5],
        ["b", "a", 1, 4],
        ["self", "self", 6, 7],
      ],
      ["a", "b", "self"],
    );
  });

  it("lets a step reach a moment into the next, as clients do that close a call after its tool began", () => {
    const steps: PathStep[] = [
      { stepId: "call", parentId: null, startUs: 0, durationUs: 100_400 },
      { stepId: "tool", parentId: null, startUs: 100_000, durationUs: 50_000 },
    ];
    expect(criticalPath(steps)).toEqual(["call", "tool"]);
  });

  it("walks 100,000 steps nested in one another without a deep stack", () => {
    const steps = Array.from({ length: 100_000 }, (_, index): PathStep => ({
      stepId: String(index),
      parentId: index === 0 ? null : String(index - 1),
      startUs: index,
      durationUs: 1,
    }));
    expect(criticalPath(steps)).toHaveLength(100_000);
  });
});
