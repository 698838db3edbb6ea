// A step in its place in the tree of its session.

import { isBilled, type StepKind } from "../../core/model/kind";
import type { Usage } from "../../core/model/usage";
import { addOwn, type Below, belowOf, noSums, type Sums } from "./below";
import type { RowOf } from "./database";
import { compareText } from "./step-node";

/** What the tree is made of, besides the id of the trace. */
export const PLACE_COLUMNS = {
  id: "number",
  span: "text",
  parent: "text?",
  kind: "text",
  startUs: "number",
  endUs: "number?",
  ownAgent: "text?",
  duplicateOf: "text?",
  failed: "number",
  problems: "number",
  inUncached: "number?",
  inCacheRead: "number?",
  inCacheWrite: "number?",
  output: "number?",
  reasoning: "number?",
  costNano: "number?",
} as const;

export type PlaceRow = RowOf<typeof PLACE_COLUMNS>;

/** What a step's own row says of it. */
interface OwnFacts {
  readonly startUs: number;
  readonly endUs: number | null;
  readonly kind: StepKind;
  readonly failed: boolean;
  readonly odd: boolean;
  readonly usage: Usage;
  readonly costNano: number | null;
  readonly ownAgent: string | null;
  /** The span id that it names as its parent, whether or not that came. */
  readonly parentSpan: string | null;
  /** The span id that it is said to be an outer copy of, whether or not that came. */
  readonly copyOf: string | null;
}

/** All but the ids change when the session does: a place is the same object as long as its step is stored. */
export interface Place extends Readonly<OwnFacts> {
  readonly rowId: number;
  readonly stepId: string;
  readonly span: string;
  readonly traceId: string;
  /** Another number means that the step's row was written since: what was read of it may not hold. */
  revision: number;
  /** Null at the top: no parent, a parent that has not come, or the place where a ring was cut. */
  parent: Place | null;
  /** By start, then by id. */
  readonly children: Place[];
  /** The steps that it stands among: the children of its parent, or those at the top. */
  among: readonly Place[];
  agent: string | null;
  duplicateOf: string | null;
  /** Its parent has not come. */
  waiting: boolean;
  /** Part of a ring of parents, which is cut at its earliest step. */
  cycle: boolean;
  /** From 1, in tree order. */
  number: number;
  depth: number;
  /** Its place in `among`; from 1. */
  position: number;
  /** How many steps stand below it, and itself: the next step that is not among them is at `number + size`. */
  size: number;
  /** Its own and those of all below it; null for a step that never had any below. */
  sums: Sums | null;
}

/** A place that stands nowhere yet. */
export function placeOf(row: PlaceRow, traceId: string, revision: number): Place {
  return {
    rowId: row.id,
    stepId: row.span.startsWith("log:") ? row.span : idInTrace(traceId, row.span),
    span: row.span,
    traceId,
    ...factsOf(row),
    revision,
    parent: null,
    children: [],
    among: [],
    agent: row.ownAgent,
    duplicateOf: null,
    waiting: false,
    cycle: false,
    number: 0,
    depth: 0,
    position: 1,
    size: 1,
    sums: null,
  };
}

/** Gives a place what its row says now. It must stand nowhere that depends on it. */
export function reread(place: Place, row: PlaceRow, revision: number): void {
  Object.assign(place, factsOf(row), { revision });
}

/** Whether a row leaves a step where it stands and what it was billed: then nobody else's place or sums change. */
export function staysPut(place: Place, row: PlaceRow): boolean {
  const { usage } = place;
  return (
    place.parentSpan === row.parent &&
    place.startUs === row.startUs &&
    place.copyOf === row.duplicateOf &&
    place.kind === row.kind &&
    place.failed === (row.failed === 1) &&
    place.costNano === row.costNano &&
    usage.inUncached === row.inUncached &&
    usage.inCacheRead === row.inCacheRead &&
    usage.inCacheWrite === row.inCacheWrite &&
    usage.out === row.output &&
    usage.reasoning === row.reasoning
  );
}

/** Siblings by start, then by id. */
export function inOrder(left: Place, right: Place): number {
  return left.startUs - right.startUs || compareText(left.stepId, right.stepId);
}

/** What a step and all below it used and cost. */
export function sumsBelow(place: Place): Below {
  return belowOf(sumsOf(place));
}

/** The sums of a place; made where it has none. */
export function sumsOf(place: Place): Sums {
  if (place.sums) return place.sums;
  const sums = noSums();
  if (isBilled(place.kind)) addOwn(sums, place, 1);
  return sums;
}

/** Whether its session counts it among what a reader should look at. */
export function isOdd({ odd, waiting, cycle }: Place): boolean {
  return odd || waiting || cycle;
}

/** The id under which a step of the same trace is found. */
export function idInTrace(traceId: string, span: string): string {
  return `${traceId}:${span}`;
}

function factsOf(row: PlaceRow): OwnFacts {
  const { inUncached, inCacheRead, inCacheWrite, output, reasoning } = row;
  return {
    startUs: row.startUs,
    endUs: row.endUs,
    kind: row.kind as StepKind,
    failed: row.failed === 1,
    odd: row.problems !== 0,
    usage: { inUncached, inCacheRead, inCacheWrite, out: output, reasoning },
    costNano: row.costNano,
    ownAgent: row.ownAgent,
    parentSpan: row.parent,
    copyOf: row.duplicateOf,
  };
}
