// Tokens in buckets that do not overlap.

/**
 * Tokens of one call or a sum of calls. The buckets are disjoint: `inUncached + inCacheRead + inCacheWrite` is the
 * whole input, `out + reasoning` the whole output. A bucket that the client never sends is null, and then the
 * bucket beside it holds the whole (protocol convention 2).
 */
export interface Usage {
  readonly inUncached: number | null;
  readonly inCacheRead: number | null;
  readonly inCacheWrite: number | null;
  readonly out: number | null;
  readonly reasoning: number | null;
}

export const USAGE_BUCKETS = ["inUncached", "inCacheRead", "inCacheWrite", "out", "reasoning"] as const;

/** No client said anything: every bucket unknown. */
export const NO_USAGE: Usage = {
  inUncached: null,
  inCacheRead: null,
  inCacheWrite: null,
  out: null,
  reasoning: null,
};

/** The sum bucket by bucket. Unknown plus a number is the number; unknown plus unknown stays unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inUncached: sumKnown(left.inUncached, right.inUncached),
    inCacheRead: sumKnown(left.inCacheRead, right.inCacheRead),
    inCacheWrite: sumKnown(left.inCacheWrite, right.inCacheWrite),
    out: sumKnown(left.out, right.out),
    reasoning: sumKnown(left.reasoning, right.reasoning),
  };
}

/** All input tokens, cached ones included; null where none of the three is known. */
export function inputTokens(usage: Usage): number | null {
  return sumKnown(sumKnown(usage.inUncached, usage.inCacheRead), usage.inCacheWrite);
}

/** All output tokens, reasoning included; null where neither is known. */
export function outputTokens(usage: Usage): number | null {
  return sumKnown(usage.out, usage.reasoning);
}

function sumKnown(left: number | null, right: number | null): number | null {
  return left === null ? right : right === null ? left : left + right;
}
