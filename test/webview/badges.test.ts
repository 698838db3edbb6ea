import { describe, expect, it } from "vitest";
import type { FindingRow } from "../../src/protocol/rows";
import { badgeOf } from "../../webview/frame/badges";

const finding = (detector: string): FindingRow => ({
  id: detector,
  sessionId: "s",
  detector,
  severity: "warning",
  title: "",
  detail: "",
  stepIds: [],
  atUs: 0,
});

describe("the badge of a tab", () => {
  const findings = ["loop", "tool-failure", "cache-break", "memory-drift", "cost-spiral"].map(finding);

  it("counts the findings whose proof is in that view", () => {
    expect(
      ["timeline", "context", "memory", "cost"].map((view) => badgeOf(view, findings, []).badge),
    ).toEqual(["2", "1", "1", "1"]);
  });

  it("is not there where nothing was found", () => {
    expect(badgeOf("timeline", [], [])).toEqual({});
  });

  it("counts the summary's claims while no detector reported anything", () => {
    const claims = [
      { severity: "error", text: "run_sql failed 4 of 6 calls", stepIds: ["a"] },
      { severity: "warning", text: "Cache broken twice", stepIds: ["b"], proof: "context" },
    ] as const;
    expect(["timeline", "context", "memory"].map((view) => badgeOf(view, [], claims).badge)).toEqual([
      "1",
      "1",
      undefined,
    ]);
    expect(badgeOf("timeline", [finding("cache-break")], claims)).toEqual({});
  });
});
