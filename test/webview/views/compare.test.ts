import { describe, expect, it } from "vitest";
import type { CompareRow, CompareStep, CompareTotals } from "../../../src/protocol/replay";
import type { MemoryOperationRow, Part, SessionRow } from "../../../src/protocol/rows";
import {
  type Line,
  deltaOf,
  deltaOfRun,
  layoutLines,
  nextChange,
  swapped,
} from "../../../webview/views/compare/model";
import {
  type Side,
  alignedSentence,
  editsOf,
  foldWords,
  headline,
  nameOf,
  originOf,
  spokenRow,
  totalsOf,
} from "../../../webview/views/compare/sentences";
import type { CallContext } from "../../../webview/views/compare/contexts";
import { callsAt } from "../../../webview/views/compare/pair";
import { memoryDifferences, requestDifferences } from "../../../webview/views/compare/request-diff";
import { systemOf, textOfStep } from "../../../webview/views/compare/texts";
import { diffLines, diffWords } from "../../../webview/views/compare/word-diff";
import { makeSession } from "../../fixtures/builders/session";
import { makeDetail } from "../../fixtures/builders/step-detail";

const USAGE = { inUncached: 100, inCacheRead: 0, inCacheWrite: 0, out: 20, reasoning: 0 };

function step(number: number, more: Partial<CompareStep> = {}): CompareStep {
  return {
    number,
    depth: 1,
    kind: "llm",
    name: "claude-sonnet-4-5",
    summary: "calls run_sql",
    agent: "planner",
    status: "ok",
    durationUs: 2_000_000,
    usage: USAGE,
    costUsd: 0.01,
    ...more,
  };
}

/** One letter a row: = same, ~ edited, - only left, + only right. */
function rows(signs: string): CompareRow[] {
  const changes = { "=": "same", "~": "edited", "-": "only-left", "+": "only-right" } as const;
  return Array.from(signs).map((sign, at) => ({
    change: changes[sign as keyof typeof changes],
    what: sign === "~" ? ["arguments"] : [],
    ...(sign === "+" ? {} : { left: `l${at}`, leftRow: step(at + 1) }),
    ...(sign === "-" ? {} : { right: `r${at}`, rightRow: step(at + 1) }),
  }));
}

function write(line: Line): string {
  if (line.kind === "fold") return `${line.from}..${line.to}`;
  return line.kind === "divergence" ? "!" : String(line.index);
}

function lines(signs: string, opened: number[] = []): string {
  const all = rows(signs);
  const first = all.findIndex(({ change }) => change !== "same");
  const comparison = { rows: all, ...(first >= 0 && { firstDivergence: first }) };
  return layoutLines(comparison, new Set(opened)).map(write).join(" ");
}

describe("the aligned list", () => {
  it.each([
    ["short equal runs are shown whole", "========", "0 1 2 3 4 5 6 7"],
    ["a long equal run keeps three rows at each end", "==========", "0 1 2 3..7 7 8 9"],
    ["a long one-sided run keeps its first three rows", "---------", "! 0 1 2 3..9"],
    ["changed rows never fold", "~~~~~~~~~~", "! 0 1 2 3 4 5 6 7 8 9"],
    ["the amber line stands above the first difference only", "==~=~", "0 1 ! 2 3 4"],
  ])("%s", (_name, signs, expected) => {
    expect(lines(signs)).toBe(expected);
  });

  it("shows a fold's rows once it is opened", () => {
    expect(lines("==========", [3])).toBe("0 1 2 3 4 5 6 7 8 9");
  });

  it("finds the next and the previous change, and none beyond the last", () => {
    const all = rows("=~==-=");
    expect([nextChange(all, 1, 1), nextChange(all, 4, -1), nextChange(all, 4, 1)]).toEqual([4, 1, undefined]);
  });

  it("swaps sides: what was dropped is added then", () => {
    const totals = { left: totals0, right: { ...totals0, steps: 9 } };
    const result = swapped({ rows: rows("-~"), firstDivergence: 0, totals });
    expect(result.rows.map(({ change, left, right }) => [change, left, right])).toEqual([
      ["only-right", undefined, "l0"],
      ["edited", "r1", "l1"],
    ]);
    expect(result.totals.left.steps).toBe(9);
  });
});

