import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import type { ContextStore } from "./store";

/** Single keys act when no field has the focus. */
export function useContextKeys(store: ContextStore, frame: FrameActions, openDiff: () => void): void {
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => store.moveCall(-1),
      ArrowRight: () => store.moveCall(1),
      Home: () => store.moveCall(-Infinity),
      End: () => store.moveCall(Infinity),
      ArrowUp: () => store.moveSegment(-1),
      ArrowDown: () => store.moveSegment(1),
      a: () => store.nextAgent(),
      d: openDiff,
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
  }, [store, frame, openDiff]);
}
