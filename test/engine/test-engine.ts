// A whole engine in a test: real store and dialects, a clock that stands still, no ports. Asked through a real channel.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { tracesJsonToProtobuf } from "../../src/core/otlp/json";
import { type EngineOptions, type RunningEngine, startEngine } from "../../src/engine/start";
import { Channel, type Handlers } from "../../src/protocol/channel";
import type { Envelope } from "../../src/protocol/messages";
import { NOW_MS } from "./store/feed";

export interface TestEngine {
  readonly engine: RunningEngine;
  readonly client: Channel;
  /** Every envelope that the engine sent. */
  readonly sent: readonly Envelope[];
  /** What the journal could not do, in sentences. */
  readonly problems: readonly string[];
  /** Turns the clock on. */
  pass(milliseconds: number): void;
}

export async function testEngine(
  maxStoreBytes?: number,
  replay?: NonNullable<EngineOptions["replay"]>,
  /** What the editor answers to the engine's own questions. */
  host: Handlers = {},
  journal?: NonNullable<EngineOptions["journal"]>,
): Promise<TestEngine> {
  let nowMs = NOW_MS;
  const sent: Envelope[] = [];
  const problems: string[] = [];
  const engine = await startEngine({
    send(envelope) {
      sent.push(envelope);
      client.receive(envelope);
    },
    onBug(error) {
      throw error;
    },
    nowMs: () => nowMs,
    ...(maxStoreBytes !== undefined && { maxStoreBytes }),
    ...(replay && { replay }),
    ...(journal && { journal, onProblem: (text) => void problems.push(text) }),
  });
  const client: Channel = new Channel((envelope) => engine.channel.receive(envelope), { handlers: host });
  return { engine, client, sent, problems, pass: (milliseconds) => void (nowMs += milliseconds) };
}

/** The body of a case of the corpus, as protobuf. */
export function corpusBody(file: string): Uint8Array {
  const bytes = readFileSync(path.join(import.meta.dirname, "../fixtures/corpus/cases", file));
  const plain = file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  return file.endsWith(".bin") ? plain : tracesJsonToProtobuf(plain.toString("utf8")).body;
}
