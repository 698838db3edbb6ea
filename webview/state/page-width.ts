// How wide the page is in units of the font, as classes of the document. A media query knows pixels only: with a font of
// twice the size a panel of 1,280 px has the room of one of 640.

import { forgetUnit, unitPx } from "../ui/units";

/** The widest page, in units, that each class stands on. */
const WIDTHS = { "is-compact": 900, "is-narrow": 700, "is-tiny": 400 } as const;
/** Below this one pane is shown at a time. */
export const ONE_PANE_UNITS = 360;

/** A page lower than this many units shows the list and little above it. */
const SHORT_UNITS = 450;

/** Keeps the classes up to date with the panel's size and the editor's font. */
export function watchPageWidth(): void {
  const root = document.documentElement;
  const update = () => {
    forgetUnit();
    const units = window.innerWidth / unitPx();
    for (const [name, widest] of Object.entries(WIDTHS))
      root.classList.toggle(`page-${name}`, units <= widest);
    root.classList.toggle("page-is-short", window.innerHeight / unitPx() < SHORT_UNITS);
    root.classList.toggle("page-is-one-pane", units < ONE_PANE_UNITS);
  };
  update();
  window.addEventListener("resize", update);
  // The editor writes its font into the style of the document.
  new MutationObserver(update).observe(root, { attributes: true, attributeFilter: ["style"] });
}
