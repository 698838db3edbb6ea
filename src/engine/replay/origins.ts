// Which session a replayed one was made from: its spans say so, and the rows of sessions show it.

import type { SessionRow } from "../../protocol/rows";
import { REPLAY_SERVICE } from "./exporter";
import { readFirstStep, type SessionAnswers } from "./read-session";

export const REPLAY_OF = "agent_loupe.replay.of";

/** Sessions remembered; a forgotten one is read again. */
const MAX_KNOWN = 10_000;

export class ReplayOrigins {
  private readonly known = new Map<string, string>();

  constructor(private readonly answers: SessionAnswers) {}

  /** The row, with `replayOf` where its session is a replay. Only sessions of our own service are looked into. */
  async marked(row: SessionRow, signal: AbortSignal): Promise<SessionRow> {
    if (row.service !== REPLAY_SERVICE || row.replayOf !== undefined) return row;
    const replayOf = this.known.get(row.sessionId) ?? (await this.read(row.sessionId, signal));
    return replayOf === undefined ? row : { ...row, replayOf };
  }

  private async read(sessionId: string, signal: AbortSignal): Promise<string | undefined> {
    const step = await readFirstStep(this.answers, sessionId, signal);
    const value = step?.attributes.find(({ key }) => key === REPLAY_OF)?.value;
    if (typeof value !== "string") return undefined;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(sessionId, value);
    return value;
  }
}
