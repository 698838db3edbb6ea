// Test results in the form that build servers read (JUnit XML).

import type { EvalRow } from "../../protocol/replay";

/** One suite with a case for each test. Texts of traces are escaped, and what XML cannot hold becomes U+FFFD. */
export function junitXml(rows: readonly EvalRow[]): string {
  const failures = rows.filter((row) => row.state === "failed").length;
  const errors = rows.filter((row) => row.state === "errored").length;
  const seconds = rows.reduce((sum, row) => sum + row.durationMs, 0) / 1000;
  const suite = `name="agent-loupe" tests="${rows.length}" failures="${failures}" errors="${errors}" time="${seconds.toFixed(3)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n<testsuite ${suite}>\n${rows.map(testCase).join("")}</testsuite>\n</testsuites>\n`;
}

function testCase({ name, state, why = "", durationMs, actual }: EvalRow): string {
  const open = `<testcase classname="agent-loupe" name="${escaped(name)}" time="${(durationMs / 1000).toFixed(3)}"`;
  if (state === "passed") return `${open}/>\n`;
  const element = state === "failed" ? "failure" : "error";
  const detail = actual === undefined ? "" : escaped(`Answer: ${actual}`);
  return `${open}>\n<${element} message="${escaped(why)}">${detail}</${element}>\n</testcase>\n`;
}

function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
