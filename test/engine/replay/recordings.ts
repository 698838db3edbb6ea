// The recordings of real clients, played into an engine as they came over the wire.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { logsJsonToProtobuf, tracesJsonToProtobuf } from "../../../src/core/otlp/json";
import type { RunningEngine } from "../../../src/engine/start";
import type { Channel } from "../../../src/protocol/channel";
import type { RecordedStep } from "../../../src/core/replay/recorded";
import type { SessionRow, StepDetail } from "../../../src/protocol/rows";

const folder = path.join(import.meta.dirname, "../../fixtures/captures");

/** Client and scenario of every recording, sorted. */
export function recordings(): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((client) =>
      readdirSync(path.join(folder, client.name)).map((scenario) => `${client.name}/${scenario}`),
    )
    .sort();
}

/** Hands the bodies of a recording to the engine's ingest. gRPC messages are the same protobuf. */
export function playRecording(engine: RunningEngine, recording: string): void {
  const at = path.join(folder, recording);
  for (const name of readdirSync(at)
    .filter((file) => file.endsWith(".path"))
    .sort()) {
    const base = path.join(at, name.slice(0, -".path".length));
    const target = readFileSync(`${base}.path`, "utf8");
    const signal = /logs/i.test(target) ? "logs" : /trace/i.test(target) ? "traces" : undefined;
    if (signal === undefined) continue;
    engine.ingest.accept(signal, protobufOf(base, signal));
  }
}

function protobufOf(base: string, signal: "logs" | "traces"): Uint8Array {
  const { headers } = JSON.parse(readFileSync(`${base}.headers.json`, "utf8")) as {
    headers: Record<string, string>;
  };
  const stored = existsSync(`${base}.body.bin`)
    ? readFileSync(`${base}.body.bin`)
    : gunzipSync(readFileSync(`${base}.body.bin.gz`));
  const bytes = headers["content-encoding"] === "gzip" ? gunzipSync(stored) : stored;
  if (headers["content-type"]?.includes("json") !== true) return bytes;
  const convert = signal === "logs" ? logsJsonToProtobuf : tracesJsonToProtobuf;
  return convert(bytes.toString("utf8")).body;
}

export async function sessionsOf(client: Channel): Promise<readonly SessionRow[]> {
  return (await client.ask("session/list", { limit: 500 })).items;
}

/** Every step of a session with its detail, in tree order. */
export async function stepsOf(client: Channel, sessionId: string): Promise<(StepDetail & RecordedStep)[]> {
  const steps: (StepDetail & RecordedStep)[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.ask("session/steps", {
      sessionId,
      limit: 500,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { stepId } of page.items) steps.push(await client.ask("step/get", { stepId }));
    cursor = page.next;
  } while (cursor !== undefined);
  return steps;
}