describe("what a row took more", () => {
  it("is the right side minus the left, where a missing side took nothing", () => {
    const right = step(2, { usage: { ...USAGE, out: 50 }, costUsd: 0.03, durationUs: 1_000_000 });
    expect(deltaOf({ leftRow: step(1), rightRow: right })).toEqual({
      tokens: 30,
      costUsd: 0.019999999999999997,
      durationUs: -1_000_000,
    });
    expect(deltaOf({ leftRow: step(1) })).toEqual({ tokens: -120, costUsd: -0.01, durationUs: -2_000_000 });
  });

  it("is unknown where a side does not know, and absent where neither has it", () => {
    const { number, depth, name, summary, agent, status, durationUs } = step(1);
    const bare: CompareStep = { number, depth, name, summary, agent, status, durationUs, kind: "tool" };
    expect(deltaOf({ leftRow: bare, rightRow: bare })).toEqual({ durationUs: 0 });
    expect(deltaOf({ leftRow: step(1, { costUsd: null }), rightRow: step(1) }).costUsd).toBeNull();
  });

  it("adds up over a fold, and stays unknown where one row is", () => {
    expect(deltaOfRun(rows("--"))).toEqual({ tokens: -240, costUsd: -0.02, durationUs: -4_000_000 });
    const unknown: CompareRow = {
      left: "x",
      leftRow: step(1, { costUsd: null }),
      change: "only-left",
      what: [],
    };
    expect(deltaOfRun([...rows("-"), unknown]).costUsd).toBeNull();
  });
});

const totals0: CompareTotals = {
  steps: 46,
  modelCalls: 20,
  toolCalls: 20,
  errors: 4,
  usage: { inUncached: 200_000, inCacheRead: 0, inCacheWrite: 0, out: 12_000, reasoning: 0 },
  costUsd: 0.83,
  durationUs: 222_000_000,
};
const totals1: CompareTotals = {
  ...totals0,
  modelCalls: 15,
  errors: 5,
  costUsd: 0.54,
  durationUs: 141_000_000,
};
const session: SessionRow = makeSession({ steps: 5 }).session;
const recorded: Side = { session };
const entry = {
  replayId: "r",
  sessionId: "made",
  mode: "recorded",
  state: "done",
  startedUs: 0,
  model: "m",
  variant: "give up early",
  edits: [{ where: { agent: "sql-analyst", part: "system" }, value: "x" }],
} as const;
const replayed: Side = {
  session: { ...session, replayOf: "made" },
  replay: entry,
  sample: { number: 2, of: 5 },
};

describe("the sentences", () => {
  it("say what changed first and what the right side took", () => {
    expect(headline(rows("=~"), 1, { left: totals0, right: totals1 })).toEqual({
      first: "First change at step 2: sonnet-4-5 gets other arguments.",
      totals: "35% cheaper.",
      index: 1,
    });
  });

  it("say how long the run is that only one side has", () => {
    const totals = { left: totals0, right: totals0 };
    expect(headline(rows("=---="), 1, totals).first).toBe(
      "First change at step 2: sonnet-4-5 calls run_sql, only on the left, with 2 more steps.",
    );
    expect(headline(rows("=+"), 1, totals).first).toBe(
      "First change at step 2: sonnet-4-5 calls run_sql, only on the right.",
    );
  });

  it("say that both did the same, and claim nothing about an unknown cost", () => {
    const right = { ...totals0, costUsd: null };
    expect(headline(rows("=="), undefined, { left: totals0, right })).toEqual({
      first: "Both did the same: same calls, same arguments, same answers.",
      totals: "",
    });
  });

  it("name the mode of a replay, its variant, its sample and its edit", () => {
    expect(originOf(replayed)).toBe("Replayed, tools from the record");
    expect(nameOf(replayed, new Date(0))).toBe("“give up early”, sample 2 of 5");
    expect(editsOf(entry)).toBe("sql-analyst system prompt");
    expect(originOf(recorded)).toBe("Recorded");
  });

  it("colour only what is better or worse for certain", () => {
    const tones = totalsOf(recorded, replayed, { left: totals0, right: totals1 }).map(
      ({ name, delta, tone }) => `${name} ${delta} ${tone}`,
    );
    expect(tones).toEqual([
      "Cost −35% ok",
      "Tokens 0 ",
      "Duration −36% ",
      "Calls −5 ",
      "Failed calls +1 error",
      "Findings 0 ",
    ]);
  });

  it("count what is aligned, and name what a fold holds", () => {
    expect(alignedSentence(rows("=~-+"))).toBe(
      "2 of 4 aligned by agent, kind, name, then content · 1 only left, 1 only right",
    );
    expect(foldWords(rows("---"))).toEqual({ title: "3 more steps", detail: "3 model calls" });
  });

  it("read a row out with both numbers and the difference", () => {
    const [row] = rows("~");
    expect(row && spokenRow({ ...row, rightRow: step(3) })).toBe(
      "changed: step 1, model call sonnet-4-5, calls run_sql; step 3 on the right; gets other arguments",
    );
  });

  it("say which way the cost went, also where the difference is too small to be written", () => {
    const [row] = rows("~");
    const spoken = (left: number, right: number) =>
      row &&
      spokenRow({ ...row, leftRow: step(1, { costUsd: left }), rightRow: step(1, { costUsd: right }) });
    expect(spoken(0.052, 0.023)).toContain("; cost −$0.029");
    expect(spoken(0.0102, 0.01)).toContain("; cost lower by less than $0.001");
    expect(spoken(0.01, 0.0102)).toContain("; cost higher by less than $0.001");
  });

  it("show hidden characters of a hostile name as codes", () => {
    const [row] = rows("~");
    expect(row && spokenRow({ ...row, leftRow: step(1, { name: "a\u202eb" }) })).toContain("a\\u202eb");
  });
});

