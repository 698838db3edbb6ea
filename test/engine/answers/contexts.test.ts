// Windows whose figures can be worked out by hand: all texts of a case weigh the same, so each gets an equal share.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeRequest, type SpanOptions, TRACE_ID } from "../../fixtures/builders/span";
import { recording } from "../../fixtures/recordings";
import { itemsOf, NOW_MS } from "../store/feed";
import { type TestEngine, testEngine } from "../test-engine";
import { memoryWrite, modelCall, said, stepId, words } from "./calls";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

function send(...spans: readonly SpanOptions[]): void {
  test.engine.ingest.accept("traces", encodeRequest(...spans));
}

async function callsOf() {
  return (await test.client.ask("session/context", { sessionId: TRACE_ID })).calls;
}
const windowOf = (number: number) => test.client.ask("step/context", { stepId: stepId(number) });

/** 4,000 words are more than the reported 3,000 tokens a text, so that nothing counts as not recorded. */
const text = (name: string) => words(name, 4000);

describe("a cache break", () => {
  const messages = [said("user", text("beans")), said("user", text("roast"))];
  const cached = { system: text("rules"), messages, usage: { input: 9000, cacheRead: 6000, output: 10 } };

  it("is at the system prompt where that changed, and costs what was cached and had to be sent again", async () => {
    send(
      modelCall({ number: 1, ...cached }),
      modelCall({ number: 2, ...cached, system: text("order"), usage: { input: 9000, cacheRead: 0 } }),
    );
    const [first, second] = await callsOf();
    expect(first?.cacheBreak).toBeUndefined();
    // Cached were the old system prompt and the first message, 3,000 tokens each; the message is here again.
    expect(second?.cacheBreak).toEqual({ messageIndex: 0, what: "the system prompt", lostUsd: 0.003375 });
  });

  it("is at the first message that differs", async () => {
    const changed = [said("user", text("beans")), said("user", text("grind"))];
    const before = { ...cached, usage: { input: 9000, cacheRead: 9000 } };
    send(
      modelCall({ number: 1, ...before }),
      modelCall({ number: 2, ...before, messages: changed, usage: { input: 9000, cacheRead: 1000 } }),
    );
    // 6,000 of the cached tokens are here again and 1,000 were read: 5,000 at 1.25 instead of 0.125 dollars a million.
    expect((await callsOf())[1]?.cacheBreak).toEqual({
      messageIndex: 1,
      what: "message 2 (user)",
      lostUsd: 0.005625,
    });
  });

  it("is the passage of time where nothing changed, marks the row and is among the waste", async () => {
    send(
      modelCall({ number: 1, ...cached }),
      modelCall({
        number: 2,
        ...cached,
        messages: [...messages, said("user", text("serve"))],
        usage: { input: 12_000, cacheRead: 0 },
      }),
    );
    expect((await callsOf())[1]?.cacheBreak).toEqual({
      messageIndex: 2,
      what: "the passage of time",
      lostUsd: 0.00675,
    });
    const { items } = await test.client.ask("session/steps", { sessionId: TRACE_ID });
    expect(items.map(({ badges }) => badges)).toEqual([[], ["cache-break"]]);
    const { waste } = await test.client.ask("session/cost", { sessionId: TRACE_ID, by: "step" });
    expect(waste).toEqual([
      {
        reason: "cache breaks",
        detail: "the passage of time",
        costUsd: 0.00675,
        stepIds: [stepId(2)],
        numbers: [2],
      },
    ]);
  });

  it("is not there where the cache was read as far as the prompt stayed the same", async () => {
    const longer = [...messages, said("user", text("serve"))];
    send(
      modelCall({ number: 1, ...cached }),
      modelCall({ number: 2, ...cached, messages: longer, usage: { input: 12_000, cacheRead: 6000 } }),
    );
    expect((await callsOf()).map(({ cacheBreak }) => cacheBreak)).toEqual([undefined, undefined]);
  });
});

const summary = "Summary of the conversation so far: the guest wants two bags of the dark roast by Friday.";
const old = [1, 2, 3, 4].map((number) => said("user", text(`old${number}`)));
const question = said("user", text("question"));

