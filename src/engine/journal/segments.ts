// The files of a journal: appends to the newest, begins another when that is full, drops the oldest when all are too big.
//
// Writing is not followed by fsync: what was written survives the end of this process, and not a power cut.

import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync, writevSync } from "node:fs";
import { newSegmentFile, newestBegin, removeFile } from "./folder";
import { thisOwner } from "./owner";
import { HEAD_BYTES, KINDS, MAGIC, headOf, payloadBytes, type Kind } from "./record";

/** A segment is begun anew from here on; the cap is kept by dropping whole ones. */
const SEGMENT_BYTES = 8 << 20;
/** A small cap has smaller segments, so that dropping one does not drop most. */
const SEGMENTS_A_CAP = 8;

export interface Segment {
  readonly id: number;
  file: string;
  bytes: number;
}

interface OpenSegment extends Segment {
  readonly descriptor: number;
}

export class Segments {
  private closed: Segment[] = [];
  private open: OpenSegment | undefined;
  private nextId = 1;
  private lastMs: number | undefined;

  constructor(
    private readonly folder: string,
    private maxBytes: number,
    private readonly nowMs: () => number,
  ) {}

  /** Bytes on disk. */
  get bytes(): number {
    return this.closed.reduce((sum, segment) => sum + segment.bytes, this.open?.bytes ?? 0);
  }

  /** The files, the oldest first, the one that is written last. */
  get files(): readonly string[] {
    return [...this.closed, ...(this.open ? [this.open] : [])].map(({ file }) => file);
  }

  limit(maxBytes: number): void {
    this.maxBytes = maxBytes;
  }

  /** Adds a segment of an earlier engine, in its place by age. */
  adopt(file: string, bytes: number): Segment {
    const segment = { id: this.nextId++, file, bytes };
    this.closed = [...this.closed, segment].sort((one, other) => (one.file < other.file ? -1 : 1));
    return segment;
  }

  /** Writes a record behind the others. Throws what the disk says; nothing of the record stays then. */
  append(
    kind: Kind,
    atMs: number,
    payload: Uint8Array,
  ): { readonly segment: number; readonly offset: number } {
    const segment = this.writable();
    const head = headOf(kind, atMs, payload);
    const offset = segment.bytes;
    write(segment, [head, payload]);
    return { segment: segment.id, offset };
  }

  /** Overwrites records where they stand. Throws what the disk says. */
  wipe(segmentId: number, offsets: readonly number[]): void {
    const file = [...this.closed, ...(this.open ? [this.open] : [])].find(({ id }) => id === segmentId)?.file;
    if (file === undefined) return;
    const descriptor = openSync(file, "r+");
    try {
      for (const offset of offsets) wipeRecord(descriptor, offset);
    } finally {
      closeSync(descriptor);
    }
  }

  /** Ends the segment that is written; the next record begins another. */
  close(): void {
    const { open } = this;
    this.open = undefined;
    if (!open) return;
    this.closed.push({ id: open.id, file: open.file, bytes: open.bytes });
    closeSync(open.descriptor);
  }

  /** Forgets all files; whoever calls has removed them. */
  forget(): void {
    this.close();
    this.closed = [];
  }

  private writable(): OpenSegment {
    const segmentBytes = Math.min(SEGMENT_BYTES, this.maxBytes / SEGMENTS_A_CAP);
    if (this.open && this.open.bytes < segmentBytes) return this.open;
    this.close();
    this.dropOldest(this.maxBytes - segmentBytes);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    // Behind all others, whatever the clock says: removals stand behind what they remove.
    this.lastMs = Math.max(this.nowMs(), (this.lastMs ?? newestBegin(this.folder)) + 1);
    const file = newSegmentFile(this.folder, this.lastMs, thisOwner());
    this.open = { id: this.nextId++, file, bytes: 0, descriptor: openSync(file, "wx", 0o600) };
    write(this.open, [MAGIC]);
    return this.open;
  }

  private dropOldest(toBytes: number): void {
    while (this.bytes > toBytes && this.closed[0] && removeFile(this.closed[0].file)) this.closed.shift();
  }
}

/** All of it or nothing. */
function write(segment: OpenSegment, parts: readonly Uint8Array[]): void {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  try {
    const written = writevSync(segment.descriptor, parts, segment.bytes);
    if (written < bytes) throw Object.assign(new Error("Only a part could be written."), { code: "ENOSPC" });
    segment.bytes += bytes;
  } catch (error) {
    ftruncateSync(segment.descriptor, segment.bytes);
    throw error;
  }
}

function wipeRecord(descriptor: number, offset: number): void {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readSync(descriptor, head, 0, HEAD_BYTES, offset) < HEAD_BYTES) return;
  const nothing = new Uint8Array(payloadBytes(head));
  writeSync(descriptor, nothing, 0, nothing.length, offset + HEAD_BYTES);
  writeSync(descriptor, headOf(KINDS.erased, 0, nothing), 0, HEAD_BYTES, offset);
}
