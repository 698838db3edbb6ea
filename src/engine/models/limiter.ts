// So many at one time, the others in their order.

import { reasonOf } from "./clock";

export class Limiter {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Runs `work` when there is room. A signal that is aborted while it waits takes it out of the row. */
  async run<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  /** Gives the room away while `wait` lasts: whoever waits for a person must not hold up the others. */
  async outside<Result>(wait: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    this.running--;
    this.waiting.shift()?.();
    try {
      return await wait();
    } finally {
      await this.enter(signal).catch(() => {
        // Cancelled while it waited to come back: `run` gives the room away that it never got.
        this.running++;
      });
    }
  }

  private enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    if (this.running < this.most) {
      this.running++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener("abort", leave);
        this.running++;
        resolve();
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(admit), 1);
        reject(reasonOf(signal));
      };
      this.waiting.push(admit);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}
