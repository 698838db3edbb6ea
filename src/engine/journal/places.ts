// Where on disk the bodies of a session lie, so that what the user deletes can be wiped there too.

/** A record's place as one number: a long run has hundreds of thousands of them. */
export type Place = number;

const OFFSETS = 2 ** 32;

export function placeOf(segment: number, offset: number): Place {
  return segment * OFFSETS + offset;
}

export function segmentOfPlace(place: Place): number {
  return Math.floor(place / OFFSETS);
}

export function offsetOfPlace(place: Place): number {
  return place % OFFSETS;
}

export class Places {
  private readonly bySession = new Map<string, Place[]>();

  /** Notes a body of one session. One that several sessions share is no single session's to wipe. */
  note(sessions: readonly string[], place: Place): void {
    const [only, another] = sessions;
    if (only === undefined || another !== undefined) return;
    const known = this.bySession.get(only);
    if (known) known.push(place);
    else this.bySession.set(only, [place]);
  }

  /** The session goes under another id now. */
  move(from: string, to: string): void {
    const places = this.take(from);
    if (places.length > 0) this.bySession.set(to, [...(this.bySession.get(to) ?? []), ...places]);
  }

  /** Its places, which are forgotten with that. */
  take(sessionId: string): readonly Place[] {
    const places = this.bySession.get(sessionId) ?? [];
    this.bySession.delete(sessionId);
    return places;
  }

  clear(): void {
    this.bySession.clear();
  }
}
