import { useEffect } from "preact/hooks";
import { isTyping, keyName } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import { focusList } from "../../ui";
import { copySelectedValue, openDiff, openSelectedValue } from "./documents";
import { LEDGER_ID } from "./Ledger";
import { FILTER_ID } from "./LedgerFilter";
import type { MemoryStore } from "./store";

/** Single keys act when no field has the focus. */
export function useMemoryKeys(store: MemoryStore, frame: FrameActions): void {
  useEffect(() => {
    const toOperation = (by: number) => {
      store.move(by);
      focusList(LEDGER_ID);
    };
    const actions: Readonly<Record<string, () => void>> = {
      a: () => store.markAtSelected("a"),
      b: () => store.markAtSelected("b"),
      d: () => void openDiff(store),
      t: () => void openSelectedValue(store),
      y: () => void copySelectedValue(store),
      "shift y": () => store.panel.copyLink(store.operation?.stepId),
      r: () => store.panel.run("replay-and-compare", store.operation?.stepId),
      v: () => store.panel.run("add-variant", store.operation?.stepId),
      ArrowUp: () => toOperation(-1),
      ArrowDown: () => toOperation(1),
      Home: () => toOperation(-Infinity),
      End: () => toOperation(Infinity),
      Enter: () => goToSelected(store),
      "/": () => document.getElementById(FILTER_ID)?.focus(),
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

function goToSelected(store: MemoryStore): void {
  const { operation } = store;
  if (operation) store.goTo(operation.stepId);
}
