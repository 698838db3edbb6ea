// Which step is kept of several that are one call: an outer one names an inner one, which may name another.

import { idInTrace, inOrder, type Place } from "./place";

export class TreeCopies {
  /** Outer copies by the id of the step that they name. */
  private readonly outer = new Map<string, Set<Place>>();

  constructor(private readonly byStepId: ReadonlyMap<string, Place>) {}

  add(place: Place): void {
    if (place.copyOf === null) return;
    const id = idInTrace(place.traceId, place.copyOf);
    const known = this.outer.get(id);
    if (known) known.add(place);
    else this.outer.set(id, new Set([place]));
  }

  remove(place: Place): void {
    if (place.copyOf === null) return;
    const id = idInTrace(place.traceId, place.copyOf);
    const known = this.outer.get(id);
    known?.delete(place);
    if (known?.size === 0) this.outer.delete(id);
  }

  /** Adds the step, where it is a copy, and all whose kept step may be another because it came, went or changed. */
  collectAround(place: Place, found: Set<Place>): void {
    if (place.copyOf !== null || place.duplicateOf !== null) found.add(place);
    const open = [place];
    for (let inner = open.pop(); inner; inner = open.pop()) {
      for (const outer of this.outer.get(inner.stepId) ?? []) {
        if (found.has(outer)) continue;
        found.add(outer);
        open.push(outer);
      }
    }
  }

  /** The id of the step that stands for a copy; null for a step that is none. Of a ring of copies the earliest stays. */
  keptFor(place: Place): string | null {
    const seen = [place];
    for (let at: Place | undefined = place; at.copyOf !== null;) {
      at = this.byStepId.get(idInTrace(at.traceId, at.copyOf));
      if (!at) return null;
      const met = seen.indexOf(at);
      if (met >= 0) return otherThan(place, seen.slice(met).sort(inOrder)[0]);
      seen.push(at);
    }
    return otherThan(place, seen.at(-1));
  }
}

function otherThan(place: Place, kept: Place | undefined): string | null {
  return !kept || kept === place ? null : kept.stepId;
}
