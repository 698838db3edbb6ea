// The engine as a program of its own, for scripts: asks it over JSON lines, and ends it.
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";

const ENGINE = path.join(import.meta.dirname, "..", "dist", "engine.js");

/** Starts dist/engine.js on a free port. `ask` answers with the result or throws what the engine said. */
export async function startEngineAlone() {
  const child = spawn(process.execPath, [ENGINE, "--http", "0"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let number = 0;
  let ready = () => undefined;
  const isReady = new Promise((resolve) => (ready = resolve));
  readline.createInterface({ input: child.stdout }).on("line", (line) => {
    const envelope = JSON.parse(line);
    if (envelope.event === "status/ready") ready(envelope.data);
    waiting.get(envelope.id)?.(envelope);
    waiting.delete(envelope.id);
  });
  const { httpPort } = await isReady;

  /** The whole reply, result or error, as a view gets it. */
  const reply = (method, args) =>
    new Promise((resolve) => {
      const id = ++number;
      waiting.set(id, resolve);
      child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
    });
  const ask = async (method, args) => {
    const envelope = await reply(method, args);
    if (envelope.error) throw new Error(`${method}: ${envelope.error.message}`);
    return envelope.result;
  };
  const stop = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.stdin.end();
    });
  return { httpPort, reply, ask, stop };
}
