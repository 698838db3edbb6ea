// The channel as JSON lines, for whoever drives the engine from outside (protocol.md).
//
// Both sides ask with numbers of their own, so that on a line the engine's questions are told apart from its answers:
// `{"ask":7,"method":…}` and `{"answer":7,"result":…}`.

import type { Envelope } from "../protocol/messages";

/** A driver that answers nothing must not hold the engine up. */
const MAX_ANSWER_MS = 1000;

export interface JsonLinesOptions {
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  /** Takes what came in, as envelopes of the channel. */
  readonly receive: (envelope: unknown) => void;
  /** Told of a line that is no JSON. */
  readonly onBroken: () => void;
}

export class JsonLines {
  private readonly asked = new Map<number, NodeJS.Timeout>();

  constructor(private readonly options: JsonLinesOptions) {}

  /** Writes an envelope of the engine. */
  send(envelope: Envelope): void {
    if ("cancel" in envelope) this.settle(envelope.cancel);
    else if ("method" in envelope) this.ask(envelope.id, envelope.method, envelope.args);
    else this.options.write(JSON.stringify(envelope));
  }

  /** Takes in a line. */
  read(line: string): void {
    const value = parsed(line);
    if (value === undefined) this.options.onBroken();
    else if (typeof value === "object" && value !== null && "answer" in value) this.answer(value);
    else this.options.receive(value);
  }

  /** Ends the waiting for answers. */
  close(): void {
    for (const id of [...this.asked.keys()]) this.settle(id);
  }

  private ask(id: number, method: string, args: unknown): void {
    const refuse = () => {
      const message = `Nobody answered ${method} within one second.`;
      this.asked.delete(id);
      this.options.receive({ id, error: { code: "refused", message } });
    };
    this.asked.set(id, setTimeout(refuse, MAX_ANSWER_MS));
    this.options.write(JSON.stringify({ ask: id, method, args }));
  }

  /** An answer that comes too late or was never asked for is dropped. */
  private answer(value: { readonly answer: unknown }): void {
    const { answer: id, ...reply } = value;
    if (typeof id !== "number" || !this.asked.has(id)) return;
    this.settle(id);
    this.options.receive({ id, ...reply });
  }

  private settle(id: number): void {
    clearTimeout(this.asked.get(id));
    this.asked.delete(id);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
