// The keys that every view has: the tabs by number, and what is done with the selected step or the whole session.

import { useEffect } from "preact/hooks";
import { keyOfCommand } from "../../src/protocol/page-commands";
import type { Panel } from "../state/panel";
import { isTyping } from "../ui/isTyping";
import { VIEWS } from "../views";

/** Single keys act while no field has the focus; a view that takes a key for itself has it first. */
export function useFrameKeys(panel: Panel): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const action = actionOf(event, panel);
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    const stop = panel.channel.on("panel/command", ({ command }) => press(command, panel));
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      stop();
    };
  }, [panel]);
}

function actionOf(event: KeyboardEvent, panel: Panel): (() => void) | undefined {
  const view = /^[1-9]$/.test(event.key) ? VIEWS[Number(event.key) - 1] : undefined;
  if (view) return () => void panel.set({ view: view.id });
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.shiftKey) return key === "y" ? () => panel.copyLink() : undefined;
  const actions: Readonly<Record<string, () => void>> = {
    r: () => panel.run("replay-and-compare"),
    v: () => panel.run("add-variant"),
    m: () => panel.run("compare-with"),
  };
  return actions[key];
}

/** A command of the editor does what its key does, in the view that the key belongs to. */
function press(command: string, panel: Panel): void {
  const pressed = keyOfCommand(command);
  if (!pressed) return;
  const { key, shift: shiftKey = false, view } = pressed;
  const act = () =>
    document.body.dispatchEvent(
      new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }),
    );
  if (view === undefined || view === panel.ui.peek().view) act();
  else {
    void panel.set({ view });
    // The view listens from its first frame on.
    requestAnimationFrame(() => setTimeout(act));
  }
}
