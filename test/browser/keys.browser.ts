// Every key of the map (page-commands.ts) does something, in the page and as a command of the editor, and stands on the
// sheet of its view.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { PAGE_COMMANDS, type PageCommand, type PageKey } from "../../src/protocol/page-commands";
import { rowsOf, usePages } from "./browser";

const open = usePages();
const COMMANDS = Object.entries(PAGE_COMMANDS) as [PageCommand, PageKey][];

/** What a reader or the editor would notice: the page, the focus, what was said and what was asked for. */
function stateOf(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([
      document.body.innerText,
      document.querySelector(".tree")?.scrollTop,
      [...document.querySelectorAll("[aria-selected=true],[aria-pressed=true],[aria-expanded=false]")].length,
      document.activeElement?.getAttribute("data-step-id") ?? document.activeElement?.className,
      document.querySelector("[aria-live]")?.textContent,
      document.querySelector(".overview-frame") !== null,
      window.stub.asked.filter(({ method }) => method.startsWith("host/")).length,
      document.querySelector("[aria-activedescendant]")?.getAttribute("aria-activedescendant"),
    ]),
  );
}

/** Brings a page to where the key has something to do. */
async function openFor({ view = "timeline", key }: PageKey): Promise<{ page: Page; errors: string[] }> {
  const start = key === "1" ? "cost" : view;
  const compare = start === "compare" ? "&compare=1" : "";
  const { page, errors } = await open(`steps=120&view=${start}${compare}`);
  if (start === "timeline") {
    await rowsOf(page);
    await page.waitForSelector(".answers");
    await page.locator('[role="row"][data-index="7"]').click();
    if (key === "-" || key === "0") await page.keyboard.press("z");
    if (key === "ArrowRight") {
      await page.keyboard.press("Shift+ArrowLeft");
      await page.waitForFunction(
        () => Number(document.querySelector(".tree")?.getAttribute("aria-rowcount")) < 120,
      );
    }
    await page.getByText("already sent at step 6").waitFor();
  } else await page.waitForSelector("[role=option], [role=grid]");
  return { page, errors };
}

/** Compare and its keys have tests of their own, which open a second session first. */
const HERE = COMMANDS.filter(([, { view }]) => view !== "compare");

describe("a key of the map", () => {
  it.each(HERE)(
    "%s does something when it is pressed and when the editor's command is run",
    async (name, pressed) => {
      const { page, errors } = await openFor(pressed);
      const before = await stateOf(page);
      await page.evaluate((command) => window.stub.command(command), name);
      await page.waitForFunction(() => true);
      await expect.poll(() => stateOf(page), { timeout: 5_000 }).not.toBe(before);
      expect(errors).toEqual([]);
      await page.close();
      const second = await openFor(pressed);
      const fresh = await stateOf(second.page);
      await second.page.keyboard.press(pressed.shift ? `Shift+${pressed.key}` : pressed.key);
      await expect.poll(() => stateOf(second.page), { timeout: 5_000 }).not.toBe(fresh);
      await second.page.close();
    },
  );

  it.each(["timeline", "context", "memory", "cost"])("stands on the sheet of the %s view", async (view) => {
    const { page } = await openFor({ key: "", view });
    await page.keyboard.press("?");
    const sheet = (await page.getByRole("dialog").locator("kbd").allTextContents()).join(" ").split(" ");
    const wanted = COMMANDS.filter(([, each]) => each.view === undefined || each.view === view)
      .map(([, { key, shift }]) =>
        shift ? `Shift+${key.length === 1 ? key.toUpperCase() : ARROWS[key]}` : key,
      )
      .map((key) => (key.length === 1 ? key.toUpperCase() : key));
    const isOffered = (key: string) => !/^[1-5]$/.test(key);
    const missing = wanted.filter((key) => !sheet.includes(key) && !sheet.includes(key.replace("-", "−")));
    expect(missing.filter(isOffered)).toEqual([]);
    expect(sheet).toContain("…");
    await page.close();
  });
});

const ARROWS: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→" };
