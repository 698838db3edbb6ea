import { beforeEach, describe, expect, it } from "vitest";
import {
  JournalNotice,
  PortNotice,
  SettingsNotice,
  tellDeath,
  tellFailure,
  tellForeignEndpoint,
} from "../../src/host/notify";
import { UserFault } from "../../src/protocol/faults";
import { fake } from "../fixtures/fake-vscode";

beforeEach(() => fake.reset());
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("notifications", () => {
  it("tell once that a stranger has the port, with what to do", () => {
    const notice = new PortNotice();
    for (let time = 0; time < 5; time++) notice.update({ state: "in-use", port: 4318, by: "program" });
    expect(fake.messages).toEqual([
      {
        kind: "warning",
        text: "Port 4318 is used by another program, so no traces arrive. Choose another in Settings: Receiver Port.",
        actions: ["Choose Another Port", "Try Again"],
      },
    ]);
  });

  it("tell again when the port was free in between, and never about another window", () => {
    const notice = new PortNotice();
    notice.update({ state: "in-use", port: 4318, by: "window" });
    expect(fake.messages).toEqual([]);
    notice.update({ state: "in-use", port: 4318, by: "program" });
    notice.update({ state: "listening", port: 4318 });
    notice.update({ state: "in-use", port: 4318, by: "program" });
    expect(fake.messages).toHaveLength(2);
  });

  it("tell what is wrong with settings once, again when something else is, and nothing when all is well", () => {
    const notice = new SettingsNotice();
    notice.update([]);
    notice.update(["a is wrong.", "b is wrong."]);
    notice.update(["a is wrong.", "b is wrong."]);
    notice.update(["b is wrong."]);
    notice.update([]);
    expect(fake.messages.map(({ text, actions }) => [text, actions])).toEqual([
      ["a is wrong. One more is left out.", ["Open Settings"]],
      ["b is wrong.", ["Open Settings"]],
    ]);
  });

  it("tell once that nothing is kept on disk, and again only when it was kept in between", () => {
    const notice = new JournalNotice();
    const failed = {
      state: "failed",
      code: "ENOSPC",
      message: "The disk is full.",
      next: "Free some space.",
    } as const;
    for (let time = 0; time < 5; time++) notice.update(failed);
    notice.update(undefined);
    notice.update({ state: "off" });
    expect(fake.messages).toEqual([
      {
        kind: "warning",
        text: "The disk is full. Free some space.",
        actions: ["Open Settings", "Show Log"],
      },
    ]);
    notice.update({ state: "on", bytes: 7 });
    notice.update(failed);
    expect(fake.messages).toHaveLength(2);
  });

  it("say after a crash of the engine what becomes of earlier sessions", () => {
    tellDeath("restarted", true);
    tellDeath("restarted", false);
    expect(fake.messages.map(({ text }) => text)).toEqual([
      "The engine of Agent Loupe stopped and was started again. Sessions that were received before are read back.",
      "The engine of Agent Loupe stopped and was started again. Sessions that were received before are gone.",
    ]);
  });

  it("run the command of the action that was chosen", async () => {
    fake.nextChoice = "Try Again";
    new PortNotice().update({ state: "in-use", port: 4318, by: "program" });
    await settle();
    expect(fake.executed).toEqual([{ command: "agentLoupe.tryPortAgain", args: [] }]);
  });

  it("show a fault as its sentence with the next step, a bug as the way to the log, a cancel not at all", () => {
    const logged: string[] = [];
    const write = (text: string) => void logged.push(text);
    const log = { info: write, warn: write, error: write };
    tellFailure(log, "The command", new UserFault("refused", "It is not trusted.", { next: "Trust it." }));
    tellFailure(log, "The command", new TypeError("x is undefined"));
    tellFailure(log, "The command", new UserFault("cancelled", "Stopped."));
    expect(fake.messages.map(({ text, actions }) => [text, actions])).toEqual([
      ["It is not trusted. Trust it.", []],
      ["The command failed. The log says why.", ["Show Log"]],
    ]);
    expect(logged[1]).toContain("TypeError: x is undefined");
  });

  it("name only the host of a foreign endpoint, which may carry a key", () => {
    tellForeignEndpoint("nightly", "https://collector.example/v1?key=secret");
    expect(fake.messages[0]?.text).toContain("collector.example");
    expect(fake.messages[0]?.text).not.toContain("secret");
  });
});
