// One step read again from what is stored of it.

import { readLogStep } from "../../core/dialects";
import { UserFault } from "../../protocol/faults";
import type { ReadStep } from "../rows/step-detail";
import { summaryFromContent } from "../step-columns";
import type { StepCells } from "../store/step-queries";
import type { Engine } from "./engine";

/** A step's row with its summary, which is worked out the first time and kept. */
export function summarised(engine: Engine, rowId: number): StepCells | undefined {
  const cells = engine.store.steps.row(rowId);
  if (!cells || cells.summary !== null) return cells;
  const summary = summaryFromContent(readStored(engine, cells).facts);
  engine.store.steps.saveSummary(rowId, summary);
  return { ...cells, summary };
}

/** A step as its dialects read it now, from the bytes that came. */
export function readStored({ store, reader }: Engine, cells: StepCells): ReadStep {
  if (cells.span.startsWith("log:")) {
    const row = store.steps.log(cells.span);
    if (!row) throw noStep(cells.span);
    const log = store.messages.log(row);
    return { facts: readLogStep(log), logs: [log] };
  }
  const message = store.steps.message(cells.id);
  if (!message) throw noStep(cells.span);
  const span = store.messages.span(message);
  const logs = store.messages.sortedLogs(store.steps.logs(cells.id));
  return { facts: reader.span(span, logs).facts, span, logs };
}

/** What is answered where a step is not, or no longer, stored. */
export function noStep(stepId: string): UserFault {
  return new UserFault("not-found", `There is no step ${stepId}.`, {
    next: "Its session may have been removed to make room. Refresh the list of sessions.",
  });
}
