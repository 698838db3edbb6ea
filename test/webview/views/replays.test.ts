import { describe, expect, it } from "vitest";
import { makeSession } from "../../fixtures/builders/session";
import { makeDetail } from "../../fixtures/builders/step-detail";
import type { SampleRow } from "../../../src/protocol/replay";
import { claimsOf } from "../../../webview/views/replays/claims";
import { changedLines, lineCounts, recordedText } from "../../../webview/views/replays/edit-texts";
import type { LoadedReplay } from "../../../webview/views/replays/load";
import {
  askingOf,
  byGrader,
  commonK,
  divergesAt,
  gradersOf,
  guessResultForm,
  lookOf,
  matrixRows,
  passesAt,
  perSample,
  readResult,
} from "../../../webview/views/replays/model";

const NO_USAGE = { inUncached: null, inCacheRead: null, inCacheWrite: null, out: null, reasoning: null };

function sample(at: number, verdicts: string, more: Partial<SampleRow> = {}): SampleRow {
  return {
    sample: at,
    sessionId: `s${at}`,
    state: "done",
    verdicts: Array.from(verdicts).map((sign, place) => ({
      grader: `g${place}`,
      pass: sign === "+",
      why: "",
      costUsd: 0,
    })),
    costUsd: 0.5,
    usage: NO_USAGE,
    calls: 5,
    ...more,
  };
}

function replay(
  variant: string,
  samples: SampleRow[],
  more: Partial<LoadedReplay["row"]> = {},
): LoadedReplay {
  return {
    entry: {
      replayId: variant,
      sessionId: "made",
      variant,
      mode: "recorded",
      state: "done",
      startedUs: 0,
      model: "m",
      edits: [],
    },
    row: { state: "done", mode: "recorded", samples, costUsd: 1, ...more },
  };
}

describe("a cell", () => {
  it.each([
    ["passed", sample(0, "++")],
    ["failed", sample(0, "+-")],
    ["unjudged", sample(0, "")],
    ["asking", sample(0, "", { state: "asking" })],
    ["stopped", sample(0, "", { state: "stopped" })],
    ["stopped", sample(0, "", { state: "cancelled" })],
    ["failed", sample(0, "", { state: "failed" })],
  ])("is %s", (look, row) => {
    expect(lookOf(row)).toBe(look);
  });

  it("counts the graders that passed", () => {
    expect([gradersOf(sample(0, "+-+")), gradersOf(sample(0, ""))]).toEqual(["2/3", ""]);
  });
});

describe("the matrix", () => {
  it("tells replays of one variant apart, and counts judged samples only", () => {
    const rows = matrixRows([
      replay("early", [sample(0, "+"), sample(1, "-"), sample(2, "", { state: "running" })]),
      replay("early", [sample(0, "+")]),
    ]);
    expect(rows.map(({ name, passed, judged }) => [name, passed, judged])).toEqual([
      ["early", 1, 2],
      ["early (2)", 1, 1],
    ]);
  });

  it("uses the k that every judged variant has samples for, three at most", () => {
    const five = replay(
      "a",
      [0, 1, 2, 3, 4].map((at) => sample(at, "+")),
    );
    const two = replay("b", [sample(0, "+"), sample(1, "-")]);
    const none = replay("c", [sample(0, "", { state: "running" })]);
    expect(commonK(matrixRows([five, none]))).toBe(3);
    expect(commonK(matrixRows([five, two]))).toBe(2);
    expect(commonK(matrixRows([none]))).toBeUndefined();
  });

  it("shows pass@k of the engine for that k, and nothing where it gave none", () => {
    const { row } = replay("a", [], {
      passAtK: 0.8,
      passHatK: 0.4,
      byK: [{ k: 2, passAtK: 0.7, passHatK: 0.1 }],
    });
    expect(passesAt(row, 3, 2)).toEqual({ k: 2, passAtK: 0.7, passHatK: 0.1 });
    expect(passesAt(row, 3, 3)).toEqual({ passAtK: 0.8, passHatK: 0.4 });
    expect(passesAt(row, 5, 4)).toBeUndefined();
  });

  it("names the first step that left the recording, and takes the mean of samples that ended", () => {
    const samples = [
      sample(0, "+", { divergedAt: "x", divergedNumber: 13 }),
      sample(1, "+", { divergedAt: "y", divergedNumber: 6, costUsd: 0.7 }),
      sample(2, "", { state: "running", costUsd: 9 }),
      sample(3, "", { costUsd: null }),
    ];
    expect(divergesAt(samples)).toBe("step 6");
    expect(divergesAt([sample(0, "+")])).toBe("–");
    expect(perSample(samples, ({ costUsd }) => costUsd)).toBeCloseTo(0.6, 10);
  });

  it("counts each grader over the samples of each variant", () => {
    const rows = matrixRows([replay("a", [sample(0, "+-"), sample(1, "++")]), replay("b", [])]);
    expect(byGrader(rows)).toEqual([
      {
        grader: "g0",
        cells: [
          { passed: 2, judged: 2 },
          { passed: 0, judged: 0 },
        ],
      },
      {
        grader: "g1",
        cells: [
          { passed: 1, judged: 2 },
          { passed: 0, judged: 0 },
        ],
      },
    ]);
  });
});

