// The tree in a real browser: keys, the window over a long list, growth, and coming back after a reload.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { TRACE_ID } from "../fixtures/builders/span";
import { atStep, rowsOf, selectedNumber, usePages } from "./browser";

const open = usePages();

describe("the tree by keys", () => {
  it("moves, opens, closes and goes to the parent", async () => {
    const { page, errors } = await open("steps=300");
    await rowsOf(page);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 2);
    await page.keyboard.press("End");
    await atStep(page, 300);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await page.keyboard.press("PageDown");
    await page.waitForFunction(
      () => document.activeElement?.querySelector(".step-number")?.textContent !== "1",
    );
    expect(await selectedNumber(page)).toBeGreaterThan(15);
    await page.keyboard.press("PageUp");
    await atStep(page, 1);
    for (const number of [2, 3, 4, 5, 6]) {
      await page.keyboard.press("ArrowDown");
      await atStep(page, number);
    }
    await page.keyboard.press("ArrowLeft");
    await atStep(page, 5);
    await page.keyboard.press("ArrowLeft");
    await page.waitForSelector('[role="row"][aria-expanded="false"]');
    await page.keyboard.press("ArrowDown");
    await atStep(page, 46);
    await page.keyboard.press("ArrowUp");
    await atStep(page, 5);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-expanded") === "true");
    await page.keyboard.press("ArrowRight");
    await atStep(page, 6);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("toggles with Space, closes all and opens all", async () => {
    const { page } = await open("steps=300");
    await rowsOf(page);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.querySelectorAll('[role="row"]').length === 1);
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.querySelectorAll('[role="row"]').length > 20);
    await page.keyboard.press("Shift+ArrowLeft");
    await page.waitForFunction(
      () => document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount") === "19",
    );
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForFunction(
      () => document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount") === "300",
    );
    await page.close();
  });

  it("goes into the inspector and back", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 2);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "tab");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement?.textContent === "Usage");
    await page.keyboard.press("Escape");
    await atStep(page, 2);
    await page.close();
  });

  it("jumps to errors, the costliest, the slowest, calls and names, opening what hides them", async () => {
    const { page } = await open("steps=300");
    await rowsOf(page);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await page.keyboard.press("Shift+ArrowLeft");
    await page.waitForFunction(
      () => document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount") === "19",
    );
    await page.keyboard.press("e");
    await atStep(page, 9);
    await page.keyboard.press("e");
    await atStep(page, 27);
    await page.keyboard.press("Shift+E");
    await atStep(page, 9);
    await page.keyboard.press("]");
    await atStep(page, 10);
    await page.keyboard.press("[");
    await atStep(page, 8);
    await page.keyboard.press("s");
    await atStep(page, 9);
    await page.keyboard.press("s");
    await atStep(page, 27);
    await page.keyboard.press("Home");
    await atStep(page, 1);
    await page.keyboard.press("'");
    await page.keyboard.type("run");
    await atStep(page, 53);
    await page.close();
  });

  it("does nothing by letters while the filter has the focus, and Escape clears it", async () => {
    const { page } = await open("steps=300");
    await rowsOf(page);
    await page.keyboard.press("/");
    await page.keyboard.type("list_tables");
    await page.waitForFunction(
      () => Number(document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount")) < 100,
    );
    await page.keyboard.press("Escape");
    await page.waitForFunction(
      () => document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount") === "300",
    );
    await page.keyboard.press("Control+f");
    await page.keyboard.type("zzzz");
    await page.getByText("No step matches “zzzz”.").waitFor();
    await page.getByText("Clear Filter").click();
    await rowsOf(page);
    await page.close();
  });

  it("shows all keys, and Escape closes them", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.close();
  });

  it("says rows to a screen reader with level, place and count", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.waitForSelector(".bar.is-critical");
    const row = page.locator('[role="row"][data-index="8"]');
    expect(await row.getAttribute("aria-label")).toBe(
      "step 9, tool call fetch_page, failed, on the critical path, timeout: statement cancelled after 10,000 ms, 10 seconds",
    );
    expect(await row.getAttribute("aria-level")).toBe("3");
    expect(await row.getAttribute("aria-rowindex")).toBe("9");
    // Step 5 is the agent; its children begin at step 6, and all 46 steps but the first five are among them.
    expect(await row.getAttribute("aria-posinset")).toBe("4");
    expect(await row.getAttribute("aria-setsize")).toBe("40");
    await page.keyboard.press("/");
    await page.keyboard.type("fetch_page");
    await page.waitForFunction(
      () => Number(document.querySelector('[role="treegrid"]')?.getAttribute("aria-rowcount")) < 46,
    );
    const filtered = page.locator('[role="row"][data-name="fetch_page"]').first();
    expect(await filtered.getAttribute("aria-posinset")).toBeNull();
    expect(await page.locator('[role="row"][tabindex="0"]').count()).toBe(1);
    await page.close();
  });
});

