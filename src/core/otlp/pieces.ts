// Where a JSON text can be cut so that repeated elements are kept once: offsets only, nothing is decoded.
//
// An agent sends its whole history with every call. Cut at the elements, the history's pieces are the same bytes as
// before and are stored once (design decision 3). One pass over the bytes, aware of strings; every cut lies on an
// ASCII byte, so that no UTF-8 sequence is ever split. The text is not validated beyond brackets and strings.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Arrays inside each other up to this depth are cut, wherever objects stand between them. */
const MAX_ARRAY_DEPTH = 3;
/** Containers of any kind deeper than this are passed over; it bounds what is remembered, not what is accepted. */
const MAX_CONTAINER_DEPTH = 12;

/**
 * Where the elements of a JSON array lie: start and end of each, alternating, so that
 * `bytes.subarray(cuts[2 * i], cuts[2 * i + 1])` is element i without the white space around it.
 *
 * `[]` gives no offsets. Null where the text is not one array with balanced brackets and strings.
 *
 * Example: `[{"a":1}, "b"]` gives `[1, 8, 10, 13]`.
 */
export function cutJsonArray(bytes: Uint8Array): readonly number[] | null {
  if (bytes[skipSpace(bytes, 0)] !== OPEN_LIST) return null;
  const cuts: number[] = [];
  const isWhole = walkElements(bytes, 1, (start, end) => {
    cuts.push(start, end);
  });
  return isWhole ? cuts : null;
}

/**
 * Where to cut a JSON text into pieces: ascending offsets, the first 0, the last `bytes.length`. Piece i is
 * `bytes.subarray(cuts[i], cuts[i + 1])`; all pieces one after the other are the text, byte for byte.
 *
 * Each element of at least `minBytes` in arrays up to three deep begins and ends at a cut; what lies between such
 * elements (brackets, commas, small elements) stays together. The cuts in an element depend on its own bytes and its
 * depth only, so that the same element in another text falls into the same pieces.
 *
 * `[0, bytes.length]` where there is nothing to cut or the text is not JSON.
 */
export function cutJsonText(bytes: Uint8Array, minBytes: number): readonly number[] {
  return cutJsonTextFrom(bytes, minBytes, 0)?.cuts ?? [0, bytes.length];
}

/** Cuts of a text, and those of them at which `cutJsonTextFrom` can go on in a text that begins alike. */
export interface TextCuts {
  /** As `cutJsonText` gives them, from the place where the search began. */
  readonly cuts: readonly number[];
  /** The ends of the elements of the outermost array that are cuts, rising. */
  readonly resumes: readonly number[];
}

/**
 * The cuts of a JSON text behind `from`: 0, or one of the `resumes` of a text with the same bytes up to there. What
 * stands before `from` is not looked at again. Elements of arrays inside an array (the parts of a message) are cut out
 * from `innerMinBytes` on. Null where the text is not JSON as a whole.
 */
export function cutJsonTextFrom(
  bytes: Uint8Array,
  minBytes: number,
  from: number,
  innerMinBytes = minBytes,
): TextCuts | null {
  const cuts = new Set([from]);
  const resumes: number[] = [];
  const isWhole = walkElements(
    bytes,
    MAX_ARRAY_DEPTH,
    (start, end, depth, arrayDepth) => {
      if (end - start < Math.max(1, arrayDepth === 1 ? minBytes : innerMinBytes)) return;
      cuts.add(start).add(end);
      if (depth === 1) resumes.push(end);
    },
    from,
  );
  if (!isWhole) return null;
  return { cuts: [...cuts.add(bytes.length)].sort((left, right) => left - right), resumes };
}

/** `depth` counts the containers around an element, `arrayDepth` only the arrays. */
type OnElement = (start: number, end: number, depth: number, arrayDepth: number) => void;

/**
 * Calls back with each element of arrays up to a depth, inner ones first. False where brackets or strings do not match.
 * A walk `from` behind 0 starts behind an element of the outermost array, which then comes back as an empty one.
 */
