// Replay and Compare in a real VS Code, from the palette to a test that turns red. Pictures go to artifacts/.
//
// The steps build on each other in one window, so the first that fails ends the run.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, startEditor } from "../../scripts/editor/server.mjs";
import * as workbench from "../../scripts/editor/workbench.mjs";
import { installEditor } from "../../scripts/install-editor.mjs";
import { makePackage } from "../../scripts/package.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const work = path.join(root, ".cache/test-vscode-replay");
const artifacts = path.join(root, "artifacts");
const folder = path.join(work, "workspace");
const truthFile = path.join(work, "truth.jsonl");
const tests = path.join(folder, ".agent-loupe/tests");
const EDIT = " Name the file first.";

let passed = 0;
let failed = 0;
const { until } = workbench;
const { editor, browser, page } = await open();
const picture = (name) => page.screenshot({ path: path.join(artifacts, `vscode-replay-${name}.png`) });

try {
  await step("the demo's session is there, with its answer in the demo's own log", async () => {
    await workbench.openWorkbench(page, editor.url);
    await until("the end of the demo", 120_000, () => recordedAnswer() !== undefined);
    await workbench.openSidebar(page);
    await until("an ended session", 30_000, async () => {
      const rows = workbench.rowsOf(page, "Sessions");
      return (await rows.count()) === 1 && !(await rows.first().innerText()).includes("running");
    });
  });

  await step("Replay and Compare opens the prompts as documents, with the lines above them", async () => {
    await workbench.runCommand(page, "Agent Loupe: Replay and Compare");
    const tab = page.locator(".tab").filter({ hasText: "assistant system prompt" });
    await tab.first().waitFor({ timeout: 30_000 });
    for (const name of ["assistant user message", "tool descriptions", "model and parameters"])
      await page.locator(".tab").filter({ hasText: name }).first().waitFor();
    await lens("Replay 3 samples").waitFor({ timeout: 30_000 });
    await picture("prompts");
  });

  await step("the system prompt is edited in the editor", async () => {
    await page.locator(".editor-instance .view-lines").first().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(EDIT);
    await until("the typed text", 10_000, async () =>
      (await page.locator(".editor-instance .view-lines").first().innerText())
        .replaceAll("\u00a0", " ")
        .includes("file first."),
    );
  });

  await step("Replay 3 samples asks where, how and how often, then for consent with the host", async () => {
    await page.keyboard.press("Control+Home");
    await lens("Replay 3 samples").click();
    await accept("Where to send", "Demo model server");
    await accept("How to replay", "Tools from the record");
    await enter("Number of samples", "3");
    await enter("What a good answer does", `contains: ${graderWord()}`);
    await accept("When the recording has no answer", "End the sample");
    await enter("Stop at", "");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.waitFor({ timeout: 30_000 });
    const text = await dialog.innerText();
    assert.match(text, /Send the recorded prompts to 127\.0\.0\.1:\d+\?/);
    for (const words of [/Model: gpt-5-mini/, /\d+ model calls/, /Cost: /, /Size: /, /Tools are not run/])
      assert.match(text, words);
    await picture("consent");
    await dialog
      .locator(".monaco-button")
      .filter({ hasText: /^Send to/ })
      .click();
  });

  await step("the replays view shows three samples that passed", async () => {
    const frame = await workbench.webviewFrame(page, ".matrix-cell.is-pass, .matrix-cell", 60_000);
    await until("three cells", 30_000, async () => (await frame.locator(".matrix-cell").count()) === 3);
    const row = (await frame.locator(".matrix tbody tr").first().innerText()).replace(/\s+/g, " ");
    console.log(`        ${row}`);
    assert.match(row, /3 of 3/);
    await picture("samples");
  });

  await step(
    "a sample is compared with the recording, and the replays stand under their session",
    async () => {
      const frame = await workbench.webviewFrame(page, ".matrix-cell");
      await frame.locator(".matrix-cell").first().dblclick();
      const compare = await workbench.webviewFrame(page, "[data-claim=first]", 30_000);
      const claim = await compare.locator("[data-claim=first]").first().innerText();
      console.log(`        ${claim}`);
      assert.ok(claim.length > 0);
      await picture("compare");
      const rows = workbench.rowsOf(page, "Sessions");
      await rows.first().click();
      await page.keyboard.press("ArrowRight");
      await until("three replays in the tree", 15_000, async () => {
        const levels = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-level")));
        return levels.join(" ") === "1 2 2 2";
      });
    },
  );

  await step("Save as Test writes a test, and the Test Explorer runs it green", async () => {
    await workbench.runCommand(page, "Agent Loupe: Save as Test");
    await enter("Name of the test", "refund window");
    await until("the test's files", 20_000, () => existsSync(tests) && readdirSync(tests).length === 3);
    const file = JSON.parse(readFileSync(path.join(tests, "refund-window.json"), "utf8"));
    assert.deepEqual([file.samples, file.mode, file.edits.length], [3, "recorded", 1]);
    await workbench.runCommand(page, "Testing: Focus on Test Explorer View");
    await page.locator(".test-explorer").getByText("refund window").first().waitFor({ timeout: 30_000 });
    await testsRun("passed");
    await picture("test-green");
  });

  await step("a changed prompt turns the test red", async () => {
    const at = path.join(tests, "refund-window.json");
    const file = JSON.parse(readFileSync(at, "utf8"));
    file.edits[0].value = "Say that you know nothing.";
    writeFileSync(at, JSON.stringify(file, undefined, 2));
    await page.waitForTimeout(1000);
    await testsRun("failed");
    await picture("test-red");
  });
} catch {
  await picture("failed").catch(() => undefined);
} finally {
  await browser.close();
  await editor.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function step(name, run) {
  const startMs = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`  ok    ${name} (${Date.now() - startMs} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL  ${name}\n${error.stack ?? error}`);
    throw error;
  }
}

