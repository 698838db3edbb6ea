import { describe, expect, it } from "vitest";
import { diffContexts, tokensMoved, type Segment } from "../../../../src/core/model/context-window";
import { segment, windowOf } from "./build";

/** `change name before→after` of all that was not kept. */
function changesOf(previous: readonly Segment[], current: readonly Segment[]): string[] {
  return diffContexts(previous, current)
    .filter(({ change }) => change !== "kept")
    .map(
      ({ change, segment, tokensBefore, tokensAfter }) =>
        `${change} ${segment.label} ${tokensBefore ?? "-"}→${tokensAfter ?? "-"}`,
    );
}

const first = windowOf([
  ["question", "user", 10],
  ["call a", "assistant", 5],
  ["result a", "tool_result", 50],
]);

describe("the changes since the call before", () => {
  it("are what was appended, in a conversation that only grows", () => {
    const next = [
      ...first,
      segment("call b", 6, { kind: "assistant", messageIndex: 3 }),
      segment("result b", 60, { messageIndex: 4 }),
    ];
    expect(changesOf(first, next)).toEqual(["added call b -→6", "added result b -→60"]);
    expect(tokensMoved(diffContexts(first, next))).toEqual({ added: 66, removed: 0 });
  });

  it("are none for an equal window, however the split was fitted", () => {
    const refitted = first.map((each) => ({ ...each, tokens: each.tokens + 1 }));
    expect(changesOf(first, refitted)).toEqual([]);
    expect(tokensMoved(diffContexts(first, refitted))).toEqual({ added: 0, removed: 0 });
  });

  it("name what left, at the place where it stood", () => {
    const trimmed = [first[0], first[3]].filter((each) => each !== undefined);
    expect(diffContexts(first, trimmed).map(({ change, segment }) => `${change} ${segment.label}`)).toEqual([
      "kept system prompt",
      "removed question",
      "removed call a",
      "kept result a",
    ]);
  });

  it("call another system prompt and other tools an edit", () => {
    const tools = segment("6 tools", 300, { kind: "tools", identity: "tools:1" });
    const before = [...first, tools];
    const now = [
      segment("system prompt", 130, { kind: "system", identity: "other prompt" }),
      ...first.slice(1),
      segment("7 tools", 350, { kind: "tools", identity: "tools:2" }),
    ];
    expect(changesOf(before, now)).toEqual(["edited system prompt 100→130", "edited 7 tools 300→350"]);
    expect(tokensMoved(diffContexts(before, now))).toEqual({ added: 80, removed: 0 });
  });

  it("call the result of the same tool call an edit when it was cut, wherever it stands", () => {
    const before = [segment("result", 6082, { kind: "tool_result", callId: "c1" }), segment("x", 1)];
    const now = [
      segment("x", 1),
      segment("result, cut", 1202, { kind: "tool_result", callId: "c1", identity: "cut" }),
    ];
    expect(changesOf(before, now)).toEqual(["edited result, cut 6082→1202"]);
    expect(tokensMoved(diffContexts(before, now))).toEqual({ added: 0, removed: 4880 });
  });

  it("call a message between the same neighbours an edit, and no other", () => {
    const edited = windowOf([
      ["question", "user", 10],
      ["call a, reworded", "assistant", 7],
      ["result a", "tool_result", 50],
    ]);
    expect(changesOf(first, edited)).toEqual(["edited call a, reworded 5→7"]);
    const atTheEnd = windowOf([
      ["question", "user", 10],
      ["call a", "assistant", 5],
      ["result b", "tool_result", 40],
    ]);
    expect(changesOf(first, atTheEnd)).toEqual(["added result b -→40", "removed result a 50→-"]);
  });

  it("call a new summary summarised and what it stands for removed", () => {
    const now = windowOf([
      ["question", "user", 10],
      ["summary", "summary", 20],
    ]);
    expect(changesOf(first, now)).toEqual([
      "summarised summary -→20",
      "removed call a 5→-",
      "removed result a 50→-",
    ]);
    expect(tokensMoved(diffContexts(first, now))).toEqual({ added: 20, removed: 55 });
  });

  it("match equal messages one to one", () => {
    const before = windowOf([
      ["ok", "user", 2],
      ["ok", "user", 2],
    ]);
    const now = windowOf([
      ["ok", "user", 2],
      ["ok", "user", 2],
      ["ok", "user", 2],
    ]);
    expect(changesOf(before, now)).toEqual(["added ok -→2"]);
    expect(changesOf(now, before)).toEqual(["removed ok 2→-"]);
  });

  it("keep a message that only moved", () => {
    const before = [segment("a", 1), segment("b", 2), segment("c", 3)];
    const now = [segment("c", 3), segment("a", 1), segment("b", 2)];
    expect(changesOf(before, now)).toEqual([]);
  });
});