describe("a compaction", () => {
  const conversation = modelCall({
    number: 1,
    system: text("rules"),
    messages: [...old, question],
    usage: { input: 18_000 },
  });
  const writer = modelCall({
    number: 2,
    system: text("summarise"),
    messages: [said("user", text("transcript"))],
    output: summary,
    usage: { input: 16_000, output: 100 },
  });
  const compacted = modelCall({
    number: 3,
    system: text("rules"),
    messages: [said("user", summary), question],
    usage: { input: 6000 },
  });

  it("has the window before and after, and costs what the call cost that wrote the summary", async () => {
    send(conversation, writer, compacted);
    const [, , third] = await callsOf();
    // 16,000 tokens in at 1.25 and 100 out at 10 dollars a million.
    expect(third?.compaction).toEqual({
      before: 18_000,
      after: 6000,
      costUsd: 0.021,
      writer: { stepId: stepId(2), number: 2 },
    });
    const { items } = await test.client.ask("session/steps", { sessionId: TRACE_ID });
    expect(items.map(({ badges }) => badges)).toEqual([[], [], ["compaction"]]);
    // Only what was read again was wasted: a summary has to be written.
    const { waste } = await test.client.ask("session/cost", { sessionId: TRACE_ID, by: "agent" });
    expect(waste).toEqual([
      {
        reason: "compaction re-read",
        detail: "history sent again to be summarised",
        costUsd: 0.02,
        stepIds: [stepId(2)],
        numbers: [2],
      },
    ]);
  });

  it("has an unknown cost where no call is known that wrote the summary", async () => {
    send(conversation, compacted);
    expect((await callsOf())[1]?.compaction).toEqual({ before: 18_000, after: 6000, costUsd: null });
  });

  it("is not claimed where messages only left", async () => {
    send(
      conversation,
      modelCall({ number: 3, system: text("rules"), messages: [question], usage: { input: 6000 } }),
    );
    expect((await callsOf())[1]?.compaction).toBeUndefined();
  });
});

describe("what left a window", () => {
  const invoice = said("user", "The invoice carries the number R-4711.");
  const allergy = said("user", "My sister cannot have hazelnuts.");
  const before = modelCall({ number: 1, messages: [invoice, allergy, question], usage: { input: 3000 } });

  it("is listed with the call that brought it, where it is never seen again", async () => {
    send(before, modelCall({ number: 2, messages: [question], usage: { input: 3000 } }));
    const { dropped, previousStepId } = await windowOf(2);
    expect(previousStepId).toBe(stepId(1));
    expect(dropped).toEqual([
      { text: "The invoice carries the number R-4711.", stepId: stepId(1), number: 1 },
      { text: "My sister cannot have hazelnuts.", stepId: stepId(1), number: 1 },
    ]);
  });

  it("is not listed where its text or its figures stand in a later message", async () => {
    const again = said(
      "assistant",
      "You said: my sister cannot have hazelnuts. And that it is about R-4711.",
    );
    send(
      before,
      modelCall({ number: 2, messages: [question], usage: { input: 3000 } }),
      modelCall({ number: 3, messages: [question, again], usage: { input: 3000 } }),
    );
    expect((await windowOf(2)).dropped).toEqual([]);
  });

  it("is listed though another agent says it, for that one cannot tell this one", async () => {
    send(
      before,
      modelCall({ number: 2, messages: [question], usage: { input: 3000 } }),
      modelCall({ number: 3, agent: "clerk", messages: [invoice, allergy], usage: { input: 3000 } }),
    );
    expect((await windowOf(2)).dropped).toHaveLength(2);
  });
});

describe("a segment", () => {
  const sinceOf = async (number: number) =>
    (await windowOf(number)).segments.map(({ label, sinceStep, sinceNumber }) => [
      label,
      sinceStep,
      sinceNumber,
    ]);

  it("names the call since which it has been in the window without a break", async () => {
    const [first, second] = [said("user", text("first")), said("assistant", text("second"))];
    send(
      modelCall({ number: 1, system: text("rules"), messages: [first] }),
      modelCall({ number: 2, system: text("rules"), messages: [first, second] }),
      modelCall({ number: 3, system: text("other"), messages: [first] }),
      modelCall({ number: 4, system: text("other"), messages: [first, second] }),
    );
    expect(await sinceOf(2)).toEqual([
      ["system prompt", stepId(1), 1],
      ["user", stepId(1), 1],
      ["assistant", stepId(2), 2],
    ]);
    // The second message was away in the third call, and the system prompt is another one since then.
    expect(await sinceOf(4)).toEqual([
      ["system prompt", stepId(3), 3],
      ["user", stepId(1), 1],
      ["assistant", stepId(4), 4],
    ]);
  });

  it("was cached where it lies in the part of the prompt that was read from the cache", async () => {
    const messages = [said("user", text("beans")), said("user", text("roast"))];
    const usage = { input: 9000, cacheRead: 6000 };
    send(modelCall({ number: 1, system: text("rules"), messages, usage }));
    const { segments } = await windowOf(1);
    expect(segments.map(({ tokens, cached, exact }) => [tokens, cached, exact])).toEqual([
      [3000, true, false],
      [3000, true, false],
      [3000, false, false],
    ]);
  });
});

