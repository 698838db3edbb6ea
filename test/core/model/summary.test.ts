// The band above the views: facts with a number and a name, and their steps.

import { describe, expect, it } from "vitest";
import { moneyText } from "../../../src/core/model/money";
import { summarise, type SummaryStep } from "../../../src/core/model/summary";

let clock = 0;

function said(stepId: string, more: Partial<SummaryStep>): SummaryStep {
  return {
    stepId,
    parentId: null,
    agent: null,
    model: null,
    provider: null,
    kind: "other",
    name: more.tool ?? more.model ?? stepId,
    status: "ok",
    startUs: clock++,
    durationUs: 1,
    usage: null,
    costUsd: null,
    ...more,
  };
}

function sql(stepId: string, more: Partial<SummaryStep> = {}): SummaryStep {
  return said(stepId, { kind: "tool", tool: "run_sql", argsHash: "q", resultHash: "rows", ...more });
}

const TIMEOUT = {
  status: "error" as const,
  resultHash: "timeout",
  error: { type: "TimeoutError", message: "statement cancelled" },
};

function claims(steps: readonly SummaryStep[], answer?: string) {
  const finalAnswer = answer === undefined ? {} : { finalAnswer: { stepId: "answer", text: answer } };
  return summarise({ steps, ...finalAnswer }).wentWrong.map(({ severity, text, stepIds }) => [
    severity,
    text,
    stepIds,
  ]);
}

describe("what went wrong", () => {
  const session = [
    sql("ok1", { argsHash: "other" }),
    sql("14", TIMEOUT),
    sql("16", TIMEOUT),
    sql("18", TIMEOUT),
    sql("20", TIMEOUT),
    sql("ok2", { argsHash: "other 2" }),
  ];

  it("is a tool that failed, how often, and that it was the same call", () => {
    expect(claims(session)).toEqual([
      [
        "error",
        "run_sql failed 4 of 6 calls, same arguments each time, timed out each time",
        ["14", "16", "18", "20"],
      ],
    ]);
  });

  it("is not told as the same call where the arguments differ, nor as a timeout where no error says so", () => {
    const failed = { status: "error" as const, resultHash: "broken" };
    const steps = [sql("a", { ...failed, argsHash: "1" }), sql("b", { ...failed, argsHash: "2" })];
    expect(claims(steps)).toEqual([["error", "run_sql failed both calls", ["a", "b"]]]);
  });

  it("tells the reason that all failures share, whatever numbers stand in it", () => {
    const refused = (row: number) => ({
      status: "error" as const,
      argsHash: String(row),
      error: { type: "Error", message: `connection refused for row-${String(row)}. Ask again later.` },
    });
    const three = [sql("a", refused(1)), sql("b", refused(2)), sql("c", refused(3))];
    expect(claims(three)[0]?.[1]).toBe("run_sql failed all 3 calls: connection refused for row-1");
    const other = { ...refused(2), error: { type: "Error", message: "no such table" } };
    expect(claims([sql("a", refused(1)), sql("b", other)])[0]?.[1]).toBe("run_sql failed both calls");
  });

  it("reads the sentence out of a provider's JSON, and takes the reason of the other span of the same call", () => {
    const message = `400 {"type":"error","error":{"message":"This model's maximum context length is 8192 tokens."}}`;
    const steps = [
      said("outer", {
        kind: "llm",
        model: "m",
        status: "error",
        duplicateOf: "kept",
        error: { type: "BadRequestError", message },
      }),
      said("kept", {
        kind: "llm",
        model: "m",
        status: "error",
        error: { type: "invalid_request_error", message: "" },
      }),
    ];
    expect(claims(steps)).toEqual([
      ["error", "m failed its only model call: This model's maximum context length is 8192 tokens", ["kept"]],
    ]);
  });

  it("is an agent or a workflow that failed for a reason that nothing inside it has", () => {
    const limit = { type: "max_turns", message: "Stopped after 30 model calls without an answer" };
    const steps = [
      said("root", { kind: "workflow", name: "write_notice", status: "error", error: limit }),
      said("in", { kind: "agent", name: "drafter", status: "error", parentId: "root", error: limit }),
      said("call", { kind: "llm", model: "m", parentId: "in" }),
    ];
    expect(claims(steps)).toEqual([
      ["error", "drafter failed: Stopped after 30 model calls without an answer", ["in"]],
    ]);
    const passedOn = [
      said("root", { kind: "workflow", name: "w", status: "error" }),
      sql("x", { ...TIMEOUT, parentId: "root" }),
    ];
    expect(claims(passedOn)).toHaveLength(1);
  });

  it("is two agents that hand over to each other again and again, not a chain of hand-overs", () => {
    const chain = (...agents: readonly string[]) =>
      agents.slice(1).map((to, index) =>
        said(String(index), {
          kind: "tool",
          tool: `transfer_to_${to}`,
          agent: agents[index] ?? null,
          handoff: { to },
          argsHash: to,
          resultHash: "ok",
        }),
      );
    expect(claims(chain("a", "b", "a", "b", "a", "b", "a"))).toEqual([
      ["warning", "a and b handed over to each other 6 times", ["0", "1", "2", "3", "4", "5"]],
    ]);
    expect(claims(chain("a", "b", "a", "b", "a", "b"))).toEqual([]);
    expect(claims(chain("a", "b", "a", "c", "a", "b", "a", "b", "a"))).toEqual([]);
  });

  it("is an answer that is silent about it", () => {
    expect(claims(session, "The drop comes from mobile users in the payment step.")[1]).toEqual([
      "warning",
      "Final answer does not mention the failures of run_sql",
      ["answer", "14", "16", "18", "20"],
    ]);
  });

  it("is no answer that tells, none after the same call worked, none we cannot read and none we do not have", () => {
    const told = "The query timed out in the end, so this is a guess.";
    expect(claims(session, told)).toHaveLength(1);
    expect(claims([...session, sql("again")], "The drop comes from mobile users.")).toHaveLength(1);
    expect(claims(session, "Der Rückgang kommt von mobilen Nutzern.")).toHaveLength(1);
    expect(claims(session)).toHaveLength(1);
  });

  it("is a model call that failed, with the reason where it is one", () => {
    const failed = { kind: "llm" as const, model: "gpt-5", status: "error" as const };
    expect(
      claims([
        said("a", { ...failed, error: { type: "429", message: "slow down" } }),
        said("b", { kind: "llm", model: "gpt-5" }),
      ]),
    ).toEqual([["error", "gpt-5 failed 1 of 2 model calls: 429: slow down", ["a"]]]);
  });

  it("is a cache that broke, with the money", () => {
    const call = { kind: "llm" as const, model: "m", costUsd: 0.1 };
    expect(
      claims([
        said("13", { ...call, cacheBreak: { lostUsd: 0.027 } }),
        said("41", { ...call, cacheBreak: { lostUsd: 0.031 } }),
      ]),
    ).toEqual([["warning", "Cache broken twice, $0.058 lost", ["13", "41"]]]);
  });

  it("is a call made three times for the same result, not two", () => {
    expect(claims([sql("a"), sql("b"), sql("c")])).toEqual([
      ["warning", "run_sql called 3 times with the same arguments and the same result", ["a", "b", "c"]],
    ]);
    expect(claims([sql("a"), sql("b")])).toEqual([]);
    const other = { argsHash: "other" };
    const both = [sql("a"), sql("b"), sql("c"), sql("x", other), sql("y", other), sql("z", other)];
    expect(claims(both).map(([, text]) => text)).toEqual([
      "run_sql repeated 4 of 6 calls with the same arguments and the same result",
    ]);
    expect(claims([sql("a"), sql("b"), sql("c", { resultHash: "more rows" })])).toEqual([]);
  });

  it("is memory that changed without a source in this session", () => {
    const value = {
      sessionId: "s",
      stepId: "44",
      atUs: 1,
      value: "2.9%",
      preview: "2.9%",
      sourceStepId: null,
    };
    const drift = [
      {
        store: "facts",
        key: "checkout.baseline",
        layer: "semantic",
        reason: "contradicted",
        detail: "",
        values: [value],
      },
    ] as const;
    expect(summarise({ steps: [], drift, sessionId: "s" }).wentWrong).toEqual([
      {
        severity: "warning",
        text: "Memory: checkout.baseline changed without a source",
        stepIds: ["44"],
        proof: "memory",
      },
    ]);
    expect(summarise({ steps: [], drift, sessionId: "another" }).wentWrong).toEqual([]);
  });

  it("is nothing where nothing stood out", () => {
    expect(claims([sql("a"), said("b", { kind: "llm", model: "m" })], "The answer is 4.")).toEqual([]);
  });
});

