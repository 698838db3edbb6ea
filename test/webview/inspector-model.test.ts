// What the inspector makes of messages and values.

import { describe, expect, it } from "vitest";
import type { Message } from "../../src/protocol/rows";
import { foldAt, jsonIn, pictureOf, runsByCall, turnsOf } from "../../webview/inspector/model";
import { foldOf } from "../../webview/ui/fold";

const call = (name: string, id?: string) => ({
  type: "tool_call" as const,
  name,
  args: {},
  ...(id === undefined ? {} : { id }),
});
const result = (text: string, id?: string, name?: string) => ({
  type: "tool_result" as const,
  result: text,
  ...(id === undefined ? {} : { id }),
  ...(name === undefined ? {} : { name }),
});

function pairs(messages: readonly Message[]): (readonly [string | undefined, unknown])[] {
  return turnsOf(messages).flatMap((turn) =>
    turn.blocks.flatMap((block) =>
      block.kind === "tool" ? [[block.call?.name, block.result?.result] as const] : [],
    ),
  );
}

describe("the run of a tool call", () => {
  const run = (name: string, number: number) => ({
    stepId: `s${number}`,
    number,
    name,
    durationUs: 1,
    failed: false,
    sameAs: [],
  });

  it("belongs to the calls in their order, input before output, and only to the tool that it names", () => {
    const [a, b, c] = [call("a"), call("b"), call("c")];
    const runs = runsByCall(
      {
        messages: [
          { role: "assistant", parts: [a, { type: "text", text: "and" }, b] },
          { role: "tool", parts: [result("one")] },
        ],
        output: [{ role: "assistant", parts: [c] }],
      },
      [run("a", 1), null, run("z", 3)],
    );
    expect([a, b, c].map((each) => runs.get(each)?.number)).toEqual([1, undefined, undefined]);
  });
});

describe("a tool call and its result", () => {
  it("are one box, found by id in any order", () => {
    const messages: Message[] = [
      { role: "assistant", parts: [call("a", "1"), call("b", "2")] },
      { role: "tool", parts: [result("two", "2")] },
      { role: "tool", parts: [result("one", "1")] },
    ];
    expect(pairs(messages)).toEqual([
      ["a", "one"],
      ["b", "two"],
    ]);
    expect(turnsOf(messages)).toHaveLength(1);
  });

  it("are found by name and order where no ids were sent", () => {
    const messages: Message[] = [
      { role: "assistant", parts: [call("a"), call("b"), call("a")] },
      {
        role: "tool",
        parts: [result("of b", undefined, "b"), result("first a", undefined, "a"), result("second a")],
      },
    ];
    expect(pairs(messages)).toEqual([
      ["a", "first a"],
      ["b", "of b"],
      ["a", "second a"],
    ]);
  });

  it("stand alone where the other one is missing", () => {
    expect(
      pairs([
        { role: "tool", parts: [result("late", "9")] },
        { role: "assistant", parts: [call("a", "1")] },
      ]),
    ).toEqual([
      [undefined, "late"],
      ["a", undefined],
    ]);
  });

  it("keep an empty message, which is odd and worth seeing", () => {
    expect(turnsOf([{ role: "user", parts: [] }])).toEqual([{ role: "user", blocks: [], index: 0 }]);
  });
});

describe("earlier messages", () => {
  const turns = (count: number) =>
    turnsOf(
      Array.from({ length: count }, (_, at): Message => ({
        role: at % 2 ? "assistant" : "user",
        parts: [{ type: "text", text: "x" }],
      })),
    );

  it("fold only where there are many, and never all of them", () => {
    expect([1, 4, 5, 9, 40].map((count) => foldAt(turns(count)))).toEqual([0, 0, 3, 7, 39]);
  });
});

describe("a long text", () => {
  it("folds at twelve lines and says how many are left", () => {
    const text = Array.from({ length: 26 }, (_, at) => `line ${at + 1}`).join("\n");
    expect(foldOf(text)).toEqual({ text: text.slice(0, text.indexOf("\nline 13")), lines: 14 });
    expect(foldOf("short")).toEqual({ text: "short", lines: 0 });
  });

  it("without line ends folds by length and keeps pairs of surrogates whole", () => {
    const folded = foldOf(`x${"😀".repeat(5000)}`);
    expect(folded.text.length).toBeLessThanOrEqual(1200);
    expect(folded.text.endsWith("😀")).toBe(true);
    expect(folded.lines).toBe(0);
  });
});

describe("values", () => {
  it("in a text open as a tree only where they are JSON objects or arrays", () => {
    expect(jsonIn(' {"a":1}')).toEqual({ a: 1 });
    expect(jsonIn("[1]")).toEqual([1]);
    expect(jsonIn("{oops")).toBeUndefined();
    expect(jsonIn("42")).toBeUndefined();
  });

  it("become a picture only as base64 of a plain picture type", () => {
    const blob = (mime: string, base64: string) =>
      pictureOf({ type: "blob", modality: "image", mime, base64 });
    expect(blob("image/png", "iVBORw0KGgo=")).toBe("data:image/png;base64,iVBORw0KGgo=");
    expect(blob("image/svg+xml", "PHN2Zz4=")).toBeUndefined();
    expect(blob("text/html", "PHN2Zz4=")).toBeUndefined();
    expect(blob("image/png", "x'onerror=1")).toBeUndefined();
    expect(blob("image/png;charset=x", "iVBORw0KGgo=")).toBeUndefined();
  });
});
