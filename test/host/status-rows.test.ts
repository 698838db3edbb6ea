import { describe, expect, it } from "vitest";
import type { Run } from "../../src/host/run/runs";
import { readingMessage, statusText } from "../../src/host/status-rows";
import type { ReceiverRow, StatusRow } from "../../src/protocol/rows";
import { replayRow, sample } from "./replay/build";
import { sessionRow, STARTED } from "./session-row";

function status(receiver: ReceiverRow): StatusRow {
  return {
    httpPort: receiver.state === "listening" ? receiver.port : null,
    grpcPort: null,
    spans: 0,
    logs: 0,
    metricPoints: 0,
    sessions: 0,
    evicted: 0,
    rejected: 0,
    bytesReceived: 0,
    bytesStored: 0,
    problems: {},
    senders: [],
    receiver,
  };
}

describe("the line over the sessions", () => {
  it("says how far earlier sessions are read back", () => {
    const lines = [
      { readBytes: 0, ofBytes: 0 },
      { readBytes: 399, ofBytes: 1000 },
    ].map(readingMessage);
    expect(lines).toEqual(["Reading earlier sessions back · 0%", "Reading earlier sessions back · 39%"]);
  });
});

const LISTENING = status({ state: "listening", port: 4318 });
const RUN: Run = {
  runId: "r1",
  name: "sql-analyst",
  definition: { type: "agent-loupe", command: "x" },
  git: undefined,
};
const text = (...args: Parameters<typeof statusText>) => statusText(...args).text;

describe("the status bar item", () => {
  it("says the port, and what today's sessions cost", () => {
    const yesterday = sessionRow({ startUs: (STARTED.getTime() - 86_400_000) * 1000, costUsd: 5 });
    expect(text(LISTENING, [], [], STARTED)).toBe("$(telescope) 4318");
    expect(text(LISTENING, [sessionRow(), sessionRow({ costUsd: 0.12 }), yesterday], [], STARTED)).toBe(
      "$(telescope) 4318 · $0.95",
    );
  });

  it("says that the sum leaves out calls without a price", () => {
    const unpriced = sessionRow({ costUsd: null, unpricedCalls: 3 });
    expect(text(LISTENING, [sessionRow(), unpriced], [], STARTED)).toBe("$(telescope) 4318 · ≥ $0.83");
    expect(text(LISTENING, [unpriced], [], STARTED)).toBe("$(telescope) 4318 · unknown");
  });

  it("names the run that goes and what its sessions cost so far", () => {
    const own = sessionRow({ run: { runId: "r1", name: "sql-analyst" }, costUsd: 0.12 });
    expect(text(LISTENING, [own, sessionRow()], [RUN], STARTED)).toBe("$(sync~spin) sql-analyst · $0.12");
    expect(text(LISTENING, [], [RUN, RUN], STARTED)).toBe("$(sync~spin) sql-analyst and 1 more");
  });

  it("tells another window of ours from a stranger on the port", () => {
    const inUse = (by: "window" | "program") => status({ state: "in-use", port: 4318, by });
    expect(text(inUse("window"), [], [RUN], STARTED)).toBe("$(circle-slash) 4318 used by another window");
    expect(text(inUse("program"), [], [RUN], STARTED)).toBe("$(circle-slash) 4318 in use");
  });

  it("takes no icon from a run's name", () => {
    const named = text(LISTENING, [], [{ ...RUN, name: "$(flame) hot" }], STARTED);
    expect(named.match(/\$\(/g)).toHaveLength(1);
  });

  describe("with a budget", () => {
    const at = (costUsd: number | null, more = {}) => sessionRow({ sessionId: "s", costUsd, ...more });
    const with1 = (rows: Parameters<typeof statusText>[1], budget: number | null = 1) =>
      statusText(LISTENING, rows, [], STARTED, [], budget);

    it("warns from 80% of it on, and leads to what the session cost", () => {
      expect(with1([at(0.83)])).toMatchObject({
        text: "$(warning) $0.83 of $1.00",
        spoken: "Agent Loupe: $0.83 of $1.00",
        about: { kind: "budget", sessionId: "s" },
        warns: true,
      });
      expect(with1([at(0.8)]).text).toBe("$(warning) $0.80 of $1.00");
      expect(with1([at(0.79)]).text).toBe("$(telescope) 4318 · $0.79");
      expect(with1([at(0.83)], null).text).toBe("$(telescope) 4318 · $0.83");
    });

    it("says that it is over, and that calls without a price are not in it", () => {
      const over = with1([at(1.2, { unpricedCalls: 2 })]);
      expect(over.text).toBe("$(warning) ≥ $1.20 of $1.00");
      expect(over.tooltip).toContain("is over its budget");
      expect(with1([at(0.83)]).tooltip).toContain("has used most of its budget");
    });

    it("looks at what runs and at the newest session of today, not at older ones", () => {
      const older = at(5, { sessionId: "old" });
      expect(with1([at(0.1), older]).text).toBe("$(telescope) 4318 · $5.10");
      expect(with1([at(0.1), { ...older, status: "running" }]).text).toBe("$(warning) $5.00 of $1.00");
      const yesterday = at(5, { startUs: (STARTED.getTime() - 86_400_000) * 1000 });
      expect(with1([yesterday]).text).toBe("$(telescope) 4318");
    });

    it("that is nothing warns of any cost, and of none where nothing was spent", () => {
      expect(with1([at(0.001)], 0).text).toBe("$(warning) $0.001 of $0");
      expect(with1([at(0)], 0).text).toBe("$(telescope) 4318 · $0");
      expect(with1([at(null)], 0).text).toBe("$(telescope) 4318 · unknown");
    });

    it("comes before what runs, and after trouble with the port", () => {
      const rows = [at(0.9)];
      expect(statusText(LISTENING, rows, [RUN], STARTED, [], 1).text).toBe("$(warning) $0.90 of $1.00");
      const inUse = status({ state: "in-use", port: 4318, by: "program" });
      expect(statusText(inUse, rows, [RUN], STARTED, [], 1).text).toBe("$(circle-slash) 4318 in use");
    });
  });

  it("says that a replay waits before anything else, and what a replay has done and cost so far", () => {
    const row = replayRow({
      state: "running",
      samples: [sample({ costUsd: 0.05 }), sample({ state: "running", costUsd: 0.07 })],
    });
    const replay = { replayId: "r", sessionId: "s", name: "“give up early”", row };
    const said = statusText(LISTENING, [], [], STARTED, [replay]);
    expect(said).toMatchObject({
      text: "$(sync~spin) Replaying “give up early” · 1 of 2 · $0.12",
      about: { kind: "replay", sessionId: "s" },
    });
    const question =
      "Step 19 calls run_sql with arguments that the recording does not hold. Nothing was run.";
    const waits = replayRow({
      state: "running",
      samples: [sample({ state: "asking", waitsFor: { question, choices: ["end"] } })],
    });
    const inUse = status({ state: "in-use", port: 4318, by: "program" });
    expect(statusText(inUse, [], [RUN], STARTED, [replay, { ...replay, row: waits }])).toMatchObject({
      text: "$(debug-pause) Replay waits at step 19",
      about: { kind: "answer" },
    });
  });
});
