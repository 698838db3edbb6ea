// The journal as the engine sees it: what is kept, what is read back at the start, and what is hidden meanwhile.

import { UserFault } from "../../protocol/faults";
import { READING, type JournalRow, type JournalSettings, type ReadingRow } from "../../protocol/journal";
import type { RunRow } from "../../protocol/rows";
import type { Signal } from "../receiver/routes";
import type { SessionsOf } from "../ingest";
import { isFree, removeFile, segmentsIn } from "./folder";
import { Journal } from "./journal";
import { thisOwner } from "./owner";
import { placeOf } from "./places";
import { ReadBack } from "./read-back";
import { KINDS, type KeptRecord } from "./record";
import type { Segment } from "./segments";

export interface JournalControlParts {
  /** Takes a body in as it came then. */
  readonly ingest: (signal: Signal, body: Uint8Array, atMs: number) => SessionsOf;
  readonly remove: (sessionIds: readonly string[]) => void;
  readonly run: (row: RunRow) => void;
  /** Told of the sessions that were read back, at the end. */
  readonly onRead: (sessionIds: readonly string[]) => void;
  /** Told when the row of the status changes. */
  readonly onChange: () => void;
  readonly onBug: (error: unknown, what: string) => void;
  /** A line for the log. */
  readonly onProblem: (text: string) => void;
  readonly nowMs: () => number;
}

export class JournalControl {
  private settings: JournalSettings | undefined;
  private journal: Journal | undefined;
  private readBack: ReadBack | undefined;
  private done: Promise<void> = Promise.resolve();
  private progress: ReadingRow | undefined;
  private readonly read = new Set<string>();
  /** Sessions that something came for while older ones were read back. */
  private readonly live = new Set<string>();
  private liveWasRemoved = false;

  constructor(private readonly parts: JournalControlParts) {}

  /** How far the reading back is; undefined where none is under way. */
  get reading(): ReadingRow | undefined {
    return this.progress;
  }

  /** Undefined where no journal was asked for. */
  get row(): JournalRow | undefined {
    if (!this.settings) return undefined;
    if (!this.journal) return { state: "off" };
    const { failure } = this.journal;
    return failure ? { state: "failed", ...failure } : { state: "on", bytes: this.journal.segments.bytes };
  }

  /** Keeps from now on, and reads back what was kept before. Turned off it removes what was kept. */
  start(settings: JournalSettings): void {
    this.settings = settings;
    if (settings.enabled) this.open(settings);
    else this.removeFiles();
  }

  /** Changes what is kept. What is stored already is not kept afterwards when keeping is turned on. */
  set(change: Pick<JournalSettings, "enabled" | "maxBytes" | "keepDays">): void {
    const before = this.settings;
    if (!before) return;
    const settings = (this.settings = { ...before, ...change });
    this.journal?.segments.limit(settings.maxBytes);
    if (settings.enabled === before.enabled) return;
    if (settings.enabled) this.journal = this.newJournal(settings);
    else this.end();
    this.parts.onChange();
  }

  /** Resolves when all that was kept has been read back, or at once. */
  whenRead(): Promise<void> {
    return this.done;
  }

  /** Throws where a session may still be on its way: it is shown whole or not yet. */
  requireRead(sessionId: string): void {
    const { progress } = this;
    if (!progress || this.live.has(sessionId)) return;
    throw new UserFault(READING, "Sessions of before are being read back.", {
      next: "This takes a moment; the view fills by itself.",
    });
  }

  /** Keeps a body that was just stored. What changed nothing, as a second copy, is kept already. */
  keep(signal: Signal, body: Uint8Array, atMs: number, result: SessionsOf): void {
    if (this.progress) for (const sessionId of result.changed) this.live.add(sessionId);
    const { journal } = this;
    if (!journal) return;
    follow(journal, result);
    if (result.changed.length > 0) journal.body(signal, body, atMs, result.changed);
  }

