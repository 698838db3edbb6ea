// Drift fires on what it should, and not on what is nearly that.

import { describe, expect, it } from "vitest";
import { driftOf, type Evidence, foldMemory, type SessionMemory } from "../../../../src/core/model/memory";
import { call, operations, step } from "./support";

/** A session that writes `values` to the key `baseline` of the store `facts`, one a second. */
function session(
  sessionId: string,
  at: number,
  values: readonly unknown[],
  evidence?: readonly Evidence[],
): SessionMemory {
  const steps = values.map((value, index) =>
    call(at + index, "save_memory", { store: "facts", key: "baseline", value }),
  );
  const { ledger } = foldMemory(operations(steps), { sessionId });
  return { sessionId, ledger, ...(evidence !== undefined && { evidence }) };
}

function result(at: number, text: string): Evidence {
  return { atUs: at, stepId: `tool:${String(at)}`, text };
}

describe("drift over sessions of one agent", () => {
  it("fires when a key took a fourth value", () => {
    const drift = driftOf([
      session("a", 10, ["3.1%"]),
      session("b", 20, ["3.4%"]),
      session("c", 30, ["3.0%"]),
      session("d", 40, ["2.9%"]),
    ]);
    expect(drift).toEqual([
      {
        store: "facts",
        key: "baseline",
        layer: "semantic",
        reason: "changed-often",
        detail: "4 values in 4 sessions",
        values: [
          { sessionId: "a", stepId: "t:10", atUs: 10, value: "3.1%", preview: "3.1%" },
          { sessionId: "b", stepId: "t:20", atUs: 20, value: "3.4%", preview: "3.4%" },
          { sessionId: "c", stepId: "t:30", atUs: 30, value: "3.0%", preview: "3.0%" },
          { sessionId: "d", stepId: "t:40", atUs: 40, value: "2.9%", preview: "2.9%" },
        ],
      },
    ]);
  });

  it("stays quiet at the third value", () => {
    expect(
      driftOf([session("a", 10, ["3.1%"]), session("b", 20, ["3.4%"]), session("c", 30, ["3.0%"])]),
    ).toEqual([]);
  });

  it("stays quiet when the same value is written again and again", () => {
    expect(driftOf(["a", "b", "c", "d", "e"].map((id, index) => session(id, index * 10, ["3.1%"])))).toEqual(
      [],
    );
  });

  it("fires when a key goes back to an earlier value", () => {
    const drift = driftOf([
      session("a", 10, ["tea"]),
      session("b", 20, ["coffee"]),
      session("c", 30, ["tea"]),
    ]);
    expect(drift.map(({ reason, detail }) => [reason, detail])).toEqual([
      ["contradicted", "it went back to tea"],
    ]);
  });

  it("fires when no tool result before the change contains the new value", () => {
    const drift = driftOf([
      session("a", 10, ["3.4%"], []),
      session("b", 20, ["2.9%"], [result(15, "conversion 12.95, was 3.4"), result(25, "2.9")]),
    ]);
    expect(drift).toHaveLength(1);
    expect(drift[0]).toMatchObject({
      reason: "contradicted",
      detail: "no tool result, read or user message before it contains “2.9”",
    });
    expect(drift[0]?.values.map(({ sourceStepId }) => sourceStepId)).toEqual([undefined, null]);
  });

  it("stays quiet when a tool result has the value, and names its step", () => {
    const sourced = session("b", 20, ["2.9%"], [result(15, "rate: 2.9 percent")]);
    expect(driftOf([session("a", 10, ["3.4%"], []), sourced])).toEqual([]);
    const often = driftOf([session("a", 10, ["3.4%"], []), sourced], { minChanges: 1 });
    expect(often[0]?.values[1]?.sourceStepId).toBe("tool:15");
  });

  it("asks for no source where content was not captured, and none for prose", () => {
    expect(driftOf([session("a", 10, ["3.4%"]), session("b", 20, ["2.9%"])])).toEqual([]);
    const prose = "Ada prefers to be asked before anything is deployed on a Friday";
    expect(
      driftOf([
        session("a", 10, ["Ada is new here and likes to be asked"], []),
        session("b", 20, [prose], []),
      ]),
    ).toEqual([]);
  });

  it("looks into the fields of records and notes, and leaves their dates out", () => {
    const note = (likes: string, day: string) => ({ likes, updated: day, value: "x" });
    const drift = driftOf([
      session("a", 10, [note("tea", "1")]),
      session("b", 20, [note("coffee", "2")]),
      session("c", 30, [note("tea", "3")]),
    ]);
    expect(drift.map(({ key }) => key)).toEqual(["baseline.likes"]);
    const text = (likes: string) => `# User\n- name: Ada\n- likes: ${likes}`;
    const notes = driftOf([session("a", 10, [text("tea")]), session("b", 20, [text("cake"), text("tea")])]);
    expect(notes.map(({ key }) => key)).toEqual(["baseline.User.likes"]);
  });

  it("does not take the growing state of a graph for drift", () => {
    const node = (at: number, count: number) =>
      step(at, {
        kind: "step",
        name: "count",
        attributes: {
          metadata: `{"langgraph_node":"count","langgraph_step":${String(at)},"thread_id":"x"}`,
          "output.value": `{"attempts":${String(count)}}`,
        },
      });
    const { ledger } = foldMemory(operations([node(1, 1), node(2, 2), node(3, 1), node(4, 3), node(5, 4)]), {
      sessionId: "a",
    });
    expect(ledger).toHaveLength(5);
    expect(driftOf([{ sessionId: "a", ledger }])).toEqual([]);
  });

  it("leaves working memory alone within a session, and asks about what changes over sessions", () => {
    const notes = (id: string, at: number, values: readonly string[]) => {
      const steps = values.map((value, index) =>
        call(at + index, "save_memory", { store: "working-notes", key: "note", value }),
      );
      return { sessionId: id, ledger: foldMemory(operations(steps), { sessionId: id }).ledger, evidence: [] };
    };
    const one = notes("a", 10, ["tea: open", "tea: done", "cake: open", "cake: done"]);
    expect(driftOf([one])).toEqual([]);
    expect(driftOf([one, notes("b", 20, ["tea: open"])]).map(({ key }) => key)).toEqual(["note"]);
  });
});

