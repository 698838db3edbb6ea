// A grader that is the user's own JavaScript module, run in a process of its own with a bound of time.
//
// The module's default export gets the sample and gives back `{pass, score?, why?}`, or a boolean. It is the user's code
// and may do what any script of theirs may; it is run only where the workspace is trusted, and never by a replay itself.

import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { tiedTo } from "../models/clock";
import { fail, quoted, type Sample, type Verdict } from "../../core/evals/grader";

const DEFAULT_TIMEOUT_SECONDS = 10;
const MAX_OUTPUT_CHARACTERS = 64 * 1024;

/** Reads the sample from stdin, so that its size is not bound by a command line. */
const RUNNER = `
let input = "";
for await (const piece of process.stdin) input += piece;
const { module, sample } = JSON.parse(input);
const { default: grade } = await import(module);
const verdict = await grade(sample);
process.stdout.write("\\n" + JSON.stringify({ verdict: verdict ?? null }));
`;

/** The verdict of a module. A module that fails, hangs or answers nonsense is a verdict that fails and says so. */
export async function gradeByModule(
  settings: { readonly path: string; readonly timeoutSeconds?: number | undefined },
  sample: Sample,
  signal: AbortSignal,
): Promise<Verdict> {
  const seconds = settings.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const input = JSON.stringify({ module: pathToFileURL(settings.path).href, sample });
  const { controller, release } = tiedTo(signal);
  const timer = setTimeout(() => controller.abort(), seconds * 1000);
  const ended = await runModule(input, controller.signal);
  clearTimeout(timer);
  release();
  if (ended.stopped) return fail(`The grader ${quoted(settings.path)} did not answer within ${seconds} s.`);
  if (ended.code !== 0) return fail(`The grader ${quoted(settings.path)} failed: ${lastLine(ended.errors)}`);
  return readVerdict(ended.output, settings.path);
}

interface Ended {
  readonly code: number | null;
  readonly stopped: boolean;
  readonly output: string;
  readonly errors: string;
}

function runModule(input: string, stop: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    // No environment but the path: keys of providers are nobody else's. The flag makes Electron behave as Node.
    const env = { PATH: process.env["PATH"], ELECTRON_RUN_AS_NODE: "1" };
    const child = spawn(process.execPath, ["--input-type=module", "--eval", RUNNER], { env, stdio: "pipe" });
    let output = "";
    let errors = "";
    const kill = () => void child.kill("SIGKILL");
    stop.addEventListener("abort", kill, { once: true });
    if (stop.aborted) kill();
    child.stdout.on(
      "data",
      (piece: Buffer) => (output = (output + piece.toString()).slice(-MAX_OUTPUT_CHARACTERS)),
    );
    child.stderr.on(
      "data",
      (piece: Buffer) => (errors = (errors + piece.toString()).slice(-MAX_OUTPUT_CHARACTERS)),
    );
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => (errors += error.message));
    child.on("close", (code) => {
      stop.removeEventListener("abort", kill);
      resolve({ code, stopped: stop.aborted, output, errors });
    });
    child.stdin.end(input);
  });
}

function readVerdict(output: string, path: string): Verdict {
  const verdict = verdictIn(output);
  if (typeof verdict === "boolean")
    return { pass: verdict, why: `The grader says ${verdict ? "yes" : "no"}.` };
  if (
    typeof verdict !== "object" ||
    verdict === null ||
    !("pass" in verdict) ||
    typeof verdict.pass !== "boolean"
  ) {
    return fail(
      `The grader ${quoted(path)} gave no verdict: it must give back {pass, score, why} or a boolean.`,
    );
  }
  const score = "score" in verdict && typeof verdict.score === "number" ? verdict.score : undefined;
  const why =
    "why" in verdict && typeof verdict.why === "string" ? verdict.why : "The grader gave no reason.";
  return { pass: verdict.pass, ...(score !== undefined && { score }), why };
}

/** The last line is ours; what stands above it the module wrote. */
function verdictIn(output: string): unknown {
  try {
    return (JSON.parse(lastLine(output)) as { verdict: unknown }).verdict;
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
