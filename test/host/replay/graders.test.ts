import { describe, expect, it } from "vitest";
import { graderText, TYPED_KINDS } from "../../../src/host/replay/graders";
import { gradersText } from "../../../src/host/replay/options";
import type { ReplayGrader } from "../../../src/protocol/replay";

function read(label: string, text: string) {
  const kind = TYPED_KINDS.find((candidate) => candidate.label === label);
  if (!kind) throw new Error(`There is no kind ${label}`);
  return kind.read(text);
}

describe("what is typed for a grader", () => {
  it.each<[string, string, ReplayGrader]>([
    ["Answer contains", "refund: 14 days", { kind: "contains", text: "refund: 14 days" }],
    ["Answer does not contain", "sorry", { kind: "contains", text: "sorry", not: true }],
    ["Answer equals", "14 days", { kind: "equals", value: "14 days" }],
    ["Answer equals", '{"days": 14}', { kind: "equals", value: { days: 14 } }],
    ["Answer matches", "\\d+ days", { kind: "regex", pattern: "\\d+ days" }],
    ["Answer fits a JSON schema", '{"type": "object"}', { kind: "json-schema", schema: { type: "object" } }],
    ["Value in the JSON answer", "$.total", { kind: "json-path", path: "$.total" }],
    ["Value in the JSON answer", "$.total = 12", { kind: "json-path", path: "$.total", equals: 12 }],
    ["Value in the JSON answer", "$.name = Ada", { kind: "json-path", path: "$.name", equals: "Ada" }],
    ["Cost at most", "$0.05", { kind: "cost", maxUsd: 0.05 }],
    ["Time at most", "20 s", { kind: "latency", maxSeconds: 20 }],
    ["Tools in this order", "search, read_file", { kind: "tool-use", inOrder: ["search", "read_file"] }],
  ])("%s: %s", (label, text, grader) => {
    expect(read(label, text)).toEqual(grader);
  });

  it.each([
    ["Answer contains", " ", /Enter a text/],
    ["Answer matches", "(", /regular expression/i],
    ["Answer fits a JSON schema", "[1]", /JSON object/],
    ["Value in the JSON answer", "total", /\$\.key/],
    ["Cost at most", "much", /number/],
    ["Cost at most", "-1", /number/],
    ["Time at most", "", /number/],
    ["Tools in this order", "search", /two tools/],
  ])("%s: %j is refused with what to enter", (label, text, why) => {
    expect(read(label, text)).toMatch(why);
  });
});

describe("a grader in words", () => {
  it("says what it looks for, or the name it was given", () => {
    expect(graderText({ kind: "tool-use", called: ["search"], notCalled: ["pay"] })).toBe(
      "calls search and does not call pay",
    );
    expect(graderText({ kind: "module", path: "/project/graders/tone.mjs" })).toBe("passes tone.mjs");
    expect(graderText({ kind: "cost", maxUsd: 0.05, name: "cheap" })).toBe("cheap");
    expect(gradersText([])).toBe("none, samples are not judged");
  });
});
