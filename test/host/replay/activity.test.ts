import { describe, expect, it } from "vitest";
import { ReplayActivity } from "../../../src/host/replay/activity";
import type { EventName, Events, Method, ResultOf } from "../../../src/protocol/messages";
import type { ReplayRow } from "../../../src/protocol/replay";
import { replayRow, sample } from "./build";

const ABOUT = { replayId: "r", sessionId: "s", name: "“brief”" };

/** An engine whose answers to `replay/get` and events are the test's. */
function scripted() {
  const listeners = new Map<EventName, Set<(data: never) => void>>();
  const asked: ((row: ReplayRow | Error) => void)[] = [];
  return {
    engine: {
      ask: <M extends Method>() =>
        new Promise<ResultOf<M>>((resolve, reject) =>
          asked.push((row) => (row instanceof Error ? reject(row) : resolve(row as ResultOf<M>))),
        ),
      on: <E extends EventName>(event: E, listener: (data: Events[E]) => void) => {
        const all = listeners.get(event) ?? new Set();
        listeners.set(event, all.add(listener));
        return { dispose: () => all.delete(listener) };
      },
    },
    asked,
    emit: <E extends EventName>(event: E, data: Events[E]) => {
      for (const listener of listeners.get(event) ?? []) listener(data as never);
    },
    listening: () => [...listeners.values()].reduce((sum, all) => sum + all.size, 0),
  };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const progress = { replayId: "r", sample: 0, step: 1, costUsd: 0.1 };
const running = replayRow({ state: "running", samples: [sample({ state: "running" })] });
const over = replayRow({ samples: [sample()] });

describe("the replays that run", () => {
  it("are listed with their latest state until they are over, and then let go of the engine", async () => {
    const { engine, asked, emit, listening } = scripted();
    const activity = new ReplayActivity(engine);
    const seen: string[] = [];
    activity.onChange(() => seen.push(activity.running.map(({ row }) => row.state).join()));
    const end = activity.follow(ABOUT, () => undefined);
    asked[0]?.(running);
    await settle();
    expect(activity.running).toEqual([{ ...ABOUT, row: running }]);
    emit("replay/done", { replayId: "another" });
    expect(asked).toHaveLength(1);
    emit("replay/done", { replayId: "r" });
    asked[1]?.(over);
    expect(await end).toEqual(over);
    expect([activity.running, listening()]).toEqual([[], 0]);
    expect(seen).toEqual(["running", ""]);
  });

  it("are asked for once more after events that came while an answer was on its way", async () => {
    const { engine, asked, emit } = scripted();
    const activity = new ReplayActivity(engine);
    void activity.follow(ABOUT, () => undefined);
    for (let time = 0; time < 5; time++) emit("replay/progress", progress);
    expect(asked).toHaveLength(1);
    asked[0]?.(running);
    await settle();
    expect(asked).toHaveLength(2);
    asked[1]?.(running);
    await settle();
    expect(asked).toHaveLength(2);
  });

  it("end with the reason where an engine that was started again does not know them", async () => {
    const { engine, asked, emit, listening } = scripted();
    const activity = new ReplayActivity(engine);
    const end = activity.follow(ABOUT, () => undefined);
    asked[0]?.(running);
    await settle();
    emit("status/ready", { httpPort: 4318, grpcPort: null });
    asked[1]?.(new Error("There is no replay r."));
    await expect(end).rejects.toThrow("There is no replay r.");
    expect([activity.running, listening()]).toEqual([[], 0]);
  });
});
