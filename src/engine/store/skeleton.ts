// A stored span or log record: its protobuf bytes with the long strings cut out, and where to put them back.
//
// The bytes themselves are never re-encoded, only cut, so that what comes back is identical whatever encoder wrote it
// (padded lengths, repeated fields, unknown fields). Layout: the number of cuts, for each cut the bytes since the last
// one and the id of its value, all as varints; then the rest of the bytes.

/** Strings from here on are stored by content: shorter ones cost less in place than a row of their own. */
export const MIN_VALUE_BYTES = 512;

/** A long string inside a message; `key` is the attribute that holds it, empty where it is in none. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly key: string;
}

type Shape = Readonly<Record<number, string>>;

/** Fields of OTLP messages on the way to a string value (opentelemetry-proto 1.11.0). */
const SHAPES: Readonly<Record<string, Shape>> = {
  span: { 9: "keyValue", 11: "event", 13: "link" },
  log: { 5: "any", 6: "keyValue" },
  event: { 3: "keyValue" },
  link: { 4: "keyValue" },
  keyValue: { 1: "key", 2: "any" },
  any: { 1: "string", 5: "array", 6: "map" },
  array: { 1: "any" },
  map: { 1: "keyValue" },
};

/** Deeper values stay where they are. */
const MAX_DEPTH = 64;

/** The long strings of a span or log record in the order they stand. Bytes that do not parse are left alone. */
export function findCuts(raw: Uint8Array, message: "span" | "log"): readonly Cut[] {
  if (raw.length < MIN_VALUE_BYTES) return [];
  const cuts: Cut[] = [];
  walk(raw, 0, raw.length, message, "", 0, cuts);
  return cuts;
}

/** The bytes without the cuts, and the ids of their values. */
export function packSkeleton(raw: Uint8Array, cuts: readonly Cut[], valueIds: readonly number[]): Uint8Array {
  if (cuts.length === 0) return withoutCuts(raw);
  const head: number[] = [];
  pushVarint(head, cuts.length);
  let kept = raw.length;
  let at = 0;
  cuts.forEach((cut, index) => {
    pushVarint(head, cut.start - at);
    pushVarint(head, valueIds[index] ?? 0);
    at = cut.end;
    kept -= cut.end - cut.start;
  });
  const packed = Buffer.allocUnsafe(head.length + kept);
  packed.set(head);
  let to = head.length;
  let from = 0;
  for (const cut of cuts) {
    packed.set(raw.subarray(from, cut.start), to);
    to += cut.start - from;
    from = cut.end;
  }
  packed.set(raw.subarray(from), to);
  return packed;
}

/** From node's pool of small buffers: most spans are short, and a buffer of its own costs 2 µs. */
function withoutCuts(raw: Uint8Array): Uint8Array {
  const packed = Buffer.allocUnsafe(raw.length + 1);
  packed[0] = 0;
  packed.set(raw, 1);
  return packed;
}

/** The ids of the values that a packed message refers to, in order. */
export function valueIdsOf(packed: Uint8Array): readonly number[] {
  return readHead(packed).cuts.map((cut) => cut.valueId);
}

/** The cuts of a packed message in order: how many bytes stand since the one before, and the id of the value. */
export function cutsOf(packed: Uint8Array): readonly { readonly gap: number; readonly valueId: number }[] {
  return readHead(packed).cuts;
}

/** The message as it was sent. `value` gives the bytes of a value id, in pieces: each is copied once. */
export function unpackSkeleton(packed: Uint8Array, value: (id: number) => readonly Uint8Array[]): Uint8Array {
  const { cuts, bodyAt } = readHead(packed);
  if (cuts.length === 0) return packed.subarray(bodyAt);
  const chunks: Uint8Array[] = [];
  let at = bodyAt;
  for (const cut of cuts) {
    chunks.push(packed.subarray(at, at + cut.gap));
    for (const piece of value(cut.valueId)) chunks.push(piece);
    at += cut.gap;
  }
  chunks.push(packed.subarray(at));
  return concat(chunks);
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  // Every byte is written below; zeroing a megabyte first takes half as long as filling it.
  const whole = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Adds the cuts between two offsets; false where the bytes are no protobuf. */
function walk(
  raw: Uint8Array,
  from: number,
  to: number,
  message: string,
  key: string,
  depth: number,
  cuts: Cut[],
): boolean {
  const shape = SHAPES[message];
  if (!shape || depth > MAX_DEPTH) return true;
  const reader = { raw, at: from, end: to };
  let name = key;
  while (reader.at < to) {
    const tag = readVarint(reader);
    const wire = tag & 7;
    if (wire !== 2) {
      if (!skip(reader, wire)) return false;
      continue;
    }
    const length = readVarint(reader);
    const start = reader.at;
    const end = start + length;
    if (!(length >= 0) || end > to) return false;
    reader.at = end;
    const inner = shape[Math.floor(tag / 8)];
    if (inner === undefined) continue;
    if (inner === "key") {
      if (depth === 1) name = latin(raw, start, end);
    } else if (inner === "string") {
      if (length >= MIN_VALUE_BYTES) cuts.push({ start, end, key: name });
    } else if (length >= MIN_VALUE_BYTES && !walk(raw, start, end, inner, name, depth + 1, cuts))
      return false;
  }
  return true;
}

interface Reader {
  readonly raw: Uint8Array;
  readonly end: number;
  at: number;
}

function readVarint(reader: Reader): number {
  let value = 0;
  let scale = 1;
  for (let count = 0; count < 10; count++) {
    const byte = reader.at < reader.end ? (reader.raw[reader.at++] ?? 0) : 0;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  return value;
}

function skip(reader: Reader, wire: number): boolean {
  if (wire === 0) readVarint(reader);
  else if (wire === 1) reader.at += 8;
  else if (wire === 5) reader.at += 4;
  else return false;
  return reader.at <= reader.end;
}

function readHead(packed: Uint8Array): {
  readonly cuts: readonly { readonly gap: number; readonly valueId: number }[];
  readonly bodyAt: number;
} {
  const reader = { raw: packed, at: 0, end: packed.length };
  const count = readVarint(reader);
  const cuts = Array.from({ length: count }, () => ({
    gap: readVarint(reader),
    valueId: readVarint(reader),
  }));
  return { cuts, bodyAt: reader.at };
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function latin(raw: Uint8Array, start: number, end: number): string {
  return Buffer.from(raw.buffer, raw.byteOffset + start, Math.min(end - start, 200)).toString("latin1");
}
