import { describe, expect, it } from "vitest";
import type { ContextCallRow, ContextWindowRow, SegmentRow } from "../../../src/protocol/rows";
import { footOf, fullestOf, headline } from "../../../webview/views/context/band";
import { foldChanges, labelOf, previewOf } from "../../../webview/views/context/changes";
import {
  extentOf,
  type Mark,
  marksOf,
  type PlacedMark,
  placeMarks,
} from "../../../webview/views/context/marks";
import {
  agentsOf,
  barScale,
  layoutChart,
  limitInSight,
  limitWords,
  niceTop,
  runsOf,
  thresholdOf,
} from "../../../webview/views/context/model";
import { textOfContext, textOfSegment } from "../../../webview/views/context/segment-text";

const SIZE = { widthPx: 468, heightPx: 200, leftPx: 68 };

function call(number: number, used: number, more: Partial<ContextCallRow> = {}): ContextCallRow {
  return {
    stepId: `s${number}`,
    number,
    agent: "analyst",
    startUs: number * 1_000_000,
    limit: 24_000,
    limitSource: "models.dev",
    used,
    usedSource: "reported",
    segments: [
      { kind: "system", tokens: 1_000 },
      { kind: "tool_result", tokens: used - 1_000 },
    ],
    added: 0,
    removed: 0,
    cacheReadTokens: null,
    costUsd: null,
    ...more,
  };
}

/** A call that goes on from another one. */
function follows(number: number, before: number): ContextCallRow {
  return call(number, 20_000, { previousStepId: `s${before}` });
}

function segment(more: Partial<SegmentRow>): SegmentRow {
  return { kind: "tool_result", label: "run_sql", tokens: 100, exact: false, preview: "", ...more };
}

