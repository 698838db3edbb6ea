// The context window of model calls: what fills it, what changed, what broke the cache, what was summed up.

export { type CacheBreak, type CacheSide, detectCacheBreak, firstDifference } from "./cache-break";
export { type Compaction, type CompactionSide, detectCompaction, isWriterOf } from "./compaction";
export { type ContextChange, diffContexts, type SegmentChange, tokensMoved } from "./diff";
export { estimateTokens, type TokenEstimator } from "./estimate";
export { type CallInThread, previousCall } from "./previous-call";
export type { ContextWindow, Hashed, RecordedContext, Segment, SegmentKind } from "./segment";
export { type ContextRequest, type PieceCache, segmentsOf } from "./segments";
