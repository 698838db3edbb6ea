// Text that tries to break out, in every place that shows text: nothing runs, nothing is asked for.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { rowsOf, usePages } from "./browser";

const open = usePages();

/** Everything on the page that is read: texts, tooltips and names. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    document.body.innerText,
    ...[...document.querySelectorAll("[title],[aria-label]")].flatMap((element) => [
      element.getAttribute("title") ?? "",
      element.getAttribute("aria-label") ?? "",
    ]),
  ]);
}

/** Texts that hold a character which hides or turns around what stands beside it. */
async function hiddenIn(page: Page): Promise<string[]> {
  return (await textsOf(page)).filter((text) => /[\u0000\u001b\u200b\u202e]/.test(text));
}

describe("hostile text", () => {
  it.each(["", "&trusted-types=1"])("runs nothing and asks for nothing in any tab %s", async (extra) => {
    const { page, errors, strangers } = await open(`steps=60&hostile=1&odd=1${extra}`);
    await rowsOf(page);
    for (const index of [0, 1, 4, 5, 8, 14, 24]) {
      await page.locator(`[role="row"][data-index="${index}"]`).click();
      for (const tab of await page.locator(".inspector [role=tab]").all()) {
        await tab.click();
        const folded = page.locator('.fold[aria-expanded="false"]');
        while ((await folded.count()) > 0) await folded.first().click();
      }
    }
    await page.keyboard.press("?");
    await page.keyboard.press("Escape");
    await page.locator("[role=treegrid]").focus();
    await page.keyboard.press("Home");
    await page.locator('[role="row"][data-index="5"]').click();
    for (const view of ["Context", "Memory", "Cost"]) {
      await page
        .getByRole("tab", { name: new RegExp(`^${view}`) })
        .first()
        .click();
      await page.waitForSelector("[role=option], [role=grid]");
      for (const opened of await page.locator(".fold, .layer-labels summary").all()) await opened.click();
      expect(await hiddenIn(page)).toEqual([]);
    }
    await page.waitForTimeout(200);
    const seen = await page.evaluate(() => ({
      hacked: "hacked" in window,
      scripts: [...document.scripts].map((script) => script.src.replace(location.origin, "")),
      images: document.images.length,
      links: document.querySelectorAll("a[href]").length,
      violations: window.stub.violations,
    }));
    expect(seen).toEqual({
      hacked: false,
      scripts: ["/stub.js", "/webview.js"],
      images: 0,
      links: 0,
      violations: [],
    });
    expect(strangers).toEqual([]);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows what is hidden as codes, in rows, tooltips, the title and the inspector", async () => {
    const { page } = await open("steps=46&hostile=1");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="8"]').click();
    const texts = await textsOf(page);
    expect(await hiddenIn(page)).toEqual([]);
    expect(texts.some((text) => text.includes("\\u202egnp.exe"))).toBe(true);
    await page.close();
  });
});