describe("the chart of an agent's context", () => {
  it("gives each call a column of the same width", () => {
    const { columns } = layoutChart([call(6, 4_000), call(8, 5_000)], SIZE);
    expect(columns.map(({ left, width, x }) => ({ left, width, x }))).toEqual([
      { left: 68, width: 200, x: 168 },
      { left: 268, width: 200, x: 368 },
    ]);
  });

  it("stacks what stays below and what grows above", () => {
    const { areas, topTokens } = layoutChart(
      [call(6, 12_000), { ...call(8, 24_000), previousStepId: "s6" }],
      SIZE,
    );
    expect(topTokens).toBe(24_000);
    expect(areas).toEqual([
      { kind: "system", path: "M168,191.7L368,191.7L368,200L168,200Z" },
      { kind: "tool_result", path: "M168,100L368,0L368,191.7L168,191.7Z" },
    ]);
  });

  it("breaks the areas at a compaction instead of sloping through it", () => {
    const after = call(22, 7_000, { compaction: { before: 20_000, after: 7_000, costUsd: null } });
    const calls = [call(17, 19_000), follows(19, 17), { ...after, previousStepId: "s19" }, follows(24, 22)];
    const { columns } = layoutChart(calls, SIZE);
    expect(runsOf(columns).map((run) => run.map(({ call: { number } }) => number))).toEqual([
      [17, 19],
      [22, 24],
    ]);
  });

  it("breaks the areas where another conversation of the agent stands between", () => {
    const { columns } = layoutChart(
      [call(2, 4_000), follows(4, 2), call(5, 3_000), follows(6, 4), follows(8, 6)],
      SIZE,
    );
    expect(runsOf(columns).map((run) => run.map(({ call: { number } }) => number))).toEqual([
      [2, 4],
      [5],
      [6, 8],
    ]);
  });

  it("leaves out the call that wrote a summary, whose input is the conversation and not the agent's context", () => {
    const unknown = { limit: null };
    const writer = { stepId: "s10", number: 10 };
    const calls = [
      call(6, 4_000, unknown),
      call(8, 7_600, { ...unknown, previousStepId: "s6" }),
      call(10, 9_900, unknown),
      call(11, 2_900, {
        ...unknown,
        previousStepId: "s8",
        compaction: { before: 7_600, after: 2_900, costUsd: 0.002, writer },
      }),
    ];
    const chart = layoutChart(calls, SIZE);
    expect(chart.columns.map(({ isSideCall }) => isSideCall)).toEqual([false, false, true, false]);
    expect(chart.areas.map(({ path }) => path.split("L")[0])).toEqual([
      "M118,175",
      "M393,175",
      "M118,100",
      "M393,127.5",
    ]);
    expect(chart.topTokens).toBe(8_000);
    expect(marksOf(chart.columns)).toEqual([
      { kind: "compaction", x: 318, texts: ["compaction, step 10: 7.6k → 2.9k, $0.002", "7.6k → 2.9k"] },
    ]);
  });

  it("keeps a call that wrote the summary inside the agent's own conversation", () => {
    const writer = { stepId: "s10", number: 10 };
    const calls = [
      call(8, 7_600),
      { ...call(10, 7_900), previousStepId: "s8" },
      call(11, 2_900, {
        previousStepId: "s10",
        compaction: { before: 7_900, after: 2_900, costUsd: null, writer },
      }),
    ];
    const { columns } = layoutChart(calls, SIZE);
    expect(columns.some(({ isSideCall }) => isSideCall)).toBe(false);
    expect(marksOf(columns).map(({ x }) => x)).toEqual([columns[2]?.left]);
  });

  it("claims a threshold only from a limit in sight or from compactions of one size", () => {
    const compacted = (before: number) =>
      call(9, 3_000, { compaction: { before, after: 3_000, costUsd: null } });
    expect(thresholdOf([compacted(20_100)], 24_000)).toEqual({ tokens: 20_100, text: "compacted at 84%" });
    expect(thresholdOf([compacted(7_600)], null)).toBeUndefined();
    expect(thresholdOf([compacted(7_600), compacted(7_200)], null)).toEqual({
      tokens: 7_200,
      text: "compacted at 7.2k",
    });
    expect(thresholdOf([compacted(20_100), compacted(6_000)], 24_000)).toBeUndefined();
    expect(thresholdOf([call(1, 5_000)], 24_000)).toBeUndefined();
  });

  it("runs bars to the limit, or to the fullest of them where the limit is far away or unknown", () => {
    expect(barScale(24_000, [20_100, 6_900])).toEqual({ tokens: 24_000, isToLimit: true });
    expect(barScale(400_000, [1_291, 1_176])).toEqual({ tokens: 1_291, isToLimit: false });
    expect(barScale(null, [1_291])).toEqual({ tokens: 1_291, isToLimit: false });
    expect(barScale(8_000, [9_000])).toEqual({ tokens: 9_000, isToLimit: true });
  });

  it("says where a limit comes from", () => {
    expect(["setting", "client", "request", "models.dev"].map(limitWords)).toEqual([
      "Limit from the setting agentLoupe.context.limits",
      "Limit reported by the client",
      "Limit set in the request",
      "Limit from the model table models.dev",
    ]);
    expect(limitWords("unknown")).toContain("No limit is known");
  });

  it("draws the limit only where the calls come near it", () => {
    expect(limitInSight([call(1, 6_000)])).toBe(24_000);
    expect(limitInSight([call(1, 5_999)])).toBeNull();
    expect(limitInSight([call(1, 6_000, { limit: null })])).toBeNull();
  });

  it("labels as many columns as there is room for", () => {
    const calls = Array.from({ length: 40 }, (_, index) => call(index + 1, 2_000));
    const labelled = layoutChart(calls, SIZE).columns.filter(({ isLabelled }) => isLabelled);
    expect(labelled.map((column) => column.call.number)).toEqual([1, 7, 13, 19, 25, 31, 37]);
  });

  it("rounds the scale up to a figure whose quarters read well", () => {
    expect([1, 950, 1_900, 20_100, 212_048].map(niceTop)).toEqual([1, 1_000, 2_000, 24_000, 240_000]);
  });

  it("names the agents in the order of their first call", () => {
    const calls = [
      call(1, 10, { agent: "planner" }),
      call(2, 10),
      call(3, 10, { agent: "planner" }),
      call(4, 10, { agent: null }),
    ];
    expect(agentsOf(calls)).toEqual(["planner", "analyst", ""]);
  });
});

