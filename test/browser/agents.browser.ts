// The page of the Agents panel: four themes, four states, keys, hostile names, a narrow panel.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { usePages } from "./browser";

const open = usePages();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{
    violations: readonly {
      id: string;
      nodes: readonly { target: readonly unknown[]; failureSummary?: string }[];
    }[];
  }>("axe.run(document)");
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${id} ${node.target.join(" ")} ${node.failureSummary ?? ""}`),
  );
}

const selectedName = (page: Page) => page.locator("tr[aria-selected=true]").getAttribute("data-agent");
const names = (page: Page) =>
  page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-agent")));

describe.each(["dark", "light", "hc", "hc-light"])("in %s", (theme) => {
  it.each([
    ["full", ""],
    ["hostile", "&hostile=1"],
    ["empty", "&empty=1"],
    ["loading", "&hangs=agent/list"],
    ["failed", "&fails=agent/list"],
    ["capped", "&agents=600"],
  ])("the state %s has no violation", async (state, query) => {
    const { page, errors, strangers } = await open(`theme=${theme}&page=agents${query}`);
    await page.locator(".agents-page > *").first().waitFor({ state: "attached" });
    await page.waitForTimeout(250);
    if (state === "full") await page.locator("tr[aria-selected=true]").focus();
    expect(await violations(page)).toEqual([]);
    if (state === "full") await page.screenshot({ path: `artifacts/screenshots/agents-${theme}.png` });
    expect([errors, strangers]).toEqual([[], []]);
    await page.close();
  });

  it("a narrow panel and the sheet of keys have no violation, and nothing is wider than the panel", async () => {
    const { page } = await open(`theme=${theme}&page=agents`, { width: 480, height: 800 });
    await page.locator("tbody tr").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(480);
    expect(await violations(page)).toEqual([]);
    await page.screenshot({ path: `artifacts/screenshots/agents-${theme}-480.png` });
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});

describe("the table of agents", () => {
  it("is driven by keys: rows, order, details, its sessions", async () => {
    const { page } = await open("page=agents");
    await page.locator("tbody tr").first().focus();
    expect(await names(page)).toEqual(["planner", "sql-analyst", "archivist", "critic"]);
    await page.keyboard.press("ArrowDown");
    expect(await selectedName(page)).toBe("sql-analyst");
    await page.getByRole("heading", { name: "sql-analyst" }).waitFor();
    await page.keyboard.press("End");
    expect(await selectedName(page)).toBe("critic");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-agent"))).toBe("critic");
    await page.keyboard.press("Home");
    await page.keyboard.press("s");
    expect(await names(page)).toEqual(["archivist", "critic", "planner", "sql-analyst"]);
    await page.keyboard.press("Shift+S");
    expect(await names(page)).toEqual(["sql-analyst", "planner", "critic", "archivist"]);
    expect(await selectedName(page)).toBe("planner");
    await page.keyboard.press("f");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("agents-detail");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-agent"))).toBe("planner");
    const asked = await page.evaluate(() =>
      window.stub.asked.filter(({ method }) => method.startsWith("host/")),
    );
    expect(asked).toEqual([{ method: "host/filter-sessions", args: { agent: "planner" } }]);
    await page.close();
  });

  it("says what changed in the newest version, and who else has a tool", async () => {
    const { page } = await open("page=agents");
    const versions = page.getByRole("region", { name: "Versions" });
    await versions.getByText("system prompt changed").waitFor();
    expect(await versions.locator("li").first().innerText()).toContain("3be07d91");
    await page.locator('tr[data-agent="sql-analyst"]').click();
    await page.getByRole("region", { name: "Tools" }).getByRole("button", { name: "critic" }).click();
    expect(await selectedName(page)).toBe("critic");
    expect(await page.locator('tr[data-agent="critic"] td.column-cost').innerText()).toBe("unknown");
    await page.close();
  });

  it("sorts by a click on a head and says so, and keeps order and selection over a reload", async () => {
    const { page } = await open("page=agents");
    await page.getByRole("button", { name: "Cost" }).click();
    expect(await page.locator("th.column-cost").getAttribute("aria-sort")).toBe("descending");
    expect((await names(page))[0]).toBe("planner");
    await page.locator('tr[data-agent="archivist"]').click();
    await page.reload();
    await page.locator("tbody tr").first().waitFor();
    expect(await selectedName(page)).toBe("archivist");
    expect(await page.locator("th.column-cost").getAttribute("aria-sort")).toBe("descending");
    await page.close();
  });

  it("shows 500 agents at most and says how many there are", async () => {
    const { page } = await open("page=agents&agents=600");
    await page.getByText("Showing 500 of 600 agents.").waitFor();
    expect(await page.locator("tbody tr").count()).toBe(500);
    await page.close();
  });

  it("runs nothing and asks for nothing that a name wants, and shows what is hidden as codes", async () => {
    const { page, strangers } = await open("page=agents&hostile=1&trusted-types=1");
    await page.locator("tbody tr").first().waitFor();
    const seen = await page.evaluate(() => ({
      hacked: "hacked" in window,
      images: document.images.length,
      links: document.querySelectorAll("a[href]").length,
      violations: window.stub.violations,
      hidden: /[\u0000\u001b\u200b\u202e]/.test(document.body.innerText),
    }));
    expect(seen).toEqual({ hacked: false, images: 0, links: 0, violations: [], hidden: false });
    expect(strangers).toEqual([]);
    await page.close();
  });
});
