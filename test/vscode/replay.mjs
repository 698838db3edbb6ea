// Replay and Compare in a window of its own, from the palette to a test that turns red.
//
// The demo's bookkeeper tries a failing query as often as its prompt says. Two tries in place of four cost less and pass
// the graders; six leave the recording, so that the replay waits for the user. Alone: node test/vscode/replay.mjs

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import assert from "node:assert/strict";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../scripts/editor/server.mjs";
import * as workbench from "../../scripts/editor/workbench.mjs";
import { countedSteps, finishedTruth, openWindow, prepare, work } from "./harness.mjs";

const { until, quickInput, quickRows, runCommand, rowsOf, webviewFrame } = workbench;
const truthFile = path.join(work, "replay-truth.jsonl");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { step, end } = countedSteps();
  await replaySteps({ ...(await prepare()), step }).catch(() => undefined);
  end();
}

/** Opens a window of its own on a session of the demo, and replays it as a user would. */
export async function replaySteps({ vsix, program, step }) {
  const window = await openWindow({
    ...{ name: "replay", vsix, program },
    // Each line of the prompt is one line on screen, so that its words can be read there.
    settings: {
      "agentLoupe.receiver.port": await freePort(),
      "editor.wordWrap": "off",
      "[markdown]": { "editor.wordWrap": "off" },
    },
    environment: { AGENT_LOUPE_OPEN_DEMO: "failing-tool", AGENT_LOUPE_DEMO_LOG: truthFile },
  });
  try {
    await steps(window, step);
  } catch (error) {
    await window.picture("replay-failed").catch(() => undefined);
    throw error;
  } finally {
    await window.close();
  }
}

