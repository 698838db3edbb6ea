// `node dist/engine.js eval`, as a build server runs it: the committed tests, no network, an exit code and two reports.

import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvalRow } from "../../../src/protocol/replay";
import { buildEngine, type BuiltEngine } from "../engine-process";

const FIXTURE = path.join(import.meta.dirname, "../../fixtures/evals");
const GUARD = path.join(import.meta.dirname, "../../fixtures/guards/watch.cjs");

let built: BuiltEngine;
let workspace: string;

beforeAll(async () => {
  built = await buildEngine();
  workspace = await mkdtemp(path.join(os.tmpdir(), "agent-loupe-eval-"));
  await cp(FIXTURE, workspace, { recursive: true });
});
afterAll(async () => {
  await built.remove();
  await rm(workspace, { recursive: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tests of the workspace with every socket but those to this machine refused. */
async function runEval(...more: readonly string[]): Promise<Ran> {
  const tests = path.join(workspace, ".agent-loupe", "tests");
  const child = spawn(process.execPath, ["--require", GUARD, built.file, "eval", tests, ...more], {
    env: { PATH: process.env["PATH"], GUARD_REFUSE: "1", OPENAI_API_KEY: "sk-canary-7f3d0c91e2a8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ran = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ran.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ran.stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...ran };
}

function testsIn({ stdout }: Ran): EvalRow[] {
  return (JSON.parse(stdout) as { tests: EvalRow[] }).tests;
}

describe("the committed tests", () => {
  it("pass without any connection, with exit code 0 and a JUnit report", async () => {
    const report = path.join(workspace, "report.xml");
    const ran = await runEval("--json", "--junit", report);
    expect(ran.code).toBe(0);
    const [test] = testsIn(ran);
    expect(test).toMatchObject({ name: "the shop tells how many boxes are left", state: "passed", sent: 0 });
    expect(test?.samples.map((sample) => sample.verdicts.map(({ grader, pass }) => [grader, pass]))).toEqual(
      Array(3).fill([
        ["contains", true],
        ["one sentence", true],
        ["tool-use", true],
      ]),
    );
    expect(ran.stderr).toContain("GUARD ready");
    expect(ran.stderr).not.toContain("GUARD connect");
    expect(ran.stderr).not.toContain("GUARD process");
    const xml = await readFile(report, "utf8");
    expect(xml).toContain('<testsuite name="agent-loupe" tests="1" failures="0" errors="0"');
    expect(xml).toContain('<testcase classname="agent-loupe" name="the shop tells how many boxes are left"');
  });

  it("fail with exit code 1 when the prompt is broken, and the report says why", async () => {
    const prompt = path.join(workspace, "prompts", "shop.md");
    const before = await readFile(prompt, "utf8");
    await writeFile(prompt, "Answer in French.\n");
    try {
      const report = path.join(workspace, "report.xml");
      const ran = await runEval("--json", "--junit", report);
      expect(ran.code).toBe(1);
      const why =
        "Step 1: no reply is recorded for this prompt. Replay the change live and save the test again, or undo it.";
      expect(testsIn(ran)).toMatchObject([{ state: "failed", sent: 0, why }]);
      expect(await readFile(report, "utf8")).toContain(`<failure message="${why}">`);
      expect(ran.stderr).not.toContain("GUARD connect");
    } finally {
      await writeFile(prompt, before);
    }
  });

  it("are refused the network even where a live run is asked for, and say so", async () => {
    const prompt = path.join(workspace, "prompts", "shop.md");
    const before = await readFile(prompt, "utf8");
    await writeFile(prompt, "Answer in French.\n");
    try {
      const ran = await runEval("--json", "--live", "api.openai.com");
      expect(ran.code).toBe(1);
      expect(testsIn(ran)[0]?.why).toContain("api.openai.com could not be reached");
      expect(ran.stdout + ran.stderr).not.toContain("sk-canary");
    } finally {
      await writeFile(prompt, before);
    }
  });

  it("are told as lines without --json, and a folder without tests has a code of its own", async () => {
    const ran = await runEval();
    expect(ran.stdout).toMatch(/^passed {2}the shop tells how many boxes are left \(\d+ ms\)\n$/);
    await rm(path.join(workspace, ".agent-loupe"), { recursive: true });
    expect((await runEval()).code).toBe(2);
  });
});
