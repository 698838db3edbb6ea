// The compare view and the matrix in Chromium: keys, states, answers, hostile text, axe in four themes.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { usePages } from "./browser";

const open = usePages();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NARROW = { width: 480, height: 800 };

async function openComparison(query: string, size?: typeof NARROW) {
  const opened = await open(`view=compare&${query}`, size);
  await opened.page.waitForSelector("#totals");
  await opened.page.evaluate(() => window.stub.show({ sessionId: "made", compareWith: "sample-2-2" }));
  await opened.page.waitForSelector(".compare-rows [role=row]");
  await opened.page.waitForSelector(".compare-panes .diff-text");
  return opened;
}

async function openMatrix(query: string, size?: typeof NARROW) {
  const opened = await open(`view=replays&${query}`, size);
  await opened.page.waitForSelector(".matrix-cell");
  return opened;
}

/** The page's policy blocks script tags, so axe comes in through the debugger. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<{
    violations: readonly {
      id: string;
      nodes: readonly { target: readonly unknown[]; failureSummary?: string }[];
    }[];
  }>("axe.run(document)");
  return found.violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ target, failureSummary }) => `${id} ${target.join(" ")} ${failureSummary ?? ""}`),
  );
}

const selectedRow = (page: Page) =>
  page.locator('.compare-rows [aria-selected="true"]').getAttribute("data-row").then(Number);
const asked = (page: Page, name: string) =>
  page.evaluate(
    (method) => window.stub.asked.filter((one) => one.method === method).map(({ args }) => args),
    name,
  );

describe("two sessions", () => {
  it("are walked by keys: changes, divergence, folds, swap, diff, step", async () => {
    const { page, errors } = await openComparison("");
    expect(await selectedRow(page)).toBe(11);
    expect(await page.locator(".divergence-line").innerText()).toContain("First divergence, step 12");
    await page.keyboard.press("n");
    expect(await selectedRow(page)).toBe(12);
    await page.keyboard.press("End");
    await page.keyboard.press("p");
    await page.keyboard.press("f");
    expect(await selectedRow(page)).toBe(11);
    await page.keyboard.press("Home");
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowDown");
    const folded = page.locator('.compare-rows [aria-selected="true"][aria-expanded="false"]');
    expect(await folded.innerText()).toContain("5 more equal steps");
    await page.keyboard.press("ArrowRight");
    expect(await folded.count()).toBe(0);
    await page.keyboard.press("ArrowLeft");
    expect(await folded.count()).toBe(1);
    await page.keyboard.press("f");
    await page.keyboard.press("x");
    expect(await page.locator(".compare-side").first().innerText()).toContain("sample 2 of 5");
    await page.keyboard.press("x");
    await page.getByRole("heading", { name: "Step 12 ↔ step 12" }).waitFor();
    await page.keyboard.press("d");
    await expect.poll(() => asked(page, "host/open-diff")).toMatchObject([{ title: "step 12 ↔ step 12" }]);
    await page.keyboard.press("Enter");
    await page.getByRole("tab", { name: "Timeline", selected: true }).waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("show both sides, their totals and the counts of the rows", async () => {
    const { page } = await openComparison("");
    const sides = await page.locator(".compare-side").allInnerTexts();
    expect(sides[0]).toContain("Recorded");
    expect(sides[1]).toContain("Replayed, tools from the record\n“give up early”, sample 2 of 5");
    await page
      .getByText("36 of 46 aligned by agent, kind, name, then content · 9 only left, 1 only right")
      .waitFor();
    expect(await page.locator(".diff-text ins").first().innerText()).toContain("the step is not known");
    await page.close();
  });

  it("say that there is nothing to compare with, and offer the next steps", async () => {
    const { page } = await open("view=compare");
    await page.getByText("Nothing to compare with yet").waitFor();
    await page.getByRole("main").getByText("Replay and Compare").click();
    await page.getByText("Compare with Another Session").click();
    expect(await asked(page, "host/run-command")).toEqual([
      { command: "replay-and-compare", sessionId: "made" },
      { command: "compare-with", sessionId: "made" },
    ]);
    await page.close();
  });

  it("that did the same say so, and a refusal can be closed", async () => {
    const same = await openComparison("same=1");
    await same.page.getByText("Both did the same").waitFor();
    await same.page.close();
    const { page } = await open("view=compare&fails=compare/get");
    await page.waitForSelector("#totals");
    await page.evaluate(() => window.stub.show({ sessionId: "made", compareWith: "sample-2-2" }));
    await page.getByRole("alert").getByText("The engine stopped.").waitFor();
    await page.getByText("Close Comparison").click();
    await page.getByText("Nothing to compare with yet").waitFor();
    await page.close();
  });

  it("of 5,000 steps keep a short page", async () => {
    const { page } = await openComparison("steps=5000");
    await page.keyboard.press("End");
    expect(await selectedRow(page)).toBe(4999);
    expect(await page.locator(".compare-rows [role=row]").count()).toBeLessThan(80);
    await page.close();
  });
});

describe("the matrix", () => {
  it("is walked by keys, and compares, opens, adds and saves the selected sample", async () => {
    const { page, errors } = await openMatrix("");
    const pressed = page.locator('.matrix-cell[aria-pressed="true"]');
    expect(await pressed.textContent()).toBe("explain first, sample 5, waits for your answer, step 19");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    expect(await pressed.textContent()).toBe("give up early, sample 4, failed, $0.5703/4 graders passed");
    await page.getByText("failed 1 of 4 graders").waitFor();
    await page.keyboard.press("+");
    await page.keyboard.press("s");
    const about = { sessionId: "made", replayId: "replay-2", sample: 3 };
    expect(await asked(page, "host/run-command")).toEqual([
      { command: "more-samples", ...about },
      { command: "save-as-test", ...about },
    ]);
    await page.keyboard.press("c");
    await page.getByText("“give up early”, sample 4 of 5").waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows the edit of the selected variant beside what was recorded, and at which step a sample waits", async () => {
    const { page } = await openMatrix("");
    expect(await page.locator(".matrix-cell.is-asking").innerText()).toContain("step 19");
    const edit = page.locator(".replays-edit");
    await edit.locator("ins").filter({ hasText: "run EXPLAIN" }).first().waitFor();
    expect(await edit.innerText()).toMatch(/sql-analyst system prompt\s+\+\d/);
    await page.locator('tr[data-variant="as recorded"] .matrix-cell').first().click();
    await page.getByText("the prompts were sent as recorded").waitFor();
    await page.close();
  });

  it("writes rates with their interval, pass@k and pass^k", async () => {
    const { page } = await openMatrix("");
    const row = (await page.locator('tr[data-variant="give up early"]').innerText()).replace(/\s+/g, " ");
    expect(row).toContain("4 of 5 38%–96% 100% 40% step 12 $0.59");
    await page.close();
  });

  it("answers a waiting sample by hand, as JSON, and by its number", async () => {
    const { page } = await openMatrix("");
    await page.keyboard.press("a");
    await page.keyboard.press("1");
    await page.keyboard.type('{"rows": 3}');
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => asked(page, "replay/answer"))
      .toEqual([{ replayId: "replay-4", sample: 4, answer: { kind: "result", value: { rows: 3 } } }]);
    await page.getByText("left the recording").first().waitFor({ state: "detached" });
    await page.close();
    const again = await openMatrix("");
    await again.page.keyboard.press("a");
    await again.page.keyboard.press("3");
    await again.page.getByText("You ended it at step 19.").waitFor();
    await again.page.close();
  });

  it("keeps the user's verdict with a note, and cancels a sample", async () => {
    const { page } = await openMatrix("");
    await page.getByText("Cancel sample").click();
    await expect.poll(() => asked(page, "replay/cancel")).toEqual([{ replayId: "replay-4", sample: 4 }]);
    await page.locator(".matrix-cell").first().click();
    await page.getByText("add a note").click();
    await page.keyboard.type("misses the point");
    await page.locator('vscode-button[aria-label="Fails (J)"]').click();
    await expect
      .poll(() => asked(page, "replay/judge"))
      .toEqual([{ replayId: "replay-1", sample: 0, pass: false, note: "misses the point" }]);
    await page.locator(".verdicts").getByText("misses the point").waitFor();
    await page.close();
  });

  it("says that there is no replay yet, and fails alone", async () => {
    const empty = await open("view=replays&no-replays=1");
    await empty.page.getByText("No replay of this session yet").waitFor();
    await empty.page.close();
    const failed = await open("view=replays&fails=replay/list");
    await failed.page.getByRole("alert").getByText("The engine stopped.").waitFor();
    await failed.page.close();
  });
});

describe("hostile text", () => {
  it("runs nothing and asks for nothing in both views", async () => {
    for (const opened of [await openComparison("hostile=1"), await openMatrix("hostile=1")]) {
      const { page, errors, strangers } = opened;
      await page.keyboard.press("ArrowUp");
      await page.waitForTimeout(200);
      const seen = await page.evaluate(() => ({
        hacked: "hacked" in window,
        images: document.images.length,
        violations: window.stub.violations,
        hidden: /[\u0000\u001b\u200b\u202e]/.test(
          [...document.querySelectorAll("[title],[aria-label]")].reduce(
            (all, element) =>
              all + (element.getAttribute("title") ?? "") + (element.getAttribute("aria-label") ?? ""),
            document.body.innerText,
          ),
        ),
      }));
      expect(seen).toEqual({ hacked: false, images: 0, violations: [], hidden: false });
      expect([errors, strangers]).toEqual([[], []]);
      await page.close();
    }
  });
});

describe.each(["dark", "light", "hc", "hc-light"])("in %s", (theme) => {
  it("no state of both views has a violation", async () => {
    for (const size of [{ width: 1280, height: 800 }, NARROW]) {
      const compared = await openComparison(`theme=${theme}`, size);
      expect(await violations(compared.page)).toEqual([]);
      await compared.page.screenshot({ path: `artifacts/screenshots/compare-${theme}-${size.width}.png` });
      await compared.page.close();
      const matrix = await openMatrix(`theme=${theme}`, size);
      expect(await violations(matrix.page)).toEqual([]);
      await matrix.page.locator(".matrix-cell.is-failed").first().click();
      await matrix.page.waitForSelector(".verdicts");
      expect(await violations(matrix.page)).toEqual([]);
      await matrix.page.screenshot({ path: `artifacts/screenshots/replays-${theme}-${size.width}.png` });
      await matrix.page.close();
    }
    const empty = await open(`theme=${theme}&view=compare`);
    await empty.page.getByText("Nothing to compare with yet").waitFor();
    expect(await violations(empty.page)).toEqual([]);
    await empty.page.close();
  });
});
