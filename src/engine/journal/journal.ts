// The journal: what was acknowledged is on disk first, so that a reload of the window or a crash of the engine forgets
// nothing of it. The database is derived from it (docs/decisions/0007).
//
// A disk that refuses never refuses a sender: receiving goes on, the user is told, and the journal tries again later.

import type { RunRow } from "../../protocol/rows";
import type { Signal } from "../receiver/routes";
import { Places, offsetOfPlace, placeOf, segmentOfPlace } from "./places";
import { KINDS, type Kind } from "./record";
import { Segments } from "./segments";
import { type JournalFailure, failureOfDisk } from "./words";

/** After a failure the disk is left alone for so long. */
const RETRY_MS = 30_000;

export interface JournalParts {
  readonly folder: string;
  readonly maxBytes: number;
  readonly nowMs: () => number;
  /** Told when writing begins to fail and when it works again. */
  readonly onChange: () => void;
  readonly onBug: (error: unknown, what: string) => void;
}

/** A run as it is kept: its row with its exit code where it ended. */
export interface KeptRun {
  readonly row: RunRow;
}

export class Journal {
  readonly segments: Segments;
  readonly places = new Places();
  failure: JournalFailure | undefined;
  private retryAtMs = 0;

  constructor(private readonly parts: JournalParts) {
    this.segments = new Segments(parts.folder, parts.maxBytes, parts.nowMs);
  }

  /** Keeps a body that was stored, and of which sessions it is. */
  body(signal: Signal, body: Uint8Array, atMs: number, sessions: readonly string[]): void {
    if (signal === "metrics") return;
    const written = this.append(KINDS[signal], atMs, body);
    if (written) this.places.note(sessions, placeOf(written.segment, written.offset));
  }

  /** These sessions are not to come back. What the user deleted is wiped from the disk too, as far as it stands alone. */
  removed(sessionIds: readonly string[], why: "deleted" | "evicted"): void {
    this.append(KINDS.removed, this.parts.nowMs(), jsonBytes(sessionIds));
    if (why === "deleted") this.wipe(sessionIds.flatMap((sessionId) => this.places.take(sessionId)));
  }

  run(kept: KeptRun): void {
    this.append(KINDS.run, this.parts.nowMs(), jsonBytes(kept));
  }

  /** The disk threw: the user is told, and it is left alone for a while. */
  refused(error: unknown): void {
    this.retryAtMs = this.parts.nowMs() + RETRY_MS;
    this.say(failureOfDisk(error, this.parts.folder));
  }

  close(): void {
    this.segments.close();
  }

  private append(kind: Kind, atMs: number, payload: Uint8Array): ReturnType<Segments["append"]> | undefined {
    if (this.failure && this.parts.nowMs() < this.retryAtMs) return undefined;
    try {
      const written = this.segments.append(kind, atMs, payload);
      if (this.failure) this.say(undefined);
      return written;
    } catch (error) {
      this.refused(error);
      return undefined;
    }
  }

  private say(failure: JournalFailure | undefined): void {
    const before = this.failure?.message;
    this.failure = failure;
    if (before !== failure?.message) this.parts.onChange();
  }

  private wipe(places: readonly number[]): void {
    const bySegment = new Map<number, number[]>();
    for (const place of places) {
      const offsets = bySegment.get(segmentOfPlace(place)) ?? [];
      bySegment.set(segmentOfPlace(place), offsets);
      offsets.push(offsetOfPlace(place));
    }
    for (const [segment, offsets] of bySegment) {
      try {
        this.segments.wipe(segment, offsets);
      } catch (error) {
        this.parts.onBug(error, "wiping what was deleted");
      }
    }
  }
}

function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value), "utf8");
}
