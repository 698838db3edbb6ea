// Attributes that know where their values lie and read one when it is asked for.

import { anyValueAt, loneStringAt, readKeyValue, stringRangeAt } from "./any-value";
import type { ProtobufReader } from "./protobuf";
import { type KeyShape, shapeOf } from "./key-shapes";
import { shortTextAt, textAt } from "./text";
import type { AnyValue, Attributes } from "./wire";

/** Gathers the KeyValue messages of one span, event, resource or scope while it is walked. */
export class AttributeSlots {
  /** Key start, key end, value start, value end; four numbers an attribute. */
  readonly offsets: number[] = [];
  /** Keys whose values lie deeper than we keep. */
  readonly cutKeys: string[] = [];

  /** Reads the KeyValue that starts at the reader's length prefix. */
  add(reader: ProtobufReader): void {
    const outerEnd = reader.enter();
    const slot = readKeyValue(reader);
    this.offsets.push(slot.keyStart, slot.keyEnd, slot.valueStart, slot.valueEnd);
    if (slot.tooDeep) this.cutKeys.push(textAt(reader.bytes, slot.keyStart, slot.keyEnd));
    reader.leave(outerEnd);
  }
}

/** Attributes over a byte array. Keys are read at the first question, a value at each. */
export class LazyAttributes implements Attributes {
  #shape: KeyShape | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly offsets: readonly number[],
  ) {}

  get size(): number {
    return this.#slots().size;
  }

  has(key: string): boolean {
    return this.#slots().has(key);
  }

  get(key: string): AnyValue | undefined {
    const slot = this.#slots().get(key);
    if (slot === undefined) return undefined;
    const start = this.offsets[slot + 2] ?? -1;
    return start < 0 ? null : anyValueAt(this.bytes, start, this.offsets[slot + 3] ?? start);
  }

  text(key: string): string | undefined {
    const slot = this.#slots().get(key);
    if (slot === undefined) return undefined;
    const end = this.offsets[slot + 3] ?? -1;
    const lone = end < 0 ? -1 : loneStringAt(this.bytes, this.offsets[slot + 2] ?? 0, end);
    if (lone >= 0) return shortTextAt(this.bytes, lone, end);
    const range = this.#stringRange(key);
    return range === null ? undefined : shortTextAt(this.bytes, range[0], range[1]);
  }

  utf8(key: string): Uint8Array | undefined {
    const range = this.#stringRange(key);
    return range === null ? undefined : this.bytes.subarray(range[0], range[1]);
  }

  keys(): readonly string[] {
    return [...this.#slots().keys()];
  }

  /** What all attributes with these keys in this order share. */
  get shape(): KeyShape {
    return (this.#shape ??= shapeOf(this.bytes, this.offsets));
  }

  #stringRange(key: string): [number, number] | null {
    const slot = this.#slots().get(key);
    const start = slot === undefined ? -1 : (this.offsets[slot + 2] ?? -1);
    if (slot === undefined || start < 0) return null;
    return stringRangeAt(this.bytes, start, this.offsets[slot + 3] ?? start);
  }

  #slots(): ReadonlyMap<string, number> {
    return this.shape.slots;
  }
}

/**
 * A question that the keys alone answer, asked once for all attributes with the same keys: spans of one instrumentation
 * have a handful of sets of keys. In a profile of lean spans, one dialect's look through them was 5 % of reading a span.
 */
export function answeredByKeys<Answer>(
  ask: (attributes: Attributes) => Answer,
): (attributes: Attributes) => Answer {
  const answers = new WeakMap<KeyShape, { readonly answer: Answer }>();
  return (attributes) => {
    if (!(attributes instanceof LazyAttributes)) return ask(attributes);
    const known = answers.get(attributes.shape);
    if (known) return known.answer;
    const answer = ask(attributes);
    answers.set(attributes.shape, { answer });
    return answer;
  };
}

const present = new WeakMap<KeyShape, WeakMap<readonly string[], readonly string[]>>();
/** Longer lists of keys are a context written flat, and no two of them are alike. */
const MAX_LEARNT_KEYS = 48;

/**
 * Those of some keys that may be there, in the order asked for; worked out once for all attributes with the same keys.
 * `keys` should be a constant: what is learnt belongs to that very list.
 */
export function keysPresent(attributes: Attributes, keys: readonly string[]): readonly string[] {
  if (keys.length < 2 || !(attributes instanceof LazyAttributes) || attributes.size > MAX_LEARNT_KEYS)
    return keys;
  const { shape } = attributes;
  let known = present.get(shape);
  if (!known) present.set(shape, (known = new WeakMap()));
  let found = known.get(keys);
  if (!found) known.set(keys, (found = keys.filter((key) => attributes.has(key))));
  return found;
}
