// When a view has painted what a reader came for: what else there is waits for that.

import { useLayoutEffect } from "preact/hooks";
import { afterPaint } from "../ui/afterPaint";
import type { Panel } from "./panel";

/**
 * Tells the panel when what `isThere` now was painted. The body notes the first time that there was content, in ms since
 * the page began, for measurements and checks from outside.
 */
export function useFirstPaint(
  panel: Panel,
  { isThere, hasContent }: { isThere: boolean; hasContent: boolean },
): void {
  useLayoutEffect(() => {
    if (!isThere || (panel.painted.peek() && document.body.dataset["painted"] !== undefined)) return;
    afterPaint(() => {
      if (hasContent) document.body.dataset["painted"] ??= performance.now().toFixed(1);
      panel.painted.value = true;
    });
  }, [panel, isThere, hasContent]);
}
