// First paint of a session in plain Chromium, from the webview's first script with the answer in hand.
//
//   npm run bench -- ui          (needs `npm run build`)
//
// The stub of VS Code's side holds the made-up session in memory before the webview's script starts, so that nothing but
// our own script, layout and paint is measured. The clock stops after the frame in which the first rows were painted.
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { chromium } from "playwright-core";
import { servePage } from "../browser/serve.mjs";

const SIZES = [200, 10_000, 100_000];
const ROUNDS = 7;

/** Medians over interleaved rounds, in ms, and the most row elements that were ever in the page. */
export async function run({ rounds = ROUNDS } = {}) {
  const server = await servePage();
  const browser = await chromium.launch({
    executablePath: chromePath(),
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const loadBefore = loadavg()[0];
  try {
    const paints = new Map(SIZES.map((size) => [size, []]));
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      for (const size of SIZES) {
        const measured = await measure(browser, `${server.url}/?theme=dark&steps=${size}`);
        paints.get(size).push(measured.paintMs);
        rows = Math.max(rows, measured.rows);
      }
    }
    return report(paints, rows, loadBefore);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function measure(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.painted !== undefined);
  const paintMs = await page.evaluate(() => Number(document.body.dataset.painted) - window.stub.readyMs);
  const rows = await page.evaluate(mostRowsWhileScrolling);
  await page.close();
  return { paintMs, rows };
}

/** Runs in the page: jumps through the whole list and counts row elements after each jump. */
async function mostRowsWhileScrolling() {
  const tree = document.querySelector('[role="treegrid"]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let most = 0;
  for (let at = 0; at <= 10; at++) {
    tree.scrollTop = (tree.scrollHeight * at) / 10;
    await frame();
    await frame();
    most = Math.max(most, document.querySelectorAll('[role="row"]').length);
  }
  return most;
}

function report(paints, rows, loadBefore) {
  const medians = new Map([...paints].map(([size, values]) => [size, median(values)]));
  const base = medians.get(SIZES[0]);
  const lines = [...paints].map(([size, values]) => {
    const middle = medians.get(size);
    const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
    return `${String(size).padStart(7)} steps: first paint ${middle.toFixed(1)} ms (${range}), ${(middle / base).toFixed(2)} times the small one`;
  });
  return {
    name: "ui",
    medians: Object.fromEntries(medians),
    mostRows: rows,
    load: { before: loadBefore, after: loadavg()[0] },
    lines: [
      ...lines,
      `most row elements at any time: ${rows}`,
      `medians of ${paints.get(SIZES[0]).length}, load ${loadBefore.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after`,
    ],
  };
}

function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

function chromePath() {
  const places = [
    process.env.CHROME_PATH,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found === undefined)
    throw new Error("No Chromium found. Install the package chromium or set CHROME_PATH.");
  return found;
}

if (process.argv[1] === import.meta.filename) for (const line of (await run()).lines) console.log(line);
