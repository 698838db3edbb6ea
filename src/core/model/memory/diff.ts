// The difference of two pictures of memory, by key, with the step that made it.

import type { MemoryLayer } from "./operation";
import type { MemoryHistory, MemorySnapshot } from "./snapshots";
import { changesBetween, type FieldChange } from "./values";

export interface MemoryChange {
  readonly key: string;
  readonly layer: MemoryLayer;
  readonly scope: string;
  readonly store: string;
  /** Absent where the key was added. */
  readonly before?: unknown;
  /** Absent where the key was removed. */
  readonly after?: unknown;
  /** Field by field; empty where the whole was added or removed. */
  readonly fields: readonly FieldChange[];
  /** The last step that wrote or deleted it; absent where it is not known or when comparing backwards. */
  readonly stepId?: string;
}

export interface MemoryDiff {
  readonly added: readonly MemoryChange[];
  readonly removed: readonly MemoryChange[];
  readonly changed: readonly MemoryChange[];
  /** Keys that are the same on both sides. */
  readonly same: number;
}

/**
 * What differs between two moments of a session over all lanes: the newest picture of each lane at each moment.
 * Undefined where the history has no such picture.
 */
export function diffMemory(history: MemoryHistory, from: string, to: string): MemoryDiff | undefined {
  const left = history.snapshots.find(({ snapshotId }) => snapshotId === from);
  const right = history.snapshots.find(({ snapshotId }) => snapshotId === to);
  if (left === undefined || right === undefined) return undefined;
  const before = lanesAt(history.snapshots, left.point);
  const after = lanesAt(history.snapshots, right.point);
  const lanes = [...new Set([...before.keys(), ...after.keys()])];
  const diffs = lanes.map((lane) => diffSnapshots(before.get(lane), after.get(lane)));
  return {
    added: diffs.flatMap(({ added }) => added),
    removed: diffs.flatMap(({ removed }) => removed),
    changed: diffs.flatMap(({ changed }) => changed),
    same: diffs.reduce((sum, { same }) => sum + same, 0),
  };
}

/** What differs between two pictures of one lane. A missing picture is an empty one. */
export function diffSnapshots(
  before: MemorySnapshot | undefined,
  after: MemorySnapshot | undefined,
): MemoryDiff {
  const lane = after ?? before;
  if (lane === undefined) return { added: [], removed: [], changed: [], same: 0 };
  const place = { layer: lane.layer, scope: lane.scope, store: lane.store };
  const forward = before === undefined || after === undefined || before.point <= after.point;
  const by = (stepId: string | null | undefined) => (forward && typeof stepId === "string" ? { stepId } : {});
  const added: MemoryChange[] = [];
  const removed: MemoryChange[] = [];
  const changed: MemoryChange[] = [];
  let same = 0;
  for (const [key, item] of after?.items ?? []) {
    const old = before?.items.get(key);
    if (old === undefined) {
      added.push({ key, ...place, after: item.value, fields: [], ...by(item.stepId) });
      continue;
    }
    const fields = changesBetween(old.value, item.value);
    if (fields.length === 0) same += 1;
    else changed.push({ key, ...place, before: old.value, after: item.value, fields, ...by(item.stepId) });
  }
  for (const [key, item] of before?.items ?? []) {
    if (after?.items.has(key) === true) continue;
    removed.push({ key, ...place, before: item.value, fields: [], ...by(after?.deleted.get(key)) });
  }
  return { added, removed, changed, same };
}

function lanesAt(snapshots: readonly MemorySnapshot[], point: number): Map<string, MemorySnapshot> {
  const lanes = new Map<string, MemorySnapshot>();
  for (const snapshot of snapshots) {
    if (snapshot.point > point) continue;
    lanes.set(`${snapshot.scope}\n${snapshot.store}\n${snapshot.layer}`, snapshot);
  }
  return lanes;
}
