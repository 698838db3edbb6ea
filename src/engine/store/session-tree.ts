// The tree of one session, kept while it grows: what a batch changed is put in its place, and only what follows from it
// is worked out again. Sums go up to the ancestors, agents down to those below, numbers to all that stand behind.
//
// What was worked out step by step is the same as what `connect` makes of all rows at once (session-tree.test.ts).

import { addOwn, addSums } from "./below";
import { idInTrace, isOdd, type Place, placeOf, type PlaceRow, reread, staysPut, sumsOf } from "./place";
import { TreeCopies } from "./tree-copies";
import { TreeOrder } from "./tree-order";
import { closesRing, cutRings } from "./tree-rings";
import { isBilled } from "../../core/model/kind";

/** One state of a session's tree. The places in it go on changing with the session; the list does not. */
export interface Structure {
  /** In tree order: a parent before its children, siblings by start, then by id. */
  readonly places: readonly Place[];
  readonly roots: readonly Place[];
  readonly byStepId: ReadonlyMap<string, Place>;
  readonly byRowId: ReadonlyMap<number, Place>;
  readonly waiting: number;
  readonly odd: number;
}

/** A step's row as it is now; without a row the step is gone. */
export interface RowChange {
  readonly rowId: number;
  readonly traceId: string;
  readonly row: PlaceRow | undefined;
}

/** From this share of the tree on, and this many steps, connecting all anew costs less than changing what is there. */
const MANY = 1 / 8;
const LEAST_MANY = 256;

export class SessionTree {
  private readonly byRow = new Map<number, Place>();
  private readonly byStepId = new Map<string, Place>();
  /** Steps whose parent has not come, by its id. */
  private readonly absent = new Map<string, Set<Place>>();
  private readonly copies = new TreeCopies(this.byStepId);
  private readonly order = new TreeOrder();
  private rings = 0;
  private waiting = 0;
  private odd = 0;
  private current: Structure | undefined;

  /** Adds a step, which stands nowhere until `connect` is called. A step that is there already is read again. */
  load(row: PlaceRow, traceId: string, revision: number): void {
    const known = this.byRow.get(row.id);
    if (known) this.rereadLoose(known, row, revision);
    else this.add(row, traceId, revision);
  }

  get size(): number {
    return this.byRow.size;
  }

  /** The tree as it is now: the same object until something changed. */
  get structure(): Structure {
    this.current ??= {
      places: this.order.places,
      roots: this.order.roots,
      byStepId: this.byStepId,
      byRowId: this.byRow,
      waiting: this.waiting,
      odd: this.odd,
    };
    return this.current;
  }

  /** Works everything out anew from all steps that are here. */
  connect(): void {
    this.absent.clear();
    for (const place of this.byRow.values()) this.loosen(place);
    this.rings = cutRings(this.byRow.values());
    this.order.rebuild(this.byRow.values());
    for (const place of this.byRow.values())
      place.duplicateOf = place.copyOf === null ? null : this.copies.keptFor(place);
    sumUp(this.order.places);
    this.waiting = this.odd = 0;
    for (const place of this.byRow.values()) this.count(place, 1);
    this.current = undefined;
  }

  /** Brings the tree to what these rows say. */
  update(changes: readonly RowChange[], revision: number): void {
    this.current = undefined;
    if (this.rings > 0 || changes.length > Math.max(LEAST_MANY, this.size * MANY)) {
      for (const change of changes) this.takeLoose(change, revision);
      this.connect();
      return;
    }
    const copies = new Set<Place>();
    for (const change of changes) {
      const place = this.take(change, revision);
      if (place) this.copies.collectAround(place, copies);
    }
    if (this.rings > 0) {
      // A ring came into being: it is cut where all of it is known.
      this.connect();
      return;
    }
    for (const copy of copies) if (this.byRow.get(copy.rowId) === copy) this.settleCopy(copy);
    this.order.renumber();
  }

  private takeLoose({ rowId, traceId, row }: RowChange, revision: number): void {
    const known = this.byRow.get(rowId);
    if (row) this.load(row, traceId, revision);
    else if (known) this.forget(known);
  }

  /** Takes one change in; gives the place that it is about. */
  private take({ rowId, traceId, row }: RowChange, revision: number): Place | undefined {
    const known = this.byRow.get(rowId);
    if (!row) {
      if (known) this.remove(known);
      return known;
    }
    if (!known) return this.insert(row, traceId, revision);
    if (staysPut(known, row)) this.rereadInPlace(known, row, revision);
    else {
      this.unlink(known);
      this.rereadLoose(known, row, revision);
      this.link(known);
    }
    return known;
  }

  private insert(row: PlaceRow, traceId: string, revision: number): Place {
    const place = this.add(row, traceId, revision);
    this.link(place);
    this.relink([...(this.absent.get(place.stepId) ?? [])]);
    return place;
  }

