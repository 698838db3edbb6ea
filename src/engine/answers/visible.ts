// The rows of a tree that are on show: not below a collapsed step, and matching the filter.

import type { Place, Structure } from "../store/structure";
import type { Engine } from "./engine";
import { matcherOf } from "./filter";
import { summarised } from "./stored-step";

/** Places in tree order. Steps that match a filter keep their ancestors, and are shown though those are collapsed. */
export function visiblePlaces(
  engine: Engine,
  { places }: Structure,
  collapsed: readonly string[],
  filter: string,
): readonly Place[] {
  const kept = filter.trim() === "" ? null : matching(engine, places, filter);
  const closed = new Set(collapsed);
  const visible: Place[] = [];
  for (let index = 0; index < places.length;) {
    const place = places[index];
    if (!place) break;
    if (!kept || kept.has(place)) visible.push(place);
    index += closed.has(place.stepId) ? place.size : 1;
  }
  return visible;
}

/** The steps above a place, outermost first. */
export function ancestorsOf(place: Place | undefined): readonly Place[] {
  const ancestors: Place[] = [];
  for (let at = place?.parent; at; at = at.parent) ancestors.unshift(at);
  return ancestors;
}

function matching(engine: Engine, places: readonly Place[], filter: string): ReadonlySet<Place> {
  const matches = matcherOf(filter);
  const kept = new Set<Place>();
  for (const place of places) {
    const cells = summarised(engine, place.rowId);
    if (!cells || !matches(place, cells)) continue;
    for (let at: Place | null = place; at && !kept.has(at); at = at.parent) kept.add(at);
  }
  return kept;
}
