import { useEffect } from "preact/hooks";
import type { Panel } from "../state/panel";
import { isTyping } from "../ui/isTyping";
import { VIEWS } from "../views";

/** `1` to `5` show the views in the order of their tabs, while no field has the focus. */
export function useViewKeys(panel: Panel): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.shiftKey || isTyping(event)) return;
      const view = /^[1-5]$/.test(event.key) ? VIEWS[Number(event.key) - 1] : undefined;
      if (!view) return;
      event.preventDefault();
      void panel.set({ view: view.id });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [panel]);
}
