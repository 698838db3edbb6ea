import { describe, expect, it } from "vitest";
import { readJson } from "../../../src/core/dialects/content/json";
import { firstOf } from "../../../src/core/dialects/content/list";
import { readMessage } from "../../../src/core/dialects/content/messages";
import { readPart } from "../../../src/core/dialects/content/parts";
import { readReply, readRequest } from "../../../src/core/dialects/content/bodies";
import { toToolDefs } from "../../../src/core/dialects/content/tools";
import type { Attributes } from "../../../src/core/otlp/wire";

describe("a part of a message", () => {
  it.each<[unknown, unknown]>([
    ["hi", { type: "text", text: "hi" }],
    [
      { type: "text", content: "hi" },
      { type: "text", text: "hi" },
    ],
    [
      { type: "output_text", text: "hi" },
      { type: "text", text: "hi" },
    ],
    [{ type: "text", content: "" }, null],
    [
      { type: "thinking", thinking: "hm", signature: "s" },
      { type: "reasoning", text: "hm", signature: "s" },
    ],
    [
      { type: "redacted_thinking", data: "e" },
      { type: "reasoning", encrypted: "e" },
    ],
    [
      { text: "hm", thought: true },
      { type: "reasoning", text: "hm" },
    ],
    [
      { type: "tool_use", id: "c", name: "n", input: { a: 1 } },
      { type: "tool_call", id: "c", name: "n", args: { a: 1 } },
    ],
    [
      { type: "tool_call", id: "fc", call_id: "c", name: "n", arguments: "{}" },
      { type: "tool_call", id: "c", name: "n", args: {} },
    ],
    [{ functionCall: { name: "n", args: { a: 1 } } }, { type: "tool_call", name: "n", args: { a: 1 } }],
    [
      { toolUse: { toolUseId: "c", name: "n", input: {} } },
      { type: "tool_call", id: "c", name: "n", args: {} },
    ],
    [
      { type: "tool_call_response", id: "c", response: { a: 1 } },
      { type: "tool_result", id: "c", result: { a: 1 } },
    ],
    [
      { type: "tool_call_response", id: "c", result: "r" },
      { type: "tool_result", id: "c", result: "r" },
    ],
    [
      { type: "tool_result", tool_use_id: "c", content: [{ type: "text", text: "r" }], is_error: true },
      { type: "tool_result", id: "c", result: "r", isError: true },
    ],
    [
      { type: "tool-result", toolCallId: "c", toolName: "n", output: { type: "json", value: { a: 1 } } },
      { type: "tool_result", id: "c", name: "n", result: { a: 1 } },
    ],
    [
      { functionResponse: { name: "n", response: { a: 1 } } },
      { type: "tool_result", name: "n", result: { a: 1 } },
    ],
    [
      { type: "blob", modality: "image", mime_type: "image/png", content: "AA==" },
      { type: "blob", modality: "image", mime: "image/png", base64: "AA==" },
    ],
    [
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } },
      { type: "blob", modality: "image", mime: "image/png", base64: "AA==" },
    ],
    [
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
      { type: "blob", modality: "image", mime: "image/png", base64: "AA==" },
    ],
    [
      { type: "image-url", url: "https://x/y.png" },
      { type: "uri", modality: "image", uri: "https://x/y.png" },
    ],
    [
      { type: "file", modality: "document", file_id: "f" },
      { type: "file", modality: "document", fileId: "f" },
    ],
    [
      { type: "compaction", id: "k", content: "so far" },
      { type: "compaction", id: "k", summary: "so far" },
    ],
    [
      { type: "tool_approval_response", approval_id: "a", approved: false, reason: "no" },
      { type: "approval", id: "a", approved: false, reason: "no" },
    ],
    [
      { type: "server_tool_use", id: "s", name: "web_search", input: { q: "x" } },
      { type: "server_tool_call", id: "s", name: "web_search", args: { q: "x" } },
    ],
    [
      { type: "never_seen", x: 1 },
      { type: "other", kind: "never_seen", value: { type: "never_seen", x: 1 } },
    ],
    [null, null],
    [7, { type: "other", kind: "value", value: 7 }],
  ])("%j is read as %j", (sent, expected) => {
    expect(readPart(sent)).toEqual(expected);
  });
});