async function open() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(artifacts, { recursive: true });
  const { file } = makePackage(path.join(root, ".cache/agent-loupe-replay-test.vsix"));
  cpSync(path.join(root, "demo/workspace"), folder, { recursive: true });
  const opened = await workbench.openBrowser();
  const started = await startEditor({
    editor: await installEditor(),
    work: path.join(work, "editor"),
    folder,
    extension: { vsix: file },
    settings: { "agentLoupe.receiver.port": await freePort(), "agentLoupe.run.openSession": false },
    environment: { AGENT_LOUPE_OPEN_DEMO: "plain", AGENT_LOUPE_DEMO_LOG: truthFile },
  });
  return { ...opened, editor: started };
}

function lens(title) {
  return page.locator(".codelens-decoration a").filter({ hasText: title }).first();
}

/** Takes the row with this label in the quick pick with this placeholder. */
async function accept(placeholder, label) {
  await page
    .locator(`.quick-input-widget input[placeholder^="${placeholder}"]`)
    .first()
    .waitFor({ timeout: 30_000 });
  await workbench.quickRows(page).filter({ hasText: label }).first().click();
}

/** Types into the input box that asks this. */
async function enter(prompt, text) {
  await page.locator(".quick-input-widget").filter({ hasText: prompt }).first().waitFor({ timeout: 30_000 });
  await workbench.quickInput(page).fill(text);
  await page.keyboard.press("Enter");
}

async function testsRun(outcome) {
  await workbench.runCommand(page, "Test: Run All Tests");
  const icon = page.locator(`.test-explorer .codicon-testing-${outcome}-icon`);
  await until(`a test that ${outcome}`, 60_000, async () => (await icon.count()) > 0);
}

function recordedAnswer() {
  if (!existsSync(truthFile)) return undefined;
  const lines = readFileSync(truthFile, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return lines.some(({ kind }) => kind === "export")
    ? lines.find(({ kind }) => kind === "run")?.answer
    : undefined;
}

/** The longest word of the recorded answer: the replays have to say it too. */
function graderWord() {
  const words = recordedAnswer().match(/[A-Za-z0-9]+/g) ?? [];
  return words.sort((left, right) => right.length - left.length)[0];
}
