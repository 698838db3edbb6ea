// npm run screenshots: pictures of each view in dark and light, for the README (docs/images) and the walkthrough
// (media/walkthrough). The demo's agents run into the engine, and the built webview shows what the engine answers.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { servePage } from "../test/browser/serve.mjs";
import { startEngineAlone } from "./engine-alone.mjs";
import { replayVariants } from "./replay-variants.mjs";

const root = path.join(import.meta.dirname, "..");
const MOST_BYTES = 200_000;
const SIZE = { width: 1200, height: 700 };
/** View, scenario of the demo, keys that bring something telling on screen. */
const VIEWS = [
  ["timeline", "sub-agents", ["c"]],
  ["context", "growing-context", ["Home", "ArrowRight", "ArrowRight"]],
  ["memory", "memory", ["ArrowDown"]],
  ["cost", "sub-agents", ["ArrowDown"]],
  ["compare", "failing-tool", []],
  ["replays", "failing-tool", ["ArrowUp", "ArrowUp", "ArrowUp"]],
];
/** Dark for the README in the dark theme of its host, light for the other; the walkthrough shows dark. */
const PLACES = [
  ["dark", "docs/images", "-dark"],
  ["light", "docs/images", "-light"],
  ["dark", "media/walkthrough", ""],
];

const engine = await startEngineAlone();
const server = await servePage();
const browser = await chromium.launch({
  executablePath: chromePath(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const sessions = await playDemo([...new Set(VIEWS.map(([, scenario]) => scenario))]);
  const { compareWith } = await replayVariants(engine, sessions.get("failing-tool"));
  for (const [view, scenario, keys] of VIEWS) {
    for (const [theme, folder, ending] of PLACES) {
      const file = path.join(root, folder, `${view}${ending}.png`);
      await takePicture({ view, theme, sessionId: sessions.get(scenario), compareWith, keys, file });
    }
  }
} finally {
  await browser.close();
  await server.close();
  await engine.stop();
}

/** Runs the scenarios one after the other; answers with the session that each one made. */
async function playDemo(scenarios) {
  const sessions = new Map();
  const known = new Set();
  for (const scenario of scenarios) {
    await runScenario(scenario);
    const { items } = await engine.ask("session/list", { limit: 50 });
    const made = items.filter(({ sessionId }) => !known.has(sessionId));
    for (const { sessionId } of made) known.add(sessionId);
    const longest = made.sort((left, right) => right.steps - left.steps)[0];
    if (!longest) throw new Error(`The demo's ${scenario} made no session.`);
    sessions.set(scenario, longest.sessionId);
  }
  return sessions;
}

async function runScenario(scenario) {
  const child = spawn(process.execPath, [path.join(root, "demo/agent/main.mjs"), scenario], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${engine.httpPort}` },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`The demo's ${scenario} ended with code ${code}.`);
}

async function takePicture({ view, theme, sessionId, compareWith, keys, file }) {
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: "reduce" });
  await page.exposeFunction("askEngine", ({ method, args }) =>
    method.startsWith("host/") ? { result: {} } : engine.reply(method, args),
  );
  await page.route("**/stub.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `(${editorSide})(${JSON.stringify(sessionId)});` }),
  );
  await page.goto(`${server.url}/?theme=${theme}&view=${view}`);
  if (view === "compare") await page.evaluate((id) => window.compareWith(id), compareWith);
  await page.waitForSelector(
    "[role=row][data-step-id], [role=option], [role=grid], .compare-panes .diff-text, .replays-edit",
  );
  await page.waitForTimeout(400);
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(250);
  }
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  await page.close();
  const { size } = statSync(file);
  console.log(`${path.relative(root, file)}  ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MOST_BYTES} are shipped.`);
}

/** Runs in the page: VS Code's side, which hands every request to the engine. */
function editorSide(sessionId) {
  document.body.dataset.sessionId = sessionId;
  window.stub = { readyMs: 0 };
  window.compareWith = (other) => {
    const event = { event: "panel/show", data: { sessionId, compareWith: other } };
    window.dispatchEvent(new MessageEvent("message", { data: event }));
  };
  window.acquireVsCodeApi = () => ({
    postMessage: async ({ id, method, args }) => {
      if (method === undefined) return;
      const reply = await window.askEngine({ method, args });
      window.dispatchEvent(new MessageEvent("message", { data: { ...reply, id } }));
    },
    getState: () => undefined,
    setState: () => undefined,
  });
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