async function steps({ editor, page, folder, picture: pictureOf }, step) {
  const picture = (name) => pictureOf(`replay-${name}`);
  const saved = (...names) => path.join(folder, ".agent-loupe", ...names);
  const lens = (title) => page.locator(".codelens-decoration a").filter({ hasText: title }).first();
  const dialog = page.locator(".monaco-dialog-box");
  const matrix = () => webviewFrame(page, ".matrix-cell", 60_000);
  /** The row of a variant in the matrix, as one line of text. */
  const rowOf = async (variant) => {
    const frame = await matrix();
    const text = await frame.locator(`tr[data-variant="${variant}"]`).innerText({ timeout: 30_000 });
    return text.replace(/\s+/g, " ");
  };

  await step("the demo's session is there, with its four failed queries", async () => {
    await workbench.openWorkbench(page, editor.url);
    await until("the end of the demo", 120_000, () => finishedTruth(truthFile));
    await workbench.openSidebar(page);
    await until("an ended session", 30_000, async () => {
      const rows = rowsOf(page, "Sessions");
      return (await rows.count()) === 1 && !(await rows.first().innerText()).includes("running");
    });
  });

  await step("Replay and Compare opens the prompts as documents, with what to do above them", async () => {
    await runCommand(page, "Agent Loupe: Replay and Compare");
    for (const name of ["system prompt", "user message", "tool descriptions", "model and parameters"])
      await page.locator(".tab").filter({ hasText: name }).first().waitFor({ timeout: 30_000 });
    for (const title of ["Replay 3 samples", "Choose where to send it", "Diff with recorded", "4 prompts"])
      await lens(title).waitFor({ timeout: 30_000 });
    await picture("prompts");
  });

  await step("the edited system prompt is saved as a variant, and only then is a file written", async () => {
    await replaceInEditor(page, "four tries", "two tries");
    assert.equal(existsSync(saved()), false);
    await runCommand(page, "Agent Loupe: Save as Variant");
    await enter(page, "Name of the variant", "give up early");
    await until("the variant's file", 20_000, () => existsSync(saved("variants/give-up-early.json")));
    const { edits } = JSON.parse(readFileSync(saved("variants/give-up-early.json"), "utf8"));
    assert.equal(edits.length, 1);
    assert.match(edits[0].value, /Give up after two tries/);
  });

  await step("the options stand on one list, and the graders are chosen by kind", async () => {
    await lens("Replay 3 samples").click();
    await choose(page, "Enter replays", "Graders");
    await choose(page, "A sample passes", "Answer contains");
    await enter(page, "Words that the final answer has to contain", "payments.csv");
    await choose(page, "A sample passes", "Cost at most");
    await enter(page, "Most that a sample may cost", "0.0022");
    await picture("graders");
    await choose(page, "A sample passes", "Done");
    await waitForInput(page, "Enter replays");
    const text = (await quickRows(page).allInnerTexts()).join(" ").replace(/\s+/g, " ");
    assert.match(text, /Demo model server/);
    assert.match(text, /contains “payments\.csv”, costs at most \$0\.0022/);
    await picture("options");
  });

  await step("nothing is sent before the user agreed to host, model, calls and cost", async () => {
    await choose(page, "Enter replays", "Replay 3 samples");
    await dialog.waitFor({ timeout: 30_000 });
    const text = await dialog.innerText();
    assert.match(text, /Send the recorded prompts to 127\.0\.0\.1:\d+\?/);
    for (const words of [/Model: gpt-5-mini/, /\d+ model calls/, /Cost: at most \$/, /Tools are not run/])
      assert.match(text, words);
    await picture("consent");
    await dialog.locator(".monaco-button").filter({ hasText: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await rowsOf(page, "Sessions").count(), 1);
    // The choices are remembered: the same lens leads straight to the question.
    await lens("Replay 3 samples").click();
    await dialog
      .locator(".monaco-button")
      .filter({ hasText: /^Send to/ })
      .click({ timeout: 30_000 });
  });

  await step(
    "the matrix shows three samples that pass, and at which step they left the recording",
    async () => {
      const row = await until("three samples that passed", 60_000, async () => {
        const text = await rowOf("give up early").catch(() => "");
        return text.includes("3 of 3") ? text : undefined;
      });
      assert.match(row, /100% 100% step 6 \$0\.00\d/);
      const edit = (await (await matrix()).locator(".replays-edit").first().innerText()).replace(/\s+/g, " ");
      assert.match(edit, /bookkeeper system prompt \+1 −1/);
      const toast = page
        .locator(".notification-toast")
        .filter({ hasText: "“give up early”: 3 of 3 samples passed" });
      await toast.first().waitFor({ timeout: 30_000 });
      await picture("samples");
      await toast.getByText("Open Compare").first().click();
    },
  );

  await step("Open Compare shows what the edit changed, in calls, failures and cost", async () => {
    const frame = await webviewFrame(page, "[data-claim=first]", 30_000);
    const claim = await frame.locator("[data-claim=first]").innerText();
    assert.match(
      claim,
      /^First change at step 6: gpt-5-mini calls run_query, only on the left, with 3 more steps\. \d+% cheaper/,
    );
    const totals = (await frame.locator(".compare-totals").innerText()).replace(/\s+/g, " ");
    assert.match(totals, /Calls 11 → 7 −4 Failed calls 4 → 2 −2/);
    await frame.locator(".diff-text.code ins").filter({ hasText: "two tries" }).first().waitFor();
    await picture("compare");
  });

  await step(
    "the replay stands under its session in the tree, with its pass rate, and its samples below",
    async () => {
      const rows = rowsOf(page, "Sessions");
      // A click on the row would open its panel, which takes the focus.
      const open = (row) => row.locator(".monaco-tl-twistie").click();
      await open(rows.first());
      await until("the replay's row", 15_000, async () => (await rows.count()) === 2);
      assert.match(
        (await rows.nth(1).innerText()).replace(/\s+/g, " "),
        /“give up early” ?3 of 3 · \$0\.00\d each/,
      );
      await open(rows.nth(1));
      await until("three samples", 15_000, async () => {
        const levels = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-level")));
        return levels.join(" ") === "1 2 3 3 3";
      });
      await picture("tree");
    },
  );

  await step("thumbs down with a note is the user's own verdict, and counts", async () => {
    const panel = await webviewFrame(page, "[data-claim=first]");
    await panel.getByRole("tab", { name: "Replays" }).click();
    const frame = await matrix();
    await frame.locator(".matrix-cell").first().click();
    await frame.getByText("add a note").first().click();
    await page.keyboard.type("names no amount");
    await frame.locator('vscode-button[aria-label="Fails (J)"]').click();
    await frame.locator(".verdicts").getByText("names no amount").waitFor({ timeout: 20_000 });
    await until("two of three", 20_000, async () => (await rowOf("give up early")).includes("2 of 3"));
  });

  await step(
    "Save as Test writes a test that names the variant, and the Test Explorer runs it green",
    async () => {
      await runCommand(page, "Agent Loupe: Save as Test");
      await enter(page, "Name of the test", "gives up early");
      const tests = saved("tests");
      await until("the test's files", 20_000, () => existsSync(tests) && readdirSync(tests).length === 3);
      const file = JSON.parse(readFileSync(path.join(tests, "gives-up-early.json"), "utf8"));
      assert.deepEqual([file.samples, file.variant, file.edits.length], [3, "give up early", 0]);
      await runCommand(page, "Testing: Focus on Test Explorer View");
      await page.locator(".test-explorer").getByText("gives up early").first().waitFor({ timeout: 30_000 });
      await testsRun(page, "passed");
      await picture("test-green");
    },
  );

  await step("a change of the variant's prompt turns the test red", async () => {
    const at = saved("variants/give-up-early.json");
    const variant = JSON.parse(readFileSync(at, "utf8"));
    variant.edits[0].value = "Say that you know nothing.";
    writeFileSync(at, JSON.stringify(variant, undefined, 2));
    await testsRun(page, "failed");
    await picture("test-red");
  });

  await step(
    "a call without a recorded answer waits for the user, and 3 ends the sample with its reason",
    async () => {
      await page.locator(".tab").filter({ hasText: "system prompt" }).first().click();
      await replaceInEditor(page, "two tries", "six tries");
      await page.keyboard.press("Control+Home");
      await lens("Replay").click();
      await until("a status bar that says it", 60_000, async () =>
        (await workbench.statusItem(page).innerText()).includes("Replay waits at step 11"),
      );
      const frame = await webviewFrame(page, "[aria-label*='waits for your answer'] .choice", 30_000);
      await picture("question");
      await frame.locator(".choice").last().focus();
      await page.keyboard.press("3");
      const row = await until("a sample that stopped", 30_000, async () => {
        const text = await rowOf("give up early, edited").catch(() => "");
        return text !== "" && !text.includes("step 11") ? text : undefined;
      });
      assert.match(row, /no verdict/);
      await frame
        .getByText("calls run_query with arguments that the recording does not hold")
        .first()
        .waitFor({ timeout: 20_000 });
      await picture("ended");
    },
  );
}

/** Puts other words in the place of some in the editor that has the focus, as a user would: find, close, type. */
async function replaceInEditor(page, words, others) {
  const lines = page.locator(".editor-instance .view-lines").first();
  await lines.click();
  await page.keyboard.press("Control+f");
  const find = page.locator(".find-widget.visible textarea[aria-label=Find]");
  await find.waitFor({ timeout: 10_000 });
  await find.fill(words);
  await page.locator(".find-widget .matchesCount").filter({ hasText: "1 of 1" }).waitFor({ timeout: 10_000 });
  // The first Escape may close a notification.
  await until("a closed find widget", 10_000, async () => {
    await page.keyboard.press("Escape");
    return (await page.locator(".find-widget.visible").count()) === 0;
  });
  await page.keyboard.type(others);
  await until(`“${others}” in the editor`, 10_000, async () =>
    (await lines.innerText()).replaceAll("\u00a0", " ").replace(/\s+/g, " ").includes(others),
  );
}

async function waitForInput(page, placeholder) {
  const input = page.locator(`.quick-input-widget input[placeholder^="${placeholder}"]`).first();
  await input.waitFor({ timeout: 30_000 });
}

/** Takes the row with this label in the quick pick with this placeholder. */
async function choose(page, placeholder, label) {
  await waitForInput(page, placeholder);
  const row = quickRows(page).filter({ has: page.locator(".label-name").filter({ hasText: label }) });
  await row.first().click({ timeout: 30_000 });
}

/** Types into the input box that asks this. */
async function enter(page, prompt, text) {
  await page.locator(".quick-input-widget").filter({ hasText: prompt }).first().waitFor({ timeout: 30_000 });
  await quickInput(page).fill(text);
  await page.keyboard.press("Enter");
}

async function testsRun(page, outcome) {
  await runCommand(page, "Test: Run All Tests");
  const icon = page.locator(`.test-explorer .codicon-testing-${outcome}-icon`);
  await until(`a test that ${outcome}`, 60_000, async () => (await icon.count()) > 0);
}
