import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  estimateTokens,
  segmentsOf,
  type ContextRequest,
  type PieceCache,
} from "../../../../src/core/model/context-window";
import type { Message } from "../../../../src/core/model/message";
import { asks, assistant, hashed, oneTokenACharacter, result, user } from "./build";

function windowOf(request: Partial<ContextRequest>) {
  return segmentsOf({ reportedInput: null, cacheRead: null, estimate: oneTokenACharacter, ...request });
}

/** `kind label tokens` of each segment. */
function rows(request: Partial<ContextRequest>): string[] {
  return windowOf(request).segments.map(({ kind, label, tokens }) => `${kind} ${label} ${tokens}`);
}

const conversation = [user("Why?"), asks("c1", "run_sql"), result("c1", "rows"), assistant("Because.")].map(
  hashed,
);
const system = hashed([{ type: "text", text: "You are terse." }] as const);
const tools = hashed([{ type: "function", name: "run_sql" }]);

describe("the segments of a context window", () => {
  it("are the system prompt, the tool definitions and the messages, each result under the name of its tool", () => {
    expect(rows({ system, tools, messages: conversation })).toEqual([
      "system system prompt 18",
      "tools 1 tool definition 38",
      "user user 8",
      "assistant calls run_sql 14",
      "tool_result run_sql 8",
      "assistant assistant 12",
    ]);
  });

  it("stand for the place of their message; the system prompt and the tools have none", () => {
    const { segments } = windowOf({ system, tools, messages: conversation });
    expect(segments.map(({ messageIndex }) => messageIndex)).toEqual([undefined, undefined, 0, 1, 2, 3]);
  });

  it("sum to the estimate where nothing is reported, and say so", () => {
    const { used, usedSource, segments } = windowOf({ system, tools, messages: conversation });
    expect([used, usedSource, segments.some(({ exact }) => exact)]).toEqual([98, "estimated", false]);
  });

  it("are fitted to the reported total by the largest remainder", () => {
    // Estimates 7, 7, 7 of a total of 20: 6.67 each, so the first two get the tokens that are left.
    const messages = ["one", "two", "six"].map((text) => hashed(user(text)));
    expect(rows({ tools: hashed([]), messages, reportedInput: 20 })).toEqual([
      "user user 7",
      "user user 7",
      "user user 6",
    ]);
  });

  it("leave the rest to the provider, by its name, where the call goes on from a response that it kept", () => {
    const call = { tools, messages: [hashed(user("And now?"))] };
    const kept = (reportedInput: number) => rows({ ...call, continues: "resp_1", reportedInput });
    expect(kept(200)).toEqual([
      "tools 1 tool definition 38",
      "user user 12",
      "other kept by the provider 150",
    ]);
    // Too little for anything to be kept: an error of the estimate.
    expect(kept(40)).toEqual(["tools 1 tool definition 30", "user user 10"]);
    expect(rows({ ...call, reportedInput: 200 }).at(-1)).toBe("user user 48");
  });

  it("sum exactly to any reported total", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 30 }),
        fc.nat(2_000_000),
        (texts, total) => {
          const { segments, used } = windowOf({
            messages: texts.map((text) => hashed(user(text))),
            reportedInput: total,
          });
          expect(used).toBe(total);
          expect(segments.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(total);
          expect(segments.every(({ tokens }) => Number.isInteger(tokens) && tokens >= 0)).toBe(true);
        },
      ),
      { seed: 7 },
    );
  });

  it("are exact only where one segment is the whole reported input", () => {
    const alone = windowOf({ messages: [hashed(user("Why?"))], reportedInput: 11 });
    expect(alone.segments.map(({ tokens, exact }) => [tokens, exact])).toEqual([[11, true]]);
    const split = windowOf({ system, messages: [hashed(user("Why?"))], reportedInput: 20 });
    expect(split.segments.map(({ exact }) => exact)).toEqual([false, false]);
  });

  it("are one exact segment where no content was recorded", () => {
    expect(windowOf({ reportedInput: 5000 }).segments).toEqual([
      {
        kind: "other",
        label: "not recorded",
        tokens: 5000,
        exact: true,
        preview: "",
        identity: "not-recorded",
      },
    ]);
    expect(windowOf({}).segments).toEqual([]);
  });

  it("leave the rest unrecorded, instead of stretching, where tools were called and no definitions came", () => {
    expect(rows({ messages: conversation, reportedInput: 142 })).toEqual([
      "user user 8",
      "assistant calls run_sql 14",
      "tool_result run_sql 8",
      "assistant assistant 12",
      "other not recorded 100",
    ]);
  });

  it("stretch over an error of the estimator, and not over what cannot be one while no definitions came", () => {
    const messages = [hashed(user("Why?")), hashed(user("Who?"))];
    expect(rows({ messages, reportedInput: 24 })).toEqual(["user user 12", "user user 12"]);
    expect(rows({ messages, reportedInput: 25 })).toEqual([
      "user user 8",
      "user user 8",
      "other not recorded 9",
    ]);
    expect(rows({ tools: hashed([]), messages, reportedInput: 160 })).toEqual([
      "user user 80",
      "user user 80",
    ]);
    expect(rows({ messages, reportedInput: 10 })).toEqual(["user user 5", "user user 5"]);
  });

  it("are cached as far as the cached prefix reaches, with the tool definitions first", () => {
    const { segments } = windowOf({
      system,
      tools,
      messages: conversation,
      reportedInput: 98,
      cacheRead: 60,
    });
    expect(segments.map(({ label, cached }) => [label, cached])).toEqual([
      ["system prompt", true],
      ["1 tool definition", true],
      ["user", false],
      ["calls run_sql", false],
      ["run_sql", false],
      ["assistant", false],
    ]);
    expect(windowOf({ messages: conversation }).segments.some((segment) => "cached" in segment)).toBe(false);
  });
});

