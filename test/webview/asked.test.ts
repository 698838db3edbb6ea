import { signal } from "@preact/signals";
import { describe, expect, it, vi } from "vitest";
import type { SessionRow } from "../../src/protocol/rows";
import { UserFault } from "../../src/protocol/faults";
import { Asked, askAboutSession, once } from "../../webview/state/asked";
import type { Loaded } from "../../webview/state/loaded";
import type { Panel } from "../../webview/state/panel";

/** A question that is answered by hand. */
function question<Value>() {
  let answer: (value: Value) => void = () => undefined;
  let refuse: (fault: Error) => void = () => undefined;
  let asked = 0;
  const ask = () => {
    asked++;
    return new Promise<Value>((resolve, reject) => ((answer = resolve), (refuse = reject)));
  };
  return {
    ask,
    count: () => asked,
    answer: (value: Value) => (answer(value), settled()),
    refuse: (fault: Error) => (refuse(fault), settled()),
  };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

describe("an answer that is asked for again and again", () => {
  it("keeps the old one until the new one is there", async () => {
    const asked = new Asked<number>();
    const { ask, answer } = question<number>();
    void asked.ask("a", ask);
    await answer(1);
    void asked.ask("a", ask);
    expect(asked.answer.value).toEqual({ kind: "ready", value: 1 });
    await answer(2);
    expect(asked.answer.value).toEqual({ kind: "ready", value: 2 });
  });

  it("rests after a costly answer, so that what it costs leaves room for the rows", async () => {
    vi.useFakeTimers();
    try {
      let asks = 0;
      const costly = () => {
        asks++;
        return new Promise<number>((resolve) => setTimeout(() => resolve(asks), 400));
      };
      const asked = new Asked<number>();
      // A session that changes four times a second for six seconds.
      for (let change = 0; change < 24; change++) {
        void asked.ask("a", costly);
        await vi.advanceTimersByTimeAsync(250);
      }
      // 400 ms of work, then 1,200 ms of rest.
      expect(asks).toBe(4);
      expect(asked.answer.value).toEqual({ kind: "ready", value: 4 });
      void asked.ask("b", costly);
      expect(asks).toBe(5);
      asked.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("is asked no more often than its pace, and the first time at once", async () => {
    vi.useFakeTimers();
    try {
      const asked = new Asked<number>(250);
      let asks = 0;
      const quick = () => Promise.resolve(++asks);
      // Twenty changes in a second.
      for (let change = 0; change < 20; change++) {
        void asked.ask("a", quick);
        await vi.advanceTimersByTimeAsync(50);
      }
      // At 0, 250, 500, 750 and 1,000 ms.
      expect(asks).toBe(5);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(asks).toBe(5);
      expect(asked.answer.value).toEqual({ kind: "ready", value: 5 });
    } finally {
      vi.useRealTimers();
    }
  });

  it("makes one more question of all that come while one is under way", async () => {
    const asked = new Asked<number>();
    const { ask, answer, count } = question<number>();
    for (let time = 0; time < 5; time++) void asked.ask("a", ask);
    expect(count()).toBe(1);
    await answer(1);
    expect(count()).toBe(2);
    await answer(2);
    expect([count(), asked.answer.value]).toEqual([2, { kind: "ready", value: 2 }]);
  });

  it("drops an answer to another question than the last", async () => {
    const asked = new Asked<string>();
    const first = question<string>();
    const second = question<string>();
    void asked.ask("a", first.ask);
    void asked.ask("b", second.ask);
    await second.answer("of b");
    await first.answer("of a");
    expect(asked.answer.value).toEqual({ kind: "ready", value: "of b" });
  });

  it("says why there is none, and gets over it", async () => {
    const asked = new Asked<number>();
    const { ask, answer, refuse } = question<number>();
    void asked.ask("a", ask);
    const fault = new UserFault("unavailable", "The engine stopped.");
    await refuse(fault);
    expect(asked.answer.value).toEqual({ kind: "failed", fault });
    void asked.ask("a", ask);
    await answer(3);
    expect(asked.answer.value).toEqual({ kind: "ready", value: 3 });
  });
});

describe("a question about the session on screen", () => {
  const ready = (): Loaded<SessionRow> => ({ kind: "ready", value: {} as SessionRow });
  const setUp = () => {
    const session = signal<Loaded<SessionRow>>({ kind: "waiting" });
    const shownId = signal("one");
    const asked: string[] = [];
    const stop = askAboutSession(
      { session, shownId } as unknown as Panel,
      new Asked<string>(),
      (sessionId) => {
        asked.push(sessionId);
        return Promise.resolve(sessionId);
      },
    );
    return { session, shownId, asked, stop };
  };

  it("does not wait for the session, and is not asked again because that came", async () => {
    const { session, asked, stop } = setUp();
    expect(asked).toEqual(["one"]);
    await settled();
    session.value = ready();
    await settled();
    expect(asked).toEqual(["one"]);
    stop();
  });

  it("is asked again when the session is there, where it was refused before", async () => {
    const session = signal<Loaded<SessionRow>>({ kind: "waiting" });
    const asked = new Asked<string>();
    let isRead = false;
    const panel = { session, shownId: signal("one") } as unknown as Panel;
    const stop = askAboutSession(panel, asked, () =>
      isRead ? Promise.resolve("read") : Promise.reject(new UserFault("unavailable", "Being read.")),
    );
    await settled();
    expect(asked.answer.value.kind).toBe("failed");
    isRead = true;
    session.value = ready();
    await settled();
    expect(asked.answer.value).toEqual({ kind: "ready", value: "read" });
    stop();
  });

  it("is asked again when the session grew, and when another one is shown", async () => {
    const { session, shownId, asked, stop } = setUp();
    session.value = ready();
    await settled();
    session.value = ready();
    await settled();
    expect(asked).toEqual(["one", "one"]);
    shownId.value = "two";
    await settled();
    expect(asked).toEqual(["one", "one", "two"]);
    stop();
  });
});

describe("what waits for something else", () => {
  it("starts once, and is ended whether or not it started", () => {
    const isTrue = signal(false);
    const said: string[] = [];
    const start = () => (said.push("started"), () => void said.push("ended"));
    const stop = once(isTrue, start);
    const never = once(signal(false), start);
    expect(said).toEqual([]);
    isTrue.value = true;
    isTrue.value = false;
    isTrue.value = true;
    expect(said).toEqual(["started"]);
    stop();
    never();
    expect(said).toEqual(["started", "ended"]);
  });
});
