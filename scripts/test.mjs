// npm test: everything, on a fresh machine. Installs the browser and the editor that the tests drive, runs each part with
// its output, and ends with `N passed, N failed`.
//
// What cannot be had here is skipped with the reason; with CI=true that is a failure.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installBrowser } from "./install-browser.mjs";
import { editorUnavailable, installEditor } from "./install-editor.mjs";
import { lastLine, runParts } from "./parts.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const results = path.join(root, ".cache/test-results");
const strict = process.env.CI === "true";

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

// Each of the two keeps one core busy and is silent unless it fails: they run at once.
let checks;
const bothChecks = () => (checks ??= { typecheck: npmScript("typecheck"), lint: npmScript("lint") });

const parts = [
  { name: "typecheck", run: () => bothChecks().typecheck },
  { name: "lint", run: () => bothChecks().lint },
  { name: "build", run: () => npmScript("build") },
  { name: "unit tests", run: () => vitest("unit", []) },
  {
    name: "browser tests",
    run: () => vitest("browser", ["--config", "vitest.browser.config.mts"]),
    missing: browserMissing,
  },
  { name: "tests in a real VS Code", run: editorTests, missing: editorMissing },
];
const total = await runParts(parts, { strict });
console.log(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;

/** One check that passes or fails as a whole. */
async function npmScript(name) {
  const { status } = await run("npm", ["run", "--silent", name]);
  return status === 0 ? { passed: 1 } : { failed: 1 };
}

async function vitest(name, options) {
  const file = path.join(results, `${name}.json`);
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
  const program = path.join(root, "node_modules/vitest/vitest.mjs");
  const { status } = await run(process.execPath, [program, "run", ...options, ...reporters]);
  const counts = countsOf(file);
  // A file that does not even load, or an error between tests, fails no test but the run.
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function editorTests() {
  const { status, output } = await run(process.execPath, [path.join(root, "test/vscode/main.mjs")]);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  if (passed === undefined) return { failed: 1 };
  return { passed: Number(passed), failed: status !== 0 && failed === "0" ? 1 : Number(failed) };
}

function browserMissing() {
  return reasonOf(() => void (process.env.CHROME_PATH = installBrowser()));
}

async function editorMissing() {
  const unavailable = editorUnavailable() ?? (await browserMissing());
  return unavailable ?? reasonOf(() => installEditor());
}

async function reasonOf(install) {
  try {
    await install();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Runs a program and passes its output on; gives its exit code and what it wrote to stdout. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.once("error", (error) => resolve({ status: 1, output: String(error) }));
    child.once("close", (status) => resolve({ status: status ?? 1, output }));
  });
}
