// One request and its answer: ended by the user's cancel, or by silence. One timer an exchange, not one a piece.

import { NO_LONGER_NEEDED, reasonOf, tiedTo, type Clock } from "./clock";

export class Exchange {
  /** Aborts the request and the reading of its answer. */
  readonly signal: AbortSignal;
  private readonly ended = new AbortController();
  private readonly tie: ReturnType<typeof tiedTo>;
  private lastMs: number;
  private heard = 0;
  private silent = false;

  /** `signal`: the user's. No sign of life for `silenceMs` ends the exchange too. */
  constructor(
    private readonly clock: Clock,
    readonly silenceMs: number,
    private readonly userSignal: AbortSignal,
  ) {
    this.tie = tiedTo(userSignal);
    this.signal = this.tie.controller.signal;
    this.lastMs = clock.now();
    this.watch().catch(() => undefined);
  }

  /** How it was ended from this side; undefined where it was not. */
  get endedBy(): "user" | "silence" | undefined {
    if (this.silent) return "silence";
    return this.userSignal.aborted ? "user" : undefined;
  }

  /** The user's reason. Only where it was the user who ended it. */
  reason(): Error {
    return reasonOf(this.userSignal);
  }

  /** Something came. */
  hear(): void {
    this.heard++;
    this.lastMs = this.clock.now();
  }

  /** Nothing more is awaited. */
  close(): void {
    this.tie.release();
    this.ended.abort(NO_LONGER_NEEDED);
  }

  private async watch(): Promise<void> {
    for (;;) {
      const { heard } = this;
      const quietMs = this.clock.now() - this.lastMs;
      await this.clock.wait(Math.max(0, this.silenceMs - quietMs), this.ended.signal);
      if (heard === this.heard) break;
    }
    this.silent = true;
    this.tie.controller.abort(NO_LONGER_NEEDED);
  }
}
