import { describe, expect, it } from "vitest";
import { Channel, type Handlers } from "../../src/protocol/channel";
import { UserFault } from "../../src/protocol/faults";
import type { Envelope, Method } from "../../src/protocol/messages";

/** Two channels joined back to back; every envelope crosses as JSON, as it would in life. */
function pair(
  handlers: Handlers,
  onBug?: (error: unknown) => void,
): { asker: Channel; answerer: Channel; sent: Envelope[] } {
  const sent: Envelope[] = [];
  const cross = (to: () => Channel) => (envelope: Envelope) => {
    sent.push(envelope);
    const text = JSON.stringify(envelope);
    queueMicrotask(() => to().receive(JSON.parse(text)));
  };
  const asker: Channel = new Channel(cross(() => answerer));
  const answerer: Channel = new Channel(
    cross(() => asker),
    { handlers, ...(onBug ? { onBug } : {}) },
  );
  return { asker, answerer, sent };
}

describe("a channel", () => {
  it("brings the answer of a request", async () => {
    const { asker } = pair({ "run/started": () => ({}) });
    await expect(asker.ask("run/started", { runId: "r1", name: "demo" })).resolves.toEqual({});
  });

  it("answers an unknown method with a failure", async () => {
    const { asker } = pair({});
    await expect(asker.ask("no/such" as Method, {})).rejects.toMatchObject({ code: "invalid-args" });
  });

  it("answers a name that every object has, such as constructor, with a failure", async () => {
    const { asker } = pair({});
    await expect(asker.ask("constructor" as Method, {})).rejects.toMatchObject({ code: "invalid-args" });
  });

  it("refuses arguments that do not fit and names the field", async () => {
    const { asker } = pair({ "session/get": () => Promise.reject(new Error("never called")) });
    const wrong = { sessionId: 7 } as unknown as { sessionId: string };
    await expect(asker.ask("session/get", wrong)).rejects.toMatchObject({
      code: "invalid-args",
      message: expect.stringContaining("sessionId") as string,
    });
  });

  it("carries a user's fault with its next step", async () => {
    const { asker } = pair({
      "session/clear": () => {
        throw new UserFault("unavailable", "The store is full.", { next: "Remove old sessions." });
      },
    });
    await expect(asker.ask("session/clear", {})).rejects.toMatchObject({
      code: "unavailable",
      next: "Remove old sessions.",
    });
  });

  it("reports a bug to its own side and says internal to the other", async () => {
    const bugs: unknown[] = [];
    const bug = new TypeError("x is undefined");
    const { asker } = pair({ "session/clear": () => Promise.reject(bug) }, (error) => bugs.push(error));
    await expect(asker.ask("session/clear", {})).rejects.toMatchObject({ code: "internal" });
    expect(bugs).toEqual([bug]);
  });

  it("ends a cancelled request on both sides", async () => {
    let aborted = false;
    const { asker } = pair({
      "session/clear": (_args, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            aborted = true;
            resolve({});
          });
        }),
    });
    const controller = new AbortController();
    const asked = asker.ask("session/clear", {}, controller.signal);
    await Promise.resolve();
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(aborted).toBe(true);
  });

  it("fails what is pending when it closes", async () => {
    const { asker } = pair({ "session/clear": () => new Promise(() => undefined) });
    const asked = asker.ask("session/clear", {});
    asker.close("The engine stopped.");
    await expect(asked).rejects.toMatchObject({ code: "unavailable", message: "The engine stopped." });
  });

  it("hears events until it stops listening", async () => {
    const { asker, answerer } = pair({});
    const heard: string[] = [];
    const stop = asker.on("session/changed", ({ sessionIds }) => heard.push(...sessionIds));
    answerer.emit("session/changed", { sessionIds: ["a"] });
    await Promise.resolve();
    stop();
    answerer.emit("session/changed", { sessionIds: ["b"] });
    await Promise.resolve();
    expect(heard).toEqual(["a"]);
  });

  it("drops what is no envelope", () => {
    const { asker } = pair({});
    for (const junk of [null, 7, "x", {}, { id: "1" }, { id: 99, result: 1 }, { event: 4 }])
      asker.receive(junk);
  });
});
