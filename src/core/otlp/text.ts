// Bytes to text: UTF-8 that is repaired, never refused; hex ids; short texts that recur are made once.

/** Whether bytes are valid UTF-8. The engine hands in node's own check, which is several times faster than ours. */
export type Utf8Check = (bytes: Uint8Array) => boolean;

// `ignoreBOM` keeps a leading U+FEFF: it is part of what was sent.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to here, adding characters one by one beats calling the decoder. */
const SHORT_TEXT_BYTES = 24;

/** The text of a byte range. Bytes that are not UTF-8, overlong forms too, become U+FFFD. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  if (start === end) return "";
  if (end - start > SHORT_TEXT_BYTES) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  for (let index = start; index < end; index++) {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

const INTERN_SLOTS = 4096;
const INTERN_MAX_BYTES = 96;
/** One text per slot, replaced by the next that falls there: hostile keys cannot make it grow. */
const interned: (string | undefined)[] = new Array<string | undefined>(INTERN_SLOTS).fill(undefined);

/** Values up to here are models, names, ids and numbers as text: many recur. */
const SHORT_VALUE_BYTES = 40;

/** The text of a value: like `textAt`, but short ones that recur are made once. */
export function shortTextAt(bytes: Uint8Array, start: number, end: number): string {
  return end - start <= SHORT_VALUE_BYTES ? internedTextAt(bytes, start, end) : textAt(bytes, start, end);
}

/** Like `textAt`, for texts that recur (attribute keys, names): the same string object comes back, nothing is made. */
export function internedTextAt(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > INTERN_MAX_BYTES) return textAt(bytes, start, end);
  let hash = end - start;
  for (let index = start; index < end; index++) hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0;
  const slot = (hash ^ (hash >>> 15)) & (INTERN_SLOTS - 1);
  const known = interned[slot];
  if (known !== undefined && equalsAscii(known, bytes, start, end)) return known;
  const text = textAt(bytes, start, end);
  interned[slot] = text;
  return text;
}

function equalsAscii(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) {
    const byte = bytes[start + index] ?? 0;
    if (byte >= 0x80 || text.charCodeAt(index) !== byte) return false;
  }
  return true;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Bytes as lower-case hex, two digits each. */
export function hexAt(bytes: Uint8Array, start: number, end: number): string {
  let hex = "";
  for (let index = start; index < end; index++) hex += HEX[bytes[index] ?? 0] ?? "";
  return hex;
}

/** The bytes of hex text in either case; null where it is not hex or has an odd number of digits. */
export function bytesOfHex(hex: string): Uint8Array | null {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** Whether bytes are valid UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    if ((bytes[at] ?? 0) < 0x80) at++;
    else {
      const size = sequenceLength(bytes, at);
      if (size === 0) return false;
      at += size;
    }
  }
  return true;
}

/** Length of the well-formed sequence of two to four bytes that starts here; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return isContinuation(second) ? 2 : 0;
  if (!isContinuation(bytes[at + 2] ?? 0)) return 0;
  if (lead < 0xf0) {
    const lowest = lead === 0xe0 ? 0xa0 : 0x80;
    const highest = lead === 0xed ? 0x9f : 0xbf;
    return second >= lowest && second <= highest ? 3 : 0;
  }
  if (!isContinuation(bytes[at + 3] ?? 0)) return 0;
  const lowest = lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xf4 ? 0x8f : 0xbf;
  return second >= lowest && second <= highest ? 4 : 0;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
