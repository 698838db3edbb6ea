// Runs the demo agent as a program of its own against a sink, and reads what it really did from its truth log.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSink, type ReceivedSpan } from "./otlp-sink";

const root = path.join(import.meta.dirname, "../..");
export const workspace = path.join(root, "demo/workspace");

export interface ModelCallTruth {
  readonly responseId: string;
  readonly cacheKey: string;
  readonly requestModel: string;
  readonly model: string;
  readonly usage: { inUncached: number; inCacheRead: number; out: number; reasoning: number };
  readonly messages: number;
  readonly toolsAsked: readonly string[];
  readonly streamed: boolean;
}
export interface ToolCallTruth {
  readonly name: string;
  readonly callId: string;
  readonly agent: string;
  readonly failed: boolean;
  readonly result: string;
}
export interface MemoryTruth {
  readonly operation: string;
  readonly storeId: string;
  readonly recordId?: string;
  readonly query?: string;
  readonly records: readonly { id: string; content: string; metadata: { subject: string } }[];
}

export interface DemoRun {
  readonly exitCode: number | null;
  readonly output: string;
  readonly spans: readonly ReceivedSpan[];
  readonly modelCalls: readonly ModelCallTruth[];
  readonly toolCalls: readonly ToolCallTruth[];
  readonly memory: readonly MemoryTruth[];
  /** The last answer of each conversation. */
  readonly answers: readonly string[];
}

/** Runs `main.mjs` with these arguments, without delays, and waits for its end. */
export async function runDemo(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<DemoRun> {
  const sink = await startSink();
  const folder = mkdtempSync(path.join(tmpdir(), "demo-test-"));
  const logFile = path.join(folder, "truth.jsonl");
  try {
    const { exitCode, output } = await runProgram(args, {
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      AGENT_LOUPE_DEMO_LOG: logFile,
      AGENT_LOUPE_DEMO_SPEED: "0",
      ...environment,
    });
    return { exitCode, output, spans: sink.spans, ...readTruth(logFile) };
  } finally {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of the demo's workspace that a test may change. The caller removes it. */
export function copyWorkspace(): string {
  const copy = mkdtempSync(path.join(tmpdir(), "demo-workspace-"));
  cpSync(workspace, copy, { recursive: true });
  return copy;
}

/** The spans of one GenAI operation, in the order in which they began. */
export function spansOf(run: DemoRun, operation: string): readonly ReceivedSpan[] {
  return run.spans
    .filter((span) => span.attributes["gen_ai.operation.name"] === operation)
    .sort((left, right) => (left.startNs < right.startNs ? -1 : 1));
}

function runProgram(args: readonly string[], environment: Record<string, string>) {
  return new Promise<{ exitCode: number | null; output: string }>((resolve, reject) => {
    const { PATH = "" } = process.env;
    const program = spawn(process.execPath, [path.join(root, "demo/agent/main.mjs"), ...args], {
      env: { PATH, ...environment },
    });
    let output = "";
    program.stdout.on("data", (text: Buffer) => (output += text.toString()));
    program.stderr.on("data", (text: Buffer) => (output += text.toString()));
    program.on("error", reject);
    program.on("close", (exitCode) => {
      resolve({ exitCode, output });
    });
  });
}

type TruthEntry =
  | ({ kind: "model_call" } & ModelCallTruth)
  | ({ kind: "tool_call" } & ToolCallTruth)
  | ({ kind: "memory" } & MemoryTruth)
  | { kind: "run"; answer: string };

function readTruth(file: string) {
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  const entries = lines.map((line) => JSON.parse(line) as TruthEntry);
  return {
    modelCalls: entries.filter((entry) => entry.kind === "model_call"),
    toolCalls: entries.filter((entry) => entry.kind === "tool_call"),
    memory: entries.filter((entry) => entry.kind === "memory"),
    answers: entries.filter((entry) => entry.kind === "run").map(({ answer }) => answer),
  };
}
