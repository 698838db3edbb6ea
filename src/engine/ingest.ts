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
      return {
        facts,
        /** Worked out for who stores the step; the others read its facts alone. */
        get columns() {
          return columnsOf(facts, span);
        },
      };
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

/** What a body did to sessions. */
export type SessionsOf = Pick<StoreResult, "changed" | "removed" | "evicted">;

/** Keeps a body that was stored, before it is acknowledged. */
export type KeepBody = (signal: Signal, body: Uint8Array, atMs: number, result: SessionsOf) => void;

interface Taken {
  readonly outcome: Outcome;
  readonly result: SessionsOf;
}

const NOTHING: SessionsOf = { changed: [], removed: [], evicted: [] };

export class Ingest {
  readonly counters = noCounters();
  /** When the body that is being taken in came, in milliseconds; for one that is read back, when it came then. */
  arrivedMs = 0;

  constructor(
    private readonly store: Store,
    private readonly announcer: Announcer,
    private readonly nowMs: () => number,
    private readonly keep: KeepBody = () => undefined,
  ) {}

  /**
   * Takes a protobuf body whole or not at all: stored, then kept. Throws MalformedBody where its framing is broken. What
   * cannot be stored is not kept either, so that no body is read back that ended the engine.
   */
  accept(signal: Signal, body: Uint8Array, receivedBytes = body.length): Outcome {
    const atMs = this.nowMs();
    const { outcome, result } = this.take(signal, body, atMs, receivedBytes);
    this.keep(signal, body, atMs, result);
    for (const sessionId of result.changed) this.announcer.changed(sessionId);
    return outcome;
  }

  /** Takes in a body that was kept, as it came then. Whoever calls says which sessions changed, when all are there. */
  readBack(signal: Signal, body: Uint8Array, atMs: number): SessionsOf {
    return this.take(signal, body, atMs, body.length).result;
  }

  private take(signal: Signal, body: Uint8Array, atMs: number, receivedBytes: number): Taken {
    this.arrivedMs = atMs;
    const { outcome, result } = this.write(signal, body, atMs);
    this.counters.bytesReceived += receivedBytes;
    this.counters.rejected += outcome.rejected;
    this.counters.evicted += result.evicted.length;
    for (const sessionId of result.evicted) this.announcer.removed(sessionId);
    for (const { sessionId, movedTo } of result.removed) this.announcer.removed(sessionId, movedTo);
    this.announcer.status();
    return { outcome, result };
  }

  private write(signal: Signal, body: Uint8Array, atMs: number): Taken {
    if (signal === "metrics") {
      this.counters.metricPoints += countMetricPoints(body);
      return { outcome: { rejected: 0, warnings: [] }, result: NOTHING };
    }
    if (signal === "logs") {
      const { items, rejected, warnings } = decodeLogs(body, isUtf8);
      const result = this.store.addLogs(items, atMs);
      this.counters.logs += result.added;
      return { outcome: { rejected, warnings }, result };
    }
    const { items, rejected, warnings } = decodeTraces(body, isUtf8);
    const result = this.store.addSpans(items, atMs);
    this.counters.spans += result.added;
    return { outcome: { rejected, warnings }, result };
  }
}
