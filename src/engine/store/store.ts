// The store: takes batches in, one transaction each, and answers from rows and sums. The only owner of the database.

import type { LogRecord, SpanRecord } from "../../core/otlp/wire";
import type { Backend } from "./backend";
import { ContentReader } from "./content-reader";
import { Database } from "./database";
import { Evictor, type Evicted } from "./evict";
import { MessageStore } from "./messages";
import { type Sqlite, openBackend } from "./open";
import { OriginStore } from "./origins";
import { createSchema } from "./schema";
import { SessionQueries } from "./session-queries";
import { SessionStore } from "./session-state";
import { TextScan } from "./text-scan";
import { StepQueries } from "./step-queries";
import { storeHash } from "./store-hash";
import type { Structure } from "./session-tree";
import { StructureStore } from "./structure";
import { TraceStore } from "./traces";
import { ValueStore } from "./values";
import { type BatchResult, type StepReader, Writer } from "./writer";

/** What the database may hold unless a setting says otherwise. The heap of sql.js ends at 2 GB. */
const DEFAULT_MAX_BYTES = 512 << 20;

export interface StoreOptions {
  readonly sqlite: Sqlite;
  readonly reader: StepReader;
  readonly maxBytes?: number;
  /** For tests: which way to SQLite. */
  readonly backend?: Backend["name"];
}

/** What a batch did, evictions that made room for it included. */
export interface StoreResult extends BatchResult {
  readonly evicted: readonly string[];
}

export class Store {
  readonly sessions: SessionQueries;
  readonly steps: StepQueries;
  readonly messages: MessageStore;
  readonly contents: ContentReader;
  readonly textScan: TextScan;
  private readonly database: Database;
  private readonly writer: Writer;
  private readonly values: ValueStore;
  private readonly origins: OriginStore;
  private readonly traces: TraceStore;
  private readonly sessionStates: SessionStore;
  private readonly structures: StructureStore;
  private readonly evictor: Evictor;

  constructor({ sqlite, reader, maxBytes = DEFAULT_MAX_BYTES, backend }: StoreOptions) {
    const database = new Database(openBackend(sqlite, backend));
    createSchema(database, maxBytes);
    this.database = database;
    this.values = new ValueStore(database);
    this.origins = new OriginStore(database);
    this.messages = new MessageStore(this.values, this.origins);
    this.traces = new TraceStore(database);
    this.sessionStates = new SessionStore(database);
    this.writer = new Writer(database, this.traces, this.sessionStates, this.messages, reader);
    this.sessions = new SessionQueries(database);
    this.steps = new StepQueries(database);
    this.contents = new ContentReader(database, this.messages);
    this.textScan = new TextScan(database, this.contents);
    this.structures = new StructureStore(database);
    this.evictor = new Evictor(database, this.messages, maxBytes);
  }

  get backendName(): Backend["name"] {
    return this.database.backendName;
  }

  /** Stores spans, all or none. Throws a `DatabaseError` with `full` where even evicting made no room. */
  addSpans(spans: readonly SpanRecord[], nowMs: number): StoreResult {
    return this.batch(() => this.writer.addSpans(spans, nowMs));
  }

  /** Stores log records, all or none. */
  addLogs(logs: readonly LogRecord[], nowMs: number): StoreResult {
    return this.batch(() => this.writer.addLogs(logs, nowMs));
  }

  /** The tree of a session as it is now, by its row id: the same object until the session changes. */
  structure(session: number): Structure {
    return this.structures.of(session);
  }

  /** The same without holding everything up where it has to be read first. */
  structureSoon(session: number): Promise<Structure> {
    return this.structures.soon(session);
  }

  /** Removes every session and all that belongs to them. Gives their ids. */
  clear(): readonly string[] {
    return this.evict((evictor) => evictor.all());
  }

  /** Removes these sessions and all that belongs to them. Gives the ids of those that were there. */
  remove(sessionIds: readonly string[]): readonly string[] {
    return this.evict((evictor) => evictor.these(sessionIds));
  }

  /** A hash of everything stored, the same whatever the order, the split or the repetition of what came. For tests. */
  hash(): string {
    return storeHash(this.database, this.messages, (session) => this.structure(session));
  }

  /** Bytes of the pages in use. */
  bytesStored(): number {
    return this.evictor.usedBytes();
  }

  close(): void {
    this.database.close();
  }

  private batch(work: () => BatchResult): StoreResult {
    const evicted = this.evictor.isTight() ? this.evict((evictor) => evictor.toTarget()) : [];
    try {
      return { ...this.transact(work), evicted };
    } catch (error) {
      const more = this.evictor.isFull(error) ? this.evict((evictor) => evictor.oldest()) : [];
      if (more.length === 0) throw error;
      return { ...this.transact(work), evicted: [...evicted, ...more] };
    }
  }

  private transact(work: () => BatchResult): BatchResult {
    try {
      const result = this.database.transaction(() => {
        const done = work();
        this.values.flush();
        return done;
      });
      for (const [session, rowIds] of result.written) this.structures.wrote(session, rowIds);
      this.traces.shrink();
      return result;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private evict(work: (evictor: Evictor) => Evicted): readonly string[] {
    try {
      return this.database.transaction(() => {
        const evicted = work(this.evictor);
        if (evicted.length > 0) this.origins.sweep();
        return evicted;
      });
    } finally {
      this.forget();
    }
  }

  /** What is in memory about rows that are no more as they were. */
  private forget(): void {
    this.values.forget();
    this.origins.forget();
    this.messages.forget();
    this.traces.forget();
    this.sessionStates.forget();
    this.writer.forget();
    this.structures.forget();
  }
}
