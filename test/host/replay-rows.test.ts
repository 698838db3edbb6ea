import { describe, expect, it } from "vitest";
import { deletionOf } from "../../src/host/commands/delete-session";
import type { ReplayGroup } from "../../src/host/replay-list";
import {
  replayIcon,
  replaysUnder,
  replayTooltip,
  sampleIcon,
  sampleText,
  withoutReplays,
} from "../../src/host/sidebar/replay-rows";
import { replayRow, sample, verdict } from "./replay/build";
import { sessionRow } from "./session-row";

function group(
  replayId: string,
  fields: Partial<ReplayGroup["entry"]> = {},
  row = replayRow({ samples: [sample({ sessionId: `${replayId}-0` })] }),
): ReplayGroup {
  const entry = {
    ...{
      replayId,
      sessionId: "a",
      mode: "recorded" as const,
      state: row.state,
      startedUs: 1,
      model: "gpt-5",
    },
    edits: [{ where: { part: "system" as const }, value: "x" }],
    ...fields,
  };
  return { entry, row };
}

const rows = [
  sessionRow({ sessionId: "r1-0", replayOf: "a" }),
  sessionRow({ sessionId: "old", replayOf: "a" }),
  sessionRow({ sessionId: "a" }),
  sessionRow({ sessionId: "lost", replayOf: "evicted" }),
];

describe("replays in the tree", () => {
  it("stand under the session they replay, one row each, apart from those that nobody knows any more", () => {
    const groups = [
      group("r1", { variant: "brief" }),
      group("r2", { variant: "brief" }),
      group("r3", { sessionId: "b" }),
    ];
    const { groups: own, loose } = replaysUnder(sessionRow({ sessionId: "a" }), rows, groups);
    expect(own.map(({ name, entry }) => [name, entry.replayId])).toEqual([
      ["“brief”", "r1"],
      ["“brief” (2)", "r2"],
    ]);
    expect(loose.map(({ sessionId }) => sessionId)).toEqual(["old"]);
    expect(withoutReplays(rows, rows).map(({ sessionId }) => sessionId)).toEqual(["a", "lost"]);
  });

  it("of a replayed session stand under that sample", () => {
    const again = group("r4", { sessionId: "r1-0", edits: [] });
    const { groups } = replaysUnder(sessionRow({ sessionId: "r1-0", replayOf: "a" }), rows, [
      group("r1"),
      again,
    ]);
    expect(groups.map(({ name }) => name)).toEqual(["as recorded"]);
  });

  it("are green where every judged sample passed, and say what else they are by their icon", () => {
    const one = (...samples: Parameters<typeof replayRow>[0]["samples"]) =>
      group("r", {}, replayRow({ samples }));
    const good = sample({ verdicts: [verdict(true)] });
    expect(replayIcon(one(good, sample()))).toEqual({ name: "debug-rerun", color: "charts.green" });
    expect(replayIcon(one(good, sample({ verdicts: [verdict(false)] })))).toEqual({ name: "debug-rerun" });
    const asks = sample({ state: "asking", waitsFor: { question: "Step 3 calls x.", choices: ["end"] } });
    expect(replayIcon(one(asks)).name).toBe("debug-pause");
    expect(
      replayIcon(group("r", {}, replayRow({ state: "failed", samples: [sample({ state: "failed" })] }))).name,
    ).toBe("error");
  });

  it("say why a sample ended before its end, and each sample says how it stands", () => {
    const why = "The address does not answer. Start the server and replay again.";
    const failed = sample({ state: "failed", why, costUsd: 0 });
    const row = replayRow({ state: "failed", samples: [failed] });
    const [own] = replaysUnder(sessionRow({ sessionId: "a" }), [], [group("r", {}, row)]).groups;
    expect(own && replayTooltip(own).split("\n")).toEqual([
      "unsaved edit: 0 of 1 ended",
      "Tools from the record · gpt-5",
      "$0 in all",
      why,
    ]);
    expect(sampleText(sample({ verdicts: [verdict(true), verdict(false)] }))).toBe("passed 1 of 2 · $0.10");
    expect([sampleIcon(failed).name, sampleText(failed)]).toEqual(["error", "failed · $0"]);
  });
});

describe("deleting", () => {
  const groups = [
    group("r1"),
    group("r4", { sessionId: "r1-0" }, replayRow({ samples: [sample({ sessionId: "r4-0" })] })),
  ];

  it("a session takes its replays and theirs with it, loaded or not", () => {
    const deletion = deletionOf({ sessionIds: ["a"], replayIds: [] }, rows, groups);
    expect([...deletion.sessionIds].sort()).toEqual(["a", "old", "r1-0", "r4-0"]);
    expect(deletion.replayIds).toEqual(["r1", "r4"]);
  });

  it("a replay takes its samples, and leaves the recorded session", () => {
    const deletion = deletionOf({ sessionIds: [], replayIds: ["r4"] }, rows, groups);
    expect(deletion).toEqual({ sessionIds: ["r4-0"], replayIds: ["r4"] });
  });
});
