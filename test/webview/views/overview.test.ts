import { describe, expect, it } from "vitest";
import type { OverviewRow } from "../../../src/protocol/rows";
import {
  criticalSteps,
  laneNames,
  layoutStrip,
  zoomBetween,
  zoomBy,
  zoomTo,
} from "../../../webview/views/timeline/overview/model";

type Step = [
  agent: number,
  kind: OverviewRow["kind"][number],
  offsetUs: number,
  durationUs: number,
  costUsd?: number | undefined,
  failed?: boolean,
];

function overview(agents: string[], steps: Step[]): OverviewRow {
  return {
    startUs: 1_000,
    endUs: 2_000,
    agents,
    agent: steps.map(([agent]) => agent),
    kind: steps.map(([, kind]) => kind),
    offsetUs: steps.map(([, , offset]) => offset),
    durationUs: steps.map(([, , , duration]) => duration),
    costUsd: steps.map(([, , , , cost]) => cost ?? null),
    failed: steps.map(([, , , , , failed]) => failed ?? false),
    stepIds: steps.map((_, index) => `s${index}`),
    onCriticalPath: steps.map(() => false),
  };
}

describe("the overview strip", () => {
  it("draws what happened and not the agents that hold it", () => {
    const strip = layoutStrip(
      overview(
        ["planner"],
        [
          [0, "agent", 0, 1_000],
          [0, "llm", 100, 200],
        ],
      ),
      10,
    );
    expect(strip.lanes).toEqual([
      { name: "planner", blocks: [{ fromPx: 1, toPx: 4, hue: "model", failed: false }] },
    ]);
  });

  it("keeps a failure visible in the pixel where it happened", () => {
    const strip = layoutStrip(
      overview(
        ["a"],
        [
          [0, "tool", 0, 300],
          [0, "tool", 200, 0, undefined, true],
        ],
      ),
      10,
    );
    expect(strip.lanes[0]?.blocks).toEqual([
      { fromPx: 0, toPx: 2, hue: "tool", failed: false },
      { fromPx: 2, toPx: 3, hue: "tool", failed: true },
      { fromPx: 3, toPx: 4, hue: "tool", failed: false },
    ]);
  });

  it("merges the agents beyond the fourth into one lane", () => {
    expect(laneNames(["a", "b", "c", "d", "e"])).toEqual(["a", "b", "c", "d", "e"]);
    expect(laneNames(["a", "b", "c", "d", "e", "f", "g"])).toEqual(["a", "b", "c", "d", "3 others"]);
    const strip = layoutStrip(overview(["a", "b", "c", "d", "e", "f"], [[5, "llm", 0, 100]]), 10);
    expect(strip.lanes[4]?.blocks).toHaveLength(1);
  });

  it("draws cost as bars relative to the costliest pixel", () => {
    const strip = layoutStrip(
      overview(
        ["a"],
        [
          [0, "llm", 0, 10, 1],
          [0, "llm", 500, 10, 4, true],
        ],
      ),
      10,
    );
    expect(strip.cost).toEqual([
      { fromPx: 0, toPx: 2, height: 0.25, failed: false },
      { fromPx: 5, toPx: 7, height: 1, failed: true },
    ]);
  });

  it("holds steps of a broken clock at its rims", () => {
    const strip = layoutStrip(
      overview(
        ["a"],
        [
          [0, "llm", -5_000, 100],
          [0, "llm", 9_000, 100],
        ],
      ),
      10,
    );
    expect(strip.lanes[0]?.blocks.map(({ fromPx }) => fromPx)).toEqual([0, 9]);
  });

  it("has a lane where no agent is known", () => {
    expect(layoutStrip(overview([], [[-1, "llm", 0, 999]]), 10).lanes.map(({ name }) => name)).toEqual([
      "steps",
    ]);
  });
});

describe("zooming", () => {
  const whole = { startUs: 0, endUs: 1_000 };

  it("takes the range between two places in either order, and nothing for a click", () => {
    expect(zoomBetween(whole, 100, 20, 60)).toEqual({ startUs: 200, endUs: 600 });
    expect(zoomBetween(whole, 100, 60, 20)).toEqual({ startUs: 200, endUs: 600 });
    expect(zoomBetween(whole, 100, 50, 52)).toBeNull();
  });

  it("halves around the middle, and shows all when it would leave the session", () => {
    expect(zoomBy(0.5, whole, whole)).toEqual({ startUs: 250, endUs: 750 });
    expect(zoomBy(2, { startUs: 250, endUs: 750 }, whole)).toBeNull();
  });
});

describe("the critical path", () => {
  const steps: Step[] = [
    [0, "agent", 0, 1_000],
    [0, "llm", 0, 400],
    [0, "tool", 400, 100],
    [0, "tool", 400, 600],
  ];

  it("is the leaves that decided how long it took", () => {
    const row = { ...overview(["a"], steps), onCriticalPath: [true, true, false, true] };
    expect([...criticalSteps(row)]).toEqual(["s1", "s3"]);
  });

  it("is not marked where every leaf is on it: the marks would say nothing", () => {
    const row = { ...overview(["a"], steps), onCriticalPath: [false, true, true, true] };
    expect([...criticalSteps(row)]).toEqual([]);
  });
});

describe("the zoom to a step", () => {
  const whole = { startUs: 0, endUs: 10_000 };

  it("leaves a quarter of its length at both sides", () => {
    expect(zoomTo({ startUs: 4_000, endUs: 6_000 }, whole)).toEqual({ startUs: 3_500, endUs: 6_500 });
  });

  it("stays inside the session, and is no zoom for a step that is all of it", () => {
    expect(zoomTo({ startUs: 0, endUs: 1_000 }, whole)).toEqual({ startUs: 0, endUs: 1_250 });
    expect(zoomTo(whole, whole)).toBeNull();
  });
});
