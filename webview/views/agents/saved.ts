// What the agents page remembers while it is hidden, and across a reload of the window.

import * as v from "valibot";
import { COLUMN_IDS, FIRST_SORT } from "./model";

const Saved = v.object({
  v: v.literal(1),
  page: v.literal("agents"),
  /** The selected agent's name; null selects the first. */
  selected: v.nullable(v.string()),
  sort: v.object({ by: v.picklist(COLUMN_IDS), descending: v.boolean() }),
  /** In units of theme.css. */
  detailWidth: v.number(),
});
export type SavedAgents = v.InferOutput<typeof Saved>;

export const DETAIL_WIDTH = 380;

/** The saved state where it is sound, else a fresh one. */
export function readSavedAgents(value: unknown): SavedAgents {
  const read = v.safeParse(Saved, value);
  if (read.success) return read.output;
  return { v: 1, page: "agents", selected: null, sort: FIRST_SORT, detailWidth: DETAIL_WIDTH };
}
