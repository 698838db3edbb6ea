// memory/value and memory/picture: whole values, of which rows show the first words.

import { UserFault } from "../../protocol/faults";
import type { MemoryPictureRow, MemoryValueRow } from "../../protocol/rows";
import { plainJson } from "../rows/plain-json";
import { analysisOf } from "./analysed";
import type { Engine } from "./engine";

/** What an operation of a step wrote or found. `place` counts the operations of the step in the order of the ledger. */
export async function memoryValue(
  engine: Engine,
  { sessionId, stepId, place }: { sessionId: string; stepId: string; place: number },
): Promise<MemoryValueRow> {
  const { memory } = await analysisOf(engine, sessionId);
  const entry = memory.ledger.filter((each) => each.stepId === stepId)[place];
  if (!entry)
    throw new UserFault("not-found", "There is no such memory operation.", {
      next: "The session may have grown. Ask for its memory again.",
    });
  const { op, store, key, query, value, before, after } = entry;
  const now = value ?? after;
  return {
    op,
    store,
    ...(key !== undefined && { key }),
    ...(query !== undefined && { query }),
    ...(before !== undefined && { before: plainJson(before) }),
    ...(now !== undefined && { value: plainJson(now) }),
  };
}

/** All that memory held at the moment of a snapshot, store by store. undefined where there is no such one. */
export async function memoryPicture(
  engine: Engine,
  sessionId: string,
  snapshotId: string,
): Promise<MemoryPictureRow | undefined> {
  const { snapshots } = (await analysisOf(engine, sessionId)).memory;
  const point = snapshots.find((snapshot) => snapshot.snapshotId === snapshotId)?.point;
  if (point === undefined) return undefined;
  return {
    stores: snapshots
      .filter((snapshot) => snapshot.point === point)
      .map(({ store, scope, layer, items }) => ({
        store,
        scope,
        layer,
        items: [...items].map(([key, { value }]) => ({ key, value: plainJson(value) })),
      })),
  };
}
