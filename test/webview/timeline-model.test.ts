// The arithmetic of the timeline.

import { describe, expect, it } from "vitest";
import type { StepRow } from "../../src/protocol/rows";
import {
  barOf,
  figuresOf,
  fullness,
  scaleOf,
  spokenRow,
  gridOf,
  tickLabel,
} from "../../webview/views/timeline/model";
import { pageKeyOf, treeKeyOf } from "../../webview/views/timeline/keys";
import { stickyRows } from "../../webview/views/timeline/sticky";

const SECOND = 1_000_000;

function step(change: Partial<StepRow> = {}): StepRow {
  return {
    stepId: "t:1",
    number: 18,
    traceId: "t",
    parentId: null,
    depth: 0,
    hasChildren: false,
    kind: "tool",
    name: "run_sql",
    summary: "timeout",
    agent: null,
    status: "ok",
    startUs: 0,
    durationUs: 10 * SECOND,
    badges: [],
    problems: 0,
    ...change,
  };
}

const usage = { inUncached: 100, inCacheRead: null, inCacheWrite: null, out: 20, reasoning: null };

describe("the time scale", () => {
  it("never has a length of zero", () => {
    expect(scaleOf({ startUs: 5, endUs: 5 })).toEqual({ startUs: 5, endUs: 6 });
  });

  it("reaches to now while the session runs, but not past a minute of silence", () => {
    const frame = { startUs: 0, endUs: 10 * SECOND };
    expect(scaleOf(frame, 12 * SECOND).endUs).toBe(12 * SECOND);
    expect(scaleOf(frame, 9_999 * SECOND).endUs).toBe(70 * SECOND);
    expect(scaleOf(frame, -5 * SECOND).endUs).toBe(10 * SECOND);
  });

  it("has at most eight grid lines, at round times", () => {
    expect(gridOf({ startUs: 0, endUs: 222 * SECOND }, 0).stepPercent).toBeCloseTo((30 / 222) * 100);
    expect(gridOf({ startUs: 0, endUs: 8 * SECOND }, 0).stepPercent).toBe(12.5);
    expect(gridOf({ startUs: 0, endUs: 1 }, 0).ticks).toEqual([{ leftPercent: 0, label: "0 s" }]);
  });

  it("keeps its lines at round times of the session when a part of it is shown", () => {
    const grid = gridOf({ startUs: 93 * SECOND, endUs: 103 * SECOND }, 0);
    expect(grid.stepPercent).toBe(20);
    expect(grid.phasePercent).toBe(10);
    expect(grid.ticks.map(({ label }) => label)).toEqual([
      "1 m 34 s",
      "1 m 36 s",
      "1 m 38 s",
      "1 m 40 s",
      "1 m 42 s",
    ]);
  });

  it("names round times without what is nought", () => {
    expect([0, 500_000, 5 * SECOND, 120 * SECOND, 90 * SECOND, 3600 * SECOND].map(tickLabel)).toEqual([
      "0 s",
      "500 ms",
      "5 s",
      "2 m",
      "1 m 30 s",
      "1 h",
    ]);
  });
});

describe("a bar", () => {
  const scale = { startUs: 0, endUs: 100 * SECOND };

  it("has its label at the right, near the edge at the left, nowhere if neither fits", () => {
    const at = (startUs: number, columnPx: number) => barOf(step({ startUs }), scale, columnPx);
    expect(at(0, 400)).toMatchObject({ left: 0, width: 10, label: "10.0 s", side: "right" });
    expect(at(90 * SECOND, 400)).toMatchObject({ left: 90, width: 10, side: "left" });
    expect(at(45 * SECOND, 60).side).toBeUndefined();
  });

  it("of a running step ends at now", () => {
    const open = barOf(step({ status: "running", durationUs: null, startUs: 60 * SECOND }), scale, 400);
    expect(open).toMatchObject({ left: 60, width: 40, isOpen: true, label: "40 s" });
  });

  it("stays inside the scale whatever the clock said", () => {
    expect(barOf(step({ startUs: -500 * SECOND, durationUs: null }), scale, 400)).toMatchObject({
      left: 0,
      width: 0,
      label: "unknown",
    });
    expect(barOf(step({ startUs: 900 * SECOND }), scale, 400)).toMatchObject({
      left: 100,
      width: 0,
      isOutside: true,
    });
    expect(barOf(step({ startUs: 95 * SECOND }), scale, 400).isOutside).toBe(false);
  });
});