describe("two records of one store", () => {
  const facts = (...texts: readonly [key: string, text: string | null][]): SessionMemory => {
    const steps = texts.map(([key, text], index) =>
      text === null
        ? call(index, "delete_memory", { store: "facts", key })
        : call(index, "save_memory", { store: "facts", key, value: text }),
    );
    return { sessionId: "s", ledger: foldMemory(operations(steps), { sessionId: "s" }).ledger };
  };
  const detailsOf = (...texts: readonly [string, string | null][]) =>
    driftOf([facts(...texts)]).map(({ reason, key, detail }) => [reason, key, detail]);
  const PETER = "The contact for the roaster is Peter Hald at Drumworks.";
  const AMINA = "The contact for the roaster is Amina Diallo at Drumworks.";

  it("drift where they state the same thing with two names or numbers", () => {
    expect(detailsOf(["fact-2", PETER], ["fact-4", AMINA])).toEqual([
      ["two-records", "fact-4", "“The contact for the roaster is” Amina Diallo, and Peter Hald in fact-2"],
    ]);
    expect(
      detailsOf(["a", "The refund window is 14 days."], ["b", "The refund window is 30 days."]),
    ).toHaveLength(1);
  });

  it("do not drift where the older is gone or rewritten, where the subject is another, or where both may hold", () => {
    expect(detailsOf(["fact-2", PETER], ["fact-2", null], ["fact-4", AMINA])).toEqual([]);
    expect(detailsOf(["fact-2", PETER], ["fact-4", AMINA], ["fact-2", null])).toEqual([]);
    expect(detailsOf(["fact-2", PETER], ["fact-4", PETER])).toEqual([]);
    expect(
      detailsOf(["a", PETER], ["b", "The contact for the printer is Amina Diallo at Drumworks."]),
    ).toEqual([]);
    expect(detailsOf(["a", "The user is Ada."], ["b", "The user is Norwegian."])).toEqual([]);
    expect(
      detailsOf(["a", "The head office is in Oslo."], ["b", "The head office is open on Monday."]),
    ).toEqual([]);
  });
});
