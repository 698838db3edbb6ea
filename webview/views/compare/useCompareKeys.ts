import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import type { CompareStore } from "./store";

const PAGE_ROWS = 12;

/** Single keys act when no field has the focus. */
export function useCompareKeys(store: CompareStore, frame: FrameActions): void {
  useEffect(() => {
    const actions: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
      n: () => store.moveChange(1),
      p: () => store.moveChange(-1),
      f: () => store.toFirstDivergence(),
      x: () => store.swap(),
      d: () => void store.openDiff(),
      ArrowDown: () => store.move(1),
      ArrowUp: () => store.move(-1),
      PageDown: () => store.move(PAGE_ROWS),
      PageUp: () => store.move(-PAGE_ROWS),
      Home: () => store.move(-Infinity),
      End: () => store.move(Infinity),
      ArrowRight: () => void store.openFold(),
      ArrowLeft: () => store.closeFold(),
      Enter: (event) => {
        if (!store.openFold()) void store.openStep(event.shiftKey);
      },
      "?": () => frame.showKeys(),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, frame]);
}
