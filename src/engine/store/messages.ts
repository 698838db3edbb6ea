// Spans and log records as stored bytes: packed with their long values by reference, and read back as they were sent.

import { isUtf8 } from "node:buffer";
import { decodeLogRecord, decodeResource, decodeScope, decodeSpan } from "../../core/otlp/decode";
import type { LogRecord, ResourceRecord, ScopeRecord, SpanRecord } from "../../core/otlp/wire";
import type { OriginStore } from "./origins";
import { findCuts, packSkeleton, unpackSkeleton, valueIdsOf } from "./skeleton";
import type { ValueStore } from "./values";

/** Where a stored message's resource, scope and bytes are. */
export interface StoredMessage {
  readonly resource: number;
  readonly scope: number;
  readonly raw: Uint8Array;
}

export class MessageStore {
  private readonly resources = new Map<number, ResourceRecord>();
  private readonly scopes = new Map<number, ScopeRecord>();

  constructor(
    private readonly values: ValueStore,
    private readonly origins: OriginStore,
  ) {}

  /** Stores a message's long values and gives the rest, for a row. `trace` is the id of the one it belongs to. */
  store(record: SpanRecord | LogRecord, message: "span" | "log", trace: string): StoredMessage {
    const { raw } = record;
    const cuts = findCuts(raw, message);
    const ids = cuts.map((cut) => this.values.put(trace, cut.key, raw.subarray(cut.start, cut.end)));
    return {
      resource: this.origins.idOf(record.resource),
      scope: this.origins.idOf(record.scope),
      raw: packSkeleton(raw, cuts, ids),
    };
  }

  /** How often values were given up: ids that were read before may stand for something else now. */
  releases = 0;

  /** Gives up the long values of a message whose row goes away. */
  release(packed: Uint8Array): void {
    this.releases++;
    for (const id of valueIdsOf(packed)) this.values.release(id);
  }

  /** The bytes of a message as they were sent. */
  bytesOf(packed: Uint8Array): Uint8Array {
    return unpackSkeleton(packed, (id) => [this.values.get(id)]);
  }

  span(stored: StoredMessage): SpanRecord {
    return decodeSpan(
      this.bytesOf(stored.raw),
      this.resource(stored.resource),
      this.scope(stored.scope),
      isUtf8,
    );
  }

  log(stored: StoredMessage): LogRecord {
    return decodeLogRecord(
      this.bytesOf(stored.raw),
      this.resource(stored.resource),
      this.scope(stored.scope),
      isUtf8,
    );
  }

  /** Log records by time. Many clients have clocks of a millisecond: within one, they stay in the order they came. */
  sortedLogs(rows: readonly StoredMessage[]): readonly LogRecord[] {
    return rows.map((row) => this.log(row)).sort(compareTimes);
  }

  resource(id: number): ResourceRecord {
    return cached(this.resources, id, () => {
      const { raw, schemaUrl } = this.origins.read(id);
      return decodeResource(raw, schemaUrl);
    });
  }

  scope(id: number): ScopeRecord {
    return cached(this.scopes, id, () => {
      const { raw, schemaUrl } = this.origins.read(id);
      return decodeScope(raw, schemaUrl);
    });
  }

  forget(): void {
    this.resources.clear();
    this.scopes.clear();
  }
}

function compareTimes(left: LogRecord, right: LogRecord): number {
  const difference =
    (left.timeNs || left.observedNs) - (right.timeNs || right.observedNs) ||
    left.observedNs - right.observedNs;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

const MAX_CACHED = 500;

function cached<Record>(cache: Map<number, Record>, id: number, read: () => Record): Record {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const record = read();
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(id, record);
  return record;
}
