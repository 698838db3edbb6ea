// Long work in slices, so that spans are still taken in and other questions answered while it goes on.

/** Work at most this long in one go. */
const SLICE_MS = 12;

/** Waits for a turn of the event loop where the work since the last one was long; gives whether it waited. */
export class Slices {
  private sinceMs = performance.now();

  async breathe(): Promise<boolean> {
    if (performance.now() - this.sinceMs < SLICE_MS) return false;
    await new Promise((resolve) => setImmediate(resolve));
    this.sinceMs = performance.now();
    return true;
  }
}
