// Plays the attack corpus against the real engine, with what was stored and the memory it took.
//
//   node esbuild.mjs && node test/proof/corpus.mjs [--fuzz 2000]
//
// A small server beside the engine answers the runner's --state: GET tells spans and memory (from `status/get` and
// the process table), POST starts a fresh engine on the same port. Only processes started here are ended.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";

const root = path.join(import.meta.dirname, "../..");
const corpus = path.join(root, "test/fixtures/corpus");

/** Starts an engine and gives back its port, a way to ask it, its memory and a way to end it. */
async function startEngine(port) {
  const child = spawn(process.execPath, ["dist/engine.js", "--http", String(port), "--grpc", "0"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = new Map();
  let lastId = 0;
  const ready = new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The engine ended with code ${code}.`)));
    createInterface(child.stdout).on("line", (line) => {
      const message = JSON.parse(line);
      if (message.event === "status/ready") resolve(message.data.httpPort);
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    });
  });
  const ask = (method, args = {}) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, (message) =>
        message.error ? reject(new Error(message.error.message)) : resolve(message.result),
      );
      child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    });
  const stop = async () => {
    const ended = once(child, "exit");
    child.stdin.end();
    await ended;
  };
  return { port: await ready, ask, stop, memory: () => memoryOf(child.pid) };
}

/** Resident memory now and at its peak, from the process table (Linux). */
async function memoryOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const mebibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { rssMiB: mebibytes("VmRSS"), rssPeakMiB: mebibytes("VmHWM") };
}

async function run(script, ...args) {
  const child = spawn(process.execPath, [path.join(corpus, script), ...args], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code;
}

let engine = await startEngine(0);
const { port } = engine;
const state = http.createServer((request, response) => {
  const answer = async () => {
    if (request.method === "POST") {
      await engine.stop();
      engine = await startEngine(port);
    }
    return { spans: (await engine.ask("status/get")).spans, ...(await engine.memory()) };
  };
  answer().then(
    (body) => response.end(JSON.stringify(body)),
    (error) => response.writeHead(500).end(String(error)),
  );
});
// A case may take longer than node keeps an idle connection by default.
state.keepAliveTimeout = 120_000;
state.listen(0, "127.0.0.1");
await once(state, "listening");

const base = `http://127.0.0.1:${port}`;
const stateUrl = `http://127.0.0.1:${state.address().port}/`;
const corpusCode = await run("run.mjs", "--base", base, "--state", stateUrl);
const fuzzAt = process.argv.indexOf("--fuzz");
const fuzzRuns = fuzzAt < 0 ? "2000" : process.argv[fuzzAt + 1];
const fuzzCode = await run("fuzz.mjs", "--base", base, "--seed", "1", "--n", fuzzRuns);
state.close();
await engine.stop();
process.exitCode = corpusCode || fuzzCode;
