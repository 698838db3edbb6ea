// Records on disk: what was written comes back, and what was cut or flipped is damage and nothing else.

import { describe, expect, it } from "vitest";
import {
  type Damage,
  type KeptRecord,
  KINDS,
  MAGIC,
  headOf,
  recordsIn,
} from "../../../src/engine/journal/record";
import { randomOf } from "../../fixtures/builders/random";

const BODIES = ["first", "", "the third body"].map((text) => Buffer.from(text));

function segmentOf(bodies: readonly Buffer[]): Buffer {
  return Buffer.concat([
    MAGIC,
    ...bodies.flatMap((body, at) => [headOf(KINDS.traces, 1000 + at, body), body]),
  ]);
}

function read(segment: Buffer): { records: string[]; damages: Damage[] } {
  const all = [...recordsIn(segment)];
  const isRecord = (item: KeptRecord | Damage): item is KeptRecord => "payload" in item;
  return {
    records: all.filter(isRecord).map(({ atMs, payload }) => `${atMs} ${payload.toString()}`),
    damages: all.filter((item): item is Damage => !isRecord(item)),
  };
}

const WHOLE = ["1000 first", "1001 ", "1002 the third body"];

describe("a segment", () => {
  it("gives back what was written, in order", () => {
    expect(read(segmentOf(BODIES))).toEqual({ records: WHOLE, damages: [] });
  });

  it("that was cut at any byte gives all whole records and names the rest as damage", () => {
    const whole = segmentOf(BODIES);
    const ends = [8, 30, 47, 78];
    expect(whole.length).toBe(78);
    for (let length = 0; length < whole.length; length++) {
      const { records, damages } = read(whole.subarray(0, length));
      const complete = Math.max(0, ends.filter((end) => end <= length).length - 1);
      expect(records, `cut at ${length}`).toEqual(WHOLE.slice(0, complete));
      const left = ends.includes(length) || length === 0 ? 0 : 1;
      expect(damages.length, `cut at ${length}`).toBe(left);
    }
  });

  it("with any one bit flipped gives no record that was not written, and all before the flip", () => {
    const whole = segmentOf(BODIES);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { records, damages } = read(flipped);
      expect(damages.length, `bit ${bit}`).toBeGreaterThan(0);
      expect(
        records.every((record) => WHOLE.includes(record)),
        `bit ${bit}`,
      ).toBe(true);
      const before = bit < 64 ? 0 : bit < 240 ? 0 : bit < 376 ? 1 : 2;
      expect(records.slice(0, before), `bit ${bit}`).toEqual(WHOLE.slice(0, before));
    }
  });

  it("with a flipped payload loses that record only", () => {
    const flipped = segmentOf(BODIES);
    flipped[26] = 0;
    expect(read(flipped)).toEqual({ records: WHOLE.slice(1), damages: [{ offset: 8, bytes: 22 }] });
  });

  it("of random bytes never throws and never ends in an endless loop", () => {
    const random = randomOf(7);
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => random() * 256));
      expect(read(Buffer.concat([MAGIC, bytes])).records).toEqual([]);
    }
  });
});
