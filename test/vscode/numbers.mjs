// The numbers of the Memory and Cost views on screen, against what the demo wrote down that it did; and a setting of costs.

import assert from "node:assert/strict";
import { costByAgent, costOf, inputByAgent } from "../../scripts/demo-truth.mjs";
import * as workbench from "../../scripts/editor/workbench.mjs";

const { until } = workbench;

/** Runs the steps in the window of main.mjs, after the demo's session is there. */
export async function numberSteps({ page, step, sessions, picture, truth, editor }) {
  const show = async (view, selector) => {
    await sessions().first().click();
    const frame = await workbench.webviewFrame(page, "[role=tab]");
    await frame
      .getByRole("tab", { name: new RegExp(`^${view}`) })
      .first()
      .click();
    await frame.locator(selector).first().waitFor({ timeout: 20_000 });
    return frame;
  };

  await step("the Memory view has the operations of the demo's own log, in their order", async () => {
    const frame = await show("Memory", "#memory-ledger [role=option]");
    const made = truth.filter(({ kind }) => kind === "memory");
    const seen = await ledgerOf(frame, made.length);
    assert.deepEqual(
      seen.map(({ layer, word }) => [layer, word]),
      made.map(({ storeId, operation }) => [layerOf(storeId), WORDS[operation]]),
    );
    await picture("memory");
  });

  await step("the Context view has the input of each agent's calls by the demo's own log", async () => {
    const frame = await show("Context", "#context-calls [role=option]");
    const expected = inputByAgent(truth);
    const agents = frame.locator("select").first();
    const names = await agents.locator("option").allTextContents();
    assert.deepEqual([...names].sort(), [...expected.keys()].sort());
    for (const name of names) {
      await agents.selectOption({ label: name });
      const shown = () =>
        frame
          .locator(".context-chart table tbody tr")
          .evaluateAll((rows) => rows.map((row) => row.querySelector("td")?.textContent));
      const inputs = expected.get(name).map((tokens) => tokens.toLocaleString("en-US"));
      await until(`the calls of ${name}: ${inputs.join(" ")}`, 20_000, async () => {
        const found = await shown();
        return found.join(" ") === inputs.join(" ");
      });
    }
    await picture("context");
  });

  await step(
    "the Cost view has the money of each agent and of the session by the demo's own log",
    async () => {
      const frame = await show("Cost", "[role=grid] tr.option");
      const rows = await frame.locator("[role=grid] tr.option").evaluateAll((found) =>
        found.map((row) => ({
          name: row.querySelector("th")?.getAttribute("title"),
          costUsd: Number(row.querySelector("td.strong")?.getAttribute("title")?.slice(1)),
        })),
      );
      const expected = costByAgent(truth);
      assert.deepEqual(rows.map(({ name }) => name).sort(), [...expected.keys()].sort());
      for (const { name, costUsd } of rows)
        assert.ok(
          Math.abs(costUsd - expected.get(name)) < 1e-7,
          `${name}: ${costUsd}, not ${expected.get(name)}`,
        );
      const total = await frame.locator("[role=grid] tr.total td.number[title^='$']").getAttribute("title");
      assert.ok(Math.abs(Number(total?.slice(1)) - costOf(truth)) < 1e-7, `${total}, not ${costOf(truth)}`);
      await picture("cost");
    },
  );

  await step("a budget in the settings is drawn, with the step that crossed it", async () => {
    editor.changeSettings({ "agentLoupe.cost.budgetUsd": costOf(truth) / 2 });
    const frame = await show("Cost", "[role=grid] tr.option");
    await frame.getByText("over the budget of").first().waitFor({ timeout: 30_000 });
    await frame
      .getByText(/^crossed at step \d+$/)
      .first()
      .waitFor({ timeout: 10_000 });
    await picture("budget");
    editor.changeSettings({});
    await until("no budget", 20_000, async () => (await frame.getByText("Set a budget").count()) > 0);
    await frame
      .getByRole("tab", { name: /^Timeline/ })
      .first()
      .click();
  });
}

/** What the ledger calls the operations of the demo. */
const WORDS = {
  create_memory_store: "new store",
  create_memory: "write",
  update_memory: "update",
  delete_memory: "delete",
  search_memory: "read",
};

function layerOf(storeId) {
  return storeId.slice(0, storeId.indexOf("-"));
}

/** Every row of the ledger, read while walking through it: the list is virtual. */
async function ledgerOf(frame, count) {
  const rows = new Map();
  await frame.locator("#memory-ledger").focus();
  await frame.locator("#memory-ledger").press("Home");
  for (let place = 1; place <= count; place++) {
    const row = frame.locator(`#memory-ledger [aria-posinset="${place}"]`);
    await row.waitFor({ timeout: 10_000 });
    rows.set(place, {
      word: (await row.locator(".ledger-op").innerText()).trim(),
      layer: (await row.locator("span.dim").nth(1).innerText()).trim(),
      size: Number(await row.getAttribute("aria-setsize")),
    });
    await frame.locator("#memory-ledger").press("ArrowDown");
  }
  assert.equal(rows.get(1)?.size, count, "as many rows as operations in the log");
  return [...rows.values()];
}