describe("the marks of the chart", () => {
  const mark = (
    x: number,
    text = "compaction, step 10: 7.6k → 2.9k, $0.002",
    short = "7.6k → 2.9k",
  ): Mark => ({
    kind: "compaction",
    x,
    texts: [text, short],
  });
  const labels = (placed: readonly PlacedMark[]) =>
    placed.map(({ label }) => label && [label.row, label.side]);

  it("stand right of their lines, and above those of the next ones where they would cover them", () => {
    expect(labels(placeMarks([mark(100), mark(600)], 68, 1200))).toEqual([
      [2, "right"],
      [2, "right"],
    ]);
    expect(labels(placeMarks([mark(100), mark(150), mark(200)], 68, 1200))).toEqual([
      [0, "right"],
      [1, "right"],
      [2, "right"],
    ]);
  });

  it("stand left of their lines at the right rim, are shortened where there is no room, and left out last", () => {
    expect(labels(placeMarks([mark(1190)], 68, 1200))).toEqual([[0, "left"]]);
    expect(placeMarks([mark(200)], 68, 300)[0]?.label?.text).toBe("7.6k → 2.9k");
    expect(placeMarks([mark(90)], 68, 110)[0]?.label).toBeUndefined();
  });

  it("never cover each other and are never crossed by a line, however many there are", () => {
    for (let seed = 1; seed <= 300; seed++) {
      let state = seed * 2_654_435_761;
      const next = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
      const width = 320 + next(1_200);
      const marks = Array.from({ length: 1 + next(24) }, () =>
        mark(68 + next(width - 68), "x".repeat(8 + next(60)), "x".repeat(6 + next(8))),
      ).sort((left, right) => left.x - right.x);
      const placed = placeMarks(marks, 68, width);
      expect(placed.map(({ x }) => x)).toEqual(marks.map(({ x }) => x));
      expect(overlaps(placed)).toEqual([]);
      for (const each of placed) {
        if (!each.label) continue;
        const { from, to } = extentOf(each, each.label);
        expect(from >= 68 && to <= width).toBe(true);
      }
    }
  });

  function overlaps(placed: readonly PlacedMark[]): readonly string[] {
    const labelled = placed.flatMap((each) =>
      each.label ? [{ ...each, ...extentOf(each, each.label), row: each.label.row }] : [],
    );
    return labelled.flatMap((one, index) =>
      labelled.flatMap((other, at) => {
        if (index === at) return [];
        const covers = one.row === other.row && one.from < other.to && other.from < one.to;
        const crosses = one.row < other.row && one.x > other.from && one.x < other.to;
        return covers || crosses ? [`${one.x} and ${other.x}`] : [];
      }),
    );
  }
});

describe("the sentence above the chart", () => {
  it("names the compaction first, with its step and its figures", () => {
    const calls = [
      call(19, 20_100),
      call(22, 6_908, { compaction: { before: 20_100, after: 6_908, costUsd: 0.087 } }),
    ];
    expect(headline(calls)).toEqual({
      text: "The context was compacted at step 22: 20.1k → 6.9k",
      stepId: "s22",
    });
  });

  it("counts further compactions in words", () => {
    const compacted = (number: number) =>
      call(number, 3_000, { compaction: { before: 7_600, after: 3_000, costUsd: null } });
    expect(headline([compacted(11), compacted(22)]).text).toBe(
      "The context was compacted at step 11, and once more: 7.6k → 3.0k",
    );
  });

  it("counts what is shown, and says whose figures they are", () => {
    const compacted = call(2, 10, { compaction: { before: 20, after: 10, costUsd: null } });
    expect(footOf([call(1, 20), compacted], "reader")).toBe(
      "2 calls of reader and 1 compaction · totals reported by the provider, splits estimated and reconciled",
    );
    expect(footOf([call(1, 20, { usedSource: "estimated" })], "")).toBe(
      "1 call · no totals are reported; all tokens are estimated",
    );
  });

  it("counts the cache breaks and the money they lost", () => {
    const broken = { cacheBreak: { messageIndex: 0, what: "system prompt", lostUsd: 0.029 } };
    expect(headline([call(3, 4_000), call(5, 5_000, broken), call(9, 6_000, broken)]).text).toBe(
      "The cache was broken twice, $0.058 lost; first at step 5, by system prompt",
    );
  });

  it("says how full the window was where nothing broke", () => {
    expect(headline([call(3, 4_000), call(5, 20_160)]).text).toBe("84% of the window was full at step 5");
  });

  it("claims no growth for a single call", () => {
    expect(headline([call(3, 4_000)])).toEqual({ text: "One call, 4.0k tokens", stepId: "s3" });
  });

  it("finds the first of the fullest calls", () => {
    expect(fullestOf([call(1, 10), call(2, 30), call(3, 30)])?.number).toBe(2);
  });
});