describe("the word diff", () => {
  it.each([
    ["the same text", "one two", "one two", "=one two"],
    ["a word in the middle", "a slow step", "a fast step", "=a |-slow|+fast|= step"],
    ["an end that was added", "It fell", "It fell. Why", "=It fell|+. Why"],
    [
      "a rewritten run is one removed and one added piece",
      "on mobile pay",
      "in desktop pay",
      "-on mobile|+in desktop|= pay",
    ],
    ["nothing before", "", "all new", "+all new"],
  ])("%s", (_name, before, after, expected) => {
    const signs = { kept: "=", removed: "-", added: "+" };
    expect(
      diffWords(before, after)
        .map(({ change, text }) => signs[change] + text)
        .join("|"),
    ).toBe(expected);
  });

  it("always gives back both texts", () => {
    const words = ["a", "b", " ", "c", "\n", "."];
    let seed = 7;
    const next = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    for (let round = 0; round < 300; round++) {
      const [before, after] = [0, 1].map(() =>
        Array.from({ length: next(30) }, () => words[next(6)]).join(""),
      );
      const pieces = diffWords(before ?? "", after ?? "");
      const side = (without: string) =>
        pieces
          .filter(({ change }) => change !== without)
          .map(({ text }) => text)
          .join("");
      expect([side("added"), side("removed")]).toEqual([before, after]);
    }
  });

  it("gives up on unlike texts: one removed and one added piece", () => {
    const long = (letter: string) => Array.from({ length: 2_000 }, (_, at) => `${letter}${at}`).join(" ");
    expect(diffWords(long("a"), long("b")).map(({ change }) => change)).toEqual(["removed", "added"]);
  });

  it("compares whole lines", () => {
    expect(diffLines("one\ntwo\n", "one\nthree\n")).toEqual([
      { change: "kept", text: "one\n" },
      { change: "removed", text: "two\n" },
      { change: "added", text: "three\n" },
    ]);
  });
});

describe("the calls whose contexts are compared", () => {
  const tool = (sign: string) =>
    rows(sign).map((row) => ({
      ...row,
      leftRow: step(1, { kind: "tool" }),
      rightRow: step(1, { kind: "tool" }),
    }));

  it("are the two at the divergence; for a call on one side only, the call that the other side made in its place", () => {
    expect(callsAt(rows("=~="), 1)).toEqual({ left: "l1", right: "r1" });
    expect(callsAt(rows("=--="), 1)).toEqual({ left: "l1", right: "r3" });
    expect(callsAt(rows("=++="), 1)).toEqual({ left: "l3", right: "r1" });
    expect(callsAt(rows("=--"), 1)).toEqual({ left: "l1", right: "r0" });
  });

  it("are those before a tool that differs", () => {
    expect(callsAt([...rows("="), ...tool("~")], 1)).toEqual({ left: "l0", right: "r0" });
  });
});

