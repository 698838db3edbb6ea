import { describe, expect, it } from "vitest";
import {
  budgetText,
  optionsText,
  rangeText,
  readBudget,
  readOptions,
  readSamples,
} from "../../../src/host/replay/options";
import {
  addressProblem,
  hostOfTarget,
  isDemo,
  readTargetSettings,
  targetChoices,
} from "../../../src/host/replay/targets";
import { modelCall } from "./build";

describe("a budget in one line", () => {
  it("is read in any order and written back", () => {
    const budget = { usd: 0.5, calls: 20, tokens: 100_000, seconds: 60 };
    expect(readBudget("20 calls, $0.50, 100,000 tokens, 60 s")).toEqual(budget);
    expect(readBudget(budgetText(budget))).toEqual(budget);
    expect(readBudget("")).toEqual({});
  });

  it.each(["lots", "$1, $2", "1.5 calls", "-3 s"])("%s is none", (text) => {
    expect(readBudget(text)).toBeUndefined();
  });

  it.each([
    ["3", 3],
    ["0", undefined],
    ["1001", undefined],
    ["1.5", undefined],
    ["", undefined],
  ])("%j samples", (text, samples) => {
    expect(readSamples(text)).toBe(samples);
  });
});

describe("the options of the last replay", () => {
  const options = {
    ...{ targetId: "demo", targetLabel: "Demo model server", samples: 3, graders: [], budget: {} },
    target: { provider: "openai-chat" as const },
    policy: "ask" as const,
  };

  it("are taken again where they are whole, and asked for where they are not", () => {
    expect(readOptions(options)).toEqual(options);
    for (const broken of [
      undefined,
      null,
      "x",
      {},
      { ...options, graders: "none" },
      { ...options, samples: "3" },
    ])
      expect(readOptions(broken)).toBeUndefined();
  });

  it("are said in one line with how much of the session is made anew", () => {
    const from = { stepId: "s", number: 13 };
    expect(optionsText(undefined, { mode: "recorded" })).toBe("Choose where to send it");
    expect(optionsText(options, { mode: "recorded" })).toBe("Demo model server · tools from the record");
    expect(rangeText({ mode: "from-here", from })).toBe("from step 13 on, tools from the record");
    expect(rangeText({ mode: "step", from })).toBe("step 13 alone");
  });
});

describe("the targets", () => {
  const call = (attributes: Record<string, unknown>) =>
    modelCall({
      provider: "openai",
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
    });

  it("begin with the demo's server for a session of the demo, then with the recorded address", () => {
    const id = "demo-plain-2f1b7c3e-0000-4000-8000-000000000000";
    const calls = [call({ "server.address": "127.0.0.1", "server.port": 4000 })];
    const choices = targetChoices(calls, id, [], undefined);
    expect(choices.slice(0, 2)).toMatchObject([
      { id: "demo", starts: "demo" },
      { id: "recorded", target: { provider: "openai-chat", baseUrl: "http://127.0.0.1:4000/v1" } },
    ]);
    expect(isDemo("session-1")).toBe(false);
  });

  it("leave the address of a public provider to its adapter", () => {
    const [recorded] = targetChoices([call({ "server.address": "api.openai.com" })], "s", [], undefined);
    expect(recorded).toMatchObject({ id: "recorded", target: { provider: "openai-chat" } });
    expect(recorded?.target.baseUrl).toBeUndefined();
  });

  it("begin with the last choice", () => {
    expect(targetChoices([], "s", [], "anthropic")[0]?.id).toBe("anthropic");
  });

  it.each([
    ["https://api.example/v1", undefined],
    ["http://localhost:11434/v1", undefined],
    ["http://[::1]:8080/v1", undefined],
    ["http://example.com/v1", /https/],
    ["http://127.0.0.1.evil.example/v1", /https/],
    ["https://user:pass@example.com/v1", /password/],
    ["https://example.com/v1?key=x", /up to its path/],
    ["file:///etc/passwd", /https/],
    ["no address", /https/],
  ])("%s", (address, problem) => {
    const found = addressProblem(address);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(problem);
  });

  it("of the settings are read one by one; a bad one is told and costs no other", () => {
    const good = { name: "local", provider: "openai-chat", baseUrl: "http://127.0.0.1:1/v1" };
    const { targets, problems } = readTargetSettings([
      good,
      { ...good, name: "far", baseUrl: "http://far/v1" },
      3,
      { ...good, provider: "editor" },
    ]);
    expect(targets).toEqual([good]);
    expect(problems).toHaveLength(3);
    expect(readTargetSettings("x")).toEqual({ targets: [], problems: [] });
  });

  it("name the host that is agreed to", () => {
    expect(hostOfTarget({ provider: "anthropic" })).toBe("api.anthropic.com");
    expect(hostOfTarget({ provider: "openai-chat", baseUrl: "http://127.0.0.1:9/v1" })).toBe("127.0.0.1:9");
  });
});
