// When a change is told: with a clock that a test turns, and work that it counts.

import { describe, expect, it } from "vitest";
import { Announcer, type Pace } from "../../src/engine/announcer";

describe("a change of a session", () => {
  it("is told at once after a quiet moment", () => {
    const { announcer, world } = start();
    announcer.changed("one");
    world.pass(0);
    expect(world.told).toEqual(["0 one"]);
  });

  it("is told with the others of 50 ms while much arrives and the engine has time", () => {
    const { announcer, world } = start();
    for (let ms = 0; ms < 200; ms += 10) {
      announcer.changed(ms % 20 === 0 ? "one" : "two");
      world.pass(10);
    }
    expect(world.told).toEqual(["0 one", "50 one,two", "100 one,two", "150 one,two", "200 one,two"]);
  });

  it("waits until what followed the last one is no more than 60 % of the time", () => {
    const { announcer, world } = start();
    announcer.changed("one");
    world.pass(0);
    world.work(90);
    announcer.changed("one");
    world.pass(60);
    expect(world.told).toEqual(["0 one", "150 one"]);
  });

  it("waits a quarter of a second at most, however busy the engine is", () => {
    const { announcer, world } = start();
    announcer.changed("one");
    world.pass(0);
    for (let ms = 0; ms < 600; ms += 10) {
      announcer.changed("one");
      world.work(10);
    }
    expect(world.told).toEqual(["0 one", "250 one", "500 one"]);
  });

  it("is not told of a session that was removed meanwhile", () => {
    const { announcer, world } = start();
    announcer.changed("one");
    world.pass(0);
    announcer.changed("one");
    announcer.removed("one");
    world.pass(100);
    expect(world.told).toEqual(["0 one", "0 removed one"]);
  });
});

describe("a change of the status", () => {
  it("is told at most four times a second", () => {
    const { announcer, world } = start();
    for (let ms = 0; ms < 600; ms += 10) {
      announcer.status();
      world.pass(10);
    }
    expect(world.told).toEqual(["250 status", "500 status"]);
  });

  it("is not told after the end", () => {
    const { announcer, world } = start();
    announcer.status();
    announcer.changed("one");
    announcer.dispose();
    world.pass(500);
    expect(world.told).toEqual([]);
  });
});

function start() {
  const world = new World();
  const announcer = new Announcer((event, data) => {
    const what =
      event === "session/changed" ? idsOf(data) : event === "session/removed" ? "removed one" : "status";
    world.told.push(`${world.nowMs()} ${what}`);
  }, world);
  return { announcer, world };
}

function idsOf(data: object): string {
  return "sessionIds" in data && Array.isArray(data.sessionIds) ? data.sessionIds.sort().join() : "";
}

class World implements Pace {
  readonly told: string[] = [];
  private ms = 0;
  private worked = 0;
  private due: { readonly atMs: number; readonly work: () => void }[] = [];

  nowMs(): number {
    return this.ms;
  }

  workedMs(): number {
    return this.worked;
  }

  after(ms: number, work: () => void): () => void {
    const one = { atMs: this.ms + ms, work };
    this.due.push(one);
    return () => {
      this.due = this.due.filter((each) => each !== one);
    };
  }

  /** Lets time pass in which nothing is done. */
  pass(ms: number): void {
    const endMs = this.ms + ms;
    for (;;) {
      const [next] = this.due
        .filter(({ atMs }) => atMs <= endMs)
        .sort((left, right) => left.atMs - right.atMs);
      if (!next) break;
      this.due = this.due.filter((each) => each !== next);
      this.ms = Math.max(this.ms, next.atMs);
      next.work();
    }
    this.ms = endMs;
  }

  /** Works so long without a pause: what is due meanwhile comes after it. */
  work(ms: number): void {
    this.ms += ms;
    this.worked += ms;
    this.pass(0);
  }
}
