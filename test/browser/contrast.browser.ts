// Contrast over the real background, in four themes: words 4.5:1, icons and marks 3:1. axe judges the words of HTML; this
// looks at what it leaves out: icons, bars, gauges, areas, lines and the words of charts, on tinted and selected rows too.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { rowsOf, usePages } from "./browser";

const open = usePages();

/** What is measured: the property that carries the colour, and how much it has to stand out. */
const PARTS: readonly (readonly [selector: string, property: string, atLeast: number])[] = [
  // A button's own background lies in its shadow tree, where the editor's theme pairs it with its foreground.
  [".icon:not(vscode-button .icon)", "color", 3],
  [".bar", "backgroundColor", 3],
  [".gauge-fill", "backgroundColor", 3],
  [".swatch[class*='segment-'], .swatch.fill-agent", "backgroundColor", 3],
  [".stack > *", "backgroundColor", 3],
  [".limit-gauge > span", "backgroundColor", 3],
  [".context-chart .area:not(.segment-tools, .segment-summary)", "fill", 3],
  [".context-chart :is(.limit, .compaction, .cache-break, .threshold) line", "stroke", 3],
  [".chart text", "fill", 4.5],
  [".badge, .chip, kbd, .number, .dim, .summary, .name, .link, .turn, .step-number", "color", 4.5],
];

interface Weak {
  readonly what: string;
  readonly ratio: number;
}

/** Everything on screen that stands out too little, with the ratio. */
async function weakOn(page: Page): Promise<readonly Weak[]> {
  return page.evaluate((parts) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    type Colour = readonly [number, number, number, number];
    /** Any CSS colour as numbers: the browser paints it. */
    const read = (css: string): Colour => {
      if (!context || css === "" || css === "none" || css === "transparent") return [0, 0, 0, 0];
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = css;
      context.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = (top: Colour, below: Colour): Colour => [
      top[0] * top[3] + below[0] * (1 - top[3]),
      top[1] * top[3] + below[1] * (1 - top[3]),
      top[2] * top[3] + below[2] * (1 - top[3]),
      1,
    ];
    const behind = (element: Element | null): Colour => {
      const layers: Colour[] = [];
      for (let at = element; at; at = at.parentElement) {
        const colour = read(getComputedStyle(at).backgroundColor);
        layers.push(colour);
        if (colour[3] === 1) break;
      }
      const page = read(getComputedStyle(document.body).backgroundColor);
      return layers.reverse().reduce((below, top) => over(top, below), page);
    };
    const luminance = ([r, g, b]: Colour) => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ratioOf = (one: Colour, other: Colour) => {
      const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
    };
    const isSeen = (element: Element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 && box.height === 0) return false;
      return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    };
    const weak: { what: string; ratio: number }[] = [];
    for (const [selector, property, atLeast] of parts) {
      for (const element of document.querySelectorAll(selector)) {
        if (!isSeen(element) || element.closest(".only-read, [hidden]")) continue;
        const style = getComputedStyle(element);
        const colour = read(style[property as "color"]);
        // Hatched parts are pictures of two colours; the darker and the lighter stripe are told apart by their own mark.
        if (colour[3] === 0 || style.backgroundImage !== "none") continue;
        const opacity = Number(style.fillOpacity || 1) * Number(style.opacity || 1);
        const back = behind(property === "backgroundColor" ? element.parentElement : element);
        const shown = over(
          [colour[0], colour[1], colour[2], colour[3] * (property === "fill" ? opacity : 1)],
          back,
        );
        const ratio = ratioOf(shown, back);
        if (ratio < atLeast - 0.05)
          weak.push({
            what: `${selector} ${element.getAttribute("class") ?? element.tagName}`,
            ratio: Math.round(ratio * 100) / 100,
          });
      }
    }
    return weak.filter((one, at) => weak.findIndex(({ what }) => what === one.what) === at).slice(0, 12);
  }, PARTS);
}

describe.each(["dark", "light", "hc", "hc-light"])("in %s", (theme) => {
  it("the timeline stands out from what is behind it, on selected, failed and odd rows too", async () => {
    const { page } = await open(`theme=${theme}&steps=60&odd=1&waiting=2`);
    await rowsOf(page);
    await page.waitForSelector(".answers");
    for (const index of [5, 8, 14]) {
      await page.locator(`[role="row"][data-index="${index}"]`).click();
      await page.mouse.move(0, 0);
      expect(await weakOn(page)).toEqual([]);
    }
    await page.close();
  });

  it("the context view stands out from what is behind it", async () => {
    const { page } = await open(`theme=${theme}&steps=60&view=context`);
    await page.waitForSelector(".segment-row.option");
    await page.keyboard.press("ArrowDown");
    expect(await weakOn(page)).toEqual([]);
    await page.close();
  });
});
