// The JSON schemas that editors check hand-edited files with say the same as the code that reads them.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { gradeJsonSchema, type Schema } from "../../src/core/evals/json-schema";
import { NO_USAGE } from "../../src/core/model/usage";
import { readTestFile, readVariantFile } from "../../src/protocol/saved-files";

const folder = path.join(import.meta.dirname, "../../media/schemas");

function fits(file: string, value: unknown): boolean {
  const schema = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Schema;
  const sample = { answer: JSON.stringify(value), toolCalls: [], costUsd: 0, usage: NO_USAGE, seconds: 0 };
  const matches = (pattern: string, flags: string, text: string) =>
    new RegExp(pattern, flags).test(text) ? "match" : "no match";
  const verdict = gradeJsonSchema({ schema }, sample, matches);
  // A schema with a word that our validator does not know would refuse everything, also what has to be refused.
  if (/unknown|not known/.test(verdict.why)) throw new Error(verdict.why);
  return verdict.pass;
}

const EDIT = { where: { part: "system", agent: "planner" }, value: "Be brief." };
const VARIANT = { version: 1, name: "brief", edits: [EDIT] };
const TEST = {
  ...{ version: 1, name: "brief", recording: "brief.otlp.jsonl", sessionId: "s", edits: [EDIT] },
  ...{
    replies: "brief.replies.otlp.jsonl",
    target: { provider: "openai-chat" },
    mode: "recorded",
    samples: 3,
  },
  graders: [{ kind: "contains", text: "14 days" }],
};

describe("the schema of a variant", () => {
  it.each<[string, unknown]>([
    ["a text", VARIANT],
    ["a linked file", { ...VARIANT, edits: [{ where: { part: "user" }, file: "prompts/a.md" }] }],
    [
      "a part of a file",
      {
        ...VARIANT,
        edits: [{ where: { part: "user" }, file: "a.ts", between: { before: "x", after: "y" } }],
      },
    ],
    ["a parameter", { ...VARIANT, edits: [{ where: { part: "params", name: "temperature" }, value: 0 }] }],
    ["another version", { ...VARIANT, version: 2 }],
    ["no name", { ...VARIANT, name: "" }],
    ["a part that is none", { ...VARIANT, edits: [{ where: { part: "memory" }, value: "x" }] }],
    ["a link that leads out", { ...VARIANT, edits: [{ where: { part: "user" }, file: "../x.md" }] }],
    ["an edit of nothing", { ...VARIANT, edits: [{ where: { part: "user" } }] }],
    ["no edits", { version: 1, name: "brief" }],
  ])("agrees with the reader: %s", (_what, value) => {
    expect(fits("variant.schema.json", value)).toBe(readVariantFile(JSON.stringify(value)).ok);
  });
});

describe("the schema of a test", () => {
  it.each<[string, unknown]>([
    ["as it is saved", TEST],
    [
      "with a variant and bounds",
      { ...TEST, variant: "brief", policy: "end", budget: { usd: 0.5, calls: 20 } },
    ],
    ["every kind of grader", { ...TEST, graders: graders() }],
    ["no grader", { ...TEST, graders: [] }],
    ["a grader without its text", { ...TEST, graders: [{ kind: "contains" }] }],
    ["a grader of no known kind", { ...TEST, graders: [{ kind: "vibes" }] }],
    ["a recording elsewhere", { ...TEST, recording: "../x.jsonl" }],
    ["half a sample", { ...TEST, samples: 0.5 }],
    ["a mode that is none", { ...TEST, mode: "live" }],
    ["no target", { ...TEST, target: undefined }],
  ])("agrees with the reader: %s", (_what, value) => {
    expect(fits("test.schema.json", value)).toBe(readTestFile(JSON.stringify(value)).ok);
  });
});

function graders(): unknown[] {
  return [
    { kind: "contains", text: "x", not: true, name: "polite" },
    { kind: "equals", value: { days: 14 } },
    { kind: "regex", pattern: "\\d+" },
    { kind: "json-schema", schema: { type: "object" } },
    { kind: "json-path", path: "$.total", equals: 12 },
    { kind: "tool-use", called: ["search"], args: [{ tool: "search", match: { q: "x" } }] },
    { kind: "cost", maxUsd: 0.05 },
    { kind: "latency", maxSeconds: 20 },
    { kind: "module", path: "../graders/tone.mjs" },
    { kind: "model", rubric: "It is kind." },
    { kind: "human" },
  ];
}
