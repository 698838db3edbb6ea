import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import { focusList } from "../../ui";
import { openDiff } from "./DiffPane";
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
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, frame]);
}

function goToSelected(store: MemoryStore): void {
  const operation = store.shown.peek()[store.selected.peek()];
  if (operation) store.goTo(operation.stepId);
}
