// Replays stand under the session they replay. Pure.

import type { SessionRow } from "../../protocol/rows";

/** The replays of a session, in the order given. */
export function replaysOf({ sessionId }: SessionRow, rows: readonly SessionRow[]): SessionRow[] {
  return rows.filter((row) => row.replayOf === sessionId && row.sessionId !== sessionId);
}

/** The rows that stand at the top: replays whose original is not loaded stay, so that nothing is hidden. */
export function withoutReplays(rows: readonly SessionRow[], loaded: readonly SessionRow[]): SessionRow[] {
  const ids = new Set(loaded.map(({ sessionId }) => sessionId));
  return rows.filter(
    ({ replayOf, sessionId }) => replayOf === undefined || replayOf === sessionId || !ids.has(replayOf),
  );
}
