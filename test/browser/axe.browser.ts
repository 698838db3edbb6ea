// axe over the real page in four themes: every tab of the inspector and every state.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { rowsOf, usePages } from "./browser";

const open = usePages();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

/** The page's policy blocks script tags, so axe comes in through the debugger. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{ violations: readonly Finding[] }>("axe.run(document)");
  return found.violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${id} ${node.target.join(" ")} ${node.failureSummary?.split("\n").pop() ?? ""}`),
  );
}

const THEMES = ["dark", "light", "hc", "hc-light"];

describe.each(THEMES)("in %s", (theme) => {
  it("a session of 60 steps has no violation in any tab of a model call and a failed tool", async () => {
    const { page } = await open(`theme=${theme}&steps=60&odd=1&waiting=2`);
    await rowsOf(page);
    for (const index of [5, 8, 14]) {
      await page.locator(`[role="row"][data-index="${index}"]`).click();
      for (const tab of await page.locator(".inspector [role=tab]").all()) {
        await tab.click();
        expect(await violations(page)).toEqual([]);
      }
    }
    await page.screenshot({ path: `artifacts/screenshots/session-${theme}.png` });
    await page.close();
  });

  it("a session grouped by agent has no violation, on a step and on the head of a group", async () => {
    const { page } = await open(`theme=${theme}&steps=60`);
    await rowsOf(page);
    await page.keyboard.press("g");
    await page.waitForSelector('[role="row"].is-group');
    expect(await violations(page)).toEqual([]);
    await page.locator('[role="row"].is-group').first().click();
    await page.getByText("First to last").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each([
    ["running", "steps=60&running=1"],
    ["without content", "absent=1"],
    ["unpriced", "unpriced=1"],
    ["empty", "empty=1"],
    ["loading", "hangs=session/rows"],
    ["failed", "fails=session/rows"],
    ["hostile", "hostile=1"],
  ])("the state %s has no violation", async (_state, query) => {
    const { page } = await open(`theme=${theme}&${query}`);
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each(["context", "memory", "cost"])(
    "the %s view has no violation in any of its states",
    async (view) => {
      const { page } = await open(`theme=${theme}&view=${view}&steps=60`);
      await page.waitForSelector("[role=option], [role=grid]");
      await page.keyboard.press("ArrowDown");
      await page
        .locator(".fold, .layer-labels summary")
        .first()
        .click({ timeout: 500 })
        .catch(() => undefined);
      expect(await violations(page)).toEqual([]);
      await page.screenshot({ path: `artifacts/screenshots/${view}-${theme}.png` });
      const address = new URL(page.url()).origin;
      for (const state of ["empty=1", `hangs=session/${view}`, `fails=session/${view}`, "unpriced=1"]) {
        await page.goto(`${address}/?theme=${theme}&view=${view}&steps=60&${state}`);
        await page.waitForTimeout(300);
        expect(await violations(page)).toEqual([]);
      }
      await page.close();
    },
  );

  it("a narrow panel and the sheet of keys have no violation", async () => {
    const { page } = await open(`theme=${theme}&steps=46`, { width: 480, height: 800 });
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `artifacts/screenshots/session-${theme}-480.png` });
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
