import { describe, expect, it } from "vitest";
import {
  detectCompaction,
  isWriterOf,
  previousCall,
  type Segment,
} from "../../../../src/core/model/context-window";
import { segment, windowOf } from "./build";

const long = windowOf([
  ["question", "user", 10],
  ["call a", "assistant", 50],
  ["result a", "tool_result", 8000],
  ["call b", "assistant", 50],
  ["result b", "tool_result", 9000],
]);

function side(segments: readonly Segment[]) {
  return { segments, used: segments.reduce((sum, { tokens }) => sum + tokens, 0) };
}

describe("a compaction", () => {
  it("is a new summary in the place of messages that left", () => {
    const now = windowOf([
      ["question", "user", 10],
      ["summary", "summary", 400],
    ]);
    expect(detectCompaction(side(long), side(now))).toEqual({
      before: 17_210,
      after: 510,
      summary: segment("summary", 400, { kind: "summary", messageIndex: 1 }),
    });
  });

  it("is one text in the place of several messages in a window that fell suddenly, whatever its words", () => {
    const now = windowOf([
      ["question", "user", 10],
      ["progress so far", "user", 300],
    ]);
    expect(detectCompaction(side(long), side(now))?.summary?.label).toBe("progress so far");
  });

  it("is what the client says, once, even where no summary can be told", () => {
    const now = windowOf([["question", "user", 10]]);
    expect(detectCompaction(side(long), side(now), true)).toEqual({ before: 17_210, after: 110 });
    expect(detectCompaction(side(long), side(now), true, true)).toBeNull();
  });

  it("is not there again while the summary stays", () => {
    const summarised = windowOf([["summary", "summary", 400]]);
    const next = [...summarised, segment("call c", 20, { kind: "assistant", messageIndex: 1 })];
    expect(detectCompaction(side(summarised), side(next), true, true)).toBeNull();
  });

  it("is not a trim, where messages only left", () => {
    const trimmed = windowOf([
      ["call b", "assistant", 50],
      ["result b", "tool_result", 9000],
      ["call c", "assistant", 30],
    ]);
    expect(detectCompaction(side(long), side(trimmed))).toBeNull();
  });

  it("is not a tool result that was cut", () => {
    const cut = long.map((each) =>
      each.label === "result b" ? { ...each, tokens: 100, identity: "cut", callId: "b" } : each,
    );
    const withId = long.map((each) => (each.label === "result b" ? { ...each, callId: "b" } : each));
    expect(detectCompaction(side(withId), side(cut))).toBeNull();
  });
});

describe("the writer of a summary", () => {
  const text = "Files read: notes/a.md and notes/b.md. The batch B-417 was roasted too hot.";

  it("is the call whose output stands in it, in whatever frame and line breaks", () => {
    expect(isWriterOf(text, `<summary>\n${text.replace(". ", ".\n")}\n</summary>`)).toBe(true);
  });

  it("is not a call that said something else, or only a word of it", () => {
    expect(isWriterOf("I have read the notes and found nothing that explains it at all.", text)).toBe(false);
    expect(isWriterOf("Files read", text)).toBe(false);
  });
});

describe("the call before", () => {
  const call = (...names: string[]) => ({
    name: names.join(),
    segments: [
      segment("system prompt", 100, { kind: "system" }),
      ...names.map((name, index) => segment(name, 5, { messageIndex: index })),
    ],
  });

  it("is the latest one whose conversation goes on", () => {
    const earlier = [call("q1"), call("q2"), call("q1", "a1")];
    expect(previousCall(earlier, call("q2", "b1"))?.name).toBe("q2");
    expect(previousCall(earlier, call("q1", "a1", "a2"))?.name).toBe("q1,a1");
  });

  it("is none where a new conversation begins with the same system prompt", () => {
    expect(previousCall([call("q1")], call("q3"))).toBeUndefined();
  });

  it("is the one before a compaction that left only the system prompt and a summary", () => {
    const summarised = {
      name: "summarised",
      segments: [
        segment("system prompt", 100, { kind: "system" }),
        segment("s", 9, { kind: "summary", messageIndex: 0 }),
      ],
    };
    expect(previousCall([call("q1")], summarised)?.name).toBe("q1");
  });
});
