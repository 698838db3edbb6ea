import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { FrameActions } from "../view";
import type { ReplaysStore } from "./store";

/** Single keys act when no field has the focus. A focused cell is no button here: Enter opens its session. */
export function useReplaysKeys(store: ReplaysStore, frame: FrameActions, focusQuestion: () => void): void {
  useEffect(() => {
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => store.move(-1, 0),
      ArrowRight: () => store.move(1, 0),
      ArrowUp: () => store.move(0, -1),
      ArrowDown: () => store.move(0, 1),
      Enter: () => void store.open(),
      c: () => void store.compare(),
      "+": () => void store.run("more-samples"),
      s: () => void store.run("save-as-test"),
      v: () => void store.run("add-variant"),
      u: () => void store.judge(true),
      j: () => void store.judge(false),
      a: focusQuestion,
      "?": () => frame.showKeys(),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const isCell = event.target instanceof Element && event.target.classList.contains("matrix-cell");
      const isOwn = isCell && event.key === "Enter";
      if (event.defaultPrevented || (isTyping(event) && !isOwn)) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, frame, focusQuestion]);
}
