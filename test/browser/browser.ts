// One Chromium and one server for the tests of a file.

import { existsSync } from "node:fs";
import { type Browser, type Page, chromium } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { servePage } from "./serve.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export interface Opened {
  readonly page: Page;
  /** Errors on the console and uncaught ones; a good page has none. */
  readonly errors: string[];
  /** Addresses that the page asked for outside of its own server. */
  readonly strangers: string[];
}

/** Opens pages of the webview for the tests of one file; everything is closed after them. */
export function usePages(): (query: string, size?: { width: number; height: number }) => Promise<Opened> {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof servePage>> | undefined;
  beforeAll(async () => {
    server = await servePage();
    browser = await chromium.launch({
      executablePath: chromePath(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return async (query, size = { width: 1280, height: 800 }) => {
    if (!browser || !server) throw new Error("The browser is not up yet.");
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(10_000);
    const errors: string[] = [];
    const strangers: string[] = [];
    const { url } = server;
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith("data:")) strangers.push(request.url());
    });
    await page.goto(`${url}/?${query}`);
    return { page, errors, strangers };
  };
}

export function chromePath(): string {
  const found = process.env["CHROME_PATH"] ?? PLACES.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error("No Chromium found. Install the package chromium or set CHROME_PATH.");
  return found;
}

/** Waits until rows are there, and answers with how many are in the page. */
export async function rowsOf(page: Page): Promise<number> {
  await page.waitForSelector('[role="row"][data-step-id]');
  return page.locator('[role="row"]').count();
}

/** The number of the selected step, as its row shows it. */
export async function selectedNumber(page: Page): Promise<number> {
  return Number(await page.locator('[role="row"][aria-selected="true"] .step-number').first().textContent());
}

/** Waits until a step is selected that has this number and the focus. */
export async function atStep(page: Page, number: number): Promise<void> {
  await page.waitForFunction((expected) => {
    const row = document.activeElement;
    return (
      row?.getAttribute("role") === "row" &&
      row.querySelector(".step-number")?.textContent === String(expected)
    );
  }, number);
}
