// Writes protobuf into one growing byte array.

import { WIRE_FIXED32, WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT } from "./protobuf";

const encoder = new TextEncoder();

/** Up to here, writing ASCII character by character beats calling the encoder. */
const SHORT_TEXT = 48;
const TWO_32 = 0x1_0000_0000;

export class ProtobufWriter {
  #bytes = new Uint8Array(1024);
  #at = 0;

  /** What was written so far; a view that later writing may change. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  /** A place to come back to with `rewind`. */
  mark(): number {
    return this.#at;
  }

  /** Forgets everything written after a mark. */
  rewind(mark: number): void {
    this.#at = mark;
  }

  uint32(field: number, value: number): void {
    this.#tag(field, WIRE_VARINT);
    this.#varint(value >>> 0, 0);
  }

  /** int32 and enums: negative numbers take ten bytes, sign extended. */
  int32(field: number, value: number): void {
    this.#tag(field, WIRE_VARINT);
    this.#varint(value >>> 0, value < 0 ? 0xffff_ffff : 0);
  }

  int64(field: number, value: bigint): void {
    const bits = BigInt.asUintN(64, value);
    this.#tag(field, WIRE_VARINT);
    this.#varint(Number(bits & 0xffff_ffffn), Number(bits >> 32n));
  }

  bool(field: number, value: boolean): void {
    this.#tag(field, WIRE_VARINT);
    this.#varint(value ? 1 : 0, 0);
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, WIRE_FIXED32);
    this.#view(4).setUint32(0, value >>> 0, true);
  }

  /** The low 64 bits, unsigned. */
  fixed64(field: number, value: bigint): void {
    this.#tag(field, WIRE_FIXED64);
    this.#view(8).setBigUint64(0, BigInt.asUintN(64, value), true);
  }

  double(field: number, value: number): void {
    this.#tag(field, WIRE_FIXED64);
    this.#view(8).setFloat64(0, value, true);
  }

  /** A lone surrogate becomes U+FFFD. */
  text(field: number, value: string): void {
    this.#tag(field, WIRE_LENGTH);
    if (value.length <= SHORT_TEXT && this.#shortAscii(value)) return;
    const bytes = encoder.encode(value);
    this.#varint(bytes.length, 0);
    this.#append(bytes);
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, WIRE_LENGTH);
    this.#varint(value.length, 0);
    this.#append(value);
  }

  /** A message inside this one: whatever `write` writes. Its length is put before it afterwards. */
  nested(field: number, write: () => void): void {
    this.#tag(field, WIRE_LENGTH);
    const start = this.#at;
    this.#at++;
    write();
    const length = this.#at - start - 1;
    const extra = varintSize(length) - 1;
    // Room for the length too: growing keeps only what lies before the cursor, which goes back now.
    this.#reserve(extra + 10);
    if (extra > 0) this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#at);
    this.#at = start;
    this.#varint(length, 0);
    this.#at += length;
  }

  #tag(field: number, wireType: number): void {
    // One reservation covers the tag and the longest number or length behind it.
    this.#reserve(16);
    this.#varint(field * 8 + wireType, 0);
  }

  #varint(low: number, high: number): void {
    this.#reserve(10);
    let rest = high * TWO_32 + low;
    if (high < 0x20_0000) {
      while (rest >= 0x80) {
        this.#bytes[this.#at++] = (rest % 0x80) | 0x80;
        rest = Math.floor(rest / 0x80);
      }
      this.#bytes[this.#at++] = rest;
      return;
    }
    let big = (BigInt(high) << 32n) | BigInt(low);
    while (big >= 0x80n) {
      this.#bytes[this.#at++] = Number(big & 0x7fn) | 0x80;
      big >>= 7n;
    }
    this.#bytes[this.#at++] = Number(big);
  }

  #shortAscii(value: string): boolean {
    for (let index = 0; index < value.length; index++) if (value.charCodeAt(index) >= 0x80) return false;
    this.#reserve(1 + value.length);
    this.#bytes[this.#at++] = value.length;
    for (let index = 0; index < value.length; index++) this.#bytes[this.#at++] = value.charCodeAt(index);
    return true;
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #view(size: number): DataView {
    this.#reserve(size);
    this.#at += size;
    return new DataView(this.#bytes.buffer, this.#at - size, size);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
