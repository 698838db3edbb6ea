// What VS Code itself draws for us, used as a user would: search, filter, agents, documents, diff, export, clear.
//
// Runs in the window of main.mjs, after the demo's session is there and its panel is open.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as workbench from "../../scripts/editor/workbench.mjs";

const { until, quickInput, quickRows, runCommand } = workbench;

/** Runs the steps. `truth` is the demo's own log, `folder` one that export may write to. */
export async function nativeSteps({ page, step, sessions, picture, truth, folder }) {
  const panel = () => workbench.webviewFrame(page, "[role=row][data-step-id]");
  // Spaces of an editor's lines are no-break spaces.
  const documentText = async () => {
    const lines = await page.locator(".editor-instance .view-lines").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  };

  await step("Search finds a tool's result and opens the session at that step", async () => {
    await runCommand(page, "Agent Loupe: Search Messages and Results");
    await quickInput(page).fill("refund");
    const hit = quickRows(page)
      .filter({ hasText: /refund/i })
      .first();
    await hit.waitFor({ timeout: 20_000 });
    await picture("search");
    await hit.click();
    const frame = await panel();
    await frame.locator('[role=row][aria-selected="true"]').first().waitFor({ timeout: 20_000 });
  });

  await step("a search that finds nothing says so, and Escape leaves everything as it was", async () => {
    await runCommand(page, "Agent Loupe: Search Messages and Results");
    await quickInput(page).fill("zzqqxy");
    await quickRows(page).getByText("Nothing found in any session").first().waitFor({ timeout: 20_000 });
    await page.keyboard.press("Escape");
  });

  await step("Open Session finds a session by its title and opens its panel", async () => {
    const label = (await sessions().first().locator(".label-name").first().innerText()).slice(0, 12);
    await runCommand(page, "Agent Loupe: Open Session");
    await quickInput(page).fill(label);
    await quickRows(page).filter({ hasText: label }).first().click({ timeout: 20_000 });
    await panel();
  });

  await step("a filter hides the sessions that do not fit, says so, and is cleared", async () => {
    const count = await sessions().count();
    const pane = page
      .locator(".sidebar .pane")
      .filter({ has: page.locator('.pane-header[aria-label^="Sessions"]') });
    await runCommand(page, "Agent Loupe: Filter Sessions");
    await quickInput(page).fill("no such word");
    await page.keyboard.press("Enter");
    await until("no session in the tree", 10_000, async () => (await sessions().count()) === 0);
    await pane.getByText(`no such word · 0 of ${count} sessions`).first().waitFor({ timeout: 10_000 });
    await picture("filter");
    await runCommand(page, "Agent Loupe: Clear Session Filter");
    await until("all sessions", 10_000, async () => (await sessions().count()) === count);
    await until("no message", 10_000, async () => (await pane.getByText("no such word").count()) === 0);
  });

  await step("the Agents panel has every agent of the demo's log, and filters the tree for one", async () => {
    await workbench.rowsOf(page, "Agents").first().click();
    const frame = await workbench.webviewFrame(page, ".agents-table tbody tr");
    const names = () => frame.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.dataset.agent));
    const expected = [...new Set(truth.filter(({ agent }) => agent).map(({ agent }) => agent))].sort();
    assert.deepEqual((await names()).sort(), expected);
    const cells = await frame.locator("td.column-calls").allInnerTexts();
    const calls = truth.filter(({ kind }) => kind === "model_call" || kind === "tool_call");
    assert.equal(
      cells.reduce((sum, text) => sum + Number(text), 0),
      calls.length,
      "the calls of all agents are those of the log",
    );
    await picture("agents");
    const selected = await frame.locator("tr[aria-selected=true]").getAttribute("data-agent");
    await frame.getByText("Sessions of It").click();
    await page.locator(".sidebar").getByText(`agent:"${selected}" ·`).first().waitFor({ timeout: 10_000 });
    await runCommand(page, "Agent Loupe: Clear Session Filter");
  });

  await step(
    "the Agents tree says how often a tool failed and how long it takes, with a badge on it",
    async () => {
      const calls = truth.filter(({ kind }) => kind === "tool_call");
      const { agent, name } = calls.find(({ failed }) => failed) ?? {};
      assert.ok(agent, "a tool of the demo fails");
      const own = calls.filter((call) => call.agent === agent && call.name === name);
      const failed = own.filter((call) => call.failed).length;
      const rows = () => workbench.rowsOf(page, "Agents");
      const head = rows().filter({ hasText: agent }).first();
      await head.locator(".monaco-tl-twistie").click();
      const row = rows().filter({ hasText: name }).first();
      // Rows out of sight are not in the page.
      await until("the row of the tool", 15_000, async () => {
        if ((await row.count()) > 0) return true;
        await rows().first().hover();
        await page.mouse.wheel(0, 44);
        return false;
      });
      const said = (await row.innerText()).replaceAll("\u00a0", " ");
      assert.match(said, new RegExp(`${failed} of ${own.length} calls? failed · p95 `));
      // VS Code asks for badges a while after it drew the row.
      await until("the badge of the tool", 15_000, async () => {
        const badge = await row
          .locator(".monaco-icon-label")
          .evaluate((label) => getComputedStyle(label, "::after").content);
        return /^"(<1|\d%|\d\d|!!)"$/.test(badge);
      });
      await picture("agents-tree");
      await head.locator(".monaco-tl-twistie").click();
    },
  );

  await step("a step opens as a document, and the contexts of two calls in VS Code's own diff", async () => {
    await sessions().first().click();
    const frame = await panel();
    await frame.locator('[role=row][data-kind="llm"]').last().click();
    // The fullest call certainly repeats what an earlier one sent.
    await page.keyboard.press("c");
    // The list moves on a selection, so the row is named by being the selected one from here on.
    await frame.getByText("already sent").first().waitFor({ timeout: 20_000 });
    await frame.locator('[role=row][aria-selected="true"]').first().dblclick();
    await until("the step as JSON", 20_000, async () => (await documentText()).includes('"stepId"'));
    await picture("document");
    await runCommand(page, "View: Close Editor");
    await frame.getByRole("tab", { name: "Context" }).first().click();
    await frame.locator(".context-claim").first().waitFor({ timeout: 20_000 });
    await frame.getByRole("heading", { level: 1 }).click();
    await until("the diff", 20_000, async () => {
      await page.keyboard.press("d");
      await page.waitForTimeout(1000);
      return (await page.locator(".monaco-diff-editor").count()) > 0;
    });
    await picture("diff");
    await runCommand(page, "View: Close Editor");
  });

  await step("Export Session writes OTLP JSON lines that hold every call", async () => {
    const file = path.join(folder, "exported.otlp.jsonl");
    await sessions().first().click();
    await runCommand(page, "Agent Loupe: Export Session");
    await until("the save dialog", 20_000, async () =>
      (
        await quickInput(page)
          .inputValue()
          .catch(() => "")
      ).includes(".otlp.jsonl"),
    );
    await quickInput(page).fill(file);
    // The dialog reads the folder first, and an Enter meanwhile is lost.
    await quickRows(page).getByText("truth.jsonl").first().waitFor({ timeout: 20_000 });
    await page.locator(".quick-input-widget").getByText("OK", { exact: true }).click();
    await until("the file", 20_000, () => existsSync(file));
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    const spans = lines
      .map((line) => JSON.parse(line))
      .flatMap(({ resourceSpans = [] }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans: some }) => some);
    const calls = truth.filter(({ kind }) => kind === "model_call" || kind === "tool_call").length;
    assert.ok(spans.length >= calls, `${spans.length} spans for ${calls} calls`);
    await page.locator(".notification-toast").getByText("Exported the session to").first().waitFor();
  });
}

/** Clears all sessions, after a question that can be refused. For the end of a window. */
export async function clearSteps({ page, step, sessions, picture }) {
  const dialog = page.locator(".monaco-dialog-box");
  await step("Clear All Sessions asks first; refused it removes nothing, confirmed everything", async () => {
    const count = await sessions().count();
    assert.ok(count > 0);
    await runCommand(page, "Agent Loupe: Clear All Sessions");
    await dialog.getByText("Clear ").first().waitFor({ timeout: 20_000 });
    await picture("clear");
    await dialog.getByText("Cancel", { exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    assert.equal(await sessions().count(), count);
    await runCommand(page, "Agent Loupe: Clear All Sessions");
    await dialog.getByText("Clear All Sessions", { exact: true }).click({ timeout: 20_000 });
    await until("no session", 20_000, async () => (await sessions().count()) === 0);
    await page.locator(".sidebar .welcome-view").getByText("No session yet").first().waitFor();
  });
}