describe("who did what", () => {
  it("retries count attempts of one call until it worked", () => {
    const steps = [
      sql("a", TIMEOUT),
      sql("b", TIMEOUT),
      sql("c"),
      sql("d"),
      sql("x", { ...TIMEOUT, argsHash: "other" }),
    ];
    expect(summarise({ steps }).retries).toEqual([
      { name: "run_sql", attempts: 3, failed: 2, stepIds: ["a", "b", "c"] },
    ]);
  });

  it("hand-overs are those that the telemetry reports", () => {
    const steps = [
      said("root", { kind: "agent", agent: "triage" }),
      said("h", { kind: "handoff", agent: "triage", handoff: { to: "weather" } }),
      said("w", { kind: "agent", agent: "weather" }),
    ];
    expect(summarise({ steps }).handoffs).toEqual([{ from: "triage", to: "weather", stepId: "h" }]);
  });

  it("hand-overs are read from agents inside and after one another where none is reported", () => {
    const steps = [
      said("p", { kind: "agent", agent: "planner" }),
      said("m", { kind: "step", parentId: "p", agent: "planner" }),
      said("q", { kind: "agent", agent: "sql-analyst", parentId: "m" }),
      said("p2", { kind: "agent", agent: "planner", parentId: "p" }),
      said("x", { kind: "agent", agent: "writer" }),
    ];
    expect(summarise({ steps }).handoffs).toEqual([
      { from: "planner", to: "sql-analyst", stepId: "q" },
      { from: "planner", to: "writer", stepId: "x" },
    ]);
  });

  it("the three costliest steps come dearest first, free ones never", () => {
    const steps = [0.1, 0.4, 0, 0.2, 0.3].map((costUsd, index) =>
      said(String(index), { kind: "llm", model: "m", costUsd }),
    );
    expect(summarise({ steps }).costliest.map(({ stepId, costUsd }) => [stepId, costUsd])).toEqual([
      ["1", 0.4],
      ["4", 0.3],
      ["3", 0.2],
    ]);
  });

  it("second copies of a step are in none of it", () => {
    const steps = [sql("a", TIMEOUT), sql("a2", { ...TIMEOUT, duplicateOf: "a" })];
    expect(claims(steps)).toEqual([["error", "run_sql failed its only call: statement cancelled", ["a"]]]);
    expect(summarise({ steps }).retries).toEqual([]);
  });
});

describe("money in words", () => {
  it("follows the rules for totals and sentences", () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, "$0"],
      [0.0001, "<$0.001"],
      [0.058, "$0.058"],
      [0.83, "$0.83"],
      [12.4, "$12.40"],
      [1204, "$1,204"],
      [1234567.8, "$1,234,568"],
    ];
    for (const [usd, text] of cases) expect(moneyText(usd)).toBe(text);
  });
});
