// First paint of a session in plain Chromium, from the answer's arrival and from the webview's first script; frames while a
// long session is scrolled; the context view of an agent with 400 calls that grow to 1 MB each; and a session that is
// open while 1,000 spans a second arrive. The last two over the real engine (ui/).
//
//   npm run bench -- ui          (needs `npm run build`)
//
// The stub of VS Code's side holds the made-up session in memory before the webview's script starts, so that nothing but
// our own script, layout and paint is measured. The clock stops after the frame in which the first rows were painted, and
// starts at one of two moments, in pages of their own:
//
// - when the answer of session/rows arrives at a page that has started and waits for it, as a panel waits for its engine;
// - at the webview's first script, with every answer in hand: what opening a panel adds to the engine's time.
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { chromium } from "playwright-core";
import { servePage } from "../browser/serve.mjs";
import { measureContexts } from "./ui/contexts.mjs";
import { liveLines, measureLive } from "./ui/live.mjs";

const SIZES = [200, 1_000, 10_000, 100_000];
/** A page that waits for its answer has drawn its frame and loaded its font by then. */
const LATE_MS = 600;
const ROUNDS = Number(process.env.ROUNDS ?? 7);

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
    const answers = new Map(SIZES.map((size) => [size, []]));
    const contexts = [];
    const frames = [];
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      for (const size of SIZES) {
        const url = `${server.url}/?theme=dark&steps=${size}`;
        answers.get(size).push(await measureAnswer(browser, `${url}&late=${LATE_MS}`));
        const measured = await measure(browser, url);
        paints.get(size).push(measured.paintMs);
        rows = Math.max(rows, measured.rows);
        if (size === SIZES.at(-1)) frames.push(...measured.frames);
      }
      contexts.push(await measureContext(browser, server.url));
    }
    const real = await measureContexts(browser, rounds);
    const live = await measureLive(browser);
    return report({ answers, paints, rows, frames, contexts, real, live, loadBefore });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** From the arrival of the rows at a page that waits for them to the frame in which they were painted, in ms. */
async function measureAnswer(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.painted !== undefined);
  const ms = await page.evaluate(() => Number(document.body.dataset.painted) - window.stub.rowsMs);
  await page.close();
  return ms;
}

async function measure(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForFunction(() => document.body.dataset.painted !== undefined);
  const paintMs = await page.evaluate(() => Number(document.body.dataset.painted) - window.stub.readyMs);
  const rows = await page.evaluate(mostRowsWhileScrolling);
  const frames = await page.evaluate(framesWhileScrolling);
  await page.close();
  return { paintMs, rows, frames };
}

/** From the answer of session/context to the frame in which its chart was painted, in ms. */
async function measureContext(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${url}/?theme=dark&view=context&steps=805&agent-steps=800&long=1000000`);
  await page.waitForFunction(() => document.body.dataset.contextMs !== undefined);
  const ms = Number(await page.evaluate(() => document.body.dataset.contextMs));
  const calls = await page.locator("#context-calls [role=option]").count();
  if (calls !== 400) throw new Error(`The context view shows ${calls} calls instead of 400.`);
  await page.close();
  return ms;
}

/** Runs in the page: scrolls by a wheel's step in each of 120 frames; answers with what each frame took, in ms. */
async function framesWhileScrolling() {
  const tree = document.querySelector('[role="treegrid"]');
  tree.scrollTop = 0;
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let at = 0; at < 120; at++) {
    tree.scrollTop += 110;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  return frames;
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

function report({ answers, paints, rows, frames, contexts, real, live, loadBefore }) {
  const lines = [
    ...paintLines(answers, "from the rows' answer at a page that waits for it", ", goal 100"),
    ...paintLines(paints, "from the page's first script, answers in hand", ""),
  ];
  return {
    name: "ui",
    fromAnswer: mediansOf(answers),
    fromScript: mediansOf(paints),
    mostRows: rows,
    load: { before: loadBefore, after: loadavg()[0] },
    lines: [
      ...lines,
      `scrolling ${SIZES.at(-1)} steps: frame p95 ${quantile(frames, 0.95).toFixed(1)} ms, goal 25`,
      `most row elements at any time: ${rows}, goal under 200`,
      `context view of 400 calls, from the answer to pixels: ${median(contexts).toFixed(0)} ms (${Math.min(...contexts).toFixed(0)}–${Math.max(...contexts).toFixed(0)}), goal 300`,
      `  with the real engine, 1 MB contexts, the engine knows them: from the answer to pixels ${median(real.answerMs).toFixed(0)} ms, from the page's script ${median(real.warmMs).toFixed(0)} ms; the first time ${real.coldMs.toFixed(0)} ms (the engine reads all 400 calls first)`,
      ...liveLines(live),
      `medians of ${paints.get(SIZES[0]).length}, load ${loadBefore.toFixed(1)} before and ${loadavg()[0].toFixed(1)} after`,
    ],
  };
}

function paintLines(times, from, goal) {
  const base = median(times.get(SIZES[0]));
  return [...times].map(([size, values]) => {
    const range = `${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}`;
    const ratio = (median(values) / base).toFixed(2);
    return `${String(size).padStart(7)} steps, first paint ${from}: ${median(values).toFixed(0)} ms (${range})${goal}; ${ratio} times the small one, goal 2`;
  });
}

function mediansOf(times) {
  return Object.fromEntries([...times].map(([size, values]) => [size, median(values)]));
}

function median(values) {
  return quantile(values, 0.5);
}

function quantile(values, part) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
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
