// Which keys a list of attributes has and where they stand, shared by all lists with the same keys in the same order.
//
// Spans of one instrumentation repeat a handful of such lists thousands of times. Their keys are followed from shape to
// shape, as a JavaScript engine does for objects, so that the map from key to place is made once for each shape.

import { internedTextAt } from "./text";

/** Four numbers an attribute: key start, key end, value start, value end. */
const SLOT = 4;
/** Shapes that are kept; then all are forgotten and learnt again, so that hostile keys cannot fill the memory. */
const MAX_SHAPES = 8192;
/** Longer lists and longer keys get a shape of their own that nobody else shares. */
const MAX_SHARED_KEYS = 512;
const MAX_KEY_BYTES = 96;

/** A list of keys. */
export class KeyShape {
  #slots: ReadonlyMap<string, number> | undefined;
  #next: Map<string, KeyShape> | undefined;
  #lastKey: string | undefined;
  #lastNext: KeyShape | undefined;

  constructor(
    readonly parent: KeyShape | null,
    readonly key: string,
    readonly slot: number,
  ) {}

  /** Each key once, in the order sent, with the offset of its last copy: first order, last value. */
  get slots(): ReadonlyMap<string, number> {
    return (this.#slots ??= slotsOf(this));
  }

  /** The shape with one more key. */
  with(key: string, slot: number): KeyShape {
    if (key === this.#lastKey && this.#lastNext) return this.#lastNext;
    this.#next ??= new Map();
    let next = this.#next.get(key);
    if (!next) {
      next = new KeyShape(this, key, slot);
      this.#next.set(key, next);
      shapes++;
    }
    this.#lastKey = key;
    this.#lastNext = next;
    return next;
  }
}

function slotsOf(shape: KeyShape): ReadonlyMap<string, number> {
  const path: KeyShape[] = [];
  for (let at = shape; at.parent !== null; at = at.parent) path.push(at);
  return new Map(path.reverse().map(({ key, slot }) => [key, slot]));
}

const emptyShape = () => new KeyShape(null, "", 0);
let root = emptyShape();
let shapes = 0;

/** The shape of a list of attributes, given where their keys lie. */
export function shapeOf(bytes: Uint8Array, offsets: readonly number[]): KeyShape {
  if (shapes >= MAX_SHAPES) {
    root = emptyShape();
    shapes = 0;
  }
  let shape = offsets.length > MAX_SHARED_KEYS * SLOT ? emptyShape() : root;
  for (let slot = 0; slot < offsets.length; slot += SLOT) {
    const start = offsets[slot] ?? 0;
    const end = offsets[slot + 1] ?? 0;
    const key = internedTextAt(bytes, start, end);
    shape = end - start > MAX_KEY_BYTES ? new KeyShape(shape, key, slot) : shape.with(key, slot);
  }
  return shape;
}