describe("the band", () => {
  it("names the variant that wins, and says when the intervals cannot tell", () => {
    const rows = matrixRows([
      replay("a", [sample(0, "+"), sample(1, "-")], { interval: { low: 0.1, high: 0.9 } }),
      replay("b", [sample(0, "+"), sample(1, "+")], { interval: { low: 0.34, high: 1 } }),
    ]);
    expect(claimsOf(rows).map(({ text, detail }) => `${text} / ${detail}`)).toEqual([
      "“b” passed 2 of 2 at $0.50 a sample / 2 samples cannot tell it from “a”: the intervals overlap",
      "“g0” in 1 of 4 / in 1 of 2 variants",
      "$2.00, 4 of 4 samples ended / ",
    ]);
  });

  it("names no winner where nothing passed", () => {
    const [best] = claimsOf(matrixRows([replay("a", [sample(0, "-"), sample(1, "+-")])]));
    expect(best).toMatchObject({
      text: "None: no sample passed yet",
      detail: "2 judged samples in 1 variant",
    });
  });

  it("says why the budget stopped a replay, and what waits before that", () => {
    const why = "The budget of $1.00 is spent.";
    const stopped = matrixRows([replay("a", [sample(0, "", { state: "stopped" })], { why, costUsd: null })]);
    expect(claimsOf(stopped)[2]).toEqual({
      title: "What it took",
      text: "Cost unknown, 1 of 1 sample ended",
      detail: why,
    });
    const question = { question: "Step 19 …", choices: ["end" as const] };
    const waits = matrixRows([
      replay("a", [sample(0, "", { state: "asking", waitsFor: question })], { why }),
    ]);
    expect(claimsOf(waits)[2]?.detail).toBe("1 sample left the recording and waits for you");
    expect(askingOf(waits).map(({ replayId, sample: at }) => [replayId, at])).toEqual([["a", 0]]);
  });
});

describe("the edit of a variant", () => {
  const [row] = makeSession({ steps: 1 }).steps;
  if (!row) throw new Error("A made session has a step.");
  const detail = {
    ...makeDetail(row),
    system: [{ type: "text" as const, text: "Be brief." }],
    messages: ["first", "second"].map((text) => ({ role: "user", parts: [{ type: "text" as const, text }] })),
    tools: [
      { type: "function", name: "search", description: "Finds files.", parameters: { type: "object" } },
    ],
    requestModel: "gpt-5",
    params: { temperature: 1 },
  };

  it.each([
    ["a system prompt", { part: "system" }, "x", "Be brief."],
    ["the session's first words", { part: "user" }, "x", "first"],
    ["the last words of a later call", { part: "user", stepId: "s" }, "x", "second"],
    ["a tool's description", { part: "tool-description", name: "search" }, "x", "Finds files."],
    ["a tool that is gone", { part: "tool-description", name: "pay" }, "x", ""],
    ["a model", { part: "model" }, "gpt-5-mini", "gpt-5"],
    ["one parameter", { part: "params", name: "temperature" }, 2, "1"],
  ] as const)("stands beside what was recorded: %s", (_what, where, value, recorded) => {
    expect(recordedText(detail, { where, value })).toBe(recorded);
  });

  it("shows the changed lines with one line around them, and counts them", () => {
    const before = ["a", "b", "c", "old", "d", "e", "f"].join("\n");
    const pieces = changedLines({ before, after: before.replace("old", "new\nmore") });
    expect(pieces.map(({ change, text }) => `${change} ${JSON.stringify(text)}`)).toEqual([
      'kept "c\\n"',
      'removed "old\\n"',
      'added "new\\nmore\\n"',
      'kept "d\\n"',
    ]);
    expect(lineCounts(pieces)).toBe("+2 −1");
  });
});

describe("a result typed by hand", () => {
  it("is JSON where it looks like an object or a list, else text", () => {
    expect([' {"a":1}', "[1]", "42", "none"].map(guessResultForm)).toEqual(["json", "json", "text", "text"]);
    expect(readResult('{"a":1}', "json")).toEqual({ value: { a: 1 } });
    expect(readResult("{", "json")).toBeUndefined();
    expect(readResult("{", "text")).toEqual({ value: "{" });
  });
});
