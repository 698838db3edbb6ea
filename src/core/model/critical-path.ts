// The critical path: the chain of steps that decided when a session ended.
//
// Walking back from the end of a step: of its children, the one that ended last decided the end, then the one that ended
// last before that one began, and so on to the start; the same inside each of them. What ran beside these could have
// been slower without anything ending later. Time in which no child ran belongs to the step itself. The roots of a
// session (and steps whose parent never came) are the children of the session. A step ends when the last step below it
// ends, so that work that outlives its caller is not lost.
//
// Example: root 0–10 with a 0–4, b 1–7 (beside a), c 7–9 gives root, b, c.

export interface PathStep {
  readonly stepId: string;
  readonly parentId: string | null;
  readonly startUs: number;
  /** Null while it runs and where the clock cannot be believed: then it ends where its children end. */
  readonly durationUs: number | null;
  /** Set on an outer copy of a call: it is on no path, and what stands below it counts as below its parent. */
  readonly duplicateOf?: string | null;
}

/** The same with its parent as a place in the list; −1 at the top. */
export interface PlacedStep extends Omit<PathStep, "parentId"> {
  readonly parent: number;
}

/** The steps of the path by start, parents before children. Empty for no steps; never fails on cycles or orphans. */
export function criticalPath(steps: readonly PathStep[]): string[] {
  const places = new Map(steps.map(({ stepId }, place) => [stepId, place]));
  const placed = steps.map((step) => ({
    ...step,
    parent: step.parentId === null ? -1 : (places.get(step.parentId) ?? -1),
  }));
  const tree = treeOf(placed);
  return pathIn(placed, tree)
    .sort(
      (a, b) => byStart(placed, a, b) || (tree.depth[a] ?? 0) - (tree.depth[b] ?? 0) || byId(placed, a, b),
    )
    .flatMap((place) => steps[place]?.stepId ?? []);
}

/** The path as places in the list, in no order, for whoever knows the tree already. */
export function criticalPlaces(steps: readonly PlacedStep[]): readonly number[] {
  return pathIn(steps, treeOf(steps));
}

function pathIn(steps: readonly PlacedStep[], tree: Tree): number[] {
  const path: number[] = [];
  const work: { parent: number; cursor: number }[] = [{ parent: -1, cursor: Infinity }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    let { cursor } = next;
    for (const child of latestFirst(steps, tree, next.parent)) {
      const startUs = steps[child]?.startUs ?? 0;
      const endUs = tree.endUs[child] ?? 0;
      if (endUs - cursor > slackOf(endUs - startUs)) continue;
      path.push(child);
      work.push({ parent: child, cursor: endUs });
      cursor = Math.min(cursor, startUs);
    }
  }
  return path;
}

/** A tree in columns: a session may have a hundred thousand steps, and this is asked for while it grows. */
interface Tree {
  /** When the last step below it, or it itself, ended. */
  readonly endUs: Float64Array;
  readonly depth: Int32Array;
  /** The children of place `p` are `children` from `firstChild[p + 1]` to before `firstChild[p + 2]`; −1 is the top. */
  readonly children: Int32Array;
  readonly firstChild: Int32Array;
}

function treeOf(steps: readonly PlacedStep[]): Tree {
  const parents = Int32Array.from(steps, ({ parent }) => parent);
  cutCycles(steps, parents);
  passCopies(steps, parents);
  const endUs = Float64Array.from(steps, (step) => step.startUs + Math.max(0, step.durationUs ?? 0));
  const depth = new Int32Array(steps.length);
  const { children, firstChild } = childrenOf(steps, parents);
  const order = breadthFirst(children, firstChild);
  for (const place of order) depth[place] = parents[place] === -1 ? 0 : (depth[parents[place] ?? 0] ?? 0) + 1;
  for (const place of order.reverse()) {
    const parent = parents[place] ?? -1;
    if (parent !== -1) endUs[parent] = Math.max(endUs[parent] ?? 0, endUs[place] ?? 0);
  }
  return { endUs, depth, children, firstChild };
}

