import { describe, expect, it } from "vitest";
import { OpenWhenSeen } from "../../src/host/run/open-when-seen";
import type { SessionRow } from "../../src/protocol/rows";
import { sessionRow } from "./session-row";

function setup() {
  const listeners = new Set<(state: { rows: SessionRow[] }) => void>();
  const sessions = {
    onChange: (listener: (state: { rows: SessionRow[] }) => void) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  const opened: string[] = [];
  const opener = new OpenWhenSeen(sessions as never, (sessionId) => opened.push(sessionId));
  const arrive = (...rows: SessionRow[]) => listeners.forEach((listener) => listener({ rows }));
  return { opener, opened, arrive, listeners };
}

const session = (sessionId: string, runId?: string) =>
  sessionRow({ sessionId, ...(runId === undefined ? {} : { run: { runId, name: "agent" } }) });

describe("the session of a run that we started", () => {
  it("is opened when its first data comes, once, and only the first of a run", () => {
    const { opener, opened, arrive } = setup();
    opener.wait("run");
    arrive(session("stranger"), session("other", "else"));
    expect(opened).toEqual([]);
    arrive(session("a", "run"), session("b", "run"));
    arrive(session("a", "run"), session("c", "run"));
    expect(opened).toEqual(["a"]);
  });

  it("is given up once twenty later runs are waited for", () => {
    const { opener, opened, arrive } = setup();
    for (let run = 0; run <= 20; run++) opener.wait(`run ${run}`);
    arrive(session("oldest", "run 0"), session("next", "run 1"));
    expect(opened).toEqual(["next"]);
  });

  it("is not opened after the end", () => {
    const { opener, listeners } = setup();
    opener.wait("run");
    opener.dispose();
    expect(listeners.size).toBe(0);
  });
});
