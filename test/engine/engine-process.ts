// The engine as a program of its own, as it is shipped: built, started, and asked over JSON lines.

import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import * as esbuild from "esbuild";

export interface BuiltEngine {
  readonly folder: string;
  /** The program. */
  readonly file: string;
  remove(): Promise<void>;
}

/** Builds the engine into a folder of its own. */
export async function buildEngine(): Promise<BuiltEngine> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "agent-loupe-engine-"));
  const file = path.join(folder, "engine.cjs");
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, "../../src/engine/worker.ts")],
    outfile: file,
    ...{ bundle: true, platform: "node", target: "node20", format: "cjs" },
  });
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  await copyFile(wasm, path.join(folder, "sql-wasm.wasm"));
  return { folder, file, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface EngineEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface EngineProcess {
  readonly httpPort: number;
  readonly events: readonly EngineEvent[];
  /** The envelope that answers. */
  ask(method: string, args?: unknown): Promise<{ readonly result?: unknown; readonly error?: unknown }>;
  /** The next event of that name. */
  next(event: string): Promise<unknown>;
  write(line: string): void;
  /** Everything it wrote so far. */
  said(): { readonly stdout: string; readonly stderr: string };
  /** Ends its stdin; the exit code. */
  end(): Promise<number | null>;
  kill(): void;
  /** Ends it as a crash does, and waits until it is gone. */
  crash(): Promise<void>;
}

/** Starts the engine on free ports; resolves when it listens. */
export async function startEngineProcess(
  { file }: BuiltEngine,
  options: {
    readonly nodeArguments?: readonly string[];
    readonly env?: NodeJS.ProcessEnv;
    /** More arguments of the engine. */
    readonly engineArguments?: readonly string[];
  } = {},
): Promise<EngineProcess> {
  const { nodeArguments = [], env = process.env, engineArguments = [] } = options;
  const ports = ["--http", "0", "--grpc", "0"];
  const child = spawn(process.execPath, [...nodeArguments, file, ...ports, ...engineArguments], {
    env,
    stdio: "pipe",
  });
  const said = { stdout: "", stderr: "" };
  const events: EngineEvent[] = [];
  const replies = new Map<number, (reply: object) => void>();
  const listeners = new Map<string, (data: unknown) => void>();
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const next = (event: string) => new Promise<unknown>((resolve) => listeners.set(event, resolve));
  const ready = next("status/ready");
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  readline.createInterface({ input: child.stdout }).on("line", (line) => {
    said.stdout += `${line}\n`;
    const message = JSON.parse(line) as Partial<EngineEvent> & { readonly id?: number };
    if (message.id !== undefined) replies.get(message.id)?.(message);
    if (message.event === undefined) return;
    events.push({ event: message.event, data: message.data });
    listeners.get(message.event)?.(message.data);
  });
  let lastId = 0;
  const data = await Promise.race([
    ready,
    exited.then((code) => {
      throw new Error(`The engine ended with ${code ?? "a signal"}: ${said.stderr}`);
    }),
  ]);
  return {
    httpPort: (data as { httpPort: number }).httpPort,
    events,
    ask: (method, args = {}) => {
      const id = ++lastId;
      child.stdin.write(`${JSON.stringify({ id, method, args })}\n`);
      return new Promise((resolve) => replies.set(id, resolve));
    },
    next,
    write: (line) => void child.stdin.write(`${line}\n`),
    said: () => said,
    end: () => {
      child.stdin.end();
      return exited;
    },
    kill: () => void child.kill(),
    crash: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
