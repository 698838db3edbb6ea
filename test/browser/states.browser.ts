// What is shown when there is nothing to show, and what the editor is asked for.

import { describe, expect, it } from "vitest";
import { rowsOf, usePages } from "./browser";

const open = usePages();

describe("a view without rows", () => {
  it("says why and what to do next", async () => {
    const { page } = await open("empty=1");
    await page.getByText("No steps in this session yet.").waitFor();
    await page.getByText("Run an Agent with Tracing").click();
    const asked = await page.evaluate(() =>
      window.stub.asked.filter(({ method }) => method === "host/run-command"),
    );
    expect(asked).toEqual([{ method: "host/run-command", args: { command: "run-agent" } }]);
    await page.close();
  });

  it("shows grey rows while it waits, and keeps the frame", async () => {
    const { page } = await open("hangs=session/rows");
    await page.getByLabel("Loading steps").waitFor();
    expect(await page.getByRole("tab", { name: "Timeline" }).count()).toBe(1);
    await page.close();
  });

  it("fails alone, with Reload View and Show Log", async () => {
    const { page } = await open("fails=session/rows");
    await page.getByRole("alert").getByText("The engine stopped.").waitFor();
    await page.getByText("Show Log").click();
    expect(
      await page.evaluate(() => window.stub.asked.some(({ method }) => method === "host/show-log")),
    ).toBe(true);
    expect(await page.getByText("Reload View").count()).toBe(1);
    await page.close();
  });
});

describe("while earlier sessions are read back", () => {
  it("the panel says how far that is, not that its session is gone, then shows it", async () => {
    const { page } = await open("steps=46&reading=40");
    await page.getByText("Reading earlier sessions back").waitFor();
    await page.getByText("40% is read.").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.evaluate(() => window.stub.readTo(70));
    await page.getByText("70% is read.").waitFor();
    await page.evaluate(() => window.stub.readTo(100));
    await rowsOf(page);
    expect(await page.getByText("Reading earlier sessions back").count()).toBe(0);
    await page.close();
  });
});

describe("the inspector", () => {
  it("shows a tool call and its result in one box, and opens long values in pieces", async () => {
    const { page } = await open("steps=46&long=200000");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    await page.getByText("earlier messages").click();
    const box = page.locator(".tool-box", { hasText: "timeout: statement cancelled" }).first();
    expect(await box.getByText("SELECT e.step").count()).toBe(1);
    await box.getByText("Show 2 more lines").click();
    expect(await box.getByText("-- end").count()).toBe(1);
    expect(await box.getByText(/^attempt \d of \d$/).count()).toBe(1);
    expect(await box.getByRole("button", { name: /^step \d+ · [\d.]+ m?s$/ }).count()).toBe(1);
    await page.getByText("Show 66 kB more of 199 kB").click();
    const long = page.locator(".turn", { hasText: "xxxxxxxx" }).locator(".text");
    expect((await long.textContent())?.length).toBe(65_536);
    await page.close();
  });

  it("draws a picture only when asked, and only from its own bytes", async () => {
    const { page, strangers } = await open("steps=46");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    await page.getByText("earlier messages").click();
    expect(await page.locator("img").count()).toBe(0);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    expect(await page.locator("img").evaluate((picture: HTMLImageElement) => picture.src.slice(0, 22))).toBe(
      "data:image/png;base64,",
    );
    expect(await page.getByText("image at https://example.com/x.png, not loaded").count()).toBe(1);
    expect(strangers).toEqual([]);
    await page.close();
  });

  it("names the setting that turns content on, and copies it", async () => {
    const { page } = await open("steps=46&absent=1");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    await page.getByText("sent no content with this step").waitFor();
    await page.locator("vscode-button", { hasText: "Copy" }).first().click();
    expect(
      await page.evaluate(() => window.stub.asked.find(({ method }) => method === "host/copy")?.args),
    ).toEqual({
      text: "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true",
    });
    await page.close();
  });

  it("shows usage by bucket, the error with its stack, and raw attributes with who read them", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.locator('[role="row"][data-index="8"]').click();
    await page.getByRole("tab", { name: "Error" }).click();
    await page.getByText("at run_sql (tools.ts:40:3)").waitFor();
    await page.getByRole("tab", { name: "Raw" }).click();
    await page.getByText("gen_ai.operation.name").waitFor();
    expect(await page.getByText("read by otel-genai").count()).toBeGreaterThan(2);
    await page.locator('[role="row"][data-index="5"]').click();
    await page.getByRole("tab", { name: "Usage" }).click();
    await page.getByText("Input, read from cache").waitFor();
    await page.getByText("computed from tokens and the price of the model").waitFor();
    await page.close();
  });
});

describe("a narrow panel", () => {
  it.each([480, 360])("of %i px has the inspector below and nothing wider than itself", async (width) => {
    const { page } = await open("steps=46", { width, height: 760 });
    await rowsOf(page);
    await page.locator('[role="row"][data-index="5"]').click();
    const tree = await page.locator(".tree").boundingBox();
    const inspector = await page.locator(".inspector").boundingBox();
    expect((inspector?.y ?? 0) >= (tree?.y ?? 0) + (tree?.height ?? 0)).toBe(true);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });

  it("works at 200 % font size", async () => {
    const { page } = await open("steps=46");
    await rowsOf(page);
    await page.evaluate(() => document.documentElement.style.setProperty("--vscode-font-size", "26px"));
    await page.evaluate(() => window.stub.grow(0));
    await page.waitForFunction(
      () => document.querySelector('[role="row"]')?.getBoundingClientRect().height === 44,
    );
    const second = await page.locator('[role="row"][data-index="1"]').boundingBox();
    const first = await page.locator('[role="row"][data-index="0"]').boundingBox();
    expect((second?.y ?? 0) - (first?.y ?? 0)).toBe(44);
    await page.close();
  });
});
