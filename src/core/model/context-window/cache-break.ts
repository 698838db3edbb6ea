// A cache break: content that the call before proves was cached, and that this call had to send again at full price.

import { toNano, toUsd } from "../money";
import { inputTokens, type Usage } from "../usage";
import { inPromptOrder } from "./segments";
import type { Segment } from "./segment";

export interface CacheSide {
  readonly segments: readonly Segment[];
  readonly usage: Usage;
}

export interface CacheBreak {
  /** The first message that differs; 0 also where the system prompt or the tool definitions do. */
  readonly messageIndex: number;
  /** What differs, to follow “broken by”: `the system prompt`, `message 3 (run_sql)`, `the passage of time`. */
  readonly what: string;
  readonly lostTokens: number;
  /** Dollars more than with a warm cache; null where the call has no price. */
  readonly lostUsd: number | null;
}

/** Caches are read in steps (128 tokens at OpenAI) and their ends are rounded: less than two steps is no break. */
const LEAST_LOST_TOKENS = 256;

/**
 * The break between two calls of one thread, or null. Only what is proven counts: content that the call before read from
 * the cache or wrote into it, as the provider reports, and that this call sent again, less what this call read. Content
 * that left is not lost money: a summary is new. Null where this call does not report its cached tokens.
 * @param priceOf the cost in dollars of a call like the current one with another usage, null where it has no price
 */
export function detectCacheBreak(
  previous: CacheSide,
  current: CacheSide,
  priceOf: (usage: Usage) => number | null,
): CacheBreak | null {
  const { inCacheRead } = current.usage;
  if (inCacheRead === null) return null;
  const lostTokens = sentAgain(previous, current) - inCacheRead;
  if (lostTokens < LEAST_LOST_TOKENS) return null;
  const first = firstDifference(previous.segments, current.segments);
  return {
    messageIndex: first?.messageIndex ?? (first ? 0 : messagesIn(previous.segments)),
    what: first ? nameOf(first) : "the passage of time",
    lostTokens,
    lostUsd: lostUsd(current.usage, lostTokens, priceOf),
  };
}

/** The first segment of the prompt that is not what it was; undefined where the old prompt is a prefix of the new one. */
export function firstDifference(
  previous: readonly Segment[],
  current: readonly Segment[],
): Segment | undefined {
  const before = inPromptOrder(previous);
  const now = inPromptOrder(current);
  const index = before.findIndex((segment, place) => segment.identity !== now[place]?.identity);
  return index < 0 ? undefined : (now[index] ?? before[index]);
}

/** Tokens of the cached prefix of the call before whose content is in this call too; at most this call's input. */
function sentAgain(previous: CacheSide, current: CacheSide): number {
  const { inCacheRead, inCacheWrite } = previous.usage;
  const identities = new Set(current.segments.map(({ identity }) => identity));
  let cachedLeft = (inCacheRead ?? 0) + (inCacheWrite ?? 0);
  let again = 0;
  for (const { tokens, identity } of inPromptOrder(previous.segments)) {
    const cached = Math.min(tokens, cachedLeft);
    cachedLeft -= cached;
    if (identities.has(identity)) again += cached;
  }
  return Math.min(again, inputTokens(current.usage) ?? again);
}

/** The price of the call as it was, less its price with the lost tokens read from the cache. Written tokens go last. */
function lostUsd(usage: Usage, lostTokens: number, priceOf: (usage: Usage) => number | null): number | null {
  const uncached = Math.min(lostTokens, usage.inUncached ?? 0);
  const written = Math.min(lostTokens - uncached, usage.inCacheWrite ?? 0);
  const paid = priceOf(usage);
  const warm = priceOf({
    ...usage,
    inUncached: usage.inUncached === null ? null : usage.inUncached - uncached,
    inCacheWrite: usage.inCacheWrite === null ? null : usage.inCacheWrite - written,
    inCacheRead: (usage.inCacheRead ?? 0) + uncached + written,
  });
  return paid === null || warm === null ? null : toUsd(Math.max(0, toNano(paid) - toNano(warm)));
}

function nameOf({ kind, label, messageIndex }: Segment): string {
  if (kind === "tools") return "the tool definitions";
  if (messageIndex === undefined) return "the system prompt";
  return `message ${messageIndex + 1} (${label})`;
}

function messagesIn(segments: readonly Segment[]): number {
  return Math.max(0, ...segments.map(({ messageIndex = -1 }) => messageIndex + 1));
}
