// Instants of a client, made safe to compute with. What was sent stays exact in the span itself.

/** 2^53 microseconds, in the year 2255: the last instant that a number holds exactly. The decoder marks later ones. */
const MAX_SANE_NS = 9_007_199_254_740_991_000n;
const YEAR_NS = 366n * 86_400n * 1_000_000_000n;

export interface SpanTimes {
  /** 0 where neither end can be believed. */
  readonly startUs: number;
  /** Null where there is no duration to speak of: not ended, or a clock that cannot be. */
  readonly endUs: number | null;
}

/** Microseconds of a span's two ends. A missing start is taken from the end, an impossible end is left out. */
export function spanTimes(startNs: bigint, endNs: bigint): SpanTimes {
  if (!isSane(startNs)) return { startUs: isSane(endNs) ? microseconds(endNs) : 0, endUs: null };
  const ended = isSane(endNs) && endNs >= startNs && endNs - startNs <= YEAR_NS;
  return { startUs: microseconds(startNs), endUs: ended ? microseconds(endNs) : null };
}

function isSane(instantNs: bigint): boolean {
  return instantNs > 0n && instantNs <= MAX_SANE_NS;
}

function microseconds(instantNs: bigint): number {
  return Number(instantNs / 1000n);
}
