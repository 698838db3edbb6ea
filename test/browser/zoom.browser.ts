// Zoom by the font: at 200 % a panel of 1,280 pixels has the room of one of 640, and every view takes its narrow form.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { usePages } from "./browser";

const open = usePages();

/** Opens a view as the editor does, which sets its font before the page's script runs. */
async function openView(view: string, fontPx: number, width = 1280): Promise<Page> {
  const query = view === "agents" ? "page=agents" : `view=${view}`;
  const { page } = await open(`steps=46&${query}`, { width, height: 800 });
  await page.addInitScript((size) => {
    const set = () => document.documentElement.style.setProperty("--vscode-font-size", `${size}px`);
    new MutationObserver((_, observer) => {
      if (document.querySelector("html") === null) return;
      observer.disconnect();
      set();
    }).observe(document, { childList: true, subtree: true });
  }, fontPx);
  await page.reload();
  await page.waitForSelector(READY[view] ?? "body");
  if (view === "compare") {
    await page.evaluate(() => window.stub.show({ sessionId: "made", compareWith: "sample-2-2" }));
    await page.waitForSelector(".compare-aligned", { state: "attached" });
  }
  return page;
}

const READY: Readonly<Record<string, string>> = {
  memory: "#memory-ledger [role=option]",
  cost: "tr.option",
  compare: "#totals",
  replays: ".matrix-cell",
  agents: "tr[data-agent]",
};

/** Something that only the wide form has, with how it looks there and in the narrow one. */
const FORMS: readonly (readonly [
  view: string,
  selector: string,
  property: string,
  wide: string,
  narrow: string,
])[] = [
  ["memory", ".memory-lanes", "order", "0", "1"],
  ["cost", ".cost-chart", "order", "0", "1"],
  ["compare", ".compare-panes", "flex-direction", "row", "column"],
  ["replays", ".replays-panes", "flex-direction", "row", "column"],
  ["agents", ".agents-panes", "flex-direction", "row", "column"],
];

describe.each(FORMS)("the view %s", (view, selector, property, wide, narrow) => {
  const styleOf = (page: Page) =>
    page.evaluate(
      ([find, name]) => {
        const element = document.querySelector(find ?? "");
        return element === null ? "" : getComputedStyle(element).getPropertyValue(name ?? "");
      },
      [selector, property],
    );

  it.each([
    ["wide at 1,280 pixels", 13, 1280, wide],
    ["narrow at 200 %", 26, 1280, narrow],
    ["narrow at 480 pixels", 13, 480, narrow],
  ])("is %s, and nothing reaches out of the page", async (_form, fontPx, width, expected) => {
    const page = await openView(view, fontPx, width);
    await expect.poll(() => styleOf(page)).toBe(expected);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });
});

describe("a panel that is narrow and low", () => {
  it.each(["memory", "cost", "compare"])(
    "scrolls the evidence of %s as one, down to its end",
    async (view) => {
      const page = await openView(view, 26);
      const reached = await page.evaluate(() => {
        const body = document.querySelector(".view-column.is-long, .compare-view");
        body?.scrollTo(0, 1e6);
        const last = [...(body?.children ?? [])].map((child) => child.getBoundingClientRect().bottom);
        return [Math.max(...last), body?.getBoundingClientRect().bottom ?? 0, body?.scrollTop ?? 0];
      });
      expect(reached[0]).toBeLessThanOrEqual((reached[1] ?? 0) + 1);
      expect(reached[2]).toBeGreaterThan(100);
      await page.close();
    },
  );
});
