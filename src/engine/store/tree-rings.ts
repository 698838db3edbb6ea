// Steps that name each other as parents, all around: such a ring is cut at its earliest step, which then stands at the top.

import { inOrder, type Place } from "./place";

/** Walks up from each step once; a walk that meets itself has found a ring. Gives how many there were. */
export function cutRings(places: Iterable<Place>): number {
  const walked = new Map<Place, number>();
  let rings = 0;
  let walk = 0;
  for (const start of places) {
    walk++;
    let place: Place | null = start;
    while (place && !walked.has(place)) {
      walked.set(place, walk);
      place = place.parent;
    }
    if (!place || walked.get(place) !== walk) continue;
    cutRing(place);
    rings++;
  }
  return rings;
}

/** Whether a step would stand below itself under this parent. */
export function closesRing(place: Place, parent: Place): boolean {
  if (place.children.length === 0) return place === parent;
  for (let at: Place | null = parent; at; at = at.parent) if (at === place) return true;
  return false;
}

function cutRing(start: Place): void {
  const ring = [start];
  for (let place = start.parent; place && place !== start; place = place.parent) ring.push(place);
  for (const place of ring) place.cycle = true;
  const [earliest] = ring.sort(inOrder);
  if (earliest) earliest.parent = null;
}
