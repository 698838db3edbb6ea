// A session's tree grouped by agent: a head for each agent, and below it the agent's own steps. A step stands under the
// nearest of its ancestors that is of the same agent, so that what belongs together stays together and the order of the
// tree holds inside each group.

import { NO_USAGE } from "../../core/model/usage";
import { groupIdOf } from "../../protocol/groups";
import type { StepRow } from "../../protocol/rows";
import { belowOf } from "../rows/step-row";
import type { Place } from "../store/place";
import { type Structure, sumUp } from "../store/session-tree";
import { standAmong } from "../store/tree-order";

/** The head of a group: no step is stored for it. */
interface Head extends Place {
  readonly group: { steps: number; failed: number; firstUs: number; lastUs: number; isOpen: boolean };
}

const grouped = new WeakMap<Structure, Structure>();

/**
 * The same steps as copies in groups: agents in the order in which they come first, steps of no agent last. Numbers,
 * times and figures of steps stay; depth, places and the sums below a step are those of the group.
 */
export function groupedByAgent(structure: Structure): Structure {
  const known = grouped.get(structure);
  if (known) return known;
  const groups = groupsOf(structure.places);
  const places = groups.flat();
  const roots = groups.flatMap(([head]) => head ?? []);
  standAmong(roots);
  for (const place of places) standAmong(place.children);
  sumUp(places);
  const byStepId = new Map(places.map((place) => [place.stepId, place]));
  const result = { ...structure, places, roots, byStepId };
  grouped.set(structure, result);
  return result;
}

export function isGroup(place: Place): place is Head {
  return "group" in place;
}

/** The row of a group's head: its bar runs from the first start to the last end of its steps. */
export function groupRow(head: Head, sessionStartUs: number, running: boolean): StepRow {
  const { steps, failed, firstUs, lastUs, isOpen } = head.group;
  const startUs = firstUs === Infinity ? sessionStartUs : firstUs;
  const isRunning = running && isOpen;
  return {
    stepId: head.stepId,
    number: 0,
    traceId: "",
    parentId: null,
    depth: 0,
    hasChildren: true,
    position: head.position,
    siblings: head.among.length,
    kind: "agent",
    name: head.agent ?? "",
    summary: "",
    agent: head.agent,
    status: isRunning ? "running" : "ok",
    startUs,
    durationUs: isRunning || lastUs === 0 ? null : Math.max(0, lastUs - startUs),
    badges: [],
    problems: 0,
    below: belowOf(head),
    group: { steps, failed },
  };
}

/** Each head with its steps, in order. Places are in tree order, so that the open ancestors of each are at hand. */
function groupsOf(places: readonly Place[]): readonly Place[][] {
  const groups = new Map<string, [Head, ...Place[]]>();
  const path: Place[] = [];
  /** The copies on the path by agent, the innermost last. */
  const openOf = new Map<string | null, Place[]>();
  for (const place of places) {
    while (path.length > place.depth) openOf.get(path.pop()?.agent ?? null)?.pop();
    const open = openOf.get(place.agent) ?? [];
    const group = groups.get(groupIdOf(place.agent)) ?? [headOf(place.agent)];
    const parent = open.at(-1) ?? group[0];
    const copy: Place = {
      ...place,
      parent,
      children: [],
      depth: parent.depth + 1,
      size: 1,
      sums: null,
    };
    parent.children.push(copy);
    count(group[0], place);
    group.push(copy);
    open.push(copy);
    path.push(copy);
    openOf.set(place.agent, open);
    groups.set(groupIdOf(place.agent), group);
  }
  const ofNoAgent = groups.get(groupIdOf(null));
  groups.delete(groupIdOf(null));
  return ofNoAgent ? [...groups.values(), ofNoAgent] : [...groups.values()];
}

function count({ group }: Head, { startUs, endUs, failed }: Place): void {
  group.steps++;
  if (failed) group.failed++;
  // A start of 0 is one that cannot be believed.
  if (startUs > 0) group.firstUs = Math.min(group.firstUs, startUs);
  if (endUs === null) group.isOpen = true;
  else group.lastUs = Math.max(group.lastUs, endUs);
}

function headOf(agent: string | null): Head {
  return {
    group: { steps: 0, failed: 0, firstUs: Infinity, lastUs: 0, isOpen: false },
    rowId: -1,
    stepId: groupIdOf(agent),
    span: "",
    traceId: "",
    startUs: 0,
    endUs: null,
    kind: "agent",
    failed: false,
    odd: false,
    usage: NO_USAGE,
    costNano: null,
    ownAgent: agent,
    parentSpan: null,
    copyOf: null,
    revision: 0,
    parent: null,
    children: [],
    among: [],
    agent,
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
