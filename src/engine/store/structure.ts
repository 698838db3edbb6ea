// A session as a tree, from a query that reads only what the tree is made of. Tree order, depth, agents and the sums
// below each step are worked out here in one pass without recursion: a chain may be ten thousand deep.

import type { Usage } from "../../core/model/usage";
import { NO_USAGE, addUsage } from "../../core/model/usage";
import { isBilled } from "../../core/model/kind";
import type { StepKind } from "../../core/model/kind";
import type { Database } from "./database";
import { compareText } from "./step-node";

const COLUMNS = {
  id: "number",
  traceId: "text",
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

/** Served by trace_by_session and the key of step. */
const SESSION_STEPS = `SELECT step.id, trace.traceId, step.span, step.parent, step.kind, step.startUs, step.endUs,
  step.ownAgent, step.duplicateOf, step.failed, step.problems <> '' OR step.conflict AS problems, step.inUncached,
  step.inCacheRead, step.inCacheWrite, step.output, step.reasoning, step.costNano
  FROM m.trace JOIN m.step ON step.trace = trace.id WHERE trace.session = ?`;

export interface Below {
  readonly usage: Usage;
  readonly costNano: number | null;
  readonly unpricedCalls: number;
}

/** A step in its place. */
export interface Place {
  readonly rowId: number;
  readonly stepId: string;
  readonly span: string;
  readonly traceId: string;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly kind: StepKind;
  readonly failed: boolean;
  readonly odd: boolean;
  readonly usage: Usage;
  readonly costNano: number | null;
  /** The span id that it names as its parent, whether or not that came. */
  readonly parentSpan: string | null;
  /** Null at the top: no parent, a parent that has not come, or the place where a ring was cut. */
  parent: Place | null;
  children: Place[];
  agent: string | null;
  duplicateOf: string | null;
  /** Its parent has not come. */
  waiting: boolean;
  /** Part of a ring of parents, which is cut at its earliest step. */
  cycle: boolean;
  /** From 1, in tree order. */
  number: number;
  depth: number;
  /** Its place among the children of its parent, or among the steps at the top; from 1. */
  position: number;
  /** How many those are. */
  siblings: number;
  /** How many steps stand below it: the next step that does not is at `number + size`. */
  size: number;
  below: Below;
}

export interface Structure {
  /** In tree order: a parent before its children, siblings by start, then by id. */
  readonly places: readonly Place[];
  readonly byStepId: ReadonlyMap<string, Place>;
  readonly waiting: number;
  readonly odd: number;
}

export class StructureStore {
  private readonly steps;

  constructor(database: Database) {
    this.steps = database.query(SESSION_STEPS, COLUMNS);
  }

  /** The tree of a session, by its row id. */
  of(session: number): Structure {
    const places = this.steps.all(session).map(placeOf);
    connect(places);
    const roots = places.filter((place) => place.parent === null);
    const ordered = order(roots);
    sumUp(ordered);
    return {
      places: ordered,
      byStepId: new Map(ordered.map((place) => [place.stepId, place])),
      waiting: count(ordered, (place) => place.waiting),
      odd: count(ordered, (place) => place.odd || place.waiting || place.cycle),
    };
  }
}

type Row = ReturnType<StructureStore["steps"]["all"]>[number];

function placeOf(row: Row): Place {
  const { inUncached, inCacheRead, inCacheWrite, output, reasoning } = row;
  return {
    rowId: row.id,
    stepId: row.span.startsWith("log:") ? row.span : `${row.traceId}:${row.span}`,
    span: row.span,
    traceId: row.traceId,
    startUs: row.startUs,
    endUs: row.endUs,
    kind: row.kind as StepKind,
    failed: row.failed === 1,
    odd: row.problems !== 0,
    usage: { inUncached, inCacheRead, inCacheWrite, out: output, reasoning },
    costNano: row.costNano,
    parentSpan: row.parent,
    parent: null,
    children: [],
    agent: row.ownAgent,
    duplicateOf: row.duplicateOf,
    waiting: false,
    cycle: false,
    number: 0,
    depth: 0,
    position: 1,
    siblings: 1,
    size: 1,
    below: NOTHING,
  };
}

function connect(places: readonly Place[]): void {
  const byId = new Map(places.map((place) => [`${place.traceId}:${place.span}`, place]));
  for (const place of places) {
    if (place.parentSpan === null) continue;
    place.parent = byId.get(`${place.traceId}:${place.parentSpan}`) ?? null;
    place.waiting = place.parent === null;
  }
  cutRings(places);
  for (const place of places) place.parent?.children.push(place);
  for (const place of places) if (place.children.length > 1) place.children.sort(inOrder);
  for (const place of places) place.duplicateOf = keptCopy(place, byId);
}

/** Walks up from each step once; a walk that meets itself has found a ring. */
function cutRings(places: readonly Place[]): void {
  const walked = new Map<Place, number>();
  places.forEach((start, walk) => {
    let place: Place | null = start;
    while (place && !walked.has(place)) {
      walked.set(place, walk);
      place = place.parent;
    }
    if (place && walked.get(place) === walk) cutRing(place);
  });
}

function cutRing(start: Place): void {
  const ring = [start];
  for (let place = start.parent; place && place !== start; place = place.parent) ring.push(place);
  for (const place of ring) place.cycle = true;
  const [earliest] = ring.sort(inOrder);
  if (earliest) earliest.parent = null;
}

/** A copy of a copy stands for the innermost one. */
function keptCopy(place: Place, byId: ReadonlyMap<string, Place>): string | null {
  let kept: Place | undefined = place;
  const seen = new Set<Place>();
  while (kept && kept.duplicateOf !== null && !seen.has(kept)) {
    seen.add(kept);
    if (kept.duplicateOf.includes(":")) return kept.duplicateOf;
    kept = byId.get(`${place.traceId}:${kept.duplicateOf}`);
  }
  return !kept || kept === place ? null : kept.stepId;
}

function inOrder(left: Place, right: Place): number {
  return left.startUs - right.startUs || compareText(left.stepId, right.stepId);
}

/** All places in tree order, numbered, with depth and agent. */
function order(roots: Place[]): Place[] {
  const ordered: Place[] = [];
  countSiblings(roots.sort(inOrder));
  const open = roots.reverse();
  for (let place = open.pop(); place; place = open.pop()) {
    place.number = ordered.push(place);
    if (place.parent) {
      place.depth = place.parent.depth + 1;
      place.agent ??= place.parent.agent;
    }
    countSiblings(place.children);
    for (let index = place.children.length - 1; index >= 0; index--) {
      const child = place.children[index];
      if (child) open.push(child);
    }
  }
  return ordered;
}

/** Tells each of these how many they are, and its place among them. */
export function countSiblings(places: readonly Place[]): void {
  places.forEach((place, index) => {
    place.position = index + 1;
    place.siblings = places.length;
  });
}

/** From the last to the first, so that what is below a step is known before the step is added to its parent. */
function sumUp(ordered: readonly Place[]): void {
  for (let index = ordered.length - 1; index >= 0; index--) {
    const place = ordered[index];
    if (!place) continue;
    place.below = addBelow(place.below, ownBelow(place));
    if (!place.parent) continue;
    place.parent.size += place.size;
    place.parent.below = addBelow(place.parent.below, place.below);
  }
}

const NOTHING: Below = { usage: NO_USAGE, costNano: null, unpricedCalls: 0 };

/** What a step adds to the sums: its own bill where it is the one copy of a call that is billed, else nothing. */
export function ownBelow({ kind, duplicateOf, usage, costNano, failed }: Place): Below {
  if (duplicateOf !== null || !isBilled(kind)) return NOTHING;
  const said = Object.values(usage).some((tokens) => tokens !== null);
  return { usage, costNano, unpricedCalls: costNano === null && (!failed || said) ? 1 : 0 };
}

export function addBelow(left: Below, right: Below): Below {
  if (right === NOTHING) return left;
  if (left.usage === NO_USAGE && left.costNano === null && left.unpricedCalls === 0) return right;
  return {
    usage: addUsage(left.usage, right.usage),
    costNano: left.costNano === null ? right.costNano : left.costNano + (right.costNano ?? 0),
    unpricedCalls: left.unpricedCalls + right.unpricedCalls,
  };
}

function count(places: readonly Place[], test: (place: Place) => boolean): number {
  return places.reduce((sum, place) => sum + Number(test(place)), 0);
}
