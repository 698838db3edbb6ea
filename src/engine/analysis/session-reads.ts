// All steps of a session as read, kept until they change: a session that grows is read where it grew.

import type { MemoryOptions } from "../../core/model/memory";
import type { StepSource } from "../store/content-reader";
import type { Store } from "../store/store";
import type { Place } from "../store/place";
import type { Structure } from "../store/session-tree";
import type { StepReader } from "../store/writer";
import { Slices } from "../slices";
import { type StepRead, StepReads } from "./step-read";

export interface SessionStep {
  readonly place: Place;
  readonly source: StepSource;
  readonly read: StepRead;
}

export interface SessionReads {
  readonly structure: Structure;
  /** In tree order. */
  readonly steps: readonly SessionStep[];
}

/** A step that was read, with what its reading depended on. */
interface KnownRead {
  readonly source: StepSource;
  readonly agent: string | null;
  readonly copies: number;
  readonly read: StepRead;
}

/** Reads one session as often as it is asked, and again only what is new in it. */
export class SessionReader {
  private readonly reads: StepReads;
  private known = new Map<number, KnownRead>();
  private seenReleases = 0;

  constructor(
    private readonly store: Store,
    reader: StepReader,
    memory: MemoryOptions,
  ) {
    this.reads = new StepReads(store, reader, memory);
  }

  /** All steps, in slices. Begins again where something was removed meanwhile. */
  async read(session: number): Promise<SessionReads> {
    for (;;) {
      const reads = await this.attempt(session);
      if (reads) return reads;
    }
  }

  private async attempt(session: number): Promise<SessionReads | undefined> {
    const { contents } = this.store;
    const structure = await this.store.structureSoon(session);
    const sources = new Map(contents.sources(session).map((source) => [source.id, source]));
    const { releases } = contents;
    const before = this.seenReleases === releases ? this.known : new Map<number, KnownRead>();
    const after = new Map<number, KnownRead>();
    const slices = new Slices();
    const steps: SessionStep[] = [];
    for (const place of structure.places) {
      if ((await slices.breathe()) && contents.releases !== releases) return undefined;
      const source = sources.get(place.rowId);
      if (!source) continue;
      const known = this.readOf(place, source, sources, before.get(source.id));
      after.set(source.id, known);
      steps.push({ place, source, read: known.read });
    }
    this.known = after;
    this.seenReleases = releases;
    return { structure, steps };
  }

  private readOf(
    place: Place,
    source: StepSource,
    sources: ReadonlyMap<number, StepSource>,
    known: KnownRead | undefined,
  ): KnownRead {
    const copies = copiesOf(place).flatMap(({ rowId }) => sources.get(rowId) ?? []);
    if (known && isSame(known, place, source, copies.length)) return { ...known, source };
    return {
      source,
      agent: place.agent,
      copies: copies.length,
      read: this.reads.read(source, place, copies),
    };
  }
}

/** The same bytes and as many log records were read the same way; a copy that changed gave up values or is new. */
function isSame(known: KnownRead, place: Place, source: StepSource, copies: number): boolean {
  return (
    known.agent === place.agent &&
    known.copies === copies &&
    known.source.logs === source.logs &&
    Buffer.compare(known.source.raw, source.raw) === 0
  );
}

/** The outer spans of the same call, the nearest first. */
function copiesOf(place: Place): readonly Place[] {
  const copies: Place[] = [];
  for (let at = place.parent; at; at = at.parent) if (at.duplicateOf === place.stepId) copies.push(at);
  return copies;
}