  /** The user deleted these sessions: they do not come back, and are wiped from the disk where they stand alone. */
  deleted(sessionIds: readonly string[]): void {
    if (sessionIds.length > 0) this.journal?.removed(sessionIds, "deleted");
  }

  run(row: RunRow): void {
    this.journal?.run({ row });
  }

  /** Removes all that is kept. */
  clear(): void {
    this.readBack?.stop();
    this.removeFiles();
  }

  /** Ends reading and writing. What was written stays. */
  async close(): Promise<void> {
    this.readBack?.stop();
    await this.done;
    this.journal?.close();
    this.journal = undefined;
  }

  private open(settings: JournalSettings): void {
    const journal = (this.journal = this.newJournal(settings));
    this.progress = { readBytes: 0, ofBytes: 0 };
    this.readBack = new ReadBack({
      ...settings,
      segments: journal.segments,
      nowMs: this.parts.nowMs,
      take: (record, segment) => this.take(journal, record, segment),
      onProgress: (readBytes, ofBytes) => {
        this.progress = { readBytes, ofBytes };
        this.parts.onChange();
      },
      onProblem: this.parts.onProblem,
    });
    this.done = this.readAll(this.readBack, journal).finally(() => {
      this.progress = undefined;
      this.readBack = undefined;
      this.live.clear();
      this.parts.onRead([...this.read]);
      this.read.clear();
    });
  }

  private async readAll(readBack: ReadBack, journal: Journal): Promise<void> {
    try {
      await readBack.run();
      // A removal of before took what came since: that is in our own segments.
      if (this.liveWasRemoved) await readBack.again(journal.segments.files);
    } catch (error) {
      journal.refused(error);
    }
  }

  private take(journal: Journal, { kind, atMs, payload, offset }: KeptRecord, segment: Segment): void {
    switch (kind) {
      case KINDS.traces:
      case KINDS.logs: {
        // A copy of its own: what the store keeps of it must not hold the whole segment in memory.
        const body = new Uint8Array(payload);
        const result = this.parts.ingest(kind === KINDS.traces ? "traces" : "logs", body, atMs);
        follow(journal, result);
        journal.places.note(result.changed, placeOf(segment.id, offset));
        for (const sessionId of result.changed) this.read.add(sessionId);
        return;
      }
      case KINDS.removed: {
        const sessionIds = textsIn(payload);
        if (sessionIds.some((sessionId) => this.live.has(sessionId))) this.liveWasRemoved = true;
        this.parts.remove(sessionIds);
        return;
      }
      case KINDS.run:
        this.parts.run((JSON.parse(payload.toString("utf8")) as { row: RunRow }).row);
    }
  }

  private newJournal({ folder, maxBytes }: JournalSettings): Journal {
    const { nowMs, onChange, onBug } = this.parts;
    return new Journal({ folder, maxBytes, nowMs, onChange, onBug });
  }

  private end(): void {
    this.readBack?.stop();
    this.removeFiles();
    this.journal = undefined;
  }

  /** All but those that another window writes. */
  private removeFiles(): void {
    const { settings, journal } = this;
    if (!settings) return;
    journal?.segments.forget();
    journal?.places.clear();
    try {
      const us = thisOwner();
      for (const segment of segmentsIn(settings.folder))
        if (isFree(segment, us) && !removeFile(segment.file))
          this.parts.onProblem(`${segment.file} could not be removed.`);
    } catch (error) {
      this.parts.onProblem(`What was kept could not be removed: ${String(error)}`);
    }
  }
}

/** What the store removed by itself, and what goes under another id now. */
function follow(journal: Journal, { evicted, removed }: SessionsOf): void {
  if (evicted.length > 0) journal.removed(evicted, "evicted");
  for (const { sessionId, movedTo } of removed)
    if (movedTo !== undefined) journal.places.move(sessionId, movedTo);
}

function textsIn(payload: Buffer): string[] {
  const value: unknown = JSON.parse(payload.toString("utf8"));
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