describe("what differs at the divergence", () => {
  const [row] = makeSession({ steps: 1 }).steps;
  if (!row) throw new Error("A made session has a step.");
  const said = (role: string, ...parts: Part[]) => ({ role, parts });
  const text = (value: string): Part => ({ type: "text", text: value });
  const detail = {
    ...makeDetail(row),
    system: [text("Give up after four tries.")],
    tools: [{ type: "function", name: "search", description: "Finds files." }],
    requestModel: "gpt-5",
    params: { temperature: 0 },
    messages: [
      said("user", text("Why?")),
      said("assistant", { type: "tool_call", id: "call_1", name: "search", args: { q: "x" } }),
    ],
  };
  const write = (all: ReturnType<typeof requestDifferences>) =>
    all.map(({ sign, what }) => `${sign} ${what}`);

  it("is each part of the request that was edited, and no part that only got another id", () => {
    const other = {
      ...detail,
      system: [text("Give up after two tries.")],
      tools: [{ type: "function", name: "search", description: "Finds text in files." }],
      requestModel: "gpt-5-mini",
      params: { temperature: 1 },
      messages: [
        said("user", text("Why?")),
        said("assistant", { type: "tool_call", id: "call_2", name: "search", args: { q: "x" } }),
        said("tool", { type: "tool_result", id: "call_2", result: "3 files" }),
      ],
    };
    expect(write(requestDifferences(detail, other))).toEqual([
      "~ system prompt",
      "~ tool search",
      "~ model",
      "~ parameter temperature",
      "+ message 3, tool result",
    ]);
    const { params, ...silent } = detail;
    expect(requestDifferences(detail, { ...silent, stepId: "another" })).toEqual([]);
    const attributes = [{ key: "agent_loupe.request.params", value: JSON.stringify({ ...params, seed: 7 }) }];
    expect(write(requestDifferences(detail, { ...silent, attributes }))).toEqual(["+ parameter seed"]);
  });

  it("is what was last remembered under a name, not how often it was written", () => {
    const operation = (
      key: string,
      preview: string,
      more: Partial<MemoryOperationRow> = {},
    ): MemoryOperationRow => ({
      ...{
        stepId: "s",
        number: 1,
        agent: "a",
        op: "upsert",
        store: "facts",
        layer: "semantic",
        layerReason: "",
      },
      ...{ key, preview, changed: true, failed: false, atUs: 1 },
      ...more,
    });
    const context = (memory: MemoryOperationRow[]) =>
      ({ detail, memory, window: { used: 0, segments: [] } }) as unknown as CallContext;
    const left = context([operation("window", "14 days"), operation("code", "1234"), operation("kept", "x")]);
    const right = context([
      operation("window", "14 days → 30 days"),
      operation("code", "1234"),
      operation("code", "", { op: "delete" }),
      operation("kept", "x"),
      operation("kept", "x"),
      operation("seen", "y", { changed: false, op: "search" }),
    ]);
    expect(write(memoryDifferences(left, right))).toEqual(["~ facts · window", "− facts · code"]);
  });
});

describe("the text of a step", () => {
  const [row] = makeSession({ steps: 1 }).steps;
  if (!row) throw new Error("A made session has a step.");
  const detail = makeDetail(row);

  it("is a tool's name, arguments and result", () => {
    const tool = { name: "run_sql", args: { sql: "SELECT 1" }, result: "timeout", isError: true };
    expect(textOfStep({ ...detail, tool })).toBe('run_sql({\n  "sql": "SELECT 1"\n})\n\ntimeout');
  });

  it("is the error where nothing was answered", () => {
    expect(textOfStep({ ...detail, output: [], error: { type: "APIError", message: "overloaded" } })).toBe(
      "APIError: overloaded",
    );
  });

  it("finds the system prompt among the messages too", () => {
    const messages = [{ role: "system", parts: [{ type: "text" as const, text: "Be brief." }] }];
    expect(systemOf({ ...detail, system: [], messages })).toBe("Be brief.");
  });
});
