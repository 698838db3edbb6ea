// Looks at the demo's session as a user would, in a headless Chromium, and compares what stands on screen with what the
// demo's model server and tools wrote down: rows, tokens and cost. Saves pictures.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  openBrowser,
  openSidebar,
  openWorkbench,
  statusItem,
  until,
  useTheme,
  webviewFrame,
} from "./editor/workbench.mjs";
import { costOf, differences, readTree, totalsOf } from "./demo-truth.mjs";

const DEMO_MS = 90_000;

/** Whether the screen agrees with the truth log. Prints each difference, and the time from export to pixels. */
export async function checkDemo({ url, truthFile, artifacts }) {
  mkdirSync(artifacts, { recursive: true });
  const { browser, page } = await openBrowser();
  const picture = (name) => page.screenshot({ path: path.join(artifacts, name) });
  try {
    await openWorkbench(page, url);
    console.log("The editor is up. The demo runs …");
    const frame = await webviewFrame(page, "[role=row][data-step-id]", DEMO_MS);
    const paintedAtMs = await frame.evaluate(
      () => performance.timeOrigin + Number(document.body.dataset.painted),
    );
    const truth = await until("the end of the demo", DEMO_MS, () => finishedTruth(truthFile));
    await openSidebar(page);
    const found = await settled(frame, truth);
    await picture("start-dark.png");
    await useTheme(page, "Light Modern");
    await page.waitForTimeout(500);
    await picture("start-light.png");
    report(truth, found, await statusItem(page).innerText());
    const { firstSentAtMs } = truth.find(({ kind }) => kind === "export");
    console.log(`First export to first pixels: ${Math.round(paintedAtMs - firstSentAtMs)} ms`);
    const wrong = differences(truth, found);
    for (const line of wrong) console.error(`DIFFERENT: ${line}`);
    console.log(
      wrong.length === 0 ? "The screen agrees with the demo's own log." : `${wrong.length} differences.`,
    );
    return wrong.length === 0;
  } catch (error) {
    await picture("start-failed.png");
    throw error;
  } finally {
    await browser.close();
  }
}

/** The log once the demo has written its last line; undefined before. */
function finishedTruth(file) {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const entries = lines.map((line) => JSON.parse(line));
  return entries.some(({ kind }) => kind === "export") ? entries : undefined;
}

/** The tree once all steps have arrived, or as it is after some seconds. */
async function settled(frame, truth) {
  const end = Date.now() + 8_000;
  for (;;) {
    const found = await readTree(frame);
    if (differences(truth, found).length === 0 || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function report(truth, found, status) {
  const totals = totalsOf(truth);
  console.log(`Status bar: ${status.trim()}`);
  console.log(
    `Rows on screen: ${found.rows.length}, of them ${totals.modelCalls} model calls and ${totals.toolCalls} tool calls in the log`,
  );
  console.log(`Tokens: ${found.totals.tokens} on screen, ${totals.tokens} in the log`);
  console.log(
    `Cost: $${found.totals.cost} on screen, $${costOf(truth).toFixed(8)} by the log and the price list`,
  );
}
