// @tanstack/virtual-core for preact: rows of one height, a scroller and a change counter.

import {
  type Range,
  type VirtualItem,
  Virtualizer,
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

/** Rows drawn beyond each rim, so that a wheel step does not show a blank. */
const OVERSCAN = 8;

export interface VirtualList {
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
  /** The first row whose top is at or below the rim of the scroller. */
  readonly firstIndex: number;
  readonly lastIndex: number;
  scrollTo(index: number, align?: "auto" | "start" | "center" | "end"): void;
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
}): VirtualList {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const { scroller, rowPx, keep } = options;
  const settings = {
    count: options.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    overscan: OVERSCAN,
    initialOffset: options.initialOffset,
    scrollPaddingStart: options.paddingTopPx,
    rangeExtractor: (range: Range) => withKept(defaultRangeExtractor(range), keep, range.count),
    onChange: () => redraw(undefined),
  };
  const [list] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(settings));
  const [measuredPx, setMeasuredPx] = useState(rowPx);
  list.setOptions(settings);
  useLayoutEffect(() => list._didMount(), [list]);
  useLayoutEffect(() => list._willUpdate());
  useLayoutEffect(() => {
    if (measuredPx === rowPx) return;
    setMeasuredPx(rowPx);
    list.measure();
  }, [list, measuredPx, rowPx]);
  const offset = list.scrollOffset ?? 0;
  const height = list.scrollRect?.height ?? 0;
  return {
    items: list.getVirtualItems(),
    totalPx: list.getTotalSize(),
    firstIndex: Math.floor((offset + 1) / rowPx),
    lastIndex: Math.max(0, Math.min(options.count, Math.ceil((offset + height) / rowPx)) - 1),
    scrollTo: (index, align = "auto") => list.scrollToIndex(index, { align }),
  };
}

function withKept(indexes: number[], keep: number | undefined, count: number): number[] {
  if (keep === undefined || keep >= count || indexes.includes(keep)) return indexes;
  return [...indexes, keep].sort((left, right) => left - right);
}
