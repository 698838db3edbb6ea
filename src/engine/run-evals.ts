// `node dist/engine.js eval <dir>`: the tests of a folder without an editor, for build servers.

import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import type { EvalRow } from "../protocol/replay";
import { junitXml } from "./evals/junit";
import { runTest, type TestRun } from "./evals/run-test";
import { startEngine } from "./start";

export interface Output {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

const USAGE = "Usage: node dist/engine.js eval <folder of tests> [--json] [--junit FILE] [--live HOST]";

/**
 * Runs every test of a folder. The exit code: 0 where all passed, 1 where one did not, 2 where none could be run.
 * Without `--live HOST` nothing is sent anywhere.
 */
export async function runEvalCommand(args: readonly string[], output: Output): Promise<number> {
  const parsed = readArguments(args);
  const files = parsed && (await testFiles(parsed.folder));
  if (!parsed || !files || files.length === 0) {
    output.complain(parsed ? `There are no tests in ${parsed.folder}.` : USAGE);
    return 2;
  }
  const rows: EvalRow[] = [];
  for (const file of files)
    rows.push(await runTest(testRun(file, parsed.live, output), new AbortController().signal));
  output.write(parsed.json ? `${JSON.stringify(summaryOf(rows))}\n` : rows.map(lineOf).join(""));
  if (parsed.junit !== undefined) await writeFile(parsed.junit, junitXml(rows));
  return rows.every((row) => row.state === "passed") ? 0 : 1;
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: "boolean" }, junit: { type: "string" }, live: { type: "string" } },
    });
    const [folder] = positionals;
    return folder === undefined ? undefined : { folder, ...values };
  } catch {
    return undefined;
  }
}

async function testFiles(folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  return names
    ?.filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => path.join(folder, name));
}

function testRun(file: string, live: string | undefined, output: Output): TestRun {
  return {
    file,
    consentedHost: live,
    start: startEngine,
    environment: process.env,
    onBug: (error, what) =>
      output.complain(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  };
}

function summaryOf(rows: readonly EvalRow[]) {
  const count = (state: EvalRow["state"]) => rows.filter((row) => row.state === state).length;
  return { passed: count("passed"), failed: count("failed"), errored: count("errored"), tests: rows };
}

function lineOf({ name, state, why, durationMs }: EvalRow): string {
  return `${state.padEnd(8)}${name} (${durationMs} ms)${why === undefined ? "" : `\n        ${why}`}\n`;
}
