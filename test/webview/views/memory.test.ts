import { describe, expect, it } from "vitest";
import type {
  MemoryDriftRow,
  MemoryLayer,
  MemoryOperationRow,
  MemorySnapshotRow,
} from "../../../src/protocol/rows";
import {
  changeLines,
  changeSentence,
  driftSentence,
  neverRead,
  unreadSentence,
} from "../../../webview/views/memory/answers";
import { textOfPicture, textOfValue } from "../../../webview/views/memory/documents";
import { filtered } from "../../../webview/views/memory/filter";
import { labelsOf } from "../../../webview/views/memory/labels";
import { countsOf, keysAt, lanesOf, pointsOf } from "../../../webview/views/memory/model";

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
});

describe("what changed", () => {
  const entry = (key: string, layer: MemoryLayer, number = 1) => ({
    key,
    layer,
    store: "facts",
    value: `${key} is new`,
    stepId: `s${number}`,
    number,
  });
  const nothing = { added: [], removed: [], changed: [], unchanged: 3 };

  it("is said by what outlives the session where the whole of it is compared", () => {
    const diff = {
      ...nothing,
      added: [entry("a", "semantic"), entry("b", "semantic"), entry("c", "episodic")],
    };
    expect(changeSentence(diff, true)).toBe("2 facts now outlive this session");
    expect(changeSentence(diff, false)).toBe("1 record and 2 facts new");
    expect(changeSentence({ ...nothing, removed: [entry("n", "working")] }, true)).toBe("1 key gone");
    expect(changeSentence(nothing, true)).toBe("Nothing differs between the two");
  });

  it("lists what was rewritten first, then facts, then the rest, each key once", () => {
    const diff = {
      ...nothing,
      added: [entry("log", "episodic"), entry("baseline", "semantic", 4), entry("cause", "semantic")],
    };
    const operations = [
      operation(2, { op: "update", preview: "3.4% → 2.9%" }),
      operation(3, { op: "update", key: "note", layer: "working", preview: "open → done" }),
    ];
    expect(
      changeLines(diff, operations).map(({ icon, key, text, number }) => [icon, key, text, number]),
    ).toEqual([
      ["edit", "baseline", "3.4% → 2.9%", 2],
      ["add", "cause", "cause is new", 1],
      ["add", "log", "log is new", 1],
    ]);
  });
});

describe("what was not read again", () => {
  const keysOf = (operations: readonly MemoryOperationRow[]) =>
    neverRead(operations).map(({ operation: { key, store }, deletedBy }) => [key, store, deletedBy?.number]);

  it("is what was written and never read, and a search is believed to have read its whole store", () => {
    const lost = operation(1, { key: "lost" });
    const read = operation(2, { key: "read" });
    const other = operation(3, { key: "lost", store: "notes" });
    expect(keysOf([lost, read, operation(4, { op: "search", key: "read", changed: false })])).toEqual([
      ["lost", "facts", undefined],
    ]);
    const search = withoutKey(operation(5, { op: "search", changed: false }));
    expect(keysOf([lost, other, search])).toEqual([["lost", "notes", undefined]]);
  });

  it("tells what was deleted unread, facts before records", () => {
    const operations = [
      operation(1, { key: "log", layer: "episodic" }),
      operation(2, { key: "fact" }),
      operation(3, { key: "gone" }),
      operation(4, { key: "gone", op: "delete" }),
    ];
    expect(keysOf(operations)).toEqual([
      ["gone", "facts", 4],
      ["fact", "facts", undefined],
      ["log", "facts", undefined],
    ]);
    expect(unreadSentence(neverRead(operations))).toBe("2 facts and 1 record were not read again");
    expect(unreadSentence([])).toBe("Everything written was read later");
  });
});

describe("drift in a sentence", () => {
  const value = (sessionId: string) => ({ sessionId, stepId: "s", atUs: 0, preview: "x" });
  const drift = (reason: MemoryDriftRow["reason"], sessions: readonly string[]): MemoryDriftRow => ({
    key: "rate",
    reason,
    detail: "",
    values: sessions.map(value),
  });

  it("counts values and sessions, or names the record that contradicts another", () => {
    expect(driftSentence(drift("changed-often", ["a", "b", "b", "c"]))).toBe("rate: 4 values in 3 sessions");
    expect(driftSentence(drift("contradicted", ["a", "b"]))).toBe(
      "rate: 2 values in 2 sessions, contradicted",
    );
    expect(driftSentence(drift("two-records", ["a", "a"]))).toBe("rate contradicts another record");
  });
});

