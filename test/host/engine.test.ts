import { describe, expect, it } from "vitest";
import { Engine, type Death, type EngineOptions, type EngineThread } from "../../src/host/engine";

/** Threads that answer every request with their number, and die on demand. */
function setup() {
  const started: EngineOptions[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const hears: ((message: unknown) => void)[] = [];
  const stopped: number[] = [];
  const startThread = (options: EngineOptions): EngineThread => {
    const number = started.push(options);
    return {
      post: (message) => {
        const { id } = message as { id: number };
        queueMicrotask(() => hears[number - 1]?.({ id, result: { thread: number } }));
      },
      onMessage: (listener) => (hears[number - 1] = listener),
      onEnd: (listener) => (ends[number - 1] = listener),
      stop: () => Promise.resolve(stopped.push(number)),
    };
  };
  const logged: string[] = [];
  const write = (text: string) => void logged.push(text);
  const deaths: Death[] = [];
  const log = { info: write, warn: write, error: write };
  const engine = new Engine(startThread, { httpPort: 4318 }, log, (death) => deaths.push(death));
  const die = (number: number) => ends[number - 1]?.(new Error("out of memory"));
  return { engine, started, stopped, deaths, logged, die, hears };
}

describe("the engine", () => {
  it("answers through its thread", async () => {
    const { engine, started } = setup();
    await expect(engine.ask("session/clear", {})).resolves.toEqual({ thread: 1 });
    expect(started).toEqual([{ httpPort: 4318 }]);
  });

  it("is started again once, on the port it listened on last, and says so", async () => {
    const { engine, started, deaths, logged, die } = setup();
    engine.remember({ httpPort: 5000 });
    die(1);
    await expect(engine.ask("session/clear", {})).resolves.toEqual({ thread: 2 });
    expect(started[1]).toEqual({ httpPort: 5000 });
    expect(deaths).toEqual(["restarted"]);
    expect(logged.join()).toContain("out of memory");
  });

  it("stays off after the second death; requests then fail with what to do", async () => {
    const { engine, deaths, die } = setup();
    die(1);
    die(2);
    expect(deaths).toEqual(["restarted", "stopped"]);
    await expect(engine.ask("session/clear", {})).rejects.toMatchObject({
      code: "unavailable",
      next: "Reload the window.",
    });
  });

  it("fails what was asked of a thread that died", async () => {
    const { engine, die } = setup();
    const asked = engine.ask("session/clear", {});
    die(1);
    await expect(asked).rejects.toMatchObject({ code: "unavailable" });
  });

  it("brings events of the new thread to those who listened to the old one, until they stop", () => {
    const { engine, die, hears } = setup();
    const heard: string[] = [];
    const listening = engine.on("session/changed", ({ sessionIds }) => heard.push(...sessionIds));
    die(1);
    hears[1]?.({ event: "session/changed", data: { sessionIds: ["a"] } });
    listening.dispose();
    hears[1]?.({ event: "session/changed", data: { sessionIds: ["b"] } });
    expect(heard).toEqual(["a"]);
  });

  it("is not started again when it was stopped on purpose", async () => {
    const { engine, started, stopped, deaths, die } = setup();
    await engine.dispose();
    die(1);
    expect([started.length, stopped, deaths]).toEqual([1, [1], []]);
  });
});
