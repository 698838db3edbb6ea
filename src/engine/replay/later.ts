// Work that can wait a moment, done together: between a reply and the next request nothing is written or stored.
//
// A step of a replay is its model call. Making and storing its spans took 2 to 3 ms when it was done at once, one
// transaction each; now it is done while the next answer is on its way, one transaction for all samples that run.

/** Long enough for several samples to share a transaction, short enough for a view that looks on. */
const DELAY_MS = 25;

export class Later {
  private tasks: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  /** `afterAll` is called when a round of tasks was done. */
  constructor(
    private readonly afterAll: () => void,
    private readonly onBug: (error: unknown) => void,
  ) {}

  /** Does the task soon, after all that were added before. */
  add(task: () => void): void {
    if (this.closed) return;
    this.tasks.push(task);
    this.timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Does at once what waits. A task that throws is a bug and holds up no other. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const task of this.tasks.splice(0)) this.safely(task);
    this.safely(this.afterAll);
  }

  /** Drops what waits and what comes. */
  close(): void {
    clearTimeout(this.timer);
    this.closed = true;
    this.tasks = [];
  }

  private safely(task: () => void): void {
    if (this.closed) return;
    try {
      task();
    } catch (error) {
      this.onBug(error);
    }
  }
}
