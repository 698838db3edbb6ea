// A record of the journal as it lies on disk.
//
//   u32 bytes after the sum · u32 CRC-32 of them · u8 kind · f64 milliseconds since the epoch · the payload

import { crc32 } from "node:zlib";

/** What a record is. A kind that is not here, as of a later version, is passed over. */
export const KINDS = { erased: 0, traces: 1, logs: 2, removed: 3, run: 4 } as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];

/** The first bytes of every segment. */
export const MAGIC = Buffer.from("LOUPEJ1\n", "latin1");
const PREFIX_BYTES = 8;
const STAMP_BYTES = 9;
/** What stands before the payload. */
export const HEAD_BYTES = PREFIX_BYTES + STAMP_BYTES;

export interface KeptRecord {
  readonly kind: number;
  /** When it came, in milliseconds. */
  readonly atMs: number;
  readonly payload: Buffer;
  /** Where it begins in its segment. */
  readonly offset: number;
}

/** Bytes that are no sound record: a flipped bit, or the end of a file whose writer was killed in the middle. */
export interface Damage {
  readonly offset: number;
  readonly bytes: number;
}

/** What is written before the payload. */
export function headOf(kind: Kind, atMs: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(STAMP_BYTES + payload.length, 0);
  head.writeUInt8(kind, PREFIX_BYTES);
  head.writeDoubleLE(atMs, PREFIX_BYTES + 1);
  head.writeUInt32LE(crc32(payload, crc32(head.subarray(PREFIX_BYTES))), 4);
  return head;
}

/** Bytes of the payload of the record that begins with this head. */
export function payloadBytes(head: Buffer): number {
  return head.readUInt32LE(0) - STAMP_BYTES;
}

/**
 * The records of a segment in order, and the damage between them. A record whose sum is wrong is passed over by its
 * length; where the length itself makes no sense, the rest of the segment is one damage.
 */
export function* recordsIn(segment: Buffer): Generator<KeptRecord | Damage> {
  let offset = MAGIC.length;
  if (!segment.subarray(0, offset).equals(MAGIC)) {
    if (segment.length > 0) yield { offset: 0, bytes: segment.length };
    return;
  }
  while (offset < segment.length) {
    const end = endOf(segment, offset);
    if (end === undefined) {
      yield { offset, bytes: segment.length - offset };
      return;
    }
    yield recordAt(segment, offset, end) ?? { offset, bytes: end - offset };
    offset = end;
  }
}

function endOf(segment: Buffer, offset: number): number | undefined {
  if (offset + HEAD_BYTES > segment.length) return undefined;
  const bytes = segment.readUInt32LE(offset);
  const end = offset + PREFIX_BYTES + bytes;
  return bytes < STAMP_BYTES || end > segment.length ? undefined : end;
}

function recordAt(segment: Buffer, offset: number, end: number): KeptRecord | undefined {
  const stamp = offset + PREFIX_BYTES;
  if (crc32(segment.subarray(stamp, end)) !== segment.readUInt32LE(offset + 4)) return undefined;
  return {
    kind: segment.readUInt8(stamp),
    atMs: segment.readDoubleLE(stamp + 1),
    payload: segment.subarray(stamp + STAMP_BYTES, end),
    offset,
  };
}
