// The page as a whole: its size, and what happens when the editor's theme changes under it.

import { statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { rowsOf, usePages } from "./browser";

const open = usePages();

describe("the page", () => {
  it("has a script of at most 400 kB", () => {
    const script = path.join(import.meta.dirname, "..", "..", "dist", "webview.js");
    expect(statSync(script).size).toBeLessThanOrEqual(400_000);
  });

  it("takes on another theme at once, the drawn strip too", async () => {
    const { page, errors } = await open("theme=dark&steps=60");
    await rowsOf(page);
    await page.waitForSelector(".overview-plot canvas");
    const look = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".overview-plot canvas");
        const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return {
          background: getComputedStyle(document.body).backgroundColor,
          drawn: Array.from(pixels).reduce((sum, value) => (sum * 31 + value) % 1_000_003, 0),
        };
      });
    const dark = await look();
    await page.evaluate(async () => {
      const link = document.querySelector<HTMLLinkElement>('link[href^="/themes/"]');
      if (!link) throw new Error("The theme is not there.");
      await new Promise((resolve) => {
        link.addEventListener("load", resolve, { once: true });
        link.href = "/themes/light.css";
      });
      document.body.className = "vscode-light";
    });
    await page.waitForFunction(
      (before) => getComputedStyle(document.body).backgroundColor !== before,
      dark.background,
    );
    await page.waitForTimeout(200);
    const light = await look();
    expect(light.background).toBe("rgb(255, 255, 255)");
    expect(light.drawn).not.toBe(dark.drawn);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("moves nothing by itself where motion is not wanted", async () => {
    const { page } = await open("theme=dark&steps=60&running=1");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await rowsOf(page);
    const moving = await page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === "running").length,
    );
    expect(moving).toBe(0);
    await page.close();
  });
});