/** A circle is opened at its earliest step, which becomes a root. Walks up from each step, and over each step once. */
function cutCycles(steps: readonly PlacedStep[], parents: Int32Array): void {
  const walks = new Int32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    let at = start;
    while (at !== -1 && walks[at] === 0) {
      walks[at] = start + 1;
      at = parents[at] ?? -1;
    }
    if (at !== -1 && walks[at] === start + 1) parents[earliestOn(steps, parents, at)] = -1;
  }
}

/** The earliest step of the circle that a step is on. */
function earliestOn(steps: readonly PlacedStep[], parents: Int32Array, start: number): number {
  let earliest = start;
  for (let at = parents[start] ?? start; at !== start; at = parents[at] ?? start)
    if ((byStart(steps, at, earliest) || byId(steps, at, earliest)) < 0) earliest = at;
  return earliest;
}

/** Hangs what stands below a copy below the nearest step above that is none. */
function passCopies(steps: readonly PlacedStep[], parents: Int32Array): void {
  const isCopy = (place: number) => typeof steps[place]?.duplicateOf === "string";
  for (let place = 0; place < parents.length; place++)
    while (isCopy(parents[place] ?? -1)) parents[place] = parents[parents[place] ?? -1] ?? -1;
}

function childrenOf(
  steps: readonly PlacedStep[],
  parents: Int32Array,
): Pick<Tree, "children" | "firstChild"> {
  const firstChild = new Int32Array(parents.length + 2);
  const isIn = (place: number) => typeof steps[place]?.duplicateOf !== "string";
  let count = 0;
  for (let place = 0; place < parents.length; place++) {
    if (!isIn(place)) continue;
    count++;
    firstChild[(parents[place] ?? -1) + 2] = (firstChild[(parents[place] ?? -1) + 2] ?? 0) + 1;
  }
  for (let place = 1; place < firstChild.length; place++)
    firstChild[place] = (firstChild[place] ?? 0) + (firstChild[place - 1] ?? 0);
  const next = firstChild.slice();
  const children = new Int32Array(count);
  for (let place = 0; place < parents.length; place++) {
    if (!isIn(place)) continue;
    const parent = (parents[place] ?? -1) + 1;
    const at = next[parent] ?? 0;
    children[at] = place;
    next[parent] = at + 1;
  }
  return { children, firstChild };
}

function breadthFirst(children: Int32Array, firstChild: Int32Array): Int32Array {
  const order = new Int32Array(children.length);
  let end = 0;
  const append = (parent: number) => {
    const from = firstChild[parent + 1] ?? 0;
    const to = firstChild[parent + 2] ?? 0;
    for (let at = from; at < to; at++) order[end++] = children[at] ?? 0;
  };
  append(-1);
  for (let at = 0; at < end; at++) append(order[at] ?? 0);
  return order;
}

/**
 * How far a step may reach into the one that followed it and still count as before it: clients close a call a moment
 * after they have started what came of it. At most a millisecond, and never more than a twentieth of the step.
 */
function slackOf(durationUs: number): number {
  return Math.min(1_000, durationUs / 20);
}

/** Ended last first; of those that ended together the one that began last, so that the chain has the fewest gaps. */
function latestFirst(steps: readonly PlacedStep[], tree: Tree, parent: number): Int32Array {
  const { endUs, children, firstChild } = tree;
  return children
    .slice(firstChild[parent + 1], firstChild[parent + 2])
    .sort((a, b) => (endUs[b] ?? 0) - (endUs[a] ?? 0) || byStart(steps, b, a) || byId(steps, a, b));
}

function byStart(steps: readonly PlacedStep[], a: number, b: number): number {
  return (steps[a]?.startUs ?? 0) - (steps[b]?.startUs ?? 0);
}

function byId(steps: readonly PlacedStep[], a: number, b: number): number {
  return (steps[a]?.stepId ?? "") < (steps[b]?.stepId ?? "") ? -1 : 1;
}