describe("a message", () => {
  it.each<[unknown, unknown]>([
    [
      { role: "model", parts: [{ text: "hi" }] },
      [{ role: "assistant", parts: [{ type: "text", text: "hi" }] }],
    ],
    [
      { role: "developer", content: "be brief" },
      [{ role: "developer", parts: [{ type: "text", text: "be brief" }] }],
    ],
    [{ type: "human", content: "hi" }, [{ role: "user", parts: [{ type: "text", text: "hi" }] }]],
    [
      { role: "user", name: "ada", content: "hi" },
      [{ role: "user", name: "ada", parts: [{ type: "text", text: "hi" }] }],
    ],
    [
      { role: "assistant", content: null, reasoning_content: "hm" },
      [{ role: "assistant", parts: [{ type: "reasoning", text: "hm" }] }],
    ],
    [
      { role: "tool", tool_call_id: "c", name: "n", content: "r" },
      [{ role: "tool", parts: [{ type: "tool_result", id: "c", name: "n", result: "r" }] }],
    ],
    ["bare", [{ role: "user", parts: [{ type: "text", text: "bare" }] }]],
    [null, []],
    [5, []],
  ])("%j is read as %j", (sent, expected) => {
    expect(readMessage(sent)).toEqual(expected);
  });

  it("that is text stays text, even where it looks a little like JSON", () => {
    const text = '[{"text": broken';
    expect(readMessage({ role: "user", content: text })[0]?.parts).toEqual([{ type: "text", text }]);
  });
});

describe("a text cut in the middle", () => {
  it.each([
    ['[{"a":1},{"b":"x,]}"},{"c":', [{ a: 1 }, { b: "x,]}" }], '{"c":'],
    ['[{"a":"q\\"u', [], '{"a":"q\\"u'],
    ['{"a":', [], '{"a":'],
    ["[", [], ""],
  ])("%s gives its whole elements and the rest", (text, elements, rest) => {
    expect(readJson(text)).toEqual({ state: "truncated", elements, rest });
  });
});

describe("whole requests and replies", () => {
  it("of Gemini have contents, a system instruction and function declarations", () => {
    const request = readRequest({
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      config: {
        system_instruction: "be brief",
        tools: [{ functionDeclarations: [{ name: "a" }, { name: "b" }] }],
      },
    });
    expect(request.system).toEqual([{ type: "text", text: "be brief" }]);
    expect(request.messages).toEqual([{ role: "user", parts: [{ type: "text", text: "hi" }] }]);
    expect(request.tools.map(({ name }) => name)).toEqual(["a", "b"]);
    const reply = readReply({ candidates: [{ content: { role: "model", parts: [{ text: "done" }] } }] });
    expect(reply).toEqual([{ role: "assistant", parts: [{ type: "text", text: "done" }] }]);
  });

  it("of Anthropic have blocks", () => {
    const reply = readReply({
      role: "assistant",
      content: [{ type: "tool_use", id: "c", name: "n", input: {} }],
    });
    expect(reply).toEqual([
      { role: "assistant", parts: [{ type: "tool_call", id: "c", name: "n", args: {} }] },
    ]);
  });
});

describe("tool definitions", () => {
  it.each<[unknown, unknown]>([
    [
      ["a", "b"],
      [
        { type: "function", name: "a" },
        { type: "function", name: "b" },
      ],
    ],
    [['{"name":"a","inputSchema":{"x":1}}'], [{ type: "function", name: "a", parameters: { x: 1 } }]],
    [{ a: { description: "d" } }, [{ type: "function", name: "a", description: "d" }]],
    [
      [{ toolSpec: { name: "a", inputSchema: { json: { x: 1 } } } }],
      [{ type: "function", name: "a", parameters: { x: 1 } }],
    ],
    [[{ type: "web_search" }, 5, null], []],
  ])("%j are read as %j", (sent, expected) => {
    expect(toToolDefs(sent)).toEqual(expected);
  });
});

describe("the first value of a list", () => {
  const first = (text: string) => {
    const attributes: Pick<Attributes, "utf8"> = { utf8: () => new TextEncoder().encode(text) };
    const source = {
      form: "elements" as const,
      key: "k",
      reader: "r",
      read: (element: unknown) => [element],
    };
    return firstOf(source, attributes as Attributes);
  };

  it.each([0, 1, 8_180, 8_192, 8_193, 70_000, 600_000])(
    "is found where it is a text of %i characters, whatever those are",
    (length) => {
      const element = { text: 'ß€🦊"[{,'.repeat(Math.ceil(length / 8)).slice(0, length) };
      expect(first(JSON.stringify([element, { text: "next" }]))).toEqual(JSON.parse(JSON.stringify(element)));
    },
  );

  it("is nothing in an empty list, in a text that ends before it and in one that is no list", () => {
    expect(first("[]")).toBeUndefined();
    expect(first(`[{"text": "${"a".repeat(20_000)}`)).toBeUndefined();
    expect(first('{"text": "a"}')).toBeUndefined();
    expect(first("")).toBeUndefined();
  });
});
