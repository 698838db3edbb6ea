// The single keys of the timeline, which act while no field has the focus.

import { useEffect } from "preact/hooks";
import type { FindWhat, Panel } from "../../state/panel";
import type { FrameActions } from "../view";
import { type PageKey, pageKeyOf, treeKeyOf } from "./keys";
import type { TreeControl } from "./tree-control";
import { copyText } from "../../inspector/copy";
import { isTyping } from "../../ui/isTyping";
import { faultOf } from "../../state/loaded";
import { openContextDiff } from "../context/documents";
import { zoomBy, zoomTo } from "./overview/model";

/** Page Down before the tree has the focus, when nobody knows its height yet. */
const ROWS_A_PAGE = 20;

export function usePageKeys(control: TreeControl, frame: FrameActions): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (isTyping(event) && !isFind(event))) return;
      // Before anything has the focus, the arrows move in the tree, as in a panel that was just opened.
      if (document.activeElement === document.body && treeKeyOf(event)) {
        control.onKeyDown(event, ROWS_A_PAGE);
        return;
      }
      const key = pageKeyOf(event);
      if (!key) return;
      event.preventDefault();
      act(key, control, frame);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [control, frame]);
}

/** Ctrl+F means the filter wherever the focus is. */
function isFind(event: KeyboardEvent): boolean {
  return event.ctrlKey && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f";
}

function act(key: PageKey, control: TreeControl, frame: FrameActions): void {
  const { panel } = control;
  const { selectedId, inspectorOpen, following, grouped } = panel.ui.peek();
  const from = selectedId === null ? {} : { from: selectedId };
  const actions: Record<PageKey, () => void> = {
    filter: () => frame.focusFilter(),
    keys: () => frame.showKeys(),
    "next-error": () => void control.jump({ what: "error", ...from }, "No failed step."),
    "previous-error": () => void control.jump({ what: "error", back: true, ...from }, "No failed step."),
    costliest: () => void jumpByRank(control, "costliest", "No step has a price."),
    slowest: () => void jumpByRank(control, "slowest", "No step has a duration."),
    fullest: () => void jumpByRank(control, "fullest", "No call with a known context."),
    group: () => void panel.group(!grouped),
    overview: () => void panel.set({ overviewOpen: !panel.ui.peek().overviewOpen }),
    "zoom-in": () => zoom(panel, 0.5),
    "zoom-out": () => zoom(panel, 2),
    "zoom-all": () => void panel.set({ zoom: null }),
    "zoom-step": () => zoomToSelected(panel),
    inspector: () => void panel.set({ inspectorOpen: !inspectorOpen }),
    follow: () => {
      void panel.follow(!following).then(() => {
        if (!following) control.toEnd();
      });
    },
    "next-call": () => void control.jump({ what: "call", ...from }, "No other call of this agent."),
    "previous-call": () =>
      void control.jump({ what: "call", back: true, ...from }, "No other call of this agent."),
    copy: () => {
      const detail = panel.detail.peek();
      if (detail.kind === "ready") copyText(panel, JSON.stringify(detail.value, null, 2));
    },
    document: () => {
      if (panel.stepId !== null) control.openDocument(panel.stepId);
    },
    diff: () => void diffSelected(panel),
    "close-all": () => void control.closeAll(),
    "open-all": () => void panel.set({ collapsed: [] }),
    source: () => {
      if (panel.stepId !== null)
        void panel.channel.ask("host/open-source", { stepId: panel.stepId }).catch(() => undefined);
    },
    "by-name": () => control.startTyping(),
  };
  actions[key]();
}

/** The context of the selected model call beside that of the call before, in VS Code's own diff. */
async function diffSelected(panel: Panel): Promise<void> {
  const { stepId } = panel;
  if (stepId === null) return;
  try {
    const window = await panel.channel.ask("step/context", { stepId });
    await openContextDiff(panel, window);
  } catch (thrown) {
    panel.said.value = faultOf(thrown)?.message ?? "";
  }
}

function zoom(panel: Panel, factor: number): void {
  const frame = panel.rows.frame.peek();
  if (!frame) return;
  const whole = { startUs: frame.startUs, endUs: frame.endUs };
  void panel.set({ zoom: zoomBy(factor, panel.ui.peek().zoom ?? whole, whole) });
}

function zoomToSelected(panel: Panel): void {
  const frame = panel.rows.frame.peek();
  const { selectedId } = panel.ui.peek();
  const row = selectedId === null ? undefined : panel.rows.rowOf(selectedId);
  if (!frame || !row) return;
  const endUs = row.startUs + (row.durationUs ?? 0);
  void panel.set({ zoom: zoomTo({ startUs: row.startUs, endUs }, frame) });
}

/** The first press finds the first of the rank, the next press the one after it. */
const lastRank = new WeakMap<TreeControl, { what: FindWhat; stepId: string }>();

async function jumpByRank(control: TreeControl, what: FindWhat, nothing: string): Promise<void> {
  const last = lastRank.get(control);
  const { selectedId } = control.panel.ui.peek();
  const goesOn = last?.what === what && last.stepId === selectedId;
  await control.jump({ what, ...(goesOn ? { from: last.stepId } : {}) }, nothing);
  const now = control.panel.ui.peek().selectedId;
  if (now !== null) lastRank.set(control, { what, stepId: now });
}