describe("a long session", () => {
  it.each([10_000, 100_000])(
    "of %i steps keeps fewer than 200 rows in the page, wherever it is scrolled",
    async (steps) => {
      const { page } = await open(`steps=${steps}`);
      const counts = [await rowsOf(page)];
      for (const part of [0.13, 0.5, 0.77, 1]) {
        await page.evaluate((at) => {
          const tree = document.querySelector('[role="treegrid"]');
          if (tree) tree.scrollTop = tree.scrollHeight * at;
        }, part);
        await page.waitForTimeout(150);
        counts.push(await rowsOf(page));
      }
      expect(Math.max(...counts)).toBeLessThan(200);
      await page.waitForSelector(`[role="row"][aria-rowindex="${steps}"][data-step-id]`);
      await page.close();
    },
  );

  it("keeps the agents of the first row in sight at the top", async () => {
    const { page } = await open("steps=10000");
    await rowsOf(page);
    await page.evaluate(() => document.querySelector('[role="treegrid"]')?.scrollTo(0, 100_000));
    await page.waitForSelector(".sticky .row >> nth=1");
    expect(await page.locator(".sticky .name").first().textContent()).toBe("planner");
    await page.close();
  });
});

describe("a running session", () => {
  it("grows without a jump, and the pill leads to the new steps", async () => {
    const { page, errors } = await open("steps=200&running=1&arrived=100");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    await page.evaluate(() => window.stub.grow(12));
    await page.getByText("12 new steps").waitFor();
    expect(await selectedNumber(page)).toBe(6);
    expect(await page.evaluate(() => document.querySelector('[role="treegrid"]')?.scrollTop)).toBe(0);
    await page.getByText("12 new steps").click();
    await page.waitForSelector('[role="row"][aria-rowindex="112"][data-step-id]');
    await page.getByText("new steps").waitFor({ state: "detached" });
    expect(errors).toEqual([]);
    await page.close();
  });

  it("is followed to its newest step with L", async () => {
    const { page } = await open("steps=300&running=1&arrived=100");
    await rowsOf(page);
    await page.keyboard.press("l");
    await page.waitForSelector('[role="row"][aria-rowindex="100"][data-step-id]');
    await page.evaluate(() => window.stub.grow(80));
    await page.waitForSelector('[role="row"][aria-rowindex="180"][data-step-id]');
    await page.close();
  });

  it("shows steps whose parent has not come, under a line that counts them", async () => {
    const { page } = await open("steps=60&waiting=2");
    await rowsOf(page);
    await page.getByText("2 steps wait for their parent").waitFor();
    await page.keyboard.press("End");
    await atStep(page, 60);
    expect(await page.locator('[role="row"][data-index="59"]').getAttribute("aria-label")).toContain(
      "waits for its parent",
    );
    await page.close();
  });
});

describe("a step that is asked for from outside", () => {
  const stepOf = (number: number) => `${TRACE_ID}:${number.toString(16).padStart(16, "0")}`;
  const isInSight = (page: Page, number: number) =>
    page.waitForFunction((expected) => {
      const row = document.querySelector('[role="row"][aria-selected="true"]');
      const list = document.querySelector('[role="treegrid"]')?.getBoundingClientRect();
      const at = row?.getBoundingClientRect();
      const isIn = list !== undefined && at !== undefined && at.top >= list.top && at.bottom <= list.bottom;
      return isIn && row?.querySelector(".step-number")?.textContent === String(expected);
    }, number);

  it("is in sight when the panel opens for it", async () => {
    const { page, errors } = await open(`steps=300&step=${stepOf(40)}`);
    await rowsOf(page);
    await isInSight(page, 40);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("is shown in the timeline of a panel that stands on another view", async () => {
    const { page } = await open("steps=300&view=cost");
    await page.getByRole("tab", { name: /^Cost/, selected: true }).waitFor();
    await page.evaluate((stepId) => window.stub.show({ sessionId: "made", stepId }), stepOf(200));
    await isInSight(page, 200);
    await page.close();
  });
});

describe("after a reload", () => {
  it("the selection, the closed steps, the tab and the place are as they were", async () => {
    const { page } = await open("steps=5000");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="4"] .twisty').click();
    await page.waitForSelector('[role="row"][aria-expanded="false"]');
    await page.locator('[role="row"][data-index="4"]').click();
    await page.keyboard.press("End");
    await atStep(page, 5000);
    await page.locator(".inspector [data-tab=raw]").click();
    await page.waitForTimeout(500);
    await page.reload();
    await page.waitForSelector('[role="row"][aria-selected="true"]');
    expect(await selectedNumber(page)).toBe(5000);
    expect(await page.locator(".inspector [role=tab][aria-selected=true]").textContent()).toBe("Raw");
    expect(await page.locator('[role="treegrid"]').getAttribute("aria-rowcount")).toBe("4960");
    await page.close();
  });

  it("the place is the same when the engine first has to read the session back", async () => {
    const { page } = await open("steps=5000");
    await rowsOf(page);
    await page.keyboard.press("End");
    await page.locator('[role="row"]').last().click();
    await atStep(page, 5000);
    await page.waitForTimeout(500);
    await page.evaluate(() => sessionStorage.setItem("reading", "10"));
    await page.reload();
    await page.getByText("Reading earlier sessions back").waitFor();
    await page.evaluate(() => window.stub.readTo(100));
    await page.waitForSelector('[role="row"][aria-selected="true"]');
    expect(await selectedNumber(page)).toBe(5000);
    await page.close();
  });
});
