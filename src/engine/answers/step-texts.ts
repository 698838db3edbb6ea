// The words of steps that filters and jumps by name look at: read once from a step's row and kept until that is written
// again, for the sessions that were searched last.

import type { Place } from "../store/place";
import type { Engine } from "./engine";
import { summarised } from "./stored-step";

/** In lower case. */
export interface StepText {
  readonly name: string;
  readonly model: string;
  /** Name, summary, model and tool, a line each. */
  readonly words: string;
}

export type TextOf = (place: Place) => StepText | undefined;

/** Sessions whose words are kept, about 200 bytes a step. */
const MAX_SESSIONS = 2;

interface Known extends StepText {
  readonly revision: number;
}

export class StepTexts {
  private readonly sessions = new Map<number, Map<number, Known>>();

  constructor(private readonly engine: Engine) {}

  /** Gives the words of a session's steps; none for a step that is gone. */
  of(session: number): TextOf {
    const known = this.sessions.get(session) ?? new Map<number, Known>();
    this.sessions.delete(session);
    this.sessions.set(session, known);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MAX_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
    return ({ rowId, revision }) => {
      const text = known.get(rowId);
      if (text?.revision === revision) return text;
      const read = this.read(rowId, revision);
      if (read) known.set(rowId, read);
      else known.delete(rowId);
      return read;
    };
  }

  private read(rowId: number, revision: number): Known | undefined {
    const cells = summarised(this.engine, rowId);
    if (!cells) return undefined;
    const name = cells.name.toLowerCase();
    const [summary = "", model = "", tool = ""] = [cells.summary, cells.model, cells.tool].map((text) =>
      (text ?? "").toLowerCase(),
    );
    return { revision, name, model, words: [name, summary, model, tool].join("\n") };
  }
}
