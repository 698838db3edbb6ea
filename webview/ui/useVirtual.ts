// A list of which only the rows in sight are in the page: rows of one height and a scroller.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { type Align, type Sight, offsetTo, windowOf } from "./windowing";

/** Rows drawn beyond each rim, so that a wheel step does not show a blank. */
const OVERSCAN = 8;

export interface VirtualList {
  readonly items: readonly { readonly index: number; readonly start: number }[];
  readonly totalPx: number;
  /** The first row whose top is at or below the rim of the scroller. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  scrollTo(index: number, align?: Align): void;
}

/** The rows to draw now. `keep` is drawn wherever it is, so that the focused row never leaves the page. */
export function useVirtual(options: {
  scroller: RefObject<HTMLElement | null>;
  count: number;
  rowPx: number;
  keep: number | undefined;
  /** Room at the top that sticky rows take: a row scrolled to stays below it. */
  paddingTopPx: number;
  initialOffset: number;
  /** How high the scroller will be, where that is known before it is in the page: its rows are then there at once. */
  initialHeight?: number;
}): VirtualList {
  const { scroller, count, rowPx, keep, paddingTopPx } = options;
  const [, redraw] = useReducer((times: number) => times + 1, 0);
  const sight = useRef<Sight>({ offsetPx: options.initialOffset, heightPx: options.initialHeight ?? 0 });
  // The first picture has the rows in sight only; the ones beyond the rims come after it.
  const [overscan, setOverscan] = useState(0);
  useEffect(() => setOverscan(OVERSCAN), []);
  const shown = windowOf(sight.current, { count, rowPx, overscan, keep });
  const drawn = useRef(shown);
  drawn.current = shown;
  const list = useRef({ count, rowPx, overscan, keep });
  list.current = { count, rowPx, overscan, keep };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const see = (change: Partial<Sight>) => {
      sight.current = { ...sight.current, ...change };
      if (!isSame(windowOf(sight.current, list.current), drawn.current)) redraw(undefined);
    };
    const onScroll = () => see({ offsetPx: element.scrollTop });
    const observer = new ResizeObserver(() => see({ heightPx: element.clientHeight }));
    if (sight.current.offsetPx > 0) element.scrollTop = sight.current.offsetPx;
    if (sight.current.heightPx === 0) see({ heightPx: element.clientHeight });
    element.addEventListener("scroll", onScroll, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      observer.disconnect();
    };
  }, [scroller]);

  return {
    items: shown.indexes.map((index) => ({ index, start: index * rowPx })),
    totalPx: count * rowPx,
    firstIndex: shown.firstIndex,
    lastIndex: shown.lastIndex,
    scrollTo: (index, align = "auto") => {
      const element = scroller.current;
      if (!element) return;
      const now = { offsetPx: element.scrollTop, heightPx: element.clientHeight };
      const to = offsetTo(index, align, now, { count, rowPx, coveredPx: paddingTopPx });
      if (to !== now.offsetPx) element.scrollTop = to;
    },
  };
}

/** Whether the same rows stand in the page and in sight. */
function isSame(left: ReturnType<typeof windowOf>, right: ReturnType<typeof windowOf>): boolean {
  return (
    left.firstIndex === right.firstIndex &&
    left.lastIndex === right.lastIndex &&
    left.indexes.length === right.indexes.length &&
    left.indexes[0] === right.indexes[0] &&
    left.indexes.at(-1) === right.indexes.at(-1)
  );
}
