import { describe, expect, it } from "vitest";
import {
  failureText,
  headlines,
  othersWith,
  sorted,
  sortedBy,
  type Sort,
} from "../../../webview/views/agents/model";
import { readSavedAgents } from "../../../webview/views/agents/saved";
import { agentRow } from "../../fixtures/builders/agents";

const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

describe("the order of agents", () => {
  const agents = [
    agentRow({ name: "b", costUsd: null, errors: 1, modelCalls: 10, toolCalls: 0 }),
    agentRow({ name: "a", costUsd: 0.2, errors: 9, modelCalls: 90, toolCalls: 10 }),
    agentRow({ name: "c", costUsd: 0.2, errors: 0, modelCalls: 0, toolCalls: 0 }),
    agentRow({ name: "d", costUsd: 3, errors: 0 }),
  ];
  it.each<[Sort, string[]]>([
    [{ by: "cost", descending: true }, ["d", "a", "c", "b"]],
    [{ by: "cost", descending: false }, ["a", "c", "d", "b"]],
    [{ by: "failed", descending: true }, ["b", "a", "d", "c"]],
    [{ by: "name", descending: true }, ["d", "c", "b", "a"]],
  ])("by %j puts unknown values last and equal ones by name", (sort, expected) => {
    expect(names(sorted(agents, sort))).toEqual(expected);
  });

  it("starts with what is most, names with A, and turns around the second time", () => {
    expect(sortedBy({ by: "seen", descending: true }, "cost")).toEqual({ by: "cost", descending: true });
    expect(sortedBy({ by: "cost", descending: true }, "cost")).toEqual({ by: "cost", descending: false });
    expect(sortedBy({ by: "cost", descending: true }, "name")).toEqual({ by: "name", descending: false });
  });
});

describe("what the page says of an agent", () => {
  it("counts failed calls of all calls, and says where there was none", () => {
    expect(failureText(agentRow({ errors: 4, modelCalls: 41, toolCalls: 20 }))).toBe("4 of 61 calls failed");
    expect(failureText(agentRow({ errors: 0, modelCalls: 0, toolCalls: 0 }))).toBe("no calls");
  });

  it("names the other agents that have a tool", () => {
    const [planner, critic] = [
      agentRow({ name: "planner", tools: ["read"] }),
      agentRow({ name: "critic", tools: ["read"] }),
    ];
    const writer = agentRow({ name: "writer", tools: ["write"] });
    expect(othersWith("read", planner, [planner, critic, writer])).toEqual(["critic"]);
    expect(othersWith("write", writer, [planner, critic, writer])).toEqual([]);
  });

  it("leads with who fails most and who costs most, and with nothing where neither is", () => {
    const quiet = agentRow({ name: "quiet", errors: 0, costUsd: 0 });
    const failing = agentRow({ name: "shaky", errors: 5, modelCalls: 20, toolCalls: 30, costUsd: 0.4 });
    expect(headlines([quiet, failing])).toEqual([
      { agent: "shaky", text: "5 of 50 calls failed (10%)" },
      { agent: "shaky", text: "cost most: $0.400" },
    ]);
    expect(headlines([quiet])).toEqual([]);
  });
});

describe("the saved state of the agents page", () => {
  it("starts fresh where something else was saved", () => {
    const fresh = {
      v: 1,
      page: "agents",
      selected: null,
      sort: { by: "seen", descending: true },
      detailWidth: 380,
    };
    expect(readSavedAgents({ v: 1, sessionId: "s", view: "timeline" })).toEqual(fresh);
    expect(readSavedAgents({ ...fresh, sort: { by: "constructor", descending: true } })).toEqual(fresh);
    expect(readSavedAgents({ ...fresh, selected: "planner" })).toEqual({ ...fresh, selected: "planner" });
  });
});
