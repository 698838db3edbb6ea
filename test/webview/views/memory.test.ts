import { describe, expect, it } from "vitest";
import type { MemoryOperationRow, MemorySnapshotRow } from "../../../src/protocol/rows";
import {
  labelledPoints,
  changeSentence,
  countsOf,
  historyOf,
  lanesOf,
  neverRead,
  pointsOf,
} from "../../../webview/views/memory/model";

const SPAN = { startUs: 1_000, endUs: 2_000 };

function operation(number: number, more: Partial<MemoryOperationRow> = {}): MemoryOperationRow {
  return {
    stepId: `s${number}`,
    number,
    agent: "planner",
    op: "create",
    store: "facts",
    layer: "semantic",
    layerReason: "store “facts”",
    key: "baseline",
    preview: "3.4%",
    changed: true,
    failed: false,
    atUs: 1_000 + number * 10,
    ...more,
  };
}

function snapshot(point: number, more: Partial<MemorySnapshotRow> = {}): MemorySnapshotRow {
  return {
    snapshotId: `p${point}`,
    stepId: `s${point}`,
    number: point,
    point,
    at: "step",
    scope: "session",
    store: "facts",
    layer: "semantic",
    layerReason: "store “facts”",
    source: "memory tool",
    atUs: 1_000 + point * 10,
    items: [],
    ...more,
  };
}

function withoutKey(row: MemoryOperationRow): MemoryOperationRow {
  const { key, ...rest } = row;
  expect(key).toBeDefined();
  return rest;
}

describe("the lanes of memory", () => {
  it("are drawn for the layers that hold something, what passes above what stays", () => {
    const lanes = lanesOf(
      [operation(25), operation(50, { layer: "working", store: "scratch" })],
      [snapshot(60, { at: "end", items: [{ key: "baseline", preview: "3.4%" }] })],
      SPAN,
    );
    expect(lanes.map(({ layer, keys, stores }) => ({ layer, keys, stores }))).toEqual([
      { layer: "working", keys: 0, stores: ["scratch"] },
      { layer: "semantic", keys: 1, stores: ["facts"] },
    ]);
    expect(lanes.flatMap(({ marks }) => marks.map(({ leftPercent }) => leftPercent))).toEqual([50, 25]);
  });

  it("keep an operation of a broken clock inside the session", () => {
    expect(lanesOf([operation(0, { atUs: 9_999_999 })], [], SPAN)[0]?.marks[0]?.leftPercent).toBe(100);
  });
});

describe("the points that can be compared", () => {
  it("are one a moment, whatever the number of its lanes", () => {
    const points = pointsOf(
      [
        snapshot(2, { at: "end" }),
        snapshot(0, { at: "start" }),
        snapshot(1, { number: 25 }),
        snapshot(1, { store: "other" }),
      ],
      SPAN,
    );
    expect(points.map(({ label, leftPercent }) => ({ label, leftPercent }))).toEqual([
      { label: "start", leftPercent: 0 },
      { label: "step 25", leftPercent: 1 },
      { label: "end", leftPercent: 100 },
    ]);
  });
});

describe("the sentences of the memory view", () => {
  it("count operations by their word", () => {
    const operations = [operation(1), operation(2, { op: "upsert" }), operation(3, { op: "search" })];
    expect(countsOf(operations)).toBe("2 writes · 1 read");
  });

  it("say what differs, or that nothing does", () => {
    const entry = { key: "k", layer: "semantic" as const, store: "facts", value: 1 };
    expect(changeSentence({ added: [entry, entry], removed: [], changed: [], unchanged: 3 })).toBe("2 added");
    expect(changeSentence({ added: [], removed: [], changed: [], unchanged: 3 })).toBe(
      "Nothing differs between the two",
    );
  });

  it("find what was written and never read, and believe a search to have read its whole store", () => {
    const lost = operation(1, { key: "lost" });
    const read = operation(2, { key: "read" });
    const other = operation(3, { key: "lost", store: "notes" });
    expect(neverRead([lost, read, operation(4, { op: "search", key: "read", changed: false })])).toEqual([
      lost,
    ]);
    const search = withoutKey(operation(5, { op: "search", changed: false }));
    expect(neverRead([lost, other, search])).toEqual([other]);
  });

  it("show what one key of one store went through", () => {
    const operations = [operation(1), operation(2, { key: "other" }), operation(3, { op: "update" })];
    expect(historyOf(operations, operations[0]).map(({ number }) => number)).toEqual([1, 3]);
  });
});

describe("the names of snapshots", () => {
  const at = (...places: number[]) =>
    places.map((leftPercent, point) => ({
      point,
      leftPercent,
      label: `step ${point}`,
      snapshotId: `s${point}`,
      stepId: `t${point}`,
    }));

  it("stand where they have room, and always at the first and the last", () => {
    expect([...labelledPoints(at(0, 3, 12, 15, 50, 92, 100))].sort()).toEqual([0, 2, 4, 6]);
  });

  it("are none where there are no points", () => {
    expect([...labelledPoints([])]).toEqual([]);
  });
});
