// Drives VS Code in Chromium: palette, trees, status bar, webviews. For tests and `npm start -- --check`.

import { chromium } from "playwright-core";
import { installBrowser } from "../install-browser.mjs";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WAIT_MS = 30_000;

/** A headless browser with one page of 1440 × 900. `messages` collects what its consoles say against our policies. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: installBrowser(), args: ARGUMENTS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  const messages = [];
  page.on("console", (message) => {
    const at = message.location().url;
    if (/Refused to|Content Security Policy/i.test(message.text()))
      messages.push(`${message.text()} (${at})`);
  });
  return { browser, page, messages };
}

/** Opens the address and waits until the workbench stands and our status bar item is there. */
export async function openWorkbench(page, url) {
  await page.goto(url);
  await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: 60_000 });
  await statusItem(page).waitFor({ timeout: 60_000 });
}

/** Reloads the window as a user does, with what the editor keeps over that, and waits as `openWorkbench` does. */
export async function reloadWindow(page) {
  const gone = page.waitForEvent("framenavigated", { predicate: (frame) => frame === page.mainFrame() });
  await runCommand(page, "Developer: Reload Window");
  await gone;
  await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: 60_000 });
  await statusItem(page).waitFor({ timeout: 60_000 });
}

/** Our item in the status bar. */
export function statusItem(page) {
  return page
    .locator(
      '.statusbar-item[id="agent-loupe.agent-loupe.agentLoupe.status"], .statusbar-item[id*="agentLoupe.status"]',
    )
    .first();
}

/** Opens our container in the activity bar, unless it is open. */
export async function openSidebar(page) {
  const action = page
    .locator('.activitybar .action-item:has(.action-label[aria-label^="Agent Loupe"])')
    .first();
  await action.waitFor({ timeout: WAIT_MS });
  if ((await action.getAttribute("class"))?.includes("checked")) return;
  // A badge lies over the icon, so the whole item is clicked.
  await action.click();
  await page
    .locator(".sidebar .pane-header")
    .filter({ hasText: "Sessions" })
    .first()
    .waitFor({ timeout: WAIT_MS });
}

/** The rows of one of our views, by the view's name. */
export function rowsOf(page, view) {
  const pane = page
    .locator(".sidebar .pane")
    .filter({ has: page.locator(`.pane-header[aria-label^="${view}"]`) });
  return pane.locator('[role="treeitem"]');
}

/** Runs the command with exactly this title from the palette. */
export async function runCommand(page, title) {
  await openQuickInput(page);
  await quickInput(page).fill(`>${title}`);
  // Enter would run the first match, which may be another command.
  const exact = new RegExp(`^\\s*${title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
  const row = quickRows(page)
    .filter({ has: page.locator(".label-name").filter({ hasText: exact }) })
    .first();
  await row.click({ timeout: WAIT_MS });
}

export function quickInput(page) {
  return page.locator('.quick-input-widget input[type="text"]').first();
}

export function quickRows(page) {
  return page.locator(".quick-input-list .monaco-list-row");
}

/** The frame of the webview whose document has `selector`. A webview is two nested frames of one id. */
export async function webviewFrame(page, selector, timeoutMs = WAIT_MS) {
  return await until(`a webview with ${selector}`, timeoutMs, async () => {
    for (const frame of page.frames()) {
      if (!frame.parentFrame()?.parentFrame() || frame.isDetached()) continue;
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (found > 0) return frame;
    }
    return undefined;
  });
}

/** Calls `look` until it gives something; fails with `what` after the time. */
export async function until(what, timeoutMs, look) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Chooses a colour theme by its label, through the palette's own list. */
export async function useTheme(page, label) {
  await runCommand(page, "Preferences: Color Theme");
  await quickInput(page).fill(label);
  await quickRows(page).filter({ hasText: label }).first().click({ timeout: WAIT_MS });
  await quickRows(page)
    .first()
    .waitFor({ state: "hidden", timeout: WAIT_MS })
    .catch(() => page.keyboard.press("Escape"));
}

/** F1 is lost while the focus moves, so it is pressed again. */
async function openQuickInput(page) {
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.keyboard.press("F1");
    const shown = await quickInput(page)
      .waitFor({ timeout: 1500 })
      .then(
        () => true,
        () => false,
      );
    if (shown) return;
    await page
      .locator(".statusbar")
      .click({ position: { x: 700, y: 8 } })
      .catch(() => undefined);
  }
  throw new Error("The command palette did not open.");
}