describe("the changes since the call before", () => {
  const changes: ContextWindowRow["changes"] = [
    { change: "kept", segment: segment({ kind: "system", label: "system prompt", tokens: 1_400 }) },
    { change: "removed", segment: segment({ label: "describe_table", tokens: 1_500 }) },
    { change: "removed", segment: segment({ label: "describe_table", tokens: 1_620 }) },
    { change: "removed", segment: segment({ label: "list_tables", tokens: 200 }) },
    { change: "edited", segment: segment({}), tokensBefore: 6_082, tokensAfter: 1_202 },
    { change: "summarised", segment: segment({ kind: "summary", label: "summary", tokens: 1_598 }) },
  ];

  it("put the summary first, fold what was kept and join neighbours of one kind", () => {
    const folded = foldChanges(changes);
    expect(folded.kept.map(({ label }) => label)).toEqual(["system prompt"]);
    expect(
      folded.lines.map((line) => [line.change, labelOf(line.segments), line.tokensAfter - line.tokensBefore]),
    ).toEqual([
      ["summarised", "summary", 1_598],
      ["removed", "describe_table ×2, list_tables", -3_320],
      ["edited", "run_sql", -4_880],
    ]);
    expect(folded.addedTokens).toBe(1_598);
    expect(folded.removedTokens).toBe(8_200);
  });
});

describe("the beginning of a segment's text", () => {
  it("leaves out the tool's name where the label says it", () => {
    expect(previewOf(segment({ label: "calls read_file", preview: 'read_file {"path":"a.md"}' }))).toBe(
      '{"path":"a.md"}',
    );
    expect(previewOf(segment({ label: "user", preview: "read_file please" }))).toBe("read_file please");
  });
});

describe("the text of a segment", () => {
  const detail = {
    system: [{ type: "text" as const, text: "You are terse." }],
    messages: [
      { role: "user", parts: [{ type: "text" as const, text: "Why?" }] },
      { role: "tool", parts: [{ type: "tool_result" as const, id: "c1", result: { rows: 3 } }] },
    ],
    tools: [{ type: "function", name: "run_sql" }],
  } as unknown as Parameters<typeof textOfContext>[0];

  it("is the system prompt, the definitions or the message that it stands for", () => {
    expect(textOfSegment(segment({ kind: "system" }), detail)).toBe("You are terse.");
    expect(textOfSegment(segment({ kind: "user", messageIndex: 0 }), detail)).toBe("Why?");
    expect(textOfSegment(segment({ messageIndex: 1 }), detail)).toBe('{\n  "rows": 3\n}');
    expect(textOfSegment(segment({ kind: "tools" }), detail)).toContain('"name": "run_sql"');
  });

  it("is one text with a heading a message for the native diff", () => {
    expect(textOfContext(detail)).toMatch(
      /^# system\n\nYou are terse\.\n\n# tool definitions\n\n[\s\S]*# user\n\nWhy\?\n\n# tool\n\n/,
    );
  });
});
