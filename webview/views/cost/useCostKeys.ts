import { useEffect } from "preact/hooks";
import { isTyping, keyName } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import { copySelectedRow, openCallDiff, openTable } from "./documents";
import type { CostStore } from "./store";
import { COST_ROWS_ID } from "./Tables";
import { WHAT_IF_ID } from "./WhatIf";

/** Single keys act when no field has the focus. */
export function useCostKeys(store: CostStore, frame: FrameActions): void {
  useEffect(() => {
    const toRow = (by: number) => {
      store.move(by);
      document.getElementById(`${COST_ROWS_ID}-${store.selected.peek()}`)?.focus();
    };
    const actions: Readonly<Record<string, () => void>> = {
      b: () => store.nextGroup(),
      ArrowUp: () => toRow(-1),
      ArrowDown: () => toRow(1),
      Home: () => toRow(-Infinity),
      End: () => toRow(Infinity),
      Enter: () => store.openSelected(),
      w: () => showWhatIf(),
      d: () => void openCallDiff(store),
      t: () => openTable(store),
      y: () => copySelectedRow(store),
      "shift y": () => store.panel.copyLink(store.stepId),
      r: () => store.panel.run("replay-and-compare", store.stepId),
      v: () => store.panel.run("add-variant", store.stepId),
      "?": () => frame.showKeys(),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const action = actions[keyName(event)];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, frame]);
}

function showWhatIf(): void {
  const table = document.getElementById(WHAT_IF_ID);
  table?.scrollIntoView({ block: "nearest" });
  table?.focus();
}
