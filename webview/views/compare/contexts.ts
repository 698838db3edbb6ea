// What a model call was sent, and what its agent had in memory then, asked for both sides of a comparison.

import type { Channel } from "../../../src/protocol/channel";
import type { ContextWindowRow, MemoryOperationRow, StepDetail } from "../../../src/protocol/rows";
import type { Pair } from "./pair";

export interface CallContext {
  readonly detail: StepDetail;
  readonly window: ContextWindowRow;
  /** Memory operations up to this call, oldest first; null where nothing is known of memory. */
  readonly memory: readonly MemoryOperationRow[] | null;
}

export interface Contexts {
  readonly left: CallContext | undefined;
  readonly right: CallContext | undefined;
}

/** The contexts of both calls; undefined on a side that has none. */
export async function loadContexts(
  channel: Channel,
  { left, right }: Pair,
  sessions: { readonly left: string; readonly right: string },
  abort: AbortSignal,
): Promise<Contexts> {
  const [one, two] = await Promise.all([
    contextOf(channel, left, sessions.left, abort),
    contextOf(channel, right, sessions.right, abort),
  ]);
  return { left: one, right: two };
}

async function contextOf(
  channel: Channel,
  stepId: string | undefined,
  sessionId: string,
  abort: AbortSignal,
): Promise<CallContext | undefined> {
  if (stepId === undefined) return undefined;
  const [detail, window, memory] = await Promise.all([
    channel.ask("step/get", { stepId }, abort),
    channel.ask("step/context", { stepId }, abort),
    channel.ask("session/memory", { sessionId }, abort).catch(() => undefined),
  ]);
  const before = memory?.operations.filter(({ atUs }) => atUs <= detail.startUs);
  return { detail, window, memory: before?.sort((one, two) => one.atUs - two.atUs) ?? null };
}
