// Which call of an agent a call follows on from. An agent may work on several conversations by turns.

import type { Segment } from "./segment";

export interface CallInThread {
  readonly segments: readonly Segment[];
}

/**
 * The latest earlier call whose conversation this one goes on with, or undefined where a new one begins. It goes on
 * where a message is shared; without one, where the system prompt or the tools are and a summary stands for the rest.
 * @param earlier calls of the same agent, oldest first
 */
export function previousCall<Call extends CallInThread>(
  earlier: readonly Call[],
  current: CallInThread,
): Call | undefined {
  const now = new Set(current.segments.map(({ identity }) => identity));
  const isSummarised = current.segments.some(({ kind }) => kind === "summary");
  return earlier.findLast(({ segments }) =>
    segments.some(
      ({ identity, messageIndex, kind }) =>
        now.has(identity) && (isSummarised || (messageIndex !== undefined && kind !== "system")),
    ),
  );
}
