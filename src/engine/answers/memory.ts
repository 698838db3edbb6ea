// session/memory, memory/diff, memory/picture, memory/value, memory/label, memory/history and memory/drift.

import {
  diffMemory,
  type LedgerEntry,
  type MemoryChange,
  type MemoryDiff,
  type MemorySnapshot,
  previewOf,
} from "../../core/model/memory";
import { UserFault } from "../../protocol/faults";
import type { ResultOf } from "../../protocol/messages";
import type {
  MemoryDiffRow,
  MemoryDriftRow,
  MemoryOperationRow,
  MemorySnapshotRow,
} from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import { plainJson } from "../rows/plain-json";
import { analysisOf, numberOf } from "./analysed";
import { driftRelatedTo } from "./drift";
import type { Engine, EngineHandlers } from "./engine";
import { keyHistory } from "./key-history";
import { memoryPicture, memoryValue } from "./memory-values";
import { operationPreview } from "./memory-preview";
import { announce } from "./settings";

export function memoryAnswers(engine: Engine): EngineHandlers {
  return {
    "session/memory": async ({ sessionId }) => memoryOf(await analysisOf(engine, sessionId)),
    "memory/diff": ({ from, to }) => diffOf(engine, from, to),
    "memory/picture": async ({ snapshotId }) => {
      const picture = await memoryPicture(engine, sessionOf(snapshotId), snapshotId);
      if (!picture) throw noSnapshot();
      return picture;
    },
    "memory/value": (ask) => memoryValue(engine, ask),
    "memory/label": ({ store, layer }) => {
      const before = engine.analyses.sessions();
      engine.analyses.label(store, layer);
      announce(engine, before);
      return {};
    },
    "memory/history": ({ sessionId, store, key }) => keyHistory(engine, sessionId, store, key),
    "memory/drift": async ({ sessionId }) => {
      const drifts = await driftRelatedTo(engine, sessionId);
      return drifts.map(({ store, key, reason, detail, values }): MemoryDriftRow => {
        const rows = values.map(({ sessionId: id, stepId, atUs, preview }) => ({
          sessionId: id,
          stepId,
          atUs,
          preview,
        }));
        return { store, key, reason, detail, values: rows };
      });
    },
  };
}

function memoryOf(analysis: Analysis): ResultOf<"session/memory"> {
  const { snapshots, ledger } = analysis.memory;
  return {
    snapshots: snapshots.map((snapshot) => snapshotRow(analysis, snapshot)),
    operations: ledger.map((entry) => operationRow(analysis, entry)),
    pointsLeftOut: analysis.memory.pointsLeftOut,
  };
}

function snapshotRow(analysis: Analysis, snapshot: MemorySnapshot): MemorySnapshotRow {
  const { snapshotId, stepId, point, at, scope, store, layer, layerReason, source, atUs, items } = snapshot;
  return {
    snapshotId,
    stepId,
    number: numberOf(analysis, stepId),
    point,
    at,
    scope,
    store,
    layer,
    layerReason,
    source,
    atUs,
    items: [...items].map(([key, { value }]) => ({ key, preview: previewOf(value) })),
  };
}

function operationRow(analysis: Analysis, entry: LedgerEntry): MemoryOperationRow {
  const { stepId, agent, op, store, layer, layerReason, recordId, key, changed, failed, atUs } = entry;
  return {
    stepId,
    number: numberOf(analysis, stepId),
    agent,
    op,
    store,
    layer,
    layerReason,
    ...(recordId !== undefined && { recordId }),
    ...(key !== undefined && { key }),
    preview: operationPreview(entry),
    changed,
    failed,
    atUs,
  };
}

/** Snapshot ids begin with the session's, percent-encoded. */
async function diffOf(engine: Engine, from: string, to: string): Promise<MemoryDiffRow> {
  const analysis = await analysisOf(engine, sessionOf(from));
  const diff = diffMemory(analysis.memory, from, to);
  if (!diff) throw noSnapshot();
  return diffRow(analysis, diff);
}

function diffRow(analysis: Analysis, { added, removed, changed, same }: MemoryDiff): MemoryDiffRow {
  const entry = ({ key, layer, store, stepId }: MemoryChange) => ({
    key,
    layer,
    store,
    ...(stepId !== undefined && { stepId, number: numberOf(analysis, stepId) }),
  });
  return {
    added: added.map((change) => ({ ...entry(change), value: plainJson(change.after) })),
    removed: removed.map((change) => ({ ...entry(change), value: plainJson(change.before) })),
    changed: changed.map((change) => ({
      ...entry(change),
      before: plainJson(change.before),
      after: plainJson(change.after),
      fields: change.fields.map(({ path, before, after }) => ({
        path,
        ...(before !== undefined && { before: plainJson(before) }),
        ...(after !== undefined && { after: plainJson(after) }),
      })),
    })),
    unchanged: same,
  };
}

function sessionOf(snapshotId: string): string {
  try {
    return decodeURIComponent(snapshotId.split("/")[0] ?? "");
  } catch {
    throw noSnapshot();
  }
}

function noSnapshot(): UserFault {
  return new UserFault("not-found", "There is no such memory snapshot.", {
    next: "The session may have grown. Ask for its memory again.",
  });
}
