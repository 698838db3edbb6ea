// Which rows of a long list stand in the page: those in sight, some beyond each rim, and one that is kept. Pure.

/** What the scroller shows: how far it is scrolled and how high it is, in pixels. */
export interface Sight {
  readonly offsetPx: number;
  readonly heightPx: number;
}

export interface Window {
  /** The first row whose top is at or below the rim of the scroller. */
  readonly firstIndex: number;
  /** The last row that is seen at all; 0 for an empty list. */
  readonly lastIndex: number;
  /** Indexes of the rows to draw, ascending. */
  readonly indexes: readonly number[];
}

/** The rows to draw for what is in sight. `keep` is drawn wherever it is. */
export function windowOf(
  sight: Sight,
  list: {
    readonly count: number;
    readonly rowPx: number;
    readonly overscan: number;
    readonly keep: number | undefined;
  },
): Window {
  const { count, rowPx, overscan, keep } = list;
  const first = Math.floor(sight.offsetPx / rowPx);
  const lastIndex = Math.max(0, Math.min(count, Math.ceil((sight.offsetPx + sight.heightPx) / rowPx)) - 1);
  const from = Math.max(0, Math.min(first, count) - overscan);
  const to = sight.heightPx === 0 ? from : Math.min(count, lastIndex + 1 + overscan);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  if (keep !== undefined && keep >= 0 && keep < count) {
    if (keep < from) indexes.unshift(keep);
    else if (keep >= to) indexes.push(keep);
  }
  // A rim within a pixel of the row's top counts as on it: scroll positions are fractions on some screens.
  return { firstIndex: Math.floor((sight.offsetPx + 1) / rowPx), lastIndex, indexes };
}

export type Align = "auto" | "start" | "center" | "end";

/**
 * How far to scroll so that a row is in sight; `auto` moves no further than it must. `coveredPx` at the top are taken by
 * rows that stick there.
 */
export function offsetTo(
  index: number,
  align: Align,
  sight: Sight,
  list: { readonly count: number; readonly rowPx: number; readonly coveredPx: number },
): number {
  const { count, rowPx, coveredPx } = list;
  const topPx = index * rowPx;
  const start = topPx - coveredPx;
  const end = topPx + rowPx - sight.heightPx;
  const most = Math.max(0, count * rowPx - sight.heightPx);
  const within = (px: number) => Math.min(most, Math.max(0, px));
  switch (align) {
    case "start":
      return within(start);
    case "end":
      return within(end);
    case "center":
      return within(topPx + rowPx / 2 - sight.heightPx / 2);
    case "auto":
      return within(sight.offsetPx > start ? start : sight.offsetPx < end ? end : sight.offsetPx);
  }
}
