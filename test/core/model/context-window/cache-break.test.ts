import { describe, expect, it } from "vitest";
import { detectCacheBreak, type CacheSide, type Segment } from "../../../../src/core/model/context-window";
import type { Usage } from "../../../../src/core/model/usage";
import { segment, windowOf } from "./build";

/** A dollar for a million tokens from the cache, 10 uncached, 12 written, 40 out. */
function priceOf({ inUncached, inCacheRead, inCacheWrite, out }: Usage): number {
  return ((inUncached ?? 0) * 10 + (inCacheRead ?? 0) * 1 + (inCacheWrite ?? 0) * 12 + (out ?? 0) * 40) / 1e6;
}

function side(
  segments: readonly Segment[],
  inUncached: number,
  inCacheRead: number | null,
  inCacheWrite: number | null = null,
): CacheSide {
  return { segments, usage: { inUncached, inCacheRead, inCacheWrite, out: 100, reasoning: null } };
}

const tools = segment("2 tools", 500, { kind: "tools" });
const history = windowOf([
  ["question", "user", 10],
  ["call a", "assistant", 5],
  ["result a", "tool_result", 5000],
]);
const before = side([...history, tools], 600, 5000);

describe("a cache break", () => {
  it("is not there while the prompt grows at its end and the cache is read", () => {
    const longer = [...history, tools, segment("call b", 9, { messageIndex: 3 })];
    expect(detectCacheBreak(before, side(longer, 700, 5000), priceOf)).toBeNull();
  });

  it("names a changed system prompt, and what was paid more than with a warm cache", () => {
    const changed = [
      segment("system prompt", 110, { kind: "system", identity: "other" }),
      ...history.slice(1),
      tools,
    ];
    expect(detectCacheBreak(before, side(changed, 5110, 500), priceOf)).toEqual({
      messageIndex: 0,
      what: "the system prompt",
      // Cached were 5,000: tools 500, the old system prompt 100, then 4,400 of messages. 4,900 are in the new prompt, 500 read.
      lostTokens: 4400,
      // At 10 instead of 1 dollar a million.
      lostUsd: 0.0396,
    });
  });

  it("names the tool definitions first, for they come first in the prompt", () => {
    const changed = [
      segment("system prompt", 110, { kind: "system", identity: "other" }),
      ...history.slice(1),
      segment("3 tools", 700, { kind: "tools" }),
    ];
    expect(detectCacheBreak(before, side(changed, 5600, 0), priceOf)).toMatchObject({
      messageIndex: 0,
      what: "the tool definitions",
    });
  });

  it("names the first message that differs, counted from 1 for people", () => {
    const changed = [
      ...windowOf([
        ["question", "user", 10],
        ["summary", "summary", 900],
      ]),
      tools,
    ];
    expect(detectCacheBreak(before, side(changed, 1510, 0), priceOf)).toMatchObject({
      messageIndex: 1,
      what: "message 2 (summary)",
      lostTokens: 610,
    });
  });

  it("is not a compaction whose unchanged beginning was read from the cache: the summary is new", () => {
    const summarised = [
      ...windowOf([
        ["question", "user", 10],
        ["summary", "summary", 900],
      ]),
      tools,
    ];
    expect(detectCacheBreak(before, side(summarised, 910, 600), priceOf)).toBeNull();
  });

  it("is the passage of time where the old prompt is a prefix of the new one", () => {
    expect(detectCacheBreak(before, side([...history, tools], 5600, 0), priceOf)).toMatchObject({
      messageIndex: 3,
      what: "the passage of time",
      lostTokens: 5000,
    });
  });

  it("counts what the call before wrote into the cache, and takes the dear rewriting as lost", () => {
    const written = side([...history, tools], 10, 0, 5600);
    const changed = [...windowOf([["other question", "user", 10]]), tools];
    // Tools 500 and system prompt 100 were written before and are here again: 10 uncached, 590 written again at 12.
    expect(detectCacheBreak(written, side(changed, 10, 0, 1090), priceOf)).toMatchObject({
      lostTokens: 600,
      lostUsd: 0.00658,
    });
  });

  it("is not claimed below two cache steps, nor where cached tokens are not reported, nor before anything was cached", () => {
    expect(detectCacheBreak(before, side(history, 800, 4800), priceOf)).toBeNull();
    expect(detectCacheBreak(before, side(history, 5600, null), priceOf)).toBeNull();
    expect(detectCacheBreak(side(history, 5600, 0), side([], 5600, 0), priceOf)).toBeNull();
  });

  it("has an unknown loss where the call has no price", () => {
    expect(detectCacheBreak(before, side(history, 5600, 0), () => null)).toMatchObject({
      lostTokens: 4500,
      lostUsd: null,
    });
  });
});
