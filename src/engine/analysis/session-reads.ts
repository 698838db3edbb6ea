// All steps of a session as read, kept until they change: a session that grows is read where it grew.

import { isBilled } from "../../core/model/kind";
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
  readonly step: SessionStep;
  readonly revision: number;
  readonly agent: string | null;
  readonly copies: number;
}

/** Steps between two looks at the clock. */
const STEPS_AT_A_TIME = 32;

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
    const { releases } = contents;
    const before = this.seenReleases === releases ? this.known : new Map<number, KnownRead>();
    const after = new Map<number, KnownRead>();
    const slices = new Slices();
    const steps: SessionStep[] = [];
    for (const [index, place] of structure.places.entries()) {
      if (index % STEPS_AT_A_TIME === 0 && (await slices.breathe()) && contents.releases !== releases)
        return undefined;
      const known = this.readOf(place, before.get(place.rowId));
      if (!known) continue;
      after.set(place.rowId, known);
      steps.push(known.step);
    }
    this.known = after;
    this.seenReleases = releases;
    return { structure, steps };
  }

  private readOf(place: Place, known: KnownRead | undefined): KnownRead | undefined {
    const { revision, agent } = place;
    const copies = copiesOf(place);
    const isAsBefore = known?.agent === agent && known.copies === copies.length;
    if (isAsBefore && known.revision === revision && known.step.place === place) return known;
    const source = this.store.contents.source(place.rowId);
    if (!source) return undefined;
    const read =
      isAsBefore && isSame(known.step.source, source)
        ? known.step.read
        : this.reads.read(
            source,
            place,
            copies.flatMap(({ rowId }) => this.store.contents.source(rowId) ?? []),
          );
    return { step: { place, source, read }, revision, agent, copies: copies.length };
  }
}

/** The same bytes and as many log records were read the same way; a copy that changed gave up values or is new. */
function isSame(before: StepSource, now: StepSource): boolean {
  return before.logs === now.logs && Buffer.compare(before.raw, now.raw) === 0;
}

/** The outer spans of the same call, the nearest first. */
function copiesOf(place: Place): readonly Place[] {
  const copies: Place[] = [];
  if (!isBilled(place.kind)) return copies;
  for (let at = place.parent; at; at = at.parent) if (at.duplicateOf === place.stepId) copies.push(at);
  return copies;
}
