// The entry of dist/engine.js: a worker thread of the extension, or a program of its own that speaks JSON lines.

import readline from "node:readline";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { JsonLines } from "./json-lines";
import type { JournalSettings } from "../protocol/journal";
import { runEvalCommand } from "./run-evals";
import { startEngine } from "./start";

/** What the engine keeps where it runs alone. */
const KEPT = { maxBytes: 256e6, keepDays: 30 };

main().catch((error: unknown) => {
  logBug(error, "The engine did not start");
  process.exit(1);
});

function main(): Promise<void> {
  if (!isMainThread) return runInWorker();
  return process.argv[2] === "eval" ? runEvals(process.argv.slice(3)) : runAlone();
}

/** Runs tests and ends: `eval <folder>`. */
async function runEvals(args: readonly string[]): Promise<void> {
  const write = (text: string) => void process.stdout.write(text);
  process.exitCode = await runEvalCommand(args, { write, complain: log });
}

/** Envelopes over the thread's port. The port to listen on, and what is kept where, are in `workerData`. */
async function runInWorker(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("The engine's thread has no port to its parent.");
  const { httpPort, journal } = workerData as {
    readonly httpPort: number;
    readonly journal?: JournalSettings;
  };
  const engine = await startEngine({
    send: (envelope) => port.postMessage(envelope),
    onBug: logBug,
    onProblem: log,
    ...(journal && { journal }),
  });
  port.on("message", (message: unknown) => engine.channel.receive(message));
  await engine.receiver.listen(httpPort);
  engine.channel.emit("status/ready", { httpPort: engine.receiver.httpPort, grpcPort: null });
}

/**
 * JSON lines on stdin and stdout. The end of stdin ends the engine. With a journal it listens at once, and says that it
 * is ready when what was kept has been read back.
 */
async function runAlone(): Promise<void> {
  const { values } = parseArgs({
    options: {
      http: { type: "string", default: "4318" },
      grpc: { type: "string" },
      journal: { type: "string" },
    },
  });
  const lines = new JsonLines({
    write: (line) => void process.stdout.write(`${line}\n`),
    receive: (envelope) => engine.channel.receive(envelope),
    onBroken: () => log("A line on stdin was no JSON and was passed over."),
  });
  let isReady = false;
  const engine = await startEngine({
    // Whoever drives the engine reads first that it is ready; what changed before that, it asks for then.
    send: (envelope) => {
      if (isReady || !("event" in envelope)) lines.send(envelope);
    },
    onBug: logBug,
    onProblem: log,
    replay: { environment: process.env },
    ...(values.journal !== undefined && {
      journal: { folder: values.journal, enabled: true, patienceMs: 0, ...KEPT },
    }),
  });
  const state = await engine.receiver.listen(portOf(values.http));
  if (state.state !== "listening") log(`Port ${state.port} cannot be listened on: ${state.state}.`);
  await engine.journal.whenRead();
  isReady = true;
  engine.channel.emit("status/ready", { httpPort: engine.receiver.httpPort, grpcPort: null });
  const input = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
  input.on("line", (line) => lines.read(line));
  input.on("close", () => {
    lines.close();
    // What was answered already is written whole: a pipe takes it later than we hand it over.
    void engine.stop().then(() => process.stdout.write("", () => process.exit(0)));
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`--http takes a port from 0 to 65535, not ${text}.`);
}

function logBug(error: unknown, what: string): void {
  log(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

function log(text: string): void {
  process.stderr.write(`${text}\n`);
}
