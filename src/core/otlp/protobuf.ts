// Walks protobuf framing over bytes, without making anything of what it passes.
//
// Our own reader and not `@bufbuild/protobuf/wire`: that one trusts the lengths it reads (a read past the end gives
// undefined bytes), recurses into unknown groups and has no way to leave a value where it is. Every read here is
// checked against the end of the message it is in, so that broken framing is found at its byte.

import { MalformedBody } from "./wire";

export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_LENGTH = 2;
export const WIRE_GROUP = 3;
export const WIRE_GROUP_END = 4;
export const WIRE_FIXED32 = 5;

/** Groups nested deeper than this are refused, as Google's own parsers do. */
const MAX_GROUP_DEPTH = 100;
const TWO_32 = 0x1_0000_0000;

/** A cursor over one body. `end` is the end of the message the cursor is in: no read goes beyond it. */
export class ProtobufReader {
  at: number;
  end: number;
  /** The low and high half of the last varint, unsigned. */
  #low = 0;
  #high = 0;

  constructor(
    readonly bytes: Uint8Array,
    start = 0,
    end = bytes.length,
  ) {
    this.at = start;
    this.end = end;
  }

  /** The next tag: field number × 8 + wire type. Field 0 and the reserved wire types 6 and 7 are malformed. */
  tag(): number {
    const start = this.at;
    this.#varint();
    const tag = this.#low;
    if (this.#high !== 0 || tag < 8) throw new MalformedBody(`Bad field number at byte ${start}.`, start);
    if ((tag & 7) > WIRE_FIXED32) {
      throw new MalformedBody(`Reserved wire type ${tag & 7} at byte ${start}.`, start);
    }
    return tag;
  }

  /** The length of what follows, checked against what is left. Nothing is ever allocated by a claimed length. */
  length(): number {
    const start = this.at;
    this.#varint();
    if (this.#high !== 0 || this.#low > this.end - this.at) {
      throw new MalformedBody(
        `Length at byte ${start} runs past the end of its message at byte ${this.end}.`,
        start,
      );
    }
    return this.#low;
  }

  /** Steps over a text, bytes or message and gives back where it starts; it ends where the cursor then stands. */
  stepOver(): number {
    const length = this.length();
    const start = this.at;
    this.at += length;
    return start;
  }

  /** Steps into the message that starts here and gives back where the outer one ends, for `leave`. */
  enter(): number {
    const outerEnd = this.end;
    const length = this.length();
    this.end = this.at + length;
    return outerEnd;
  }

  leave(outerEnd: number): void {
    this.at = this.end;
    this.end = outerEnd;
  }

  /** The low 32 bits of a varint, unsigned. */
  uint32(): number {
    this.#varint();
    return this.#low;
  }

  /** An enum or int32: the low 32 bits, signed. */
  int32(): number {
    this.#varint();
    return this.#low | 0;
  }

  bool(): boolean {
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  /** A signed 64-bit varint: a number where that is exact, else a bigint. */
  int64(): number | bigint {
    this.#varint();
    const high = this.#high | 0;
    const value = high * TWO_32 + this.#low;
    if (Number.isSafeInteger(value)) return value;
    return (BigInt(high) << 32n) | BigInt(this.#low);
  }

  /** Eight bytes, little end first, as an unsigned integer. */
  fixed64(): bigint {
    const start = this.at;
    this.#step(8);
    return fixed64At(this.bytes, start);
  }

  /** Four bytes, little end first, as an unsigned integer. */
  fixed32(): number {
    const start = this.at;
    this.#step(4);
    return uint32At(this.bytes, start);
  }

  double(): number {
    const start = this.at;
    this.#step(8);
    return new DataView(this.bytes.buffer, this.bytes.byteOffset + start, 8).getFloat64(0, true);
  }

  /** Steps over the value of a field that nobody reads. Unknown groups are walked without recursion. */
  skip(tag: number): void {
    switch (tag & 7) {
      case WIRE_VARINT:
        this.#varint();
        return;
      case WIRE_FIXED64:
        this.#step(8);
        return;
      case WIRE_LENGTH:
        this.stepOver();
        return;
      case WIRE_FIXED32:
        this.#step(4);
        return;
      case WIRE_GROUP:
        this.#skipGroup(tag);
        return;
      default:
        throw new MalformedBody(`Group ends at byte ${this.at} without having begun.`, this.at);
    }
  }

  #skipGroup(tag: number): void {
    const open = [tag >>> 3];
    while (open.length > 0) {
      const start = this.at;
      const inner = this.tag();
      if ((inner & 7) === WIRE_GROUP) {
        open.push(inner >>> 3);
        if (open.length > MAX_GROUP_DEPTH) {
          throw new MalformedBody(`More than ${MAX_GROUP_DEPTH} groups nested at byte ${start}.`, start);
        }
      } else if ((inner & 7) === WIRE_GROUP_END) {
        if (open.pop() !== inner >>> 3) {
          throw new MalformedBody(`Group end at byte ${start} does not match its start.`, start);
        }
      } else this.skip(inner);
    }
  }

  #step(size: number): void {
    if (size > this.end - this.at) this.#truncated();
    this.at += size;
  }

  #varint(): void {
    const first = this.at < this.end ? (this.bytes[this.at] ?? 0) : this.#truncated();
    if (first < 0x80) {
      this.at++;
      this.#low = first;
      this.#high = 0;
    } else this.#longVarint();
  }

  /** Two to ten bytes: 28 bits, then the four that straddle the halves, then 35 more of which 28 count. */
  #longVarint(): void {
    const start = this.at;
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      if (this.at >= this.end) this.#truncated();
      const byte = this.bytes[this.at++] ?? 0;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw new MalformedBody(`Number at byte ${start} is longer than 10 bytes.`, start);
  }

  #truncated(): never {
    throw new MalformedBody(`Truncated: the message ends at byte ${this.end}.`, this.end);
  }
}

/** Eight bytes at `start`, little end first, as an unsigned integer. */
export function fixed64At(bytes: Uint8Array, start: number): bigint {
  return (BigInt(uint32At(bytes, start + 4)) << 32n) | BigInt(uint32At(bytes, start));
}

/** Four bytes at `start`, little end first, as an unsigned integer. A DataView for each would cost more than the read. */
export function uint32At(bytes: Uint8Array, start: number): number {
  const low = (bytes[start] ?? 0) | ((bytes[start + 1] ?? 0) << 8) | ((bytes[start + 2] ?? 0) << 16);
  return (low | ((bytes[start + 3] ?? 0) << 24)) >>> 0;
}
