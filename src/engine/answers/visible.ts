// The rows of a tree that are on show: not below a collapsed step, and matching the filter.

import type { Place } from "../store/place";
import type { Structure } from "../store/session-tree";
import { Slices } from "../slices";
import { isGroup } from "./by-agent";
import { matcherOf } from "./filter";
import type { TextOf } from "./step-texts";

/** Steps between two looks at the clock. */
const STEPS_AT_A_TIME = 64;

/**
 * Places in tree order. Steps that match a filter keep their ancestors, and are shown though those are collapsed. In
 * slices: the words of a long session are read one by one.
 */
export async function visiblePlaces(
  { places }: Structure,
  collapsed: readonly string[],
  filter: string,
  textOf: TextOf,
): Promise<readonly Place[]> {
  const open = notBelow(places, collapsed);
  if (filter.trim() === "") return open;
  const kept = await matching(places, filter, textOf);
  return open.filter((place) => kept.has(place));
}

/** Sizes go on changing with the session: read at once, they fit the list. */
function notBelow(places: readonly Place[], collapsed: readonly string[]): readonly Place[] {
  if (collapsed.length === 0) return places;
  const closed = new Set(collapsed);
  const open: Place[] = [];
  for (let index = 0; index < places.length;) {
    const place = places[index];
    if (!place) break;
    open.push(place);
    index += closed.has(place.stepId) ? place.size : 1;
  }
  return open;
}

/** The steps above a place, outermost first. */
export function ancestorsOf(place: Place | undefined): readonly Place[] {
  const ancestors: Place[] = [];
  for (let at = place?.parent; at; at = at.parent) ancestors.push(at);
  return ancestors.reverse();
}

async function matching(
  places: readonly Place[],
  filter: string,
  textOf: TextOf,
): Promise<ReadonlySet<Place>> {
  const matches = matcherOf(filter, textOf);
  const kept = new Set<Place>();
  const slices = new Slices();
  for (const [index, place] of places.entries()) {
    if (index % STEPS_AT_A_TIME === 0) await slices.breathe();
    if (isGroup(place) || !matches(place)) continue;
    for (let at: Place | null = place; at && !kept.has(at); at = at.parent) kept.add(at);
  }
  return kept;
}
