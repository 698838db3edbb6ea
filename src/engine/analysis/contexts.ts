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
import type { MemoryOperation } from "../../core/model/memory";
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

/** Pieces of messages that are kept while a session grows. */
const MAX_PIECES = 50_000;

/** The windows of one session, worked out for the calls that are new in it: those before them stay what they were. */
export class ContextReader {
  private calls: readonly ContextCall[] = [];
  private operations: readonly (readonly MemoryOperation[])[] = [];
  /** A message is read with the call that sends it first, so that it stays what it was then. */
  private readonly cache: PieceCache = new Map();

  /** All windows, in slices. Not to be called again before it is done. */
  async read({ steps }: SessionReads): Promise<SessionContexts> {
    const operations = steps.flatMap(({ read }) => (read.memory.length > 0 ? [read.memory] : []));
    const textsBefore = memoryTextsOf(operations.flat());
    const windowOf = (step: SessionStep, content: CallContent) => {
      const memoryTexts = textsBefore(step.place.startUs);
      return segmentsOf({ ...content, ...reportedOf(step), memoryTexts, cache: this.cache });
    };
    const calling = modelCalls(steps);
    const calls = this.unchanged(calling, operations);
    const earlier = new EarlierCalls(calls, windowOf);
    const slices = new Slices();
    for (const step of calling.slice(calls.length)) {
      await slices.breathe();
      const content = step.read.call;
      if (!content) continue;
      const { segments, ...window } = windowOf(step, content);
      const previous = previousCall(earlier.of(step), { segments });
      const call = compared(step, content, { segments, ...window }, previous, calls);
      calls.push(call);
      earlier.add({ call, segments });
    }
    this.calls = calls;
    this.operations = operations;
    return {
      calls,
      byStepId: new Map(calls.map((call) => [call.step.place.stepId, call])),
      windowOf: ({ step, content }) => windowOf(step, content),
    };
  }

  /**
   * The calls from the first one on that are as they were. None where memory was found or written since: then other
   * lines of a prompt may be recalled; nor where one came in between and the session has memory.
   */
  private unchanged(
    calling: readonly SessionStep[],
    operations: readonly (readonly MemoryOperation[])[],
  ): ContextCall[] {
    const changed = this.calls.findIndex(({ step }, index) => step !== calling[index]);
    const count = changed === -1 ? this.calls.length : changed;
    const isMemoryNew =
      operations.length !== this.operations.length ||
      operations.some((each, index) => each !== this.operations[index]);
    const isAnew = isMemoryNew || (operations.length > 0 && count < this.calls.length);
    if (isAnew || (operations.length === 0 && this.cache.size > MAX_PIECES)) this.cache.clear();
    return isAnew ? [] : this.calls.slice(0, count);
  }
}

/** The latest calls of each agent, for finding the one that a call goes on from. */
class EarlierCalls {
  private readonly byAgent = new Map<string, Compared[]>();

  /** The windows of calls that were compared before are worked out again only where somebody looks at them. */
  constructor(
    calls: readonly ContextCall[],
    windowOf: (step: SessionStep, content: CallContent) => ContextWindow,
  ) {
    for (const call of calls) {
      let segments: readonly Segment[] | undefined;
      this.add({
        call,
        get segments() {
          return (segments ??= windowOf(call.step, call.content).segments);
        },
      });
    }
  }

  of({ place }: SessionStep): readonly Compared[] {
    return this.byAgent.get(place.agent ?? "") ?? [];
  }

  add(compared: Compared): void {
    const agent = compared.call.step.place.agent ?? "";
    const known = this.byAgent.get(agent);
    if (!known) this.byAgent.set(agent, [compared]);
    else if (known.push(compared) > MAX_EARLIER) known.shift();
  }
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
    .filter(({ place, read }) => place.kind === "llm" && place.duplicateOf === null && read.call)
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
