// A session that is open while it grows by 1,000 spans a second: from the moment a span was handed to the receiver to
// the frame that shows its row, and which parts that time has.
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
    const { shown, answered, told } = await page.evaluate(() => ({
      shown: window.shown,
      answered: window.answered,
      told: window.told,
    }));
    const rows = await page.locator('[role="row"]').count();
    await close();
    return { ...latencies(sent, shown, answered), told, rows, spansASecond: rateOf(sent) };
  } finally {
    await real.stop();
  }
}

/**
 * Runs in the page: after each frame, how many steps the newest painted row stands for; when an answer with more rows
 * came; and how often a change was told.
 */
function watchRows() {
  window.shown = [];
  window.answered = [];
  window.told = 0;
  const { tell } = window;
  window.tell = (data) => {
    const count = data.result?.items && data.result.total;
    if (data.event === "session/changed") window.told++;
    if (count > (window.answered.at(-1)?.count ?? 0))
      window.answered.push({ atMs: performance.timeOrigin + performance.now(), count });
    tell(data);
  };
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
    const batch = { atMs, count: count + BATCH, storedMs: NaN };
    const stored = () => (batch.storedMs = performance.timeOrigin + performance.now());
    pending.push(engine.send(resourceSpans(spans)).then(stored));
    sent.push(batch);
  }
  await Promise.all(pending);
  return sent;
}

function latencies(sent, shown, answered) {
  const first = (list, count) => list.find((each) => each.count >= count)?.atMs ?? Infinity;
  const marks = sent.map(({ atMs, storedMs, count }) => ({
    storedMs: storedMs - atMs,
    answeredMs: first(answered, count) - atMs,
    shownMs: first(shown, count) - atMs,
  }));
  return {
    ms: marks.map(({ shownMs }) => shownMs),
    storedMs: marks.map(({ storedMs }) => storedMs),
    answeredMs: marks.map(({ answeredMs }) => answeredMs),
    updates: shown.length,
    answers: answered.length,
    seconds: (shown.at(-1).atMs - shown[0].atMs) / 1000,
  };
}

/** What is printed: the figure, and where the goal is missed what the milliseconds are made of. */
export function liveLines(live) {
  const { ms, storedMs, answeredMs, told, answers, updates, seconds, rows, spansASecond } = live;
  const p95 = quantile(ms, 0.95);
  const line = `live, ${spansASecond.toFixed(0)} spans/s: span to pixels p50 ${quantile(ms, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, goal 150; ${rows} row elements`;
  if (p95 <= 150) return [line];
  const parts = [0.5, 0.95].map(
    (part) =>
      `${quantile(storedMs, part).toFixed(0)} ms until the receiver has stored it, ${quantile(answeredMs, part).toFixed(0)} ms until the page has its row, ${quantile(ms, part).toFixed(0)} ms until it is painted`,
  );
  const perSecond = (count) => (count / seconds).toFixed(1);
  return [
    line,
    `  since it was sent, p50: ${parts[0]}`,
    `  since it was sent, p95: ${parts[1]}`,
    `  a second: ${perSecond(told)} changes told (at most 20, fewer where the engine has worked 60 % of the time since the last), ${perSecond(answers)} answers with new rows, ${perSecond(updates)} frames with them; sender, engine and browser share the processors`,
  ];
}

function quantile(values, part) {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
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
