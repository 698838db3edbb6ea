// The replays of a session with their samples, as the compare view and the matrix ask for them.

import type { Channel } from "../../../src/protocol/channel";
import type { ReplayListRow, ReplayRow } from "../../../src/protocol/replay";

/** One row of the matrix: a variant, its samples and their statistics. */
export interface LoadedReplay {
  readonly entry: ReplayListRow;
  readonly row: ReplayRow;
}

/** More rows than this are no table any more; the newest are kept. */
export const MOST_REPLAYS = 50;

/** The newest replays of the session, oldest first; asked for a replayed session, those of the recorded one. */
export async function loadReplays(
  channel: Channel,
  sessionId: string,
  abort: AbortSignal,
): Promise<readonly LoadedReplay[]> {
  const list = await channel.ask("replay/list", { sessionId }, abort);
  return Promise.all(
    list.slice(-MOST_REPLAYS).map(async (entry) => ({
      entry,
      row: await channel.ask("replay/get", { replayId: entry.replayId }, abort),
    })),
  );
}
