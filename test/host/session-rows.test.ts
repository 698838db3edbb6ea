import { describe, expect, it } from "vitest";
import {
  sessionDescription,
  sessionIcon,
  sessionLabel,
  sessionTooltip,
} from "../../src/host/sidebar/session-rows";
import { sessionRow, STARTED } from "./session-row";

const NOW = new Date(STARTED.getTime() + 3_600_000);

describe("a session's row", () => {
  it("says cost, findings and time", () => {
    expect(sessionDescription(sessionRow({ findings: 4 }), NOW)).toBe("$0.83 · 4 findings · 02:06");
  });

  it("says failed calls where there are no findings, and tokens where there are neither", () => {
    expect(sessionDescription(sessionRow({ errors: 1 }), NOW)).toBe("$0.83 · 1 failed call · 02:06");
    expect(sessionDescription(sessionRow(), NOW)).toBe("$0.83 · 20.6k · 02:06");
  });

  it("says how long it has been running", () => {
    const row = sessionRow({ status: "running", endUs: null, costUsd: 0.12 });
    expect(sessionDescription(row, new Date(STARTED.getTime() + 41_000))).toBe("$0.12 · running 41 s");
  });

  it("says unknown for a cost that nobody knows", () => {
    expect(sessionDescription(sessionRow({ costUsd: null, unpricedCalls: 9 }), NOW)).toBe(
      "unknown · 20.6k · 02:06",
    );
  });

  it("is called by its id where it has no title", () => {
    expect(sessionLabel(sessionRow({ title: " \n " }))).toBe("session 7f3a91c2");
  });

  it("shows control characters of a hostile title instead of obeying them", () => {
    expect(sessionLabel(sessionRow({ title: "\u202Egpj.exe" }))).toBe("\\u{202E}gpj.exe");
  });

  it.each([
    [sessionRow({ status: "running" }), "sync~spin"],
    [sessionRow({ status: "error", findings: 2 }), "error"],
    [sessionRow({ findings: 2 }), "warning"],
    [sessionRow({ errors: 1 }), "warning"],
    [sessionRow(), "pass"],
  ])("has an icon for its state", (row, icon) => {
    expect(sessionIcon(row).name).toBe(icon);
  });

  it("has a tooltip with everything that the row cuts", () => {
    const run = { runId: "r", name: "nightly", commit: "a41c9e2", dirty: true, exitCode: 1 };
    expect(sessionTooltip(sessionRow({ run, errors: 2 }), NOW).split("\n")).toEqual([
      "Why did checkout conversion drop?",
      "ended well · started 02:06 · took 3 m 42 s",
      "46 steps, 9 model calls, 12 tool calls",
      "$0.83 · 20,600 tokens",
      "2 failed calls",
      "Agents: planner",
      "Models: gpt-5",
      "Run: nightly · a41c9e2 with changes · exit code 1",
    ]);
  });
});
