import { describe, expect, it } from "vitest";
import { agentFilter, filterMessage, fits, readFilter } from "../../src/host/sidebar/session-filter";
import type { SessionRow } from "../../src/protocol/rows";
import { sessionRow } from "./session-row";

function finds(text: string, changes: Partial<SessionRow>): boolean {
  const filter = readFilter(text);
  if (!filter) throw new Error("The text asks for nothing.");
  return fits(sessionRow(changes), filter);
}

describe("the filter of the Sessions tree", () => {
  it("is none for a text without words", () => {
    expect([readFilter(""), readFilter("  "), readFilter('""'), readFilter("agent:")]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[string, Partial<SessionRow>, boolean]>([
    ["REFUND", { title: "Refunds in October" }, true],
    ["refund november", { title: "Refunds in October" }, false],
    ['"in october"', { title: "Refunds in October" }, true],
    ["gpt-5", { models: ["gpt-5"] }, true],
    ["nightly", { run: { runId: "r", name: "nightly job" } }, true],
    ["agent:plan", { agents: ["Planner"] }, true],
    ['agent:"plan"', { agents: ["Planner"] }, false],
    ['agent:"planner"', { agents: ["Planner"] }, true],
    ["agent:planner", { agents: ["critic"], title: "planner" }, false],
    ["status:running", { status: "running" }, true],
    ["status:failed", { status: "error" }, true],
    ["status:failed", { status: "ok" }, false],
    ["status:ok status:running", { status: "running" }, true],
    ["status:strange", { title: "status:strange" }, true],
    ["agent:planner status:failed refund", { agents: ["planner"], status: "error", title: "refund" }, true],
  ])("%s over %j fits: %s", (text, changes, expected) => {
    expect(finds(text, changes)).toBe(expected);
  });

  it.each(["tax helper", 'the "best" one', String.raw`back\slash`, "a\nb", "x:y $(bug)"])(
    "finds the agent %j by the text that is made for it, and no other",
    (agent) => {
      expect(finds(agentFilter(agent), { agents: [agent] })).toBe(true);
      expect(finds(agentFilter(agent), { agents: [`${agent}2`] })).toBe(false);
    },
  );

  it("says what is filtered, how many fit, and where older sessions were not looked at", () => {
    const filter = readFilter("status:failed \u202Egnp");
    if (!filter) throw new Error("no filter");
    expect(filterMessage(filter, { shown: 3, loaded: 1400, hasMore: false })).toBe(
      "status:failed \\u{202E}gnp · 3 of 1,400 sessions",
    );
    expect(filterMessage(filter, { shown: 0, loaded: 500, hasMore: true })).toBe(
      "status:failed \\u{202E}gnp · 0 of 500 sessions loaded",
    );
  });
});
