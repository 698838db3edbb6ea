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
}

/** The steps of the path by start, parents before children. Empty for no steps; never fails on cycles or orphans. */
export function criticalPath(steps: readonly PathStep[]): string[] {
  const tree = treeOf(steps);
  const path: Node[] = [];
  const work: { children: readonly Node[]; cursor: number }[] = [{ children: tree, cursor: Infinity }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    let cursor = next.cursor;
    for (const child of latestFirst(next.children)) {
      if (child.endUs - cursor > slackOf(child)) continue;
      path.push(child);
      work.push({ children: child.children, cursor: child.endUs });
      cursor = Math.min(cursor, child.startUs);
    }
  }
  path.sort((a, b) => a.startUs - b.startUs || a.depth - b.depth || (a.stepId < b.stepId ? -1 : 1));
  return path.map(({ stepId }) => stepId);
}

interface Node {
  readonly stepId: string;
  readonly startUs: number;
  endUs: number;
  depth: number;
  readonly children: Node[];
}

/** The roots, with children and the ends of whole subtrees filled in. */
function treeOf(steps: readonly PathStep[]): Node[] {
  const nodes = new Map<string, Node>();
  for (const { stepId, startUs, durationUs } of steps) {
    nodes.set(stepId, {
      stepId,
      startUs,
      endUs: startUs + Math.max(0, durationUs ?? 0),
      depth: 0,
      children: [],
    });
  }
  const parents = withoutCycles(steps, nodes);
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(parents.get(node.stepId) ?? "");
    if (parent === undefined) roots.push(node);
    else parent.children.push(node);
  }
  const order = breadthFirst(roots);
  for (const node of order.reverse()) {
    for (const child of node.children) node.endUs = Math.max(node.endUs, child.endUs);
  }
  return roots;
}

/** The parent of each step that has one among the steps. A circle is opened at its earliest step, which becomes a root. */
function withoutCycles(steps: readonly PathStep[], nodes: ReadonlyMap<string, Node>): Map<string, string> {
  const parents = new Map<string, string>();
  for (const { stepId, parentId } of steps) {
    if (parentId !== null && nodes.has(parentId)) parents.set(stepId, parentId);
  }
  const settled = new Set<string>();
  for (const start of nodes.keys()) {
    const walked: string[] = [];
    const onWalk = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !settled.has(at) && !onWalk.has(at)) {
      walked.push(at);
      onWalk.add(at);
      at = parents.get(at);
    }
    if (at !== undefined && onWalk.has(at)) parents.delete(earliest(walked.slice(walked.indexOf(at)), nodes));
    for (const id of walked) settled.add(id);
  }
  return parents;
}

function earliest(ids: readonly string[], nodes: ReadonlyMap<string, Node>): string {
  const startOf = (id: string) => nodes.get(id)?.startUs ?? 0;
  return [...ids].sort((a, b) => startOf(a) - startOf(b) || (a < b ? -1 : 1))[0] ?? "";
}

function breadthFirst(roots: readonly Node[]): Node[] {
  const order = [...roots];
  for (const node of order) {
    for (const child of node.children) {
      child.depth = node.depth + 1;
      order.push(child);
    }
  }
  return order;
}

/**
 * How far a step may reach into the one that followed it and still count as before it: clients close a call a moment
 * after they have started what came of it. At most a millisecond, and never more than a twentieth of the step.
 */
function slackOf(node: Node): number {
  return Math.min(1_000, (node.endUs - node.startUs) / 20);
}

/** Ended last first; of those that ended together the one that began last, so that the chain has the fewest gaps. */
function latestFirst(children: readonly Node[]): Node[] {
  return [...children].sort(
    (a, b) => b.endUs - a.endUs || b.startUs - a.startUs || (a.stepId < b.stepId ? -1 : 1),
  );
}
