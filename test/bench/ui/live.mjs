// A session that is open while it grows by 1,000 spans a second: from the moment a span was handed to the receiver to
// the frame that shows its row, and how many of those rows were asked for at all.
import { hex, resourceSpans, startReal } from "../../browser/real.mjs";

const SPANS_A_SECOND = 1000;
const BATCH = 50;
const SECONDS = Number(process.env.LIVE_SECONDS ?? 10);
const TRACE = hex(0xa11ce, 32);

/** Latencies in ms, one a batch, and what the sender kept up with. */
export async function measureLive(browser) {
  const real = await startReal(browser);
  try {
    const startUs = Date.now() * 1000;
    await real.engine.send(resourceSpans([root(startUs)]));
    const { page, close } = await real.open(TRACE, "timeline");
    await page.waitForSelector('[role="row"][data-step-id]');
    await page.keyboard.press("l");
    await page.evaluate(watchRows);
    const sent = await sendSteadily(real.engine, startUs);
    const last = sent.at(-1).count;
    await page.waitForFunction((count) => (window.shown.at(-1)?.count ?? 0) >= count, last, {
      timeout: 30_000,
    });
    const shown = await page.evaluate(() => window.shown);
    const rows = await page.locator('[role="row"]').count();
    await close();
    return { ...latencies(sent, shown), rows, spansASecond: rateOf(sent) };
  } finally {
    await real.stop();
  }
}

/** Runs in the page: after each frame, how many steps the newest painted row stands for. */
function watchRows() {
  window.shown = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    const rows = document.querySelectorAll('.tree [role="row"][data-step-id]');
    const count = Number(rows[rows.length - 1]?.querySelector(".step-number")?.textContent ?? 0);
    const atMs = performance.timeOrigin + performance.now();
    if (count > (window.shown.at(-1)?.count ?? 0)) window.shown.push({ atMs, count });
  };
  const look = () => {
    channel.port2.postMessage(undefined);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** One batch every 50 ms, whether or not the last one has been answered. */
async function sendSteadily(engine, startUs) {
  const sent = [];
  const pending = [];
  const beganMs = performance.now();
  for (let count = 1; sent.length < (SECONDS * SPANS_A_SECOND) / BATCH; count += BATCH) {
    const dueMs = beganMs + (sent.length * BATCH * 1000) / SPANS_A_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    const spans = Array.from({ length: BATCH }, (_, index) => step(startUs, count + index));
    const atMs = performance.timeOrigin + performance.now();
    pending.push(engine.send(resourceSpans(spans)));
    sent.push({ atMs, count: count + BATCH });
  }
  await Promise.all(pending);
  return sent;
}

function latencies(sent, shown) {
  const ms = sent.map(({ atMs, count }) => {
    const frame = shown.find((each) => each.count >= count);
    return frame ? frame.atMs - atMs : Infinity;
  });
  return { ms, updates: shown.length, seconds: (shown.at(-1).atMs - shown[0].atMs) / 1000 };
}

function rateOf(sent) {
  const seconds = (sent.at(-1).atMs - sent[0].atMs) / 1000;
  return ((sent.length - 1) * BATCH) / seconds;
}

function root(startUs) {
  return {
    traceId: TRACE,
    spanId: hex(1),
    name: "invoke_agent planner",
    startUs,
    endUs: startUs + SECONDS * 1_000_000,
    facts: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "planner" },
  };
}

/** Model calls and tools by turns, each a millisecond after the one before. */
function step(startUs, number) {
  const at = startUs + number * 1000;
  const call = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.usage.input_tokens": 1200 + (number % 500),
    "gen_ai.usage.output_tokens": 40,
  };
  const tool = { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_sql" };
  return {
    traceId: TRACE,
    spanId: hex(number + 1),
    parentId: hex(1),
    name: number % 2 === 0 ? "chat gpt-5-mini" : "execute_tool run_sql",
    startUs: at,
    endUs: at + 900,
    facts: number % 2 === 0 ? call : tool,
  };
}
