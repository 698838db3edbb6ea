// The tree grouped by agent: heads by keys, pages, the filter, the choice and the selection that stay.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { atStep, rowsOf, selectedNumber, usePages } from "./browser";

const open = usePages();

const rowCount = (page: Page) =>
  page.evaluate(() => Number(document.querySelector("[role=treegrid]")?.getAttribute("aria-rowcount")));

async function atHead(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (expected) =>
      document.activeElement?.classList.contains("is-group") === true &&
      document.activeElement.querySelector(".name")?.textContent === expected,
    name,
  );
}

describe("the tree grouped by agent", () => {
  it("keeps the selected step when it is switched on and off, with the levels of the groups", async () => {
    const { page, errors } = await open("steps=120");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="9"]').click();
    await page.keyboard.press("g");
    await page.waitForSelector('[role="row"].is-group');
    await atStep(page, 10);
    expect(await rowCount(page)).toBe(124);
    const row = page.locator('[role="row"][aria-selected="true"]');
    expect(await row.getAttribute("aria-level")).toBe("2");
    expect([await row.getAttribute("aria-posinset"), await row.getAttribute("aria-setsize")]).toEqual([
      "5",
      "40",
    ]);
    expect(await page.locator('[aria-label^="Group by agent"][aria-pressed="true"]').count()).toBe(1);
    await page.keyboard.press("g");
    await page.waitForFunction(() => document.querySelector('[role="row"].is-group') === null);
    await atStep(page, 10);
    expect(await rowCount(page)).toBe(120);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("goes to the head with ←, closes it, opens it, and from group to group when all are closed", async () => {
    const { page } = await open("steps=120");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="9"]').click();
    await page.keyboard.press("g");
    await atStep(page, 10);
    await page.keyboard.press("ArrowLeft");
    await atHead(page, "sql-analyst");
    const head = page.locator('[role="row"][aria-selected="true"]');
    expect(await head.getAttribute("aria-level")).toBe("1");
    expect(await head.getAttribute("aria-label")).toContain("agent sql-analyst, 40 steps, 3 failed");
    expect(await page.locator(".inspector h2").textContent()).toBe("sql-analyst");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => rowCount(page)).toBe(84);
    await page.keyboard.press("Enter");
    await expect.poll(() => rowCount(page)).toBe(124);
    await page.keyboard.press("ArrowRight");
    await atStep(page, 6);
    await page.keyboard.press("]");
    await atStep(page, 8);
    await page.keyboard.press("[");
    await atStep(page, 6);
    await page.keyboard.press("Shift+ArrowLeft");
    await expect.poll(() => rowCount(page)).toBe(4);
    await page.keyboard.press("End");
    await atHead(page, "writer");
    await page.keyboard.press("Home");
    await atHead(page, "planner");
    await page.keyboard.press("e");
    await atStep(page, 9);
    await page.close();
  });

  it("gives the first step of a group for its head when it is switched off", async () => {
    const { page } = await open("steps=120");
    await rowsOf(page);
    await page.keyboard.press("g");
    await page.waitForSelector('[role="row"].is-group');
    await page.locator('[data-step-id="agent:sql-analyst"]').click();
    await page.keyboard.press("g");
    await atStep(page, 6);
    await page.close();
  });

  it("filters inside the groups and holds over far pages", async () => {
    const { page } = await open("steps=900");
    await rowsOf(page);
    await page.keyboard.press("g");
    await page.waitForSelector('[role="row"].is-group');
    await page.keyboard.press("End");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-level") === "2");
    expect(await page.locator(".sticky .is-group .name").textContent()).toBe("writer");
    await page.keyboard.press("/");
    await page.keyboard.type("status:error");
    await expect.poll(() => rowCount(page)).toBeLessThan(120);
    await page.keyboard.press("ArrowDown");
    const kinds = await page.evaluate(() =>
      [...document.querySelectorAll('.tree [role="row"][data-step-id]')].map((row) => row.className),
    );
    expect(kinds.every((name) => name.includes("is-group") || name.includes("is-failed"))).toBe(true);
    await page.close();
  });

  it("stays after a reload with the head of a group selected, and ends where the newest step is followed", async () => {
    const { page, errors } = await open("steps=120");
    await rowsOf(page);
    await page.keyboard.press("g");
    await page.waitForSelector('[role="row"].is-group');
    await page.locator('[data-step-id="agent:sql-analyst"]').click();
    await page.waitForTimeout(400);
    await page.reload();
    await page.waitForSelector('[role="row"].is-group[aria-selected="true"]');
    expect(await page.locator(".inspector h2").textContent()).toBe("sql-analyst");
    const asked = await page.evaluate(() => window.stub.asked.filter(({ method }) => method === "step/get"));
    expect(asked).toEqual([]);
    await page.locator('[data-step-id="agent:sql-analyst"]').click();
    await page.keyboard.press("l");
    await page.waitForFunction(() => document.querySelector('[role="row"].is-group') === null);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("leaves the focus on the switch of the toolbar", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    const first = await selectedNumber(page);
    await page.getByRole("button", { name: "Group by agent" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector('[role="row"].is-group');
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toContain(
      "Group by agent",
    );
    expect(await selectedNumber(page)).toBe(first);
    await page.close();
  });
});
