// Bodies in: bytes → spans and log records → store, and what is told about it.

import { isUtf8 } from "node:buffer";
import { readLogStep, readStep } from "../core/dialects";
import type { StepFacts } from "../core/model/step";
import { countMetricPoints, decodeLogs, decodeTraces } from "../core/otlp/decode";
import type { LogRecord, SpanRecord } from "../core/otlp/wire";
import type { Announcer } from "./announcer";
import type { Outcome } from "./receiver/reply";
import type { Signal } from "./receiver/routes";
import type { Senders } from "./senders";
import type { Store, StoreResult } from "./store/store";
import type { StepReader } from "./store/writer";
import { columnsOf } from "./step-columns";

/** What came in since the engine was started. */
export interface Counters {
  spans: number;
  logs: number;
  metricPoints: number;
  rejected: number;
  bytesReceived: number;
  evicted: number;
}

export function noCounters(): Counters {
  return { spans: 0, logs: 0, metricPoints: 0, rejected: 0, bytesReceived: 0, evicted: 0 };
}

/** Told of a dialect that threw, once for each span. */
export type OnBug = (error: unknown, what: string) => void;

/** Reads steps with the dialects we know. */
export function stepReader(senders: Senders, onBug: OnBug): StepReader {
  const read = (span: SpanRecord, logs: readonly LogRecord[]): StepFacts =>
    readStep(span, logs, (error, dialect) => onBug(error, `dialect ${dialect.name}`));
  return {
    span(span, logs) {
      const facts = read(span, logs);
      return { facts, columns: columnsOf(facts, span) };
    },
    arrived(span, facts) {
      senders.saw(span.resource.service ?? "", facts);
    },
    log(log) {
      const instantNs = log.timeNs || log.observedNs;
      return columnsOf(readLogStep(log), { startNs: instantNs, endNs: instantNs });
    },
  };
}

export class Ingest {
  readonly counters = noCounters();

  constructor(
    private readonly store: Store,
    private readonly announcer: Announcer,
    private readonly nowMs: () => number,
  ) {}

  /** Takes a protobuf body whole or not at all. Throws MalformedBody where its framing is broken. */
  accept(signal: Signal, body: Uint8Array, receivedBytes = body.length): Outcome {
    const outcome = this.take(signal, body);
    this.counters.bytesReceived += receivedBytes;
    this.counters.rejected += outcome.rejected;
    this.announcer.status();
    return outcome;
  }

  private take(signal: Signal, body: Uint8Array): Outcome {
    if (signal === "metrics") {
      this.counters.metricPoints += countMetricPoints(body);
      return { rejected: 0, warnings: [] };
    }
    if (signal === "logs") {
      const { items, rejected, warnings } = decodeLogs(body, isUtf8);
      const result = this.store.addLogs(items, this.nowMs());
      this.counters.logs += result.added;
      this.tell(result);
      return { rejected, warnings };
    }
    const { items, rejected, warnings } = decodeTraces(body, isUtf8);
    const result = this.store.addSpans(items, this.nowMs());
    this.counters.spans += result.added;
    this.tell(result);
    return { rejected, warnings };
  }

  private tell({ changed, removed, evicted }: StoreResult): void {
    this.counters.evicted += evicted.length;
    for (const sessionId of evicted) this.announcer.removed(sessionId);
    for (const { sessionId, movedTo } of removed) this.announcer.removed(sessionId, movedTo);
    for (const sessionId of changed) this.announcer.changed(sessionId);
  }
}