describe("the keys that a layer holds", () => {
  it("are those of the latest snapshot of each of its lanes", () => {
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ key: String(index), preview: "" }));
    const snapshots = [
      snapshot(0, { items: items(1) }),
      snapshot(2, { items: items(3) }),
      snapshot(1, { store: "other", items: items(2) }),
      snapshot(1, { store: "notes", layer: "working", items: items(4) }),
    ];
    expect([...keysAt(snapshots, 0)]).toEqual([["semantic", 1]]);
    expect([...keysAt(snapshots, 1)]).toEqual([
      ["semantic", 3],
      ["working", 4],
    ]);
    expect([...keysAt(snapshots, 2)]).toEqual([
      ["semantic", 5],
      ["working", 4],
    ]);
  });
});

describe("the filter of the ledger", () => {
  const operations = [
    operation(1),
    operation(2, { key: "note", layer: "working", op: "update", preview: "open → done" }),
    operation(3, { op: "delete", agent: "keeper", failed: true }),
  ];
  const numbersOf = (filter: string) => filtered(operations, filter).map(({ number }) => number);

  it.each([
    ["", [1, 2, 3]],
    ["BASE", [1, 3]],
    ["done", [2]],
    ["layer:work", [2]],
    ["op:write", [1]],
    ["op:delete facts", [3]],
    ["op:failed", [3]],
    ["step:2", [2]],
    ["agent:keep", [3]],
    ["nowhere", []],
  ])("finds by “%s”", (filter, numbers) => {
    expect(numbersOf(filter)).toEqual(numbers);
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
  const none = { a: undefined, b: undefined };

  it("stand under their marks where they have room, and the first and the last always", () => {
    const labels = labelsOf(at(0, 2, 20, 22, 60, 98, 100), none, 500);
    expect(labels.map(({ point }) => point)).toEqual([0, 2, 4, 6]);
  });

  it("never run over each other and never leave the lane, however many there are", () => {
    for (const widthPx of [200, 300, 900]) {
      const points = at(...Array.from({ length: 60 }, (_, index) => (index * 100) / 59));
      const labels = labelsOf(points, { a: 3, b: 4 }, widthPx);
      expect(labels.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual([
        "A: step 3",
        "B: step 4",
      ]);
      labels.forEach(({ leftPx, text }, index) => {
        const rightPx = leftPx + text.length * 6;
        expect(leftPx).toBeGreaterThanOrEqual(0);
        expect(rightPx).toBeLessThanOrEqual(widthPx);
        expect(rightPx).toBeLessThan(labels[index + 1]?.leftPx ?? Infinity);
      });
    }
  });

  it("say both marks where one point has them, and are none where there are no points", () => {
    expect(labelsOf(at(50), { a: 0, b: 0 }, 300).map(({ text }) => text)).toEqual(["A B: step 0"]);
    expect(labelsOf([], none, 300)).toEqual([]);
  });
});

describe("what is handed to editors", () => {
  it("is all that memory held, by layer, store and key, in one order whatever came first", () => {
    const stores = [
      {
        store: "facts",
        scope: "session",
        layer: "semantic",
        items: [
          { key: "b", value: 2 },
          { key: "a", value: { z: 1, y: 2 } },
        ],
      },
      { store: "notes", scope: "thread t1", layer: "working", items: [{ key: "plan", value: "go" }] },
      { store: "facts", scope: "thread t1", layer: "semantic", items: [{ key: "a", value: "other" }] },
    ] as const;
    const text = textOfPicture({ stores });
    expect(JSON.parse(text)).toEqual({
      semantic: { facts: { a: { z: 1, y: 2 }, b: 2 }, "facts (thread t1)": { a: "other" } },
      working: { "notes (thread t1)": { plan: "go" } },
    });
    expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'));
    expect(textOfPicture({ stores: [...stores].reverse() })).toBe(text);
    expect(textOfPicture({ stores: [] })).toBe("{}\n");
  });

  it("is the value of an operation, else what it replaced, else what it looked for", () => {
    const base = { op: "update", store: "facts" } as const;
    expect(textOfValue({ ...base, value: "2.9%", before: "3.4%" })).toEqual({ text: "2.9%", isJson: false });
    expect(textOfValue({ ...base, value: { rate: 1 } })).toEqual({ text: '{\n  "rate": 1\n}', isJson: true });
    expect(textOfValue({ ...base, op: "delete", before: "3.4%" }).text).toBe("3.4%");
    expect(textOfValue({ ...base, op: "search", query: "baseline" }).text).toBe("baseline");
    expect(textOfValue(base).text).toBe("");
  });
});