  private remove(place: Place): void {
    const children = [...place.children];
    for (const child of children) this.unlink(child);
    this.unlink(place);
    this.forget(place);
    for (const child of children) this.link(child);
  }

  /** Looks for the parents of steps again. */
  private relink(places: readonly Place[]): void {
    for (const place of places) {
      this.unlink(place);
      this.link(place);
    }
  }

  /** Puts a place below its parent, or at the top where that has not come. */
  private link(place: Place): void {
    place.parent = this.parentOf(place);
    if (place.parent && closesRing(place, place.parent)) {
      this.rings++;
      place.parent = null;
    }
    this.order.insert(place);
    this.climb(place, 1);
    this.count(place, 1);
  }

  private unlink(place: Place): void {
    this.count(place, -1);
    this.climb(place, -1);
    this.order.remove(place);
    if (place.waiting) this.leaveAbsent(place);
    place.parent = null;
  }

  /** Adds a place and all below it to what its ancestors count, or takes it away. */
  private climb(place: Place, sign: 1 | -1): void {
    const sums = place.sums ?? (isBilled(place.kind) ? sumsOf(place) : null);
    for (let above = place.parent; above; above = above.parent) {
      above.size += sign * place.size;
      if (sums) addSums((above.sums ??= sumsOf(above)), sums, sign);
    }
  }

  private count(place: Place, sign: 1 | -1): void {
    if (place.waiting) this.waiting += sign;
    if (isOdd(place)) this.odd += sign;
  }

  private rereadInPlace(place: Place, row: PlaceRow, revision: number): void {
    if (place.ownAgent !== row.ownAgent) this.order.touch(place);
    this.count(place, -1);
    reread(place, row, revision);
    this.count(place, 1);
  }

  /** Reads a place again that stands nowhere. */
  private rereadLoose(place: Place, row: PlaceRow, revision: number): void {
    this.copies.remove(place);
    if (place.sums) addOwn(place.sums, place, -1);
    reread(place, row, revision);
    if (place.sums) addOwn(place.sums, place, 1);
    this.copies.add(place);
  }

  private settleCopy(place: Place): void {
    const kept = this.copies.keptFor(place);
    if (kept === place.duplicateOf) return;
    this.bill(place, -1);
    place.duplicateOf = kept;
    this.bill(place, 1);
  }

  /** Adds what a step itself was billed to its sums and those above, or takes it away. */
  private bill(place: Place, sign: 1 | -1): void {
    if (place.sums) addOwn(place.sums, place, sign);
    for (let above = place.parent; above; above = above.parent)
      addOwn((above.sums ??= sumsOf(above)), place, sign);
  }

  private add(row: PlaceRow, traceId: string, revision: number): Place {
    const place = placeOf(row, traceId, revision);
    this.byRow.set(place.rowId, place);
    this.byStepId.set(place.stepId, place);
    this.copies.add(place);
    return place;
  }

  private forget(place: Place): void {
    this.byRow.delete(place.rowId);
    if (this.byStepId.get(place.stepId) === place) this.byStepId.delete(place.stepId);
    this.copies.remove(place);
  }

  /** A place as one that nothing stands below, its parent known. */
  private loosen(place: Place): void {
    place.parent = this.parentOf(place);
    place.children.length = 0;
    place.cycle = false;
    place.size = 1;
    place.sums = null;
  }

  /** The parent of a step; null where it names none or that has not come, for which it then waits. */
  private parentOf(place: Place): Place | null {
    place.waiting = false;
    if (place.parentSpan === null) return null;
    const id = idInTrace(place.traceId, place.parentSpan);
    const parent = this.byStepId.get(id);
    if (parent) return parent;
    place.waiting = true;
    const known = this.absent.get(id);
    if (known) known.add(place);
    else this.absent.set(id, new Set([place]));
    return null;
  }

  private leaveAbsent(place: Place): void {
    const id = idInTrace(place.traceId, place.parentSpan ?? "");
    const known = this.absent.get(id);
    known?.delete(place);
    if (known?.size === 0) this.absent.delete(id);
  }
}

/**
 * Fills in size and sums of places in tree order that have neither. From the last to the first, so that what is below a
 * step is known before the step is added to its parent.
 */
export function sumUp(ordered: readonly Place[]): void {
  for (let index = ordered.length - 1; index >= 0; index--) {
    const place = ordered[index];
    const parent = place?.parent;
    if (!place || !parent) continue;
    parent.size += place.size;
    if (place.sums) addSums((parent.sums ??= sumsOf(parent)), place.sums, 1);
    else if (isBilled(place.kind)) addOwn((parent.sums ??= sumsOf(parent)), place, 1);
  }
}
