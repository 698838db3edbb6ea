// The built webview over the real engine: what a panel shows, without VS Code around it. Requests and events cross as
// the JSON lines of dist/engine.js and Chromium's debugging pipe, in the place of the editor's messages.
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";
import { servePage } from "./serve.mjs";

const ENGINE = path.join(import.meta.dirname, "..", "..", "dist", "engine.js");

/** Starts the engine and the page's server. `open` gives a page of a session; `stop` ends both. */
export async function startReal(browser) {
  const engine = await startEngine();
  const server = await servePage();
  const open = async (sessionId, view, size = { width: 1280, height: 800 }) => {
    const page = await browser.newPage({ viewport: size });
    await page.exposeFunction("askEngine", ({ method, args }) =>
      method.startsWith("host/") ? { result: {} } : engine.reply(method, args),
    );
    await page.route("**/stub.js", (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: `(${editorSide})(${JSON.stringify(sessionId)});`,
      }),
    );
    const tell = (event) => void page.evaluate((data) => window.tell(data), event).catch(() => undefined);
    engine.listeners.add(tell);
    await page.goto(`${server.url}/?theme=dark&view=${view}`);
    const close = async () => {
      engine.listeners.delete(tell);
      await page.close();
    };
    return { page, close };
  };
  const stop = async () => {
    await server.close();
    await engine.stop();
  };
  return { engine, open, stop };
}

async function startEngine() {
  const child = spawn(process.execPath, [ENGINE, "--http", "0"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  const listeners = new Set();
  let number = 0;
  let ready;
  const isReady = new Promise((resolve) => (ready = resolve));
  readline.createInterface({ input: child.stdout }).on("line", (line) => {
    const envelope = JSON.parse(line);
    if (envelope.event === "status/ready") ready(envelope.data);
    else if (envelope.event !== undefined) for (const listener of listeners) listener(envelope);
    waiting.get(envelope.id)?.(envelope);
    waiting.delete(envelope.id);
  });
  const { httpPort } = await isReady;
  const reply = (method, args) =>
    new Promise((resolve) => {
      const id = ++number;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    });
  const send = async (resourceSpans) => {
    const response = await fetch(`http://127.0.0.1:${httpPort}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans }),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`The engine answered ${response.status}.`);
  };
  const stop = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.stdin.end();
    });
  return { reply, send, listeners, stop };
}

/** Runs in the page: VS Code's side. It notes when each request was first answered, in ms since the page began. */
function editorSide(sessionId) {
  document.body.dataset.sessionId = sessionId;
  window.stub = { readyMs: performance.now(), answeredMs: {} };
  window.tell = (data) => window.dispatchEvent(new MessageEvent("message", { data }));
  window.acquireVsCodeApi = () => ({
    postMessage: async ({ id, method, args }) => {
      if (method === undefined) return;
      const answer = await window.askEngine({ method, args });
      window.stub.answeredMs[method] ??= performance.now();
      window.tell({ ...answer, id });
    },
    getState: () => undefined,
    setState: () => undefined,
  });
}

/** The spans of one resource as OTLP/JSON; attributes are strings and whole numbers. */
export function resourceSpans(spans) {
  return [
    {
      resource: { attributes: attributes({ "service.name": "bench" }) },
      scopeSpans: [{ scope: { name: "bench" }, spans: spans.map(spanOf) }],
    },
  ];
}

function spanOf({ traceId, spanId, parentId, name, startUs, endUs, facts }) {
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    name,
    kind: 3,
    startTimeUnixNano: `${startUs}000`,
    endTimeUnixNano: `${endUs}000`,
    attributes: attributes(facts),
  };
}

function attributes(facts) {
  return Object.entries(facts).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
  }));
}

export function hex(number, length = 16) {
  return number.toString(16).padStart(length, "0");
}
