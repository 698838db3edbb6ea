import { describe, expect, it } from "vitest";
import { Runs, type Run } from "../../src/host/run/runs";

function setup() {
  const told: unknown[] = [];
  const engine = {
    ask: (method: string, args: unknown) => {
      told.push([method, args]);
      return Promise.resolve({});
    },
  };
  const stopped: string[] = [];
  const execution = (name: string) => ({ terminate: () => void stopped.push(name) });
  const failures: unknown[] = [];
  return { runs: new Runs(engine, (error) => failures.push(error)), told, stopped, execution };
}

function run(runId: string, git?: Run["git"]): Run {
  return { runId, name: `agent ${runId}`, definition: { type: "agent-loupe", command: "x" }, git };
}

describe("our runs", () => {
  it("are told to the engine with name and commit when they start, and with the exit code when they end", () => {
    const { runs, told, execution } = setup();
    runs.prepare(run("a", { commit: "a41c9e2", dirty: true }));
    runs.started("a", execution("a"));
    runs.ended("a", 3);
    expect(told).toEqual([
      ["run/started", { runId: "a", name: "agent a", commit: "a41c9e2", dirty: true }],
      ["run/ended", { runId: "a", exitCode: 3 }],
    ]);
  });

  it("end once, though VS Code says so twice", () => {
    const { runs, told, execution } = setup();
    runs.prepare(run("a"));
    runs.started("a", execution("a"));
    runs.ended("a", 0);
    runs.ended("a", undefined);
    expect(told).toHaveLength(2);
  });

  it("are stopped through the execution of that very run and no other", () => {
    const { runs, stopped, execution } = setup();
    for (const id of ["a", "b"]) {
      runs.prepare(run(id));
      runs.started(id, execution(id));
    }
    expect(runs.stop("b")).toBe(true);
    expect(stopped).toEqual(["b"]);
  });

  it("are not stopped once they have ended, and what we did not start is never stopped", () => {
    const { runs, stopped, execution } = setup();
    runs.prepare(run("a"));
    runs.started("a", execution("a"));
    runs.ended("a", 0);
    runs.started("stranger", execution("stranger"));
    expect([runs.stop("a"), runs.stop("stranger"), runs.isAlive("stranger")]).toEqual([false, false, false]);
    expect(stopped).toEqual([]);
  });

  it("are listed newest first while they are alive", () => {
    const { runs, execution } = setup();
    for (const id of ["a", "b", "c"]) {
      runs.prepare(run(id));
      runs.started(id, execution(id));
    }
    runs.ended("b", 0);
    expect(runs.running.map(({ runId }) => runId)).toEqual(["c", "a"]);
  });
});
