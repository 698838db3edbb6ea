// What a panel remembers while it is hidden, and across a reload of the window.

import * as v from "valibot";

/** Collapsed steps that are kept. More would make every change of state slow; the rest open again. */
const MAX_COLLAPSED = 5_000;

const Saved = v.object({
  v: v.literal(1),
  sessionId: v.string(),
  view: v.string(),
  selectedId: v.nullable(v.string()),
  collapsed: v.array(v.string()),
  filter: v.string(),
  inspectorOpen: v.boolean(),
  inspectorTab: v.string(),
  /** In units (theme.css), so that they mean the same after a change of font size. */
  inspectorWidth: v.number(),
  inspectorHeight: v.number(),
  nameWidth: v.number(),
  following: v.boolean(),
  scrollTop: v.number(),
  overviewOpen: v.optional(v.boolean(), true),
  /** Whether the steps of each agent stand together under a head of their own. */
  grouped: v.optional(v.boolean(), false),
  /** The part of the session's time that the timeline shows; null shows all of it. */
  zoom: v.optional(v.nullable(v.object({ startUs: v.number(), endUs: v.number() })), null),
  /** Sizes of panes that views split by sashes, in units of theme.css, by a name of the view's own. */
  panes: v.optional(v.record(v.string(), v.number()), {}),
  /** The session beside this one in the compare view. */
  compareWith: v.optional(v.nullable(v.string()), null),
});
export type SavedState = v.InferOutput<typeof Saved>;

export function freshState(sessionId: string, view: string): SavedState {
  return {
    v: 1,
    sessionId,
    view,
    selectedId: null,
    collapsed: [],
    filter: "",
    inspectorOpen: true,
    inspectorTab: "messages",
    inspectorWidth: 396,
    inspectorHeight: 264,
    nameWidth: 300,
    following: false,
    scrollTop: 0,
    overviewOpen: true,
    grouped: false,
    zoom: null,
    panes: {},
    compareWith: null,
  };
}

/** The saved state where it is sound and of this session; else a fresh one that keeps the sizes. */
export function readSaved(value: unknown, sessionId: string, view: string): SavedState {
  const fresh = freshState(sessionId, view);
  const read = v.safeParse(Saved, value);
  if (!read.success) return fresh;
  if (read.output.sessionId === sessionId) return read.output;
  const { inspectorOpen, inspectorWidth, inspectorHeight, nameWidth, overviewOpen, grouped, panes } =
    read.output;
  return {
    ...fresh,
    inspectorOpen,
    inspectorWidth,
    inspectorHeight,
    nameWidth,
    overviewOpen,
    grouped,
    panes,
  };
}

export function withinLimits(state: SavedState): SavedState {
  return { ...state, collapsed: state.collapsed.slice(0, MAX_COLLAPSED) };
}