describe("a message", () => {
  const kindsOf = (message: Message, memoryTexts: string[] = []) =>
    windowOf({ messages: [hashed(message)], memoryTexts }).segments.map(
      ({ kind, label }) => `${kind}: ${label}`,
    );

  it("is cut into thinking, words and calls, and neighbours of one kind stay together", () => {
    const message: Message = {
      role: "assistant",
      parts: [
        { type: "reasoning", text: "Hm." },
        { type: "text", text: "I look." },
        { type: "tool_call", id: "a", name: "grep", args: {} },
        { type: "tool_call", id: "b", name: "ls", args: {} },
      ],
    };
    expect(kindsOf(message)).toEqual(["reasoning: reasoning", "assistant: calls grep, ls"]);
  });

  it("keeps each tool result apart, also inside a message of the user", () => {
    const message: Message = {
      role: "user",
      parts: [
        { type: "tool_result", id: "a", name: "grep", result: "x" },
        { type: "tool_result", id: "b", name: "search_memory", result: "y" },
        { type: "text", text: "Go on." },
      ],
    };
    expect(kindsOf(message)).toEqual(["tool_result: grep", "memory: search_memory", "user: user"]);
  });

  it("is a summary where a compaction part or its first words say so", () => {
    expect(kindsOf({ role: "user", parts: [{ type: "compaction", summary: "Files read." }] })).toEqual([
      "summary: summary",
    ]);
    const summaries = [
      "This session is being continued from a previous conversation that ran out of context.",
      "Summary of the conversation so far: the file was read.",
      "<summary>\nThe file was read.",
      "Here is a concise summary of our conversation.",
    ];
    for (const text of summaries) expect(kindsOf(user(text))).toEqual(["summary: summary"]);
  });

  it("is no summary where it only speaks of one", () => {
    const texts = [
      "Write a summary of the file.",
      "The summary was wrong.",
      "Summary please",
      "Summarise the conversation so far.",
    ];
    for (const text of texts) expect(kindsOf(user(text))).toEqual(["user: user"]);
    expect(kindsOf(assistant("Summary of the file: it is short."))).toEqual(["assistant: assistant"]);
  });

  it("shows the lines that repeat a text of memory as memory", () => {
    const message = {
      role: "system",
      parts: [{ type: "text", text: "Be brief.\nKnown facts:\n- Tea is hot.\nEnd." }],
    } as const;
    expect(kindsOf(message, ["Tea is hot."])).toEqual([
      "system: system prompt",
      "memory: recalled memory",
      "system: system prompt",
    ]);
  });

  it("is the assistant's where the assistant repeats what memory holds", () => {
    expect(kindsOf(assistant("Noted: Tea is hot."), ["Tea is hot."])).toEqual(["assistant: assistant"]);
  });

  it("counts an image by what it costs and not by the length of its base64", () => {
    const image: Message = {
      role: "user",
      parts: [{ type: "blob", modality: "image", base64: "A".repeat(500_000) }],
    };
    expect(rows({ messages: [hashed(image)] })).toEqual(["user image 769"]);
  });

  it("is read once for all calls that share a cache", () => {
    let read = 0;
    const estimate = (text: string) => {
      read++;
      return text.length;
    };
    const cache: PieceCache = new Map();
    for (let call = 1; call <= 4; call++)
      windowOf({ messages: conversation.slice(0, call), estimate, cache });
    expect(read).toBe(4);
  });
});

describe("the estimate", () => {
  it("is nothing for nothing and at least one token for a text", () => {
    expect([estimateTokens(""), estimateTokens(" ")]).toEqual([0, 1]);
  });

  it("grows with a long text in proportion", () => {
    const page = "The quick brown fox jumps over the lazy dog. ".repeat(500);
    const one = estimateTokens(page);
    expect(one).toBeGreaterThan(4000);
    expect(one).toBeLessThan(6000);
    expect(Math.abs(estimateTokens(page.repeat(10)) / one - 10)).toBeLessThan(0.1);
  });
});
