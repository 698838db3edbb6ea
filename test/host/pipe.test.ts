import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forwardedMethods, isSmallEnough, pipeTo, type HostHandlers } from "../../src/host/panel/pipe";
import type { Envelope } from "../../src/protocol/messages";

function setup() {
  const asked: unknown[] = [];
  const done: unknown[] = [];
  const sent: Envelope[] = [];
  const note = (what: string) => (args: unknown) => {
    done.push([what, args]);
    return {};
  };
  const host: HostHandlers = {
    "host/open-document": note("open-document"),
    "host/open-diff": note("open-diff"),
    "host/copy": note("copy"),
    "host/copy-link": note("copy-link"),
    "host/show-log": note("show-log"),
    "host/reveal-session": note("reveal-session"),
    "host/show-step": note("show-step"),
    "host/open-source": note("open-source"),
    "host/filter-sessions": note("filter-sessions"),
    "host/run-command": note("run-command"),
    "host/edit-cost": note("edit-cost"),
    "host/keep-layer": note("keep-layer"),
  };
  const engine = {
    ask: (method: string, args: unknown): Promise<never> => {
      asked.push([method, args]);
      return Promise.resolve({ sessionId: "s" } as never);
    },
  };
  const channel = pipeTo(
    (envelope) => sent.push(envelope),
    engine,
    host,
    () => undefined,
  );
  const receive = async (message: unknown) => {
    channel.receive(message);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { asked, done, sent, receive };
}

describe("the pipe between a panel and the engine", () => {
  it("passes a question on and brings the answer back", async () => {
    const { asked, sent, receive } = setup();
    await receive({ id: 1, method: "session/get", args: { sessionId: "s" } });
    expect(asked).toEqual([["session/get", { sessionId: "s" }]]);
    expect(sent).toEqual([{ id: 1, result: { sessionId: "s" } }]);
  });

  it("answers what is asked of the editor without the engine", async () => {
    const { asked, done, receive } = setup();
    await receive({ id: 1, method: "host/copy", args: { text: "x" } });
    expect([asked, done]).toEqual([[], [["copy", { text: "x" }]]]);
  });

  it.each([
    "session/clear",
    "receiver/listen",
    "run/started",
    "run/ended",
    "export/otlp",
    "host/secret",
    "host/consent",
    "host/language-model",
    "replay/plan",
    "replay/start",
    "replay/forget",
    "eval/run",
  ])("refuses %s, which no page may ask", async (method) => {
    const { asked, done, sent, receive } = setup();
    await receive({ id: 1, method, args: {} });
    expect([asked, done]).toEqual([[], []]);
    expect(sent).toMatchObject([{ id: 1, error: { code: "invalid-args" } }]);
  });

  it("forwards nothing that starts, removes or sends", () => {
    expect(forwardedMethods().filter((method) => /^(run|receiver|export|host|eval)\//.test(method))).toEqual(
      [],
    );
    expect(forwardedMethods()).not.toContain("replay/plan");
    expect(forwardedMethods()).not.toContain("replay/start");
    expect(forwardedMethods()).not.toContain("session/clear");
  });

  it("refuses a command that is not on the list", async () => {
    const { done, sent, receive } = setup();
    const args = { command: "workbench.action.terminal.new" };
    await receive({ id: 1, method: "host/run-command", args });
    expect(done).toEqual([]);
    expect(sent).toMatchObject([{ id: 1, error: { code: "invalid-args" } }]);
  });

  it("does nothing on random messages", async () => {
    const { asked, done, receive } = setup();
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (message) => {
        if (isSmallEnough(message)) await receive(message);
      }),
      { numRuns: 500, seed: 44 },
    );
    expect([asked, done]).toEqual([[], []]);
  });

  it("takes 4 MiB of text and refuses 6, however it is spread", () => {
    const text = (mebibytes: number) => "x".repeat(mebibytes * 1024 * 1024);
    expect(isSmallEnough({ id: 1, method: "host/copy", args: { text: text(4) } })).toBe(true);
    expect(isSmallEnough({ args: [text(2), { deep: [text(2)] }, text(2)] })).toBe(false);
    expect(isSmallEnough(Array.from({ length: 700_000 }, () => null))).toBe(false);
  });
});
