import { mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runEvalCommand } from "../../../src/engine/run-evals";
import { junitXml } from "../../../src/engine/evals/junit";
import type { EvalRow } from "../../../src/protocol/replay";
import { playRecording, sessionsOf } from "../replay/recordings";
import { testEngine } from "../test-engine";

let workspace = "";
let tests = "";

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), "agent-loupe-evals-"));
  tests = path.join(workspace, ".agent-loupe", "tests");
  await mkdir(tests, { recursive: true });
  await mkdir(path.join(workspace, ".agent-loupe", "variants"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(workspace, { recursive: true });
});

/** A saved test of the recorded trip: its recording, and a test file with what is given. */
async function save(more: object = {}): Promise<void> {
  const { engine, client } = await testEngine();
  playRecording(engine, "vercel-ai-6/tools");
  const [session] = await sessionsOf(client);
  const sessionId = session?.sessionId ?? "";
  const { resourceSpans } = await client.ask("export/otlp", { sessionIds: [sessionId] });
  await engine.stop();
  await writeFile(path.join(tests, "trip.otlp.jsonl"), `${JSON.stringify({ resourceSpans })}\n`);
  const test = {
    ...{
      version: 1,
      name: "the trip is planned",
      recording: "trip.otlp.jsonl",
      sessionId,
      edits: [],
      mode: "recorded",
    },
    target: { provider: "openai-chat" },
    graders: [
      { kind: "contains", text: "light coat" },
      { kind: "tool-use", inOrder: ["get_weather", "calculator"] },
    ],
    ...more,
  };
  await writeFile(path.join(tests, "trip.json"), JSON.stringify(test));
}

async function run(...args: string[]): Promise<{ code: number; text: string; tests: EvalRow[] }> {
  let text = "";
  const code = await runEvalCommand([tests, "--json", ...args], {
    write: (piece) => (text += piece),
    complain: (piece) => (text += piece),
  });
  const tests_ = text.startsWith("{") ? (JSON.parse(text) as { tests: EvalRow[] }).tests : [];
  return { code, text, tests: tests_ };
}

describe("the tests of a folder", () => {
  it("pass on recorded replies with every socket refused", async () => {
    const connect = vi.spyOn(net.Socket.prototype, "connect").mockImplementation(() => {
      throw new Error("no network");
    });
    await save();
    const { code, tests: rows } = await run();
    expect(rows).toMatchObject([
      { name: "the trip is planned", state: "passed", sent: 0, samples: [{ state: "done" }] },
    ]);
    expect(code).toBe(0);
    expect(connect).not.toHaveBeenCalled();
  });

  it("fail for a prompt that no reply is recorded for, and send nothing", async () => {
    await save({ edits: [{ where: { part: "system" }, value: "Answer in French." }] });
    const { code, tests: rows } = await run();
    expect(code).toBe(1);
    expect(rows).toMatchObject([
      {
        state: "failed",
        sent: 0,
        why: "Step 2: no reply is recorded for this prompt. Replay the change live and save the test again, or undo it.",
      },
    ]);
  });

  it("read prompts from workspace files and variants, and a file that is what was recorded passes", async () => {
    await writeFile(path.join(workspace, "prompt.md"), "You are a trip planner.");
    const variant = { version: 1, name: "linked", edits: [{ where: { part: "system" }, file: "prompt.md" }] };
    await writeFile(path.join(workspace, ".agent-loupe", "variants", "linked.json"), JSON.stringify(variant));
    await save({ variant: "linked" });
    expect((await run()).code).toBe(0);
    await writeFile(path.join(workspace, "prompt.md"), "You are a pirate.");
    expect((await run()).code).toBe(1);
  });

  it("read a prompt out of the source file that holds it, and say where it is no more", async () => {
    const source = (prompt: string) => `const SYSTEM = "${prompt}";\nrun(SYSTEM);\n`;
    const between = { before: 'const SYSTEM = "', after: '";' };
    const at = path.join(workspace, "agent.ts");
    await writeFile(at, source("You are a trip planner."));
    await save({ edits: [{ where: { part: "system" }, file: "agent.ts", between }] });
    expect((await run()).code).toBe(0);
    await writeFile(at, source("You are a pirate."));
    expect((await run()).code).toBe(1);
    await writeFile(at, "nothing");
    expect((await run()).tests[0]?.why).toContain("agent.ts no longer holds the prompt where it was");
  });

  it("do not read a prompt from outside the workspace", async () => {
    await symlink("/etc/hostname", path.join(workspace, "outside.md"));
    await save({ edits: [{ where: { part: "system" }, file: "outside.md" }] });
    const { code, tests: rows } = await run();
    expect(code).toBe(1);
    expect(rows[0]?.why).toContain("outside.md leads out of the workspace");
  });

  it("fail by the grader's own sentence", async () => {
    await save({ graders: [{ kind: "contains", text: "umbrella" }] });
    expect((await run()).tests[0]).toMatchObject({
      state: "failed",
      why: "contains: The answer does not contain “umbrella”.",
    });
  });

  it("run a module in a process of its own, with a bound of time", async () => {
    await writeFile(
      path.join(tests, "polite.mjs"),
      "export default ({ answer }) => ({ pass: answer.length < 5, why: `${answer.length} characters` });",
    );
    await writeFile(
      path.join(tests, "hangs.mjs"),
      "export default () => new Promise(() => setInterval(() => {}, 1000));",
    );
    await save({ graders: [{ kind: "module", path: "polite.mjs" }] });
    expect((await run()).tests[0]?.why).toBe("module: 58 characters");
    await save({ graders: [{ kind: "module", path: "hangs.mjs", timeoutSeconds: 0.5 }] });
    expect((await run()).tests[0]?.why).toContain("did not answer within 0.5 s");
  });

  it("that cannot be read are errors, and a folder without any has a code of its own", async () => {
    await writeFile(path.join(tests, "broken.json"), '{"version":2}');
    const { code, tests: rows } = await run();
    expect(code).toBe(1);
    expect(rows[0]).toMatchObject({ name: "broken", state: "errored" });
    await rm(path.join(tests, "broken.json"));
    expect((await run()).code).toBe(2);
  });
});

describe("JUnit output", () => {
  it("escapes what a model said", () => {
    const row: EvalRow = {
      ...{ name: 'a "quoted" <name>', state: "failed", why: "no", durationMs: 1500, sent: 0, samples: [] },
      actual: "]]></failure>\u0000\uD800&",
    };
    expect(junitXml([row])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' +
        '<testsuite name="agent-loupe" tests="1" failures="1" errors="0" time="1.500">\n' +
        '<testcase classname="agent-loupe" name="a &#34;quoted&#34; &#60;name&#62;" time="1.500">\n' +
        '<failure message="no">Answer: ]]&#62;&#60;/failure&#62;\uFFFD\uFFFD&#38;</failure>\n' +
        "</testcase>\n</testsuite>\n</testsuites>\n",
    );
  });
});