describe("the figures of a row", () => {
  it("are its own for a call, and the sums below for what has children", () => {
    expect(figuresOf(step({ usage, costUsd: 0.5 }))).toEqual({ tokens: 120, costUsd: 0.5, unpricedCalls: 0 });
    const below = { usage, costUsd: 0.8, unpricedCalls: 2 };
    expect(figuresOf(step({ below }))).toEqual({ tokens: 120, costUsd: 0.8, unpricedCalls: 2 });
  });

  it("are blank for a tool and unknown for a call without a price", () => {
    expect(figuresOf(step())).toEqual({ tokens: undefined, costUsd: undefined, unpricedCalls: 0 });
    expect(figuresOf(step({ usage, costUsd: null })).costUsd).toBeNull();
  });

  it("say how full the context was only where the limit is known", () => {
    expect(fullness(step({ context: { used: 20_100, limit: 24_000 } }))).toEqual({
      percent: 83.75,
      text: "84%",
      isTight: true,
    });
    expect(fullness(step({ context: { used: 500, limit: 200_000 } }))).toEqual({
      percent: 0.25,
      text: "<1%",
      isTight: false,
    });
    expect(fullness(step({ context: { used: 20_100, limit: null } }))).toBeUndefined();
    expect(fullness(step())).toBeUndefined();
  });
});

describe("a row", () => {
  it("is read aloud as a sentence", () => {
    expect(spokenRow(step({ status: "error", badges: ["error"] }))).toBe(
      "step 18, tool call run_sql, failed, timeout, 10 seconds",
    );
    expect(
      spokenRow(
        step({ kind: "llm", name: "gpt-4.1", summary: "", usage, costUsd: null, badges: ["compaction"] }),
      ),
    ).toBe("step 18, model call gpt-4.1, compaction, 10 seconds, 120 tokens, cost unknown");
    expect(spokenRow(step({ waitsForParent: true, status: "running", summary: "" }))).toBe(
      "step 18, tool call run_sql, running, waits for its parent",
    );
  });

  it("that is the head of a group says whose steps they are, how many and how many failed", () => {
    const head = { agent: "planner", name: "planner", badges: [], group: { steps: 20, failed: 4 } } as const;
    const below = { usage, costUsd: 0.351, unpricedCalls: 0 };
    expect(spokenRow(step({ ...head, kind: "agent", number: 0, below }))).toBe(
      "agent planner, 20 steps, 4 failed, 10 seconds, 120 tokens, $0.351",
    );
    const none = { agent: null, name: "", group: { steps: 1, failed: 0 }, summary: "" } as const;
    expect(spokenRow(step({ ...none, kind: "agent" }))).toBe("steps of no agent, 1 step, 10 seconds");
  });
});

describe("rows that stick", () => {
  const tree = [
    step({ stepId: "a" }),
    step({ stepId: "b", parentId: "a", depth: 1 }),
    step({ stepId: "c", parentId: "b", depth: 2 }),
    step({ stepId: "d", parentId: "b", depth: 2 }),
    step({ stepId: "e", parentId: "b", depth: 2 }),
    step({ stepId: "f", parentId: "a", depth: 1 }),
    step({ stepId: "g" }),
  ];
  const byId = new Map(tree.map((row) => [row.stepId, row]));
  const ancestors = (row: StepRow): StepRow[] => {
    const parent = row.parentId === null ? undefined : byId.get(row.parentId);
    return parent ? [...ancestors(parent), parent] : [];
  };
  const at = (first: number) => stickyRows(first, (index) => tree[index], ancestors).map((row) => row.stepId);

  it("are the ancestors of the first row that is not covered", () => {
    expect([0, 1, 2, 3, 6].map(at)).toEqual([[], ["a", "b"], ["a", "b"], ["a"], []]);
  });
});

describe("keys", () => {
  const press = (
    key: string,
    held: Partial<Record<"shiftKey" | "ctrlKey" | "altKey" | "metaKey", boolean>> = {},
  ) => ({
    key,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    ...held,
  });

  it("of the tree leave VS Code's own alone", () => {
    expect(treeKeyOf(press("ArrowDown"))).toBe("down");
    expect(treeKeyOf(press("ArrowLeft", { shiftKey: true }))).toBe("close-all");
    expect(treeKeyOf(press("ArrowDown", { altKey: true }))).toBeUndefined();
    expect(treeKeyOf(press("F6"))).toBeUndefined();
  });

  it("of the page count with Caps Lock on", () => {
    expect(pageKeyOf(press("e"))).toBe("next-error");
    expect(pageKeyOf(press("E"))).toBe("next-error");
    expect(pageKeyOf(press("E", { shiftKey: true }))).toBe("previous-error");
    expect(pageKeyOf(press("$", { shiftKey: true }))).toBe("costliest");
    expect(pageKeyOf(press("f", { ctrlKey: true }))).toBe("filter");
    expect(pageKeyOf(press("s", { ctrlKey: true }))).toBeUndefined();
  });
});
