import { describe, expect, it } from "vitest";
import type { Run } from "../../src/host/run/runs";
import { statusText } from "../../src/host/status-rows";
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
