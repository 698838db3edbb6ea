// Reads back what earlier engines kept: segment by segment, record by record, in slices, so that the receiver answers
// meanwhile. Order does not matter to the store, but for removals: they stand behind what they remove.
//
// A segment is marked while it is read. One whose reading ended the engine three times is read no more.

import { truncateSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setImmediate, setTimeout } from "node:timers/promises";
import { type SegmentFile, claim, isFree, removeFile, segmentsIn, setAside, settled } from "./folder";
import { thisOwner } from "./owner";
import { type Damage, type KeptRecord, recordsIn } from "./record";
import type { Segment, Segments } from "./segments";

/** How long the thread is held in one go. */
const SLICE_MS = 12;
const MAX_TRIES = 3;
const LOOK_AGAIN_MS = 100;
const DAY_MS = 86_400_000;

export interface ReadBackParts {
  readonly folder: string;
  readonly segments: Segments;
  readonly maxBytes: number;
  /** Older segments are removed unread. */
  readonly keepDays: number;
  /** How long to wait for a window that is about to end and still has its segments. */
  readonly patienceMs: number;
  readonly nowMs: () => number;
  /** Takes a record in. What it throws costs that record only. */
  readonly take: (record: KeptRecord, segment: Segment) => void;
  readonly onProgress: (readBytes: number, ofBytes: number) => void;
  /** Told in a sentence of what could not be read. */
  readonly onProblem: (text: string) => void;
}

export class ReadBack {
  private readBytes = 0;
  private ofBytes = 0;
  private stopped = false;

  constructor(private readonly parts: ReadBackParts) {}

  /** Reads all that is free, then what becomes free within the patience. */
  async run(): Promise<void> {
    const giveUpMs = performance.now() + this.parts.patienceMs;
    for (;;) {
      const { free, taken } = this.look();
      for (const segment of free) await this.readClaimed(segment);
      if (this.stopped || !taken || performance.now() > giveUpMs) return;
      await setTimeout(LOOK_AGAIN_MS);
    }
  }

  /** Reads these files of our own once more, as they are now. */
  async again(files: readonly string[]): Promise<void> {
    for (const file of files) await this.readRecords(file, { id: 0, file, bytes: 0 });
  }

  /** Ends the reading after the record that is being read. */
  stop(): void {
    this.stopped = true;
  }

  /** The segments to read, the oldest first, without those that are too old or too many; whether others have some. */
  private look(): { readonly free: readonly SegmentFile[]; readonly taken: boolean } {
    const us = thisOwner();
    const ours = new Set(this.parts.segments.files);
    const all = segmentsIn(this.parts.folder).filter(({ file }) => !ours.has(file));
    const free = this.kept(all.filter((segment) => isFree(segment, us)));
    this.ofBytes += free.reduce((sum, { bytes }) => sum + bytes, 0);
    return { free, taken: all.some((segment) => !isFree(segment, us)) };
  }

  private kept(segments: readonly SegmentFile[]): SegmentFile[] {
    const oldestMs = this.parts.nowMs() - this.parts.keepDays * DAY_MS;
    let left = this.parts.maxBytes;
    const kept = [...segments].reverse().filter((segment) => {
      left -= segment.bytes;
      const stays = left >= 0 && segment.writtenMs >= oldestMs;
      if (!stays) removeFile(segment.file);
      return stays && !segment.aside;
    });
    return kept.reverse();
  }

  private async readClaimed(found: SegmentFile): Promise<void> {
    if (this.stopped) return;
    if (found.tries >= MAX_TRIES) {
      setAside(found);
      this.parts.onProblem(
        `Reading ${found.file} back ended the engine ${MAX_TRIES} times; it is left out from now on.`,
      );
      return;
    }
    const claimed = claim(found, thisOwner());
    if (!claimed) return;
    const segment = this.parts.segments.adopt(claimed.file, claimed.bytes);
    const last = (await this.readRecords(claimed.file, segment)).at(-1);
    if (last && last.offset + last.bytes === segment.bytes) cutOff(segment, last.offset);
    segment.file = settled(claimed)?.file ?? segment.file;
  }

  /** The damage that was found. */
  private async readRecords(file: string, segment: Segment): Promise<readonly Damage[]> {
    const damages: Damage[] = [];
    try {
      let sliceStart = performance.now();
      for (const record of recordsIn(await readFile(file))) {
        if (this.stopped) return [];
        if ("payload" in record) this.take(record, segment);
        else damages.push(record);
        if (performance.now() - sliceStart < SLICE_MS) continue;
        this.parts.onProgress(this.readBytes + record.offset, this.ofBytes);
        await setImmediate();
        sliceStart = performance.now();
      }
    } catch (error) {
      this.parts.onProblem(`${file} could not be read back: ${textOf(error)}.`);
    }
    this.readBytes += segment.bytes;
    if (damages.length > 0) this.parts.onProblem(damageText(file, damages));
    return damages;
  }

  private take(record: KeptRecord, segment: Segment): void {
    try {
      this.parts.take(record, segment);
    } catch (error) {
      this.parts.onProblem(`A record of ${segment.file} could not be taken in: ${textOf(error)}.`);
    }
  }
}

/** Takes off what a writer that was killed left behind, so that it is told of once. */
function cutOff(segment: Segment, bytes: number): void {
  try {
    truncateSync(segment.file, bytes);
    segment.bytes = bytes;
  } catch {
    // It is found and told of again at the next start.
  }
}

function damageText(file: string, damages: readonly Damage[]): string {
  const bytes = damages.reduce((sum, damage) => sum + damage.bytes, 0);
  const first = damages[0]?.offset ?? 0;
  return `${file} is damaged at byte ${first}: ${bytes} bytes of it could not be read back. What is sound in it was.`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