describe("what memory holds", () => {
  const FACT = "Batch B-417 is at fault.";
  const kindsOf = async (number: number) =>
    (await windowOf(number)).segments.map(({ kind, label }) => `${kind}: ${label}`);

  it("is recalled in prompts that are sent after it was written, and in no message that came before", async () => {
    const user = said("user", `I think this: ${FACT}`);
    send(
      modelCall({ number: 1, system: "Be brief.", messages: [user] }),
      memoryWrite(2, "fact-1", FACT),
      modelCall({ number: 3, system: `Be brief.\nKnown:\n${FACT}`, messages: [user] }),
    );
    expect(await kindsOf(1)).toEqual(["system: system prompt", "user: user"]);
    expect(await kindsOf(3)).toEqual(["system: system prompt", "memory: recalled memory", "user: user"]);
  });

  it("is not the conversation that a graph keeps in its state", async () => {
    const { spans, logs } = itemsOf(recording("langgraph-openinference/memory"));
    test.engine.store.addSpans(spans, NOW_MS);
    test.engine.store.addLogs(logs, NOW_MS);
    const [session] = (await test.client.ask("session/list", {})).items;
    const { calls } = await test.client.ask("session/context", { sessionId: session?.sessionId ?? "" });
    const kinds = calls.map(({ segments }) => segments.map(({ kind }) => kind));
    expect(kinds).toHaveLength(4);
    for (const each of kinds) expect(each).toContain("user");
    expect(kinds[0]).not.toContain("memory");
  });
});

it("says what the provider kept, where a call goes on from an earlier response", async () => {
  const usage = { input: 5000, output: 10 };
  const keptOf = async (attributes: Record<string, string>) => {
    send(modelCall({ number: 1, messages: [said("user", "And now?")], usage, attributes }));
    const { segments } = await windowOf(1);
    await test.client.ask("session/clear", { sessionIds: [TRACE_ID] });
    return segments.map(({ kind, label, preview }) => `${kind}: ${label} ${preview}`).at(-1);
  };
  const goesOn = "other: kept by the provider goes on from resp_7";
  expect(await keptOf({ "gen_ai.request.previous_response.id": "resp_7" })).toBe(goesOn);
  const invocation = JSON.stringify({ previous_response_id: "resp_7" });
  expect(await keptOf({ "llm.invocation_parameters": invocation, "openinference.span.kind": "LLM" })).toBe(
    goesOn,
  );
  const conversation = JSON.stringify({ conversation: { id: "resp_7" }, previous_response_id: null });
  expect(await keptOf({ "llm.invocation_parameters": conversation, "openinference.span.kind": "LLM" })).toBe(
    goesOn,
  );
  expect(await keptOf({})).not.toContain("kept");
});

it("has no window for a tool, and says what to do", async () => {
  send({ spanId: "0000000000000009", attributes: { "gen_ai.operation.name": "execute_tool" } });
  await expect(windowOf(9)).rejects.toMatchObject({ code: "not-found", next: "Select a model call." });
  await expect(windowOf(8)).rejects.toMatchObject({ code: "not-found" });
});

describe("the limit of a window", () => {
  const usage = { input: 9_000, output: 10 };
  const limits = async () => {
    const rows = await test.client.ask("session/rows", { sessionId: TRACE_ID, offset: 0, count: 10 });
    return {
      calls: (await callsOf()).map(({ limit, limitSource }) => [limit, limitSource]),
      rows: rows.items.map(({ context }) => context?.limit),
      summary: (await test.client.ask("session/summary", { sessionId: TRACE_ID })).context?.limit,
    };
  };

  it("is the client's where it reports one, else the model table's, else unknown", async () => {
    send(
      modelCall({
        number: 1,
        messages: [said("user", "hi")],
        usage,
        attributes: { "copilot_chat.request.max_prompt_tokens": 64_000 },
      }),
      modelCall({ number: 2, messages: [said("user", "hi")], usage: { input: 10 } }),
      modelCall({
        number: 3,
        messages: [said("user", "hi")],
        usage: { input: 10 },
        attributes: { "gen_ai.request.model": "mine" },
      }),
    );
    expect(await limits()).toEqual({
      calls: [
        [64_000, "client"],
        [400_000, "genai-prices"],
        [null, "unknown"],
      ],
      rows: [64_000, 400_000, null],
      summary: 64_000,
    });
    expect(await windowOf(1)).toMatchObject({ limit: 64_000, limitSource: "client" });
  });

  it("is the user's own for a model that they named, with or without its vendor, until they take it back", async () => {
    send(
      modelCall({ number: 1, messages: [said("user", "hi")], usage }),
      modelCall({
        number: 2,
        messages: [said("user", "hi")],
        usage: { input: 10 },
        attributes: { "gen_ai.request.model": "acme/mine-2026-01-01" },
      }),
    );
    await limits();
    await test.client.ask("settings/apply", { contextLimits: { "gpt-5": 32_000, mine: 16_000 } });
    expect(await limits()).toEqual({
      calls: [
        [32_000, "setting"],
        [16_000, "setting"],
      ],
      rows: [32_000, 16_000],
      summary: 32_000,
    });
    expect((await test.client.ask("step/get", { stepId: stepId(2) })).context?.limit).toBe(16_000);
    await test.client.ask("settings/apply", { contextLimits: {} });
    expect((await limits()).rows).toEqual([400_000, null]);
  });
});