function walkElements(bytes: Uint8Array, maxArrayDepth: number, onElement: OnElement, from = 0): boolean {
  const open = new OpenContainers(maxArrayDepth);
  let at = skipSpace(bytes, from);
  let tokenEnd = at;
  if (from > 0) {
    open.open(OPEN_LIST);
    open.begin(from);
    tokenEnd = from;
  }
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      const start = open.elementStart();
      if (start >= 0) onElement(start, tokenEnd, open.depth, open.arrayDepth);
      else if (start === AWAITED && (byte === COMMA || open.isBehindComma())) return false;
      if (byte === COMMA) open.nextElement();
      else if (!open.close(byte)) return false;
      at++;
    } else {
      open.begin(at);
      if (byte === QUOTE) at = endOfString(bytes, at);
      else {
        if (byte === OPEN_LIST || byte === OPEN_OBJECT) open.open(byte);
        at++;
      }
      if (at < 0) return false;
    }
    tokenEnd = at;
    if (open.depth === 0) return skipSpace(bytes, at) === bytes.length && byte !== COMMA;
    at = skipSpace(bytes, at);
  }
  return false;
}

/** No element has begun yet. */
const AWAITED = -1;
/** The container is no array that is cut. */
const UNWATCHED = -2;

/** The containers around the cursor: their kinds, and where the current element of each watched array began. */
class OpenContainers {
  depth = 0;
  #arrayDepth = 0;
  readonly #kinds = new Uint8Array(MAX_CONTAINER_DEPTH);
  readonly #starts = new Array<number>(MAX_CONTAINER_DEPTH).fill(UNWATCHED);
  readonly #behindComma = new Uint8Array(MAX_CONTAINER_DEPTH);

  constructor(private readonly maxArrayDepth: number) {}

  open(byte: number): void {
    const level = this.depth++;
    if (level >= MAX_CONTAINER_DEPTH) return;
    this.#kinds[level] = byte;
    this.#behindComma[level] = 0;
    const isWatched = byte === OPEN_LIST && ++this.#arrayDepth <= this.maxArrayDepth;
    this.#starts[level] = isWatched ? AWAITED : UNWATCHED;
  }

  /** False where the bracket closes nothing or another kind. ASCII puts each closing bracket two behind its opening. */
  close(byte: number): boolean {
    if (this.depth === 0) return false;
    const level = --this.depth;
    if (level >= MAX_CONTAINER_DEPTH) return true;
    if (this.#kinds[level] === OPEN_LIST) this.#arrayDepth--;
    return this.#kinds[level] === byte - 2;
  }

  /** Arrays around the cursor, counted only as deep as containers are remembered. */
  get arrayDepth(): number {
    return this.#arrayDepth;
  }

  elementStart(): number {
    return this.#starts[this.depth - 1] ?? UNWATCHED;
  }

  isBehindComma(): boolean {
    return this.#behindComma[this.depth - 1] === 1;
  }

  begin(at: number): void {
    const level = this.depth - 1;
    if (this.#starts[level] === AWAITED) this.#starts[level] = at;
  }

  nextElement(): void {
    const level = this.depth - 1;
    if ((this.#starts[level] ?? UNWATCHED) === UNWATCHED) return;
    this.#starts[level] = AWAITED;
    this.#behindComma[level] = 1;
  }
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

/** Up to here a loop of our own beats the call of the platform's search. */
const SHORT_STRING_BYTES = 48;

/** The index behind the closing quote; -1 where the string never ends. */
function endOfString(bytes: Uint8Array, open: number): number {
  const near = Math.min(open + SHORT_STRING_BYTES, bytes.length);
  let at = open + 1;
  while (at < near) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  for (let from = at; ;) {
    const quote = bytes.indexOf(QUOTE, from);
    if (quote < 0) return -1;
    if (!isEscaped(bytes, quote, at)) return quote + 1;
    from = quote + 1;
  }
}

/** Whether an odd number of backslashes, none of them before `from`, stands before the quote. */
function isEscaped(bytes: Uint8Array, quote: number, from: number): boolean {
  let backslashes = 0;
  while (quote - 1 - backslashes >= from && bytes[quote - 1 - backslashes] === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
