import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SessionList } from "../../src/host/session-list";
import type { ArgumentsOf } from "../../src/protocol/messages";
import { sessionRow } from "./session-row";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An engine with this many sessions, in pages of 500. */
function setup(count: number) {
  const listeners = new Map<string, () => void>();
  const asked: string[] = [];
  const rows = Array.from({ length: count }, (_, index) => sessionRow({ sessionId: `s${index}` }));
  const engine = {
    ask: (method: string, args: unknown): Promise<never> => {
      asked.push(method);
      if (method !== "session/list") return Promise.resolve({ sessions: rows.length } as never);
      const from = Number((args as ArgumentsOf<"session/list">).cursor ?? 0);
      const next = from + 500 < rows.length ? { next: String(from + 500) } : {};
      return Promise.resolve({ items: rows.slice(from, from + 500), ...next } as never);
    },
    on: (event: string, listener: () => void) => {
      listeners.set(event, listener);
      return { dispose: () => void listeners.delete(event) };
    },
  };
  const failures: unknown[] = [];
  const list = new SessionList(engine as never, (error) => failures.push(error));
  return { list, asked, listeners, failures, fire: (event: string) => listeners.get(event)?.() };
}

describe("the list of sessions", () => {
  it("asks once for any number of changes within 250 ms", async () => {
    const { asked, fire, list } = setup(2);
    for (let change = 0; change < 40; change++) fire("session/changed");
    await vi.advanceTimersByTimeAsync(249);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(["session/list", "status/get"]);
    expect(list.state.rows.map(({ sessionId }) => sessionId)).toEqual(["s0", "s1"]);
  });

  it("loads 500 sessions and more when asked", async () => {
    const { list } = setup(1200);
    await list.refresh();
    expect([list.state.rows.length, list.state.hasMore]).toEqual([500, true]);
    await list.loadMore();
    await list.loadMore();
    expect([list.state.rows.length, list.state.hasMore]).toEqual([1200, false]);
  });

  it("looks again after a change that came while it was reading", async () => {
    const { list, asked } = setup(1);
    await Promise.all([list.refresh(), list.refresh()]);
    expect(asked.filter((method) => method === "session/list")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(250);
    expect(asked.filter((method) => method === "session/list")).toHaveLength(2);
  });

  it("keeps what it shows when the engine does not answer, and says why once", async () => {
    const { list, failures, listeners } = setup(1);
    await list.refresh();
    list.dispose();
    expect(listeners.size).toBe(0);
    expect(failures).toEqual([]);
    expect(list.state.rows).toHaveLength(1);
  });
});
