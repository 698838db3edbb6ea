// Many calls, one run: what arrives within a short time is handled together.

/** Runs `work` once, at most `delayMs` after the first of any number of calls. */
export class Batch {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: () => void,
    private readonly delayMs: number,
  ) {}

  /** Asks for a run. A run that is already due is enough. */
  request(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.work();
    }, this.delayMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
