import { describe, expect, it } from "vitest";
import {
  agentDescription,
  agentTooltip,
  failureBadge,
  latestChange,
  toolDescription,
  withoutVendor,
} from "../../src/host/sidebar/agent-rows";
import { findingIcon, unreadOf, worstFirst } from "../../src/host/sidebar/finding-rows";
import type { FindingRow } from "../../src/protocol/rows";
import { agentRow } from "../fixtures/builders/agents";

describe("a tool's row", () => {
  it("says how often it failed, or how often it was called where it never did", () => {
    const agent = agentRow({
      toolCounts: [
        { name: "run_sql", calls: 61, errors: 4, p95Us: 9_800_000 },
        { name: "describe_table", calls: 118, errors: 0, p95Us: 600_000 },
        { name: "open", calls: 1, errors: 0, p95Us: null },
      ],
    });
    expect(toolDescription(agent, "run_sql")).toBe("4 of 61 calls failed · p95 9.8 s");
    expect(toolDescription(agent, "describe_table")).toBe("118 calls · p95 600 ms");
    expect(toolDescription(agent, "open")).toBe("1 call");
    expect(toolDescription(agent, "unheard of")).toBe("");
  });
});

describe("the badge of a tool", () => {
  it.each([
    [61, 4, "7%", "7% of its calls failed"],
    [1000, 1, "<1", "<1% of its calls failed"],
    [100, 9, "9%", "9% of its calls failed"],
    [1000, 96, "10", "10% of its calls failed"],
    [3, 2, "67", "67% of its calls failed"],
    [4, 4, "!!", "100% of its calls failed"],
  ])("of %d calls of which %d failed is %s", (calls, errors, badge, tooltip) => {
    expect(failureBadge(calls, errors)).toEqual({ badge, tooltip });
  });

  it("is none where nothing failed", () => {
    expect(failureBadge(61, 0)).toBeUndefined();
    expect(failureBadge(0, 0)).toBeUndefined();
  });
});

describe("what changed in an agent", () => {
  it("is what its newest version did to the one before", () => {
    const version = (hash: string, firstSeenUs: number, changed: string[]) => ({
      hash,
      firstSeenUs,
      changed,
    });
    const versions = [
      version("b", 2, ["prompt"]),
      version("c", 3, ["tools +a", "model x → y"]),
      version("a", 1, []),
    ];
    expect(latestChange(agentRow({ versions }))).toBe("Changed in its newest version: tools +a, model x → y");
    expect(latestChange(agentRow({ versions: versions.slice(2) }))).toBeUndefined();
    expect(latestChange(agentRow({ versions: [] }))).toBeUndefined();
    expect(agentTooltip(agentRow({ versions }))).toContain("tools +a");
  });
});

describe("an agent's row", () => {
  it("says model, sessions and cost", () => {
    expect(agentDescription(agentRow({ models: ["claude-opus-4-5"], sessions: 14, costUsd: 9.2 }))).toBe(
      "opus-4-5 · 14 sessions · $9.20",
    );
    expect(agentDescription(agentRow({ models: [], sessions: 1, costUsd: null }))).toBe(
      "1 session · unknown",
    );
    expect(
      agentDescription(agentRow({ models: ["openai/gpt-5", "gpt-5-mini"], sessions: 2, costUsd: 0 })),
    ).toBe("gpt-5 and 1 more · 2 sessions · $0");
  });

  it("has failures, durations and frameworks in its tooltip, and leaves out what is unknown", () => {
    expect(agentDescription(agentRow({ models: [], sessions: 1, costUsd: 2, unpricedCalls: 3 }))).toBe(
      "1 session · ≥ $2.00",
    );
    const row = agentRow({
      name: "a\u202Eb",
      modelCalls: 61,
      toolCalls: 1,
      errors: 4,
      frameworks: ["openinference"],
    });
    expect(agentTooltip(row).split("\n")).toEqual([
      "a\\u{202E}b",
      "61 model calls, 1 tool call, 4 failed",
      "Half of its runs took at most 2.4 s, 95% at most 9.8 s",
      "Seen through openinference",
    ]);
    const bare = agentRow({ frameworks: [], p50Us: null, p95Us: null });
    expect(agentTooltip(bare).split("\n")).toHaveLength(2);
  });

  it.each([
    ["claude-sonnet-4-5", "sonnet-4-5"],
    ["anthropic/claude-opus-4-5", "opus-4-5"],
    ["claude-", "claude-"],
    ["gpt-5", "gpt-5"],
  ])("shows %s as %s", (model, shown) => {
    expect(withoutVendor(model)).toBe(shown);
  });
});

describe("findings", () => {
  const finding = (id: string, severity: FindingRow["severity"], atUs: number): FindingRow => ({
    id,
    severity,
    atUs,
    sessionId: "s",
    detector: "loop",
    title: id,
    detail: "",
    stepIds: [],
  });
  const all = [
    finding("old info", "info", 1),
    finding("warning", "warning", 2),
    finding("old error", "error", 1),
    finding("new error", "error", 3),
  ];

  it("stand worst first, the newest first within each", () => {
    expect(worstFirst(all).map(({ id }) => id)).toEqual(["new error", "old error", "warning", "old info"]);
    expect(all[0]?.id, "what was handed in stays").toBe("old info");
  });

  it("count as unread until they were on screen", () => {
    expect(unreadOf(all, new Set())).toBe(4);
    expect(unreadOf(all, new Set(["warning", "gone"]))).toBe(3);
  });

  it("have an icon for each severity", () => {
    expect(all.map((row) => findingIcon(row).name)).toEqual(["info", "warning", "error", "error"]);
  });
});
