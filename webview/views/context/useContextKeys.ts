import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import { focusList } from "../../ui";
import { CALLS_ID } from "./Chart";
import { copySelectedText, openDiff, openSelectedText } from "./documents";
import type { ContextStore } from "./store";
import { SEGMENTS_ID } from "./WindowPane";

/** Single keys act when no field has the focus. */
export function useContextKeys(store: ContextStore, frame: FrameActions): void {
  useEffect(() => {
    const toCall = (by: number) => {
      store.moveCall(by);
      focusList(CALLS_ID);
    };
    const toSegment = (by: number) => {
      store.moveSegment(by);
      focusList(SEGMENTS_ID);
    };
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => toCall(-1),
      ArrowRight: () => toCall(1),
      Home: () => toCall(-Infinity),
      End: () => toCall(Infinity),
      ArrowUp: () => toSegment(-1),
      ArrowDown: () => toSegment(1),
      Enter: () => openSelectedText(store),
      t: () => openSelectedText(store),
      y: () => copySelectedText(store),
      a: () => store.nextAgent(),
      d: () => void openDiff(store),
      "?": () => frame.showKeys(),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event) || (event.shiftKey && event.key !== "?")) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, frame]);
}
