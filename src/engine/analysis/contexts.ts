// The context windows of a session's model calls: what fills each, what it goes on from, what broke the cache, and
// what was summed up.

import {
  type CacheBreak,
  type Compaction,
  type ContextWindow,
  detectCacheBreak,
  detectCompaction,
  diffContexts,
  isWriterOf,
  type PieceCache,
  previousCall,
  type Segment,
  segmentsOf,
  tokensMoved,
} from "../../core/model/context-window";
import { textOf } from "../../core/model/message";
import { inputTokens, NO_USAGE, type Usage } from "../../core/model/usage";
import { type ContextLimit, contextLimit, priceCall } from "../../core/pricing";
import { memoryTextsOf } from "./memory-texts";
import type { SessionReads, SessionStep } from "./session-reads";
import { Slices } from "../slices";
import { type CallContent, outputText } from "./step-read";

/** One model call of a session with what is known of its window. */
export interface ContextCall {
  readonly step: SessionStep;
  readonly content: CallContent;
  /** The call whose conversation this one goes on with. */
  readonly previous: ContextCall | undefined;
  readonly limit: ContextLimit | null;
  readonly used: number;
  readonly usedSource: ContextWindow["usedSource"];
  readonly byKind: ReadonlyMap<Segment["kind"], number>;
  readonly added: number;
  readonly removed: number;
  readonly cacheBreak: CacheBreak | null;
  readonly compaction: (Compaction & { readonly writer: ContextCall | undefined }) | null;
}

export interface SessionContexts {
  /** By start. */
  readonly calls: readonly ContextCall[];
  readonly byStepId: ReadonlyMap<string, ContextCall>;
  /** The window of a call, worked out again: windows of long sessions are too large to keep. */
  windowOf(call: ContextCall): ContextWindow;
}

/** How many calls back of the same agent one is looked for that a call goes on from. */
const MAX_EARLIER = 64;

/** A call with its window, while those after it are compared with it. */
interface Compared {
  readonly call: ContextCall;
  readonly segments: readonly Segment[];
}

/** All windows of a session, in slices. */
export async function contextsOf({ steps }: SessionReads): Promise<SessionContexts> {
  const textsBefore = memoryTextsOf(steps.flatMap(({ read }) => read.memory));
  // A message is read with the call that sends it first, so that it stays what it was then.
  const cache: PieceCache = new Map();
  const windowOf = (step: SessionStep, content: CallContent) => {
    const memoryTexts = textsBefore(step.place.startUs);
    return segmentsOf({ ...content, ...reportedOf(step), memoryTexts, cache });
  };
  const earlier = new Map<string, Compared[]>();
  const calls: ContextCall[] = [];
  const slices = new Slices();
  for (const step of modelCalls(steps)) {
    await slices.breathe();
    const content = step.read.call;
    if (!content) continue;
    const agent = step.place.agent ?? "";
    const before = earlier.get(agent) ?? [];
    const { segments, ...window } = windowOf(step, content);
    const previous = previousCall(before, { segments });
    const call = compared(step, content, { segments, ...window }, previous, calls);
    calls.push(call);
    earlier.set(agent, [...before.slice(1 - MAX_EARLIER), { call, segments }]);
  }
  return {
    calls,
    byStepId: new Map(calls.map((call) => [call.step.place.stepId, call])),
    windowOf: ({ step, content }) => windowOf(step, content),
  };
}

/** The price of a call like this one with another usage; null where it has none. */
export function priceOfStep({ source, read }: SessionStep): (usage: Usage) => number | null {
  const { model, provider } = read;
  if (model === null) return () => null;
  return (usage) =>
    priceCall({
      model,
      usage,
      atMs: source.startUs / 1000,
      ...(provider !== null && { provider }),
    })?.costUsd ?? null;
}

/** Calls that count, by start. */
function modelCalls(steps: readonly SessionStep[]): readonly SessionStep[] {
  return steps
    .filter(({ place }) => place.kind === "llm" && place.duplicateOf === null)
    .sort(
      (left, right) => left.place.startUs - right.place.startUs || left.place.number - right.place.number,
    );
}

function reportedOf({ place }: SessionStep) {
  return { reportedInput: inputTokens(place.usage), cacheRead: place.usage.inCacheRead };
}

function compared(
  step: SessionStep,
  content: CallContent,
  window: ContextWindow,
  previous: Compared | undefined,
  earlier: readonly ContextCall[],
): ContextCall {
  const { segments, used, usedSource } = window;
  const usage = step.place.usage;
  const facts = { step, content, previous: previous?.call, limit: limitOf(step), used, usedSource };
  const byKind = new Map<Segment["kind"], number>();
  for (const { kind, tokens } of segments) byKind.set(kind, (byKind.get(kind) ?? 0) + tokens);
  if (!previous) return { ...facts, byKind, added: used, removed: 0, cacheBreak: null, compaction: null };
  const before = { segments: previous.segments, usage: previous.call.step.place.usage };
  return {
    ...facts,
    byKind,
    ...tokensMoved(diffContexts(previous.segments, segments)),
    cacheBreak: detectCacheBreak(before, { segments, usage }, priceOfStep(step)),
    compaction: compactionOf(content, { segments, used }, previous, earlier),
  };
}

function compactionOf(
  content: CallContent,
  current: { readonly segments: readonly Segment[]; readonly used: number },
  { call, segments }: Compared,
  earlier: readonly ContextCall[],
): ContextCall["compaction"] {
  const compaction = detectCompaction(
    { segments, used: call.used },
    current,
    content.isCompacted,
    call.content.isCompacted,
  );
  if (!compaction) return null;
  const message = content.messages?.[compaction.summary?.messageIndex ?? -1];
  const system = (content.system?.value ?? []).flatMap((part) => (part.type === "text" ? [part.text] : []));
  const summary = message ? summaryText(message.value) : system.join("\n");
  const writer = earlier
    .slice(-MAX_EARLIER)
    .findLast((each) => summary !== "" && isWriterOf(outputText(each.content), summary));
  return { ...compaction, writer };
}

function summaryText(message: Parameters<typeof textOf>[0]): string {
  const summaries = message.parts.flatMap((part) => (part.type === "compaction" ? [part.summary ?? ""] : []));
  return [textOf(message), ...summaries].join("\n").trim();
}

function limitOf({ read }: SessionStep): ContextLimit | null {
  return read.model === null
    ? null
    : contextLimit({ model: read.model, provider: read.provider ?? undefined, reported: read.limit });
}

/** What reading the conversation once more cost the call that wrote a summary: its input alone. */
export function rereadUsd({ step }: ContextCall): number | null {
  return priceOfStep(step)({
    ...NO_USAGE,
    inUncached: step.place.usage.inUncached,
    inCacheRead: step.place.usage.inCacheRead,
    inCacheWrite: step.place.usage.inCacheWrite,
  });
}
