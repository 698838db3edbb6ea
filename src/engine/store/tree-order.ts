// The steps of a session in tree order: a parent before its children, siblings by start, then by id. When steps come and
// go, only what stands behind the first that may have moved is numbered again. No recursion: a chain may be ten thousand deep.

import { inOrder, type Place } from "./place";

export class TreeOrder {
  /** The steps at the top. */
  readonly roots: Place[] = [];
  /** In tree order. Made anew when it changes: who reads it in slices reads one state of it. */
  places: readonly Place[] = [];
  /** The first index whose place may be another. */
  private from = Infinity;
  /** Lists of siblings that changed, and the first index of each that did. */
  private readonly changed = new Map<readonly Place[], number>();

  /** Puts a place among the children of its parent, or at the top. Its size must be right. */
  insert(place: Place): void {
    const list = place.parent ? place.parent.children : this.roots;
    const index = indexFor(list, place);
    if (index === list.length) list.push(place);
    else list.splice(index, 0, place);
    place.among = list;
    this.noteList(list, index);
    const before = list[index - 1];
    if (before) this.noteFrom(before, before.number - 1 + before.size);
    else if (place.parent) this.noteFrom(place.parent, place.parent.number);
    else this.from = 0;
  }

  /** Takes a place out, with all that stands below it. */
  remove(place: Place): void {
    const list = place.parent ? place.parent.children : this.roots;
    const index = indexFor(list, place);
    list.splice(index, 1);
    this.noteList(list, index);
    this.noteFrom(place, place.number - 1);
    place.number = 0;
  }

  /** Notes that what a place hands down is another. */
  touch(place: Place): void {
    this.noteFrom(place, place.number - 1);
  }

  /** Begins anew with these places, whose parents are known and whose lists of children are empty. */
  rebuild(places: Iterable<Place>): void {
    this.roots.length = 0;
    this.changed.clear();
    for (const place of places) {
      const list = place.parent ? place.parent.children : this.roots;
      place.among = list;
      if (list.push(place) === 1) this.changed.set(list, 0);
    }
    for (const list of this.changed.keys()) if (list.length > 1) (list as Place[]).sort(inOrder);
    this.from = 0;
    this.renumber();
  }

  /** Works out number, position, depth and agent of all that may have moved. */
  renumber(): void {
    if (this.from === Infinity && this.changed.size === 0) return;
    for (const [list, from] of this.changed) countFrom(list, from);
    const from = Math.min(this.from, this.places.length);
    const places = this.places.slice(0, from);
    const last = places[from - 1];
    for (let place = last ? next(last) : this.roots[0]; place; place = next(place)) {
      place.number = places.push(place);
      place.depth = place.parent ? place.parent.depth + 1 : 0;
      place.agent = place.ownAgent ?? place.parent?.agent ?? null;
    }
    this.places = places;
    this.from = Infinity;
    this.changed.clear();
  }

  /**
   * A place without a number was put where it is since the last numbering, and what that moved is noted: then there is
   * nothing to add.
   */
  private noteFrom(numbered: Place, index: number): void {
    if (numbered.number !== 0) this.from = Math.min(this.from, index);
  }

  private noteList(list: readonly Place[], index: number): void {
    this.changed.set(list, Math.min(this.changed.get(list) ?? Infinity, index));
  }
}

/** Tells each of these steps that they stand among each other, and where. */
export function standAmong(list: readonly Place[]): void {
  for (const place of list) place.among = list;
  countFrom(list, 0);
}

function countFrom(list: readonly Place[], from: number): void {
  for (let index = from; index < list.length; index++) {
    const place = list[index];
    if (place) place.position = index + 1;
  }
}

/** The place behind this one in tree order; undefined behind the last. */
function next(place: Place): Place | undefined {
  const [first] = place.children;
  if (first) return first;
  for (let at: Place | null = place; at; at = at.parent) {
    const sibling = at.among[at.position];
    if (sibling) return sibling;
  }
  return undefined;
}

/** Where a place stands, or would stand, among its siblings. */
function indexFor(list: readonly Place[], place: Place): number {
  const last = list.at(-1);
  if (!last || inOrder(last, place) < 0) return list.length;
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = list[middle];
    if (at && inOrder(at, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
