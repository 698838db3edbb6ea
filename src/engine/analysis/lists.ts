// Lists of messages and tools as hashed values: an element that was seen before is not parsed again, and a list that
// begins like an earlier one is read from where it differs.
//
// A call of an agent sends what the call before sent and a little more. Read whole, 400 calls with contexts of a
// megabyte are 400 MB of JSON; read this way they are the megabyte and what each call added.

import { allOf } from "../../core/dialects/content/list";
import type { Hashed } from "../../core/model/context-window";
import type { ListSource } from "../../core/model/step";
import { cutJsonArray } from "../../core/otlp/pieces";
import type { Attributes } from "../../core/otlp/wire";
import type { ContentReader, StoredSpan, ValueNode } from "../store/content-reader";
import { hashText, hashValue } from "./hash";

/** Parsed elements kept, and lists to compare the next one of the same attribute with. */
const MAX_ELEMENTS = 50_000;
const MAX_RECENT = 6;

/** One element of a list: where it ends in the text, and the values that it is. */
interface Element<Value> {
  readonly end: number;
  readonly values: readonly Hashed<Value>[];
}

interface ReadList<Value> {
  readonly nodes: readonly ValueNode[];
  readonly elements: readonly Element<Value>[];
}

/** Reads lists of one type of value. Equal values have equal hashes, whichever way they came. */
export class ListReader<Value> {
  private readonly byText = new Map<string, readonly Hashed<Value>[]>();
  private readonly recent = new Map<string, ReadList<Value>[]>();
  private seenReleases = 0;

  constructor(private readonly contents: ContentReader) {}

  /** The values of a list. `series` names lists that are likely to begin alike. */
  read(source: ListSource<Value>, attributes: Attributes, stored: StoredSpan | null, series: string) {
    if (source.form === "values") return source.values.map(hashed);
    const bytes = attributes.utf8(source.key);
    const last = bytes && stored?.valueOf(bytes);
    const elements = last
      ? this.grown(source, last, `${series}\n${source.key}`)
      : bytes && this.elements(source, bytes, 0);
    return elements?.flatMap(({ values }) => values) ?? allOf(source, attributes).map(hashed);
  }

  /** The elements of a stored value: those before the first difference from an earlier value are taken from it. */
  private grown(
    source: Elements<Value>,
    last: ValueNode,
    series: string,
  ): readonly Element<Value>[] | undefined {
    this.forgetReleased();
    const nodes = chainOf(last);
    const recent = this.recent.get(series) ?? [];
    let kept: readonly Element<Value>[] = [];
    for (const list of recent) {
      const shared = sharedBytes(list.nodes, nodes);
      const elements = list.elements.filter(({ end }) => end < shared);
      if (elements.length > kept.length) kept = elements;
    }
    const from = kept.at(-1)?.end ?? 0;
    const rest = this.elements(source, this.contents.bytesFrom(last, from), from);
    if (!rest) return undefined;
    const elements = [...kept, ...rest];
    this.recent.set(series, [{ nodes, elements }, ...recent].slice(0, MAX_RECENT));
    return elements;
  }

  /** The elements of a text, or of what stands behind `from` in one; undefined where it is no sound JSON. */
  private elements(
    source: Elements<Value>,
    bytes: Uint8Array,
    from: number,
  ): readonly Element<Value>[] | undefined {
    const text = from === 0 ? bytes : asList(bytes);
    const cuts = text && cutJsonArray(text);
    if (!text || !cuts) return undefined;
    const shift = from === 0 ? 0 : from + (bytes.length - text.length);
    const elements: Element<Value>[] = [];
    for (let at = 0; at < cuts.length; at += 2) {
      const values = this.element(source, text.subarray(cuts[at], cuts[at + 1]));
      if (!values) return undefined;
      elements.push({ end: shift + (cuts[at + 1] ?? 0), values });
    }
    return elements;
  }

  private element(source: Elements<Value>, bytes: Uint8Array): readonly Hashed<Value>[] | undefined {
    const key = `${source.reader} ${hashText(bytes)}`;
    const known = this.byText.get(key);
    if (known) return known;
    const parsed = parse(bytes);
    if (!parsed) return undefined;
    const values = source.read(parsed.value).map(hashed);
    if (this.byText.size >= MAX_ELEMENTS) this.byText.clear();
    this.byText.set(key, values);
    return values;
  }

  /** The nodes of lists that were read before may stand for other values once any was given up. */
  private forgetReleased(): void {
    if (this.seenReleases !== this.contents.releases) this.recent.clear();
    this.seenReleases = this.contents.releases;
  }
}

type Elements<Value> = Extract<ListSource<Value>, { form: "elements" }>;

/** A value with the hash of its content. */
export function hashed<Value>(value: Value): Hashed<Value> {
  return { hash: hashValue(value), value };
}

function chainOf(last: ValueNode): readonly ValueNode[] {
  const nodes: ValueNode[] = [];
  for (let at: ValueNode | null = last; at; at = at.parent) nodes.push(at);
  return nodes.reverse();
}

/** A node's id stands for all bytes up to its end, so equal ids mean equal beginnings. */
function sharedBytes(left: readonly ValueNode[], right: readonly ValueNode[]): number {
  let low = 0;
  let high = Math.min(left.length, right.length);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (left[middle - 1]?.id === right[middle - 1]?.id) low = middle;
    else high = middle - 1;
  }
  return left[low - 1]?.end ?? 0;
}

const OPEN = 0x5b;
const COMMA = 0x2c;
const CLOSE = 0x5d;

/** What stands behind an element, as a list of its own: the comma becomes the opening bracket. */
function asList(bytes: Uint8Array): Uint8Array | undefined {
  const at = bytes.findIndex((byte) => byte > 0x20);
  if (bytes[at] === CLOSE) return Uint8Array.of(OPEN, CLOSE);
  if (bytes[at] !== COMMA) return undefined;
  const list = bytes.slice(at);
  list[0] = OPEN;
  return list;
}

function parse(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")) };
  } catch {
    return undefined;
  }
}
