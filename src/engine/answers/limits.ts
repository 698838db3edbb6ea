// Limits of context windows as the user set them: they come before what was reported and before the tables of models.

import { shortModelName, withoutVendor } from "../../core/model/model-name";
import type { ContextLimit } from "../../core/pricing";
import type { StepRow } from "../../protocol/rows";
import type { Settings } from "../settings";

/** The limit that is shown for a call: the user's own for its model, else the one that is known; null where none is. */
export function shownLimit(
  { contextLimits }: Settings,
  model: string | null,
  known: ContextLimit | null,
): ContextLimit | null {
  if (model === null || contextLimits.size === 0) return known;
  const set =
    contextLimits.get(model) ??
    contextLimits.get(withoutVendor(model)) ??
    contextLimits.get(shortModelName(model));
  return set === undefined ? known : { limit: set, source: "setting" };
}

/** A row with the user's limit, where there is one for its model. */
export function withShownLimit(row: StepRow, settings: Settings): StepRow {
  const set = row.context && shownLimit(settings, row.model ?? null, null);
  return row.context && set ? { ...row, context: { ...row.context, limit: set.limit } } : row;
}
