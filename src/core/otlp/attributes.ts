// Attributes that know where their values lie and read one when it is asked for.

import { anyValueAt, readKeyValue, stringRangeAt } from "./any-value";
import type { ProtobufReader } from "./protobuf";
import { internedTextAt, textAt } from "./text";
import type { AnyValue, Attributes } from "./wire";

const SLOT = 4;

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
  #index: Map<string, number> | undefined;

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
    const range = this.#stringRange(key);
    return range === null ? undefined : textAt(this.bytes, range[0], range[1]);
  }

  utf8(key: string): Uint8Array | undefined {
    const range = this.#stringRange(key);
    return range === null ? undefined : this.bytes.subarray(range[0], range[1]);
  }

  keys(): readonly string[] {
    return [...this.#slots().keys()];
  }

  #stringRange(key: string): [number, number] | null {
    const slot = this.#slots().get(key);
    const start = slot === undefined ? -1 : (this.offsets[slot + 2] ?? -1);
    if (slot === undefined || start < 0) return null;
    return stringRangeAt(this.bytes, start, this.offsets[slot + 3] ?? start);
  }

  /** Setting a key that is there keeps its place and takes the later value: first order, last value. */
  #slots(): Map<string, number> {
    if (this.#index !== undefined) return this.#index;
    const index = new Map<string, number>();
    for (let slot = 0; slot < this.offsets.length; slot += SLOT) {
      index.set(internedTextAt(this.bytes, this.offsets[slot] ?? 0, this.offsets[slot + 1] ?? 0), slot);
    }
    this.#index = index;
    return index;
  }
}
