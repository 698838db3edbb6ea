// npm run bench -- replay: our own time per replayed step, and ten samples at one time against one.
//
// The engine runs as a program of its own, a scripted model on loopback answers after 300 ms. A session of 5 model
// calls with a tool between each is recorded, then replayed. Medians of 7 rounds after one that is not counted. Times by
// the clock grow with whatever else the machine does, so that the processor time of the engine is printed beside them.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import * as esbuild from "esbuild";

const ROUNDS = 7;
const STEPS = 5;
const LATENCY_MS = 300;
const root = path.join(import.meta.dirname, "..", "..");

console.log(
  `node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(2)} at the start`,
);
const folder = mkdtempSync(path.join(os.tmpdir(), "agent-loupe-bench-"));
const engine = await startEngine();
const model = await startModel();
const sessionId = await record();
const own = [];
const added = [];
const ratios = [];
const processor = [];
for (let round = -1; round < ROUNDS; round++) {
  const bare = await plainCalls();
  const one = await replay(1);
  const beforeMs = processorMs();
  const ten = await replay(10);
  const usedMs = processorMs() - beforeMs;
  if (round < 0) continue;
  processor.push(usedMs / (10 * STEPS));
  own.push((one - bare) / STEPS);
  added.push((ten - one) / (9 * STEPS));
  ratios.push(ten / one);
}
console.log(
  `our own time per replayed step: ${median(own).toFixed(2)} ms (goal: at most 2), beyond plain fetch calls of the same bodies`,
);
console.log(`the engine's time per step when ten run at once: ${median(added).toFixed(2)} ms`);
console.log(
  `10 samples of ${STEPS} steps at a concurrency of 10: ${median(ratios).toFixed(3)} times one sample (goal: at most 1.3)`,
);
console.log(
  `processor time of the engine per step, sending and storing included: ${median(processor).toFixed(2)} ms`,
);
console.log(`load ${os.loadavg()[0].toFixed(2)} at the end`);
model.server.close();
engine.child.stdin.end();
rmSync(folder, { recursive: true });

async function replay(samples) {
  const target = { provider: "openai-chat", baseUrl: model.baseUrl };
  const args = { sessionId, edits: [], mode: "recorded", target, samples, concurrency: samples };
  const { planId, host } = await engine.ask("replay/plan", args);
  const done = engine.next("replay/done");
  const startMs = performance.now();
  const { replayId } = await engine.ask("replay/start", { planId, consent: { host } });
  await done;
  const tookMs = performance.now() - startMs;
  const row = await engine.ask("replay/get", { replayId });
  const bad = row.samples.find((sample) => sample.state !== "done" || sample.divergedAt !== undefined);
  if (bad) throw new Error(`A sample did not repeat the recording: ${JSON.stringify(bad)}`);
  return tookMs;
}

/** The same requests by plain fetch, answers read as text: what any sender pays. */
async function plainCalls() {
  const bodies = model.received.slice(-STEPS);
  if (bodies.length < STEPS) return STEPS * LATENCY_MS;
  const startMs = performance.now();
  for (const body of bodies) {
    const headers = { "content-type": "application/json" };
    await (await fetch(`${model.baseUrl}/chat/completions`, { method: "POST", headers, body })).text();
  }
  return performance.now() - startMs;
}

/** A session in which each call asks for one more look, and the last one answers. */
async function record() {
  const messages = [{ role: "user", parts: [{ type: "text", content: "Look around. ".repeat(200) }] }];
  const spans = [];
  for (let step = 0; step < STEPS; step++) {
    const output = [{ role: "assistant", parts: [reply(step)], finish_reason: "stop" }];
    spans.push(
      span(2 * step, `chat bench`, {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.conversation.id": "bench",
        "gen_ai.input.messages": JSON.stringify(messages),
        "gen_ai.output.messages": JSON.stringify(output),
      }),
    );
    messages.push({ role: "assistant", parts: [reply(step)] });
    messages.push({
      role: "tool",
      parts: [{ type: "tool_call_response", id: `call_${step}`, response: `seen ${step}` }],
    });
  }
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const response = await fetch(`http://127.0.0.1:${engine.httpPort}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  if (!response.ok) throw new Error(`The engine refused the recording: ${response.status}`);
  return "bench";
}

function reply(step) {
  if (step === STEPS - 1) return { type: "text", content: "Nothing to see." };
  return { type: "tool_call", id: `call_${step}`, name: "look", arguments: { at: step } };
}

function span(index, name, attributes) {
  const start = 1_795_000_000_000_000_000n + BigInt(index) * 1_000_000n;
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: (index + 1).toString(16).padStart(16, "0"),
    name,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000n),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  };
}

async function startModel() {
  const received = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => (body += piece));
    request.on("end", () => {
      received.push(body);
      const step = (JSON.parse(body).messages.length - 1) / 2;
      setTimeout(() => answer(response, reply(step)), LATENCY_MS);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, received, baseUrl: `http://127.0.0.1:${server.address().port}/v1` };
}

function answer(response, part) {
  const call = {
    index: 0,
    id: part.id,
    function: { name: part.name, arguments: JSON.stringify(part.arguments) },
  };
  const delta = part.type === "text" ? { content: part.content } : { tool_calls: [call] };
  const event = {
    id: "1",
    model: "gpt-5-mini",
    choices: [{ delta, finish_reason: "stop" }],
    usage: { prompt_tokens: 100, completion_tokens: 10 },
  };
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`);
}

async function startEngine() {
  const file = path.join(folder, "engine.js");
  await esbuild.build({
    ...{ bundle: true, platform: "node", target: "node20", format: "cjs", logLevel: "error" },
    entryPoints: [path.join(root, "src/engine/worker.ts")],
    outfile: file,
  });
  copyFileSync(path.join(root, "node_modules/sql.js/dist/sql-wasm.wasm"), path.join(folder, "sql-wasm.wasm"));
  const child = spawn(process.execPath, [file, "--http", "0"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  const listening = new Map();
  const next = (event) => new Promise((resolve) => listening.set(event, resolve));
  const ready = next("status/ready");
  readline.createInterface({ input: child.stdout }).on("line", (line) => {
    const envelope = JSON.parse(line);
    if (envelope.event !== undefined) listening.get(envelope.event)?.(envelope.data);
    else waiting.get(envelope.id)?.(envelope);
  });
  let number = 0;
  const ask = async (method, args) => {
    const id = ++number;
    const replied = new Promise((resolve) => waiting.set(id, resolve));
    child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    const { result, error } = await replied;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  const { httpPort } = await ready;
  return { child, ask, next, httpPort };
}

/** User and system time of the engine so far, where the system tells (Linux: hundredths of a second). */
function processorMs() {
  const file = `/proc/${engine.child.pid}/stat`;
  if (!existsSync(file)) return NaN;
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}
