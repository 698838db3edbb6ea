// Memory: what each step did, what the stores held along the session, what differs, what drifts.
//
//   operations = steps.flatMap((step) => memoryOperationsOf(step, options))
//   history    = foldMemory(operations, { sessionId })
//   diff       = diffMemory(history, fromSnapshotId, toSnapshotId)
//   drift      = driftOf([{ sessionId, history, evidence }, …])

import { finish } from "./draft";
import { langGraphOperations } from "./langgraph";
import { mastraOperations } from "./mastra";
import type { MemoryOperation, MemoryOptions, MemoryStep } from "./operation";
import { otelOperations } from "./otel";
import { reportedOperations } from "./reports";
import { toolOperations } from "./tools";

export { diffMemory, diffSnapshots, type MemoryChange, type MemoryDiff } from "./diff";
export {
  driftOf,
  type Evidence,
  historyOfKey,
  type KeyEvent,
  type MemoryDrift,
  type SessionMemory,
} from "./drift";
export {
  foldMemory,
  type LedgerEntry,
  type MemoryHistory,
  type MemoryItem,
  type MemorySnapshot,
} from "./snapshots";
export { MEMORY_TOOLS } from "./tool-table";
export { changesBetween, type FieldChange } from "./values";
export { previewOf } from "./plain";
export type * from "./operation";

/**
 * What a step did to memory, in order; empty for most steps. A step is read by the most exact reader that knows it: the
 * convention's own attributes, then Mastra, then a tool call, then graph state; events and run attributes are added.
 */
export function memoryOperationsOf(
  step: MemoryStep,
  options: MemoryOptions = {},
): readonly MemoryOperation[] {
  const drafts = [...mainOperations(step, options), ...reportedOperations(step)];
  return drafts.map((draft) => finish(step, draft, options));
}

function mainOperations(step: MemoryStep, options: MemoryOptions) {
  const convention = otelOperations(step);
  if (convention.length > 0) return convention;
  const mastra = mastraOperations(step);
  if (mastra !== undefined) return mastra;
  if (step.tool !== undefined) return toolOperations(step, options);
  return langGraphOperations(step) ?? [];
}
