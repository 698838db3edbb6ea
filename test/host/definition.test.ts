import { describe, expect, it } from "vitest";
import { readDefinition, runName } from "../../src/host/run/definition";

describe("a task definition", () => {
  it("is read with what it names", () => {
    const raw = {
      type: "agent-loupe",
      command: "python",
      args: ["a.py"],
      cwd: "/w",
      name: "n",
      env: { A: "1" },
    };
    expect(readDefinition(raw)).toEqual(raw);
  });

  it.each([
    null,
    [],
    {},
    { command: "" },
    { command: 7 },
    { command: "a", args: "b" },
    { command: "a", args: [1] },
    { command: "a", cwd: 1 },
    { command: "a", name: {} },
    { command: "a", env: { A: 1 } },
    { command: "a", env: [] },
  ])("%o is refused", (raw) => {
    expect(readDefinition(raw)).toBeUndefined();
  });

  it.each([
    [{ command: "python /home/me/agents/support.py --fast" }, "python support.py --fast"],
    [{ command: "/usr/bin/node", args: ["src/agent.mjs"] }, "node agent.mjs"],
    [{ command: "x", name: "  nightly " }, "nightly"],
    [{ command: "x", name: " " }, "x"],
    [{ command: "y".repeat(80) }, "y".repeat(60)],
  ])("the run of %o is called %s", (fields, name) => {
    expect(runName({ type: "agent-loupe", ...fields })).toBe(name);
  });
});
