// The Context, Memory and Cost views and what stands over the tree: driven by the keys of their sheets, in a real browser.

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { atStep, rowsOf, usePages } from "./browser";

const open = usePages();

/** The text of the option that a list with the focus names to screen readers. */
async function activeOption(page: Page): Promise<string> {
  return page.evaluate(() => {
    const list = document.activeElement;
    const id = list?.getAttribute("aria-activedescendant") ?? "";
    const option = document.getElementById(id);
    return option?.getAttribute("aria-selected") === "true" ? option.textContent : "none";
  });
}

async function asked(page: Page, method: string): Promise<unknown[]> {
  return page.evaluate(
    (wanted) => window.stub.asked.filter((each) => each.method === wanted).map(({ args }) => args),
    method,
  );
}

async function selectedView(page: Page): Promise<string | null> {
  return page.locator("nav [role=tab][aria-selected=true]").getAttribute("data-title");
}

describe("the views", () => {
  it("are shown by 1 to 4, and keep the selected step", async () => {
    const { page, errors } = await open("steps=60");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="7"]').click();
    for (const [key, title] of [
      ["2", "Context"],
      ["3", "Memory"],
      ["4", "Cost"],
    ] as const) {
      await page.keyboard.press(key);
      expect(await selectedView(page)).toBe(title);
    }
    await page.keyboard.press("2");
    await page.getByText("Step 8, call 2 of 20").waitFor();
    await page.keyboard.press("1");
    await page.waitForSelector('[role="row"][data-index="7"][aria-selected="true"]');
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("a context without a known limit", () => {
  it("is drawn on the scale of the fullest call, and says that its limit is unknown", async () => {
    const { page } = await open("steps=46&view=context&no-limit=1");
    await page.getByText("call 20 of 20").waitFor();
    await page.keyboard.press("Home");
    await page.getByText("Step 6, call 1 of 20").waitFor();
    expect(await page.locator(".section-head [title*='No limit is known']").textContent()).toBe(
      "limit unknown",
    );
    expect(await page.locator(".far-limit").textContent()).toBe("limitunknown");
    const share = await page.evaluate(() => {
      const bar = document.querySelector(".window-bar .stack");
      const widths = [...(bar?.children ?? [])].map((part) => part.getBoundingClientRect().width);
      return widths.reduce((sum, width) => sum + width, 0) / (bar?.getBoundingClientRect().width ?? 1);
    });
    // 5,407 tokens where the fullest call has 20,756.
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
    await page.close();
  });
});

describe("the context view by keys", () => {
  it("walks over calls and segments, and names each to a screen reader", async () => {
    const { page, errors } = await open("steps=46&view=context");
    await page.getByText("call 20 of 20").waitFor();
    await page.keyboard.press("Home");
    await page.getByText("Step 6, call 1 of 20").waitFor();
    expect(await activeOption(page)).toContain("6");
    await page.getByText("First call of this agent").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByText("Changed since step 6").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByText("Step 6, call 1 of 20").waitFor();
    await page.keyboard.press("End");
    await page.getByText("Step 44, call 20 of 20").waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await activeOption(page)).toContain("6 tool definitions");
    await page.keyboard.press("ArrowUp");
    expect(await activeOption(page)).toContain("system prompt");
    await page.keyboard.press("t");
    expect(await asked(page, "host/open-document")).toEqual([
      {
        title: "system prompt",
        text: "You are a careful analyst. Answer with numbers.",
        language: "markdown",
      },
    ]);
    await page.keyboard.press("d");
    await page.waitForFunction(() => window.stub.asked.some(({ method }) => method === "host/open-diff"));
    await page.keyboard.press("a");
    await page.getByText("Step 3, call 1 of 1").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    expect(errors).toEqual([]);
    await page.close();
  });

  it("segments sum to what the provider reported, and the table says what the chart shows", async () => {
    const { page } = await open("steps=46&view=context");
    await page.getByText("Total, as reported").waitFor();
    const figures = await page.evaluate(() => ({
      segments: [...document.querySelectorAll("#context-segments [role=option]")].map((row) =>
        Number((row.querySelector(".number[title]")?.getAttribute("title") ?? "").replace(/,/g, "")),
      ),
      total: document.querySelector(".segment-row.is-sum .number")?.textContent ?? "",
      calls: document.querySelectorAll(".context-chart table tbody tr").length,
    }));
    const sum = figures.segments.reduce((all, tokens) => all + tokens, 0);
    expect(String(sum)).toBe(figures.total.replace(/,/g, ""));
    expect(figures.calls).toBe(20);
    await page.close();
  });
});

describe("the memory view by keys", () => {
  it("walks over operations, marks A and B, and goes to the step", async () => {
    const { page, errors } = await open("steps=46&view=memory");
    await page.getByText("12 operations").waitFor();
    await page.keyboard.press("ArrowDown");
    expect(await activeOption(page)).toContain("plan");
    await page.keyboard.press("End");
    expect(await activeOption(page)).toContain("scratch");
    await page.keyboard.press("a");
    await page.getByText("A is now step 25.").waitFor({ state: "attached" });
    await page.keyboard.press("Home");
    expect(await activeOption(page)).toContain("checkout.baseline");
    await page.keyboard.press("b");
    await page.getByText("B is now start.").waitFor({ state: "attached" });
    await page.keyboard.press("d");
    await page.waitForFunction(() => window.stub.asked.some(({ method }) => method === "host/open-diff"));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await atStep(page, 45);
    expect(await selectedView(page)).toBe("Timeline");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("keeps few rows of a long ledger in the page and brings the last into sight", async () => {
    const { page } = await open("steps=46&view=memory&operations=5000");
    await page.getByText("5,000 operations").waitFor();
    await page.keyboard.press("End");
    await page.waitForSelector('#memory-ledger [aria-posinset="5000"][aria-selected="true"]');
    expect(await page.locator("#memory-ledger [role=option]").count()).toBeLessThan(100);
    await page.close();
  });

  it("lets the user say which layer a store is", async () => {
    const { page } = await open("steps=46&view=memory");
    await page.getByText("Layers are guessed").click();
    await page.locator(".layer-labels select").first().selectOption("semantic");
    expect(await asked(page, "memory/label")).toEqual([{ store: "working", layer: "semantic" }]);
    expect(await asked(page, "host/keep-layer")).toEqual([{ store: "working", layer: "semantic" }]);
    await page.close();
  });

  it("marks snapshots by keys at their own place, which is one tab stop", async () => {
    const { page } = await open("steps=46&view=memory");
    const points = page.getByRole("group", { name: /^Snapshots/ });
    await points.waitFor();
    expect(await points.locator("button[tabindex='0']").count()).toBe(1);
    await points.locator("button").first().focus();
    await page.keyboard.press("ArrowRight");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    const second = await focused();
    expect(second).toMatch(/^Snapshot at step \d+$/);
    await page.keyboard.press("a");
    expect(await focused()).toBe(`${second ?? ""}, marked A`);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("b");
    expect(await focused()).toMatch(/, marked B$/);
    await page.close();
  });

  it("filters the ledger, says when nothing fits, and shows all again", async () => {
    const { page } = await open("steps=46&view=memory");
    await page.getByText("12 operations").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("layer:semantic op:write");
    await page.getByText("1 of 12 operations").waitFor();
    await page.keyboard.type(" nowhere");
    await page.getByText("No operation matches").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("12 operations", { exact: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("memory-ledger");
    await page.close();
  });

  it("shows what the selected key went through in other sessions, and leads there", async () => {
    const { page } = await open("steps=46&view=memory");
    await page.getByText("12 operations").waitFor();
    await page.keyboard.press("Home");
    const history = page.getByRole("region", { name: "History of checkout.baseline" });
    await history.getByText("1 read and 2 changes in 2 sessions").waitFor();
    await history.getByText("no source found").first().waitFor();
    await history.getByRole("button", { name: "step 31 of another session" }).click();
    expect(await asked(page, "host/show-step")).toEqual([{ sessionId: "earlier-1", stepId: "another:step" }]);
    await page.close();
  });
});

describe("documents, copies and replays", () => {
  const args = async (page: Page, method: string) => {
    await page.waitForFunction((wanted) => window.stub.asked.some((each) => each.method === wanted), method);
    return (await asked(page, method)).at(-1);
  };

  it("of the memory view are about the selected operation and all that memory held", async () => {
    const { page, errors } = await open("steps=46&view=memory");
    await page.getByText("12 operations").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("t");
    expect(await args(page, "host/open-document")).toEqual({
      title: "Step 3 plan",
      text: '{\n  "text": "2 delegations, then check and report"\n}',
      language: "json",
    });
    await page.keyboard.press("y");
    expect(await args(page, "host/copy")).toEqual({
      text: '{\n  "text": "2 delegations, then check and report"\n}',
    });
    await page.keyboard.press("d");
    const diff = (await args(page, "host/open-diff")) as { title: string; before: string; after: string };
    expect(diff.title).toBe("Memory: start ↔ end");
    expect(Object.keys(JSON.parse(diff.before) as object)).toEqual(["episodic", "semantic", "working"]);
    expect(diff.after).toContain("working.3");
    const step = { sessionId: "made", stepId: expect.stringMatching(/:0+3$/) as string };
    await page.keyboard.press("Shift+Y");
    expect(await args(page, "host/copy-link")).toEqual(step);
    await page.keyboard.press("r");
    expect(await args(page, "host/run-command")).toEqual({ ...step, command: "replay-and-compare" });
    await page.keyboard.press("v");
    await expect.poll(() => args(page, "host/run-command")).toEqual({ ...step, command: "add-variant" });
    expect(await asked(page, "host/copy")).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("of the cost view are about its table, its row, and the step of the row where rows are steps", async () => {
    const { page, errors } = await open("steps=46&view=cost");
    await page.getByRole("grid", { name: "Cost by agent" }).waitFor();
    await page.keyboard.press("t");
    const table = (await args(page, "host/open-document")) as { title: string; text: string };
    expect(table.title).toBe("Cost by agent");
    expect(table.text).toContain("| sql-analyst | 20 |");
    await page.keyboard.press("y");
    expect(((await args(page, "host/copy")) as { text: string }).text).toMatch(/^sql-analyst\t20\t/);
    for (let press = 0; press < 4; press++) await page.keyboard.press("b");
    await page.getByRole("grid", { name: "Cost by step" }).waitFor();
    await page.keyboard.press("d");
    const diff = (await args(page, "host/open-diff")) as { title: string };
    expect(diff.title).toMatch(/step \d+/i);
    await page.keyboard.press("r");
    const run = (await args(page, "host/run-command")) as { stepId: string };
    await page.keyboard.press("Shift+Y");
    expect(await args(page, "host/copy-link")).toEqual({ sessionId: "made", stepId: run.stepId });
    await page.keyboard.press("Enter");
    await rowsOf(page);
    await page.waitForFunction(
      (stepId) =>
        document.querySelector("[role=row][aria-selected=true]")?.getAttribute("data-step-id") === stepId,
      run.stepId,
    );
    expect(errors).toEqual([]);
    await page.close();
  });
});

describe("the cost view by keys", () => {
  it("groups by the next thing, walks over rows and shows their steps", async () => {
    const { page, errors } = await open("steps=46&view=cost");
    await page.getByRole("grid", { name: "Cost by agent" }).waitFor();
    for (const by of ["model", "tool", "kind", "step", "agent"]) {
      await page.keyboard.press("b");
      await page.getByRole("grid", { name: `Cost by ${by}` }).waitFor();
    }
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-selected") === "true");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("planner");
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("sql-analyst");
    await page.keyboard.press("Enter");
    await rowsOf(page);
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>(".filter")?.value)).toBe(
      "agent:sql-analyst",
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  it("leads to the budget, the price of a tool, the models and the replay", async () => {
    const { page } = await open("steps=46&view=cost");
    await page.getByText(/over the budget of/).waitFor();
    await page.getByText(/^crossed at step \d+$/).waitFor();
    await page.getByRole("button", { name: "no price set" }).first().click();
    await page.getByRole("button", { name: "Choose Models" }).click();
    const edits = await asked(page, "host/edit-cost");
    expect(edits).toEqual([{ what: "tool-price", tool: expect.any(String) as string }, { what: "models" }]);
    await page.keyboard.press("w");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("cost-what-if");
    await page.keyboard.press("r");
    expect(await asked(page, "host/run-command")).toEqual([
      { command: "replay-and-compare", sessionId: "made" },
    ]);
    await page.close();
  });

  it("rows sum to the session's cost in the title", async () => {
    const { page } = await open("steps=200&view=cost");
    await page.getByRole("grid", { name: "Cost by agent" }).waitFor();
    const { rows, total } = await page.evaluate(() => ({
      rows: [...document.querySelectorAll("[role=grid] tbody td.strong")].map((cell) =>
        Number(cell.getAttribute("title")?.slice(1)),
      ),
      total: Number(document.querySelector("[data-total=cost]")?.getAttribute("data-value")),
    }));
    expect(rows.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(total, 6);
    await page.close();
  });
});

describe("what stands over the tree", () => {
  it("leads from a claim to its step", async () => {
    const { page } = await open("steps=300");
    await rowsOf(page);
    await page.getByRole("button", { name: /^fetch_page and others failed/ }).click();
    await atStep(page, 9);
    await page.close();
  });

  it("zooms by dragging, by keys and to the selected step, and comes back after a reload", async () => {
    const { page, errors } = await open("steps=300");
    await rowsOf(page);
    const labels = () => page.locator(".head-tick").allTextContents();
    const whole = await labels();
    const plot = await page.locator(".overview-plot").boundingBox();
    if (!plot) throw new Error("The overview is not there.");
    await page.mouse.move(plot.x + plot.width * 0.25, plot.y + 20);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 20);
    await page.mouse.up();
    await page.waitForSelector(".overview-frame");
    const zoomed = await labels();
    expect(zoomed).not.toEqual(whole);
    await page.waitForTimeout(400);
    await page.reload();
    await page.waitForSelector(".overview-frame");
    expect(await labels()).toEqual(zoomed);
    await page.keyboard.press("0");
    await page.waitForSelector(".overview-frame", { state: "detached" });
    expect(await labels()).toEqual(whole);
    await page.keyboard.press("+");
    await page.waitForSelector(".overview-frame");
    await page.keyboard.press("-");
    await page.waitForSelector(".overview-frame", { state: "detached" });
    await page.keyboard.press("s");
    await atStep(page, 9);
    await page.keyboard.press("z");
    await page.waitForSelector(".overview-frame");
    const bar = await page.locator('[role="row"][data-index="8"] .bar').boundingBox();
    const cell = await page.locator('[role="row"][data-index="8"] .cell-bar').boundingBox();
    expect((bar?.width ?? 0) / (cell?.width ?? 1)).toBeGreaterThan(0.6);
    expect(errors).toEqual([]);
    await page.close();
  });

  it("shows the fullest call with C, and hides the overview with O", async () => {
    const { page } = await open("steps=300");
    await rowsOf(page);
    await page.keyboard.press("c");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "row");
    expect(
      await page.locator('[role="row"][aria-selected="true"] .gauge-fill').getAttribute("class"),
    ).toContain("is-tight");
    await page.keyboard.press("o");
    expect(await page.locator(".overview").count()).toBe(0);
    await page.close();
  });

  it("marks the critical path on bars and says so", async () => {
    const { page } = await open("steps=46");
    await page.waitForSelector('[role="row"][data-index="5"] .bar.is-critical');
    expect(await page.locator('[role="row"][data-name="write_report"] .bar.is-critical').count()).toBe(0);
    expect(await page.locator('[role="row"][data-index="5"]').getAttribute("aria-label")).toContain(
      "on the critical path",
    );
    await page.close();
  });

  it.each(["session/summary", "session/overview"])(
    "is left out where %s fails, and the tree stays",
    async (method) => {
      const { page } = await open(`steps=46&fails=${method}`);
      await rowsOf(page);
      await page.waitForTimeout(200);
      const left = method === "session/summary" ? ".answers" : ".overview";
      expect(await page.locator(left).count()).toBe(0);
      expect(await page.locator('[role="row"][data-step-id]').count()).toBeGreaterThan(20);
      await page.close();
    },
  );
});

describe("the inspector of a model call", () => {
  it("shows its context in short, and what the call before had sent", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="7"]').click();
    await page.getByText("messages already sent at step 6").waitFor();
    await page.locator(".inspector [data-tab=context]").click();
    await page.getByText("Total, as reported").waitFor();
    await page.getByText("Open the Context view").click();
    await page.getByText("Step 8, call 2 of 20").waitFor();
    await page.close();
  });
});

describe.each(["context", "memory", "cost"])("the %s view", (view) => {
  const method = `session/${view}`;

  it("waits with grey rows", async () => {
    const { page } = await open(`view=${view}&hangs=${method}`);
    await page.locator(".skeleton").waitFor();
    await page.close();
  });

  it("fails alone, with Reload View, and the others work", async () => {
    const { page } = await open(`view=${view}&fails=${method}`);
    await page.getByRole("alert").getByText("The engine stopped.").waitFor();
    expect(await page.getByText("Reload View").count()).toBe(1);
    await page.keyboard.press("1");
    await rowsOf(page);
    await page.close();
  });

  it("says why it is empty", async () => {
    const { page } = await open(`view=${view}&empty=1`);
    await page
      .getByText(
        view === "memory" ? "No memory operations in this session." : "No model call in this session.",
      )
      .waitFor();
    await page.close();
  });

  it("follows a session that grows", async () => {
    const { page, errors } = await open(`view=${view}&steps=60&arrived=10&running=1`);
    await page.waitForSelector("[role=option], [role=grid]");
    const before = await page.locator("#view").innerText();
    await page.evaluate(() => window.stub.grow(40));
    await page.waitForFunction(
      (text) => document.querySelector<HTMLElement>("#view")?.innerText !== text,
      before,
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  it.each([480, 360])("of %i px is nowhere wider than itself", async (width) => {
    const { page } = await open(`view=${view}&steps=46`, { width, height: 760 });
    await page.waitForSelector("[role=option], [role=grid]");
    const wide = await page.evaluate(() =>
      [
        document.documentElement,
        ...document.querySelectorAll(".view-column, .split, .split-first, .split-second"),
      ]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => `${element.className} ${element.scrollWidth}`),
    );
    expect(wide).toEqual([]);
    await page.close();
  });

  it("works at 200 % font size", async () => {
    const { page, errors } = await open(`view=${view}&steps=46`);
    await page.waitForSelector("[role=option], [role=grid]");
    await page.evaluate(() => document.documentElement.style.setProperty("--vscode-font-size", "26px"));
    const row = page
      .locator("#context-segments [role=option], #memory-ledger [role=option], tr.option")
      .first();
    await page.waitForFunction(
      () =>
        (document
          .querySelector("#context-segments [role=option], #memory-ledger [role=option], tr.option")
          ?.getBoundingClientRect().height ?? 0) >= 40,
    );
    expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(40);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    await page.close();
  });
});
