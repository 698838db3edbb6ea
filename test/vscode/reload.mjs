// A reload of the window: the sessions are read back, and the panel is at the place where it was left.

import assert from "node:assert/strict";
import * as workbench from "../../scripts/editor/workbench.mjs";

const { until } = workbench;

/** Runs the steps in the window of main.mjs, while there are sessions. */
export async function reloadSteps({ page, step, sessions, picture }) {
  const reload = async () => {
    await workbench.reloadWindow(page);
    await workbench.openSidebar(page);
  };
  const panel = (selector) => workbench.webviewFrame(page, selector, 60_000);

  await step("after a reload of the window every session is in the tree again", async () => {
    const before = await treeText(sessions);
    assert.ok(before.length > 0);
    await reload();
    await until("the same sessions", 60_000, async () => {
      const after = await treeText(sessions);
      return JSON.stringify(after) === JSON.stringify(before);
    }).catch(async (error) => {
      assert.deepEqual(await treeText(sessions), before, error.message);
    });
  });

  await step("after a reload the timeline has the same step, filter, tab and numbers", async () => {
    await sessions().first().click();
    const frame = await panel("[role=tab]");
    await frame
      .getByRole("tab", { name: /^Timeline/ })
      .first()
      .click();
    await frame.locator("[role=row][data-step-id]").first().waitFor();
    const rowCount = async () => Number(await frame.locator("[role=treegrid]").getAttribute("aria-rowcount"));
    const all = await rowCount();
    await frame.locator("vscode-text-field input").first().fill("kind:model");
    await until("fewer rows", 20_000, async () => (await rowCount()) < all);
    await frame.locator("[role=row][data-kind=llm]").nth(1).click();
    await frame.getByRole("tab", { name: "Usage" }).first().click();
    await frame.locator("[role=row][aria-selected=true]").waitFor();
    const before = await rested(() => placeOf(frame));
    await picture("reload-before");
    await page.waitForTimeout(500);
    await reload();
    const after = await panel("[role=row][aria-selected=true]");
    await until("the same place", 30_000, async () => {
      const place = await placeOf(after).catch(() => undefined);
      return JSON.stringify(place) === JSON.stringify(before);
    }).catch(async () => assert.deepEqual(await placeOf(after), before));
    await picture("reload-after");
  });

  for (const [view, ready] of [
    ["Context", "#context-calls [role=option]"],
    ["Cost", "[role=grid] tr.option"],
    ["Memory", "#memory-ledger [role=option]"],
  ])
    await step(`after a reload the ${view} view is on screen again, word for word`, async () => {
      const frame = await panel("[role=tab]");
      await frame
        .getByRole("tab", { name: new RegExp(`^${view}`) })
        .first()
        .click();
      await frame.locator(ready).first().waitFor({ timeout: 20_000 });
      const before = await rested(() => viewText(frame));
      await page.waitForTimeout(500);
      await reload();
      const after = await panel(ready);
      await until(`the ${view} view as it was`, 30_000, async () => (await viewText(after)) === before).catch(
        async () => assert.equal(await viewText(after), before),
      );
      await picture(`reload-${view.toLowerCase()}`);
    });
}

async function treeText(sessions) {
  const rows = await sessions().allInnerTexts();
  return rows.map((row) => row.replace(/\s+/g, " ").trim());
}

/** All that the user chose, and the numbers that stand there. */
function placeOf(frame) {
  return frame.evaluate(() => {
    const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
    return {
      session: document.body.dataset.sessionId,
      title: texts(".title h1"),
      place: texts(".title-place"),
      totals: [...document.querySelectorAll("[data-total]")].map((one) => one.dataset.value),
      tabs: texts("[role=tab][aria-selected=true]"),
      filter: document.querySelector("vscode-text-field")?.value,
      selected: document.querySelector("[role=row][aria-selected=true]")?.dataset.stepId,
      rows: [...document.querySelectorAll("[role=row][data-step-id]")].map((row) => row.textContent),
      inspector: texts(".inspector"),
    };
  });
}

function viewText(frame) {
  return frame.locator("#view").innerText();
}

/** What `read` gives when it no longer changes. */
async function rested(read) {
  let last;
  return until("a page that rests", 20_000, async () => {
    const found = await read();
    const rests = JSON.stringify(found) === JSON.stringify(last) && found !== "";
    last = found;
    if (!rests) await new Promise((resolve) => setTimeout(resolve, 500));
    return rests && found;
  });
}
