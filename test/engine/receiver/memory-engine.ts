// A receiver with the real decoder and a store that only counts: what tests of the wire need.

import { isUtf8 } from "node:buffer";
import { countMetricPoints, decodeLogs, decodeTraces } from "../../../src/core/otlp/decode";
import type { LogRecord, SpanRecord } from "../../../src/core/otlp/wire";
import { startHttpReceiver } from "../../../src/engine/receiver/http";
import type { BodyInfo, HttpReceiverOptions, RefusedNotice } from "../../../src/engine/receiver/http";
import type { Signal } from "../../../src/engine/receiver/routes";

export interface MemoryEngine {
  readonly port: number;
  readonly base: string;
  /** Spans by `traceId:spanId`. */
  readonly spans: Map<string, SpanRecord>;
  readonly logs: LogRecord[];
  metricPoints: number;
  readonly infos: BodyInfo[];
  readonly refused: RefusedNotice[];
  readonly errors: unknown[];
  reset(): void;
  close(): Promise<void>;
}

export interface MemoryEngineOptions extends Partial<Omit<HttpReceiverOptions, "accept">> {
  /** Runs before a batch is taken; it may wait or throw. */
  readonly before?: (signal: Signal) => Promise<void> | void;
}

/** Starts one on a free port of loopback. */
export async function startMemoryEngine(options: MemoryEngineOptions = {}): Promise<MemoryEngine> {
  const { before, ...receiverOptions } = options;
  const spans = new Map<string, SpanRecord>();
  const logs: LogRecord[] = [];
  const infos: BodyInfo[] = [];
  const refused: RefusedNotice[] = [];
  const errors: unknown[] = [];
  const receiver = await startHttpReceiver({
    port: 0,
    onRefused: (notice) => void refused.push(notice),
    onError: (error) => void errors.push(error),
    ...receiverOptions,
    async accept(signal, body, info) {
      await before?.(signal);
      infos.push(info);
      if (signal === "metrics") {
        engine.metricPoints += countMetricPoints(body);
        return { rejected: 0, warnings: [] };
      }
      if (signal === "logs") {
        const decoded = decodeLogs(body, isUtf8);
        logs.push(...decoded.items);
        return decoded;
      }
      const decoded = decodeTraces(body, isUtf8);
      for (const span of decoded.items) spans.set(`${span.traceId}:${span.spanId}`, span);
      return decoded;
    },
  });
  const engine: MemoryEngine = {
    port: receiver.port,
    base: `http://127.0.0.1:${receiver.port}`,
    spans,
    logs,
    metricPoints: 0,
    infos,
    refused,
    errors,
    reset() {
      spans.clear();
      logs.length = 0;
      infos.length = 0;
      refused.length = 0;
      engine.metricPoints = 0;
    },
    close: () => receiver.close(),
  };
  return engine;
}
