import { afterEach, describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import type { Channel } from "../../../src/protocol/channel";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import {
  startProvider,
  type Behaviour,
  type ProviderServer,
  type Received,
} from "../../fixtures/providers/server";
import { strictly } from "../../fixtures/providers/strict";
import { testEngine, type TestEngine } from "../test-engine";
import { expectedOf, finished, replay } from "./drive-replay";
import { playRecording, sessionsOf, stepsOf } from "./recordings";

const CANARY = "sk-canary-4b1d0c97e2";
const ANSWER = "It is 19 C (66.2 F) and sunny in Paris; pack a light coat.";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Stage extends TestEngine {
  readonly sessionId: string;
  readonly server: ProviderServer;
  readonly plan: (more?: Partial<ArgumentsOf<"replay/plan">>) => ArgumentsOf<"replay/plan">;
}

/** A recorded session of three model calls and three tools, and a provider that behaves as told. */
async function stage(behave?: (request: Received, index: number) => Behaviour): Promise<Stage> {
  const test = await testEngine(undefined, { environment: { OPENAI_API_KEY: CANARY } });
  playRecording(test.engine, "vercel-ai-6/tools");
  const [session] = await sessionsOf(test.client);
  const sessionId = session?.sessionId ?? "";
  const recorded = strictly("openai-chat", expectedOf("openai-chat", await stepsOf(test.client, sessionId)));
  const server = await startProvider("openai-chat", behave ?? recorded);
  open.push(server, { close: () => test.engine.stop() });
  const target = { provider: "openai-chat" as const, baseUrl: server.baseUrl };
  return {
    ...test,
    sessionId,
    server,
    plan: (more) => ({ sessionId, edits: [], mode: "recorded", target, ...more }),
  };
}

const says = (text: string): Behaviour => ({ kind: "reply", parts: [{ type: "text", text }] });
const calls = (name: string, args: unknown): Behaviour => ({
  kind: "reply",
  parts: [{ type: "tool_call", id: "call_x", name, args } satisfies Part],
});

describe("before the first send", () => {
  it("a plan says where, what and how much, and sends nothing", async () => {
    const { client, plan, server } = await stage();
    const row = await client.ask("replay/plan", plan({ samples: 3 }));
    expect(row).toMatchObject({
      host: server.host,
      model: "gpt-5-mini",
      calls: 9,
      incomplete: [],
      redactions: 0,
      exact: false,
    });
    expect(row.costBoundUsd).toBeGreaterThan(0);
    expect(server.received).toEqual([]);
  });

  it("nothing starts without the consent of that very host", async () => {
    const { client, plan, server } = await stage();
    const { planId } = await client.ask("replay/plan", plan());
    for (const host of ["", "api.openai.com", "127.0.0.1"]) {
      await expect(client.ask("replay/start", { planId, consent: { host } })).rejects.toMatchObject({
        code: "refused",
      });
    }
    expect(server.received).toEqual([]);
  });

  it("an address that is no provider's is refused", async () => {
    const { client, plan } = await stage();
    const target = { provider: "openai-chat" as const, baseUrl: "http://169.254.169.254/v1" };
    await expect(client.ask("replay/plan", plan({ target }))).rejects.toMatchObject({ code: "refused" });
  });
});

describe("a replay", () => {
  it("is a session of its own, and the key is in nothing that is kept or said", async () => {
    const { client, plan, server, sent, sessionId } = await stage();
    const { row } = await replay(client, plan({ variant: "as it was" }));
    const [sample] = row.samples;
    expect(sample).toMatchObject({ state: "done", answer: ANSWER, calls: 3 });
    const session = await client.ask("session/get", { sessionId: sample?.sessionId ?? "" });
    expect(session).toMatchObject({ modelCalls: 3, toolCalls: 3, status: "ok", replayOf: sessionId });
    expect((await sessionsOf(client)).map((one) => one.replayOf)).toEqual([sessionId, undefined]);
    expect(await client.ask("replay/list", { sessionId: session.sessionId })).toMatchObject([
      { sessionId, variant: "as it was", mode: "recorded", state: "done", model: "gpt-5-mini", edits: [] },
    ]);
    const steps = await stepsOf(client, session.sessionId);
    expect(steps[0]?.attributes).toContainEqual(
      expect.objectContaining({ key: "agent_loupe.replay.of", value: sessionId }),
    );
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${CANARY}`);
    await client.ask("export/otlp", { sessionIds: [session.sessionId] });
    expect(JSON.stringify(sent)).not.toContain(CANARY);
  });

  it("reports an edit that changes step 2 at step 2, in the sample and in the comparison", async () => {
    const { client, plan, sessionId } = await stage((request, index) =>
      index === 0
        ? {
            kind: "reply",
            parts: [
              { type: "text", text: "I will look that up." },
              { type: "tool_call", id: "a", name: "get_weather", args: { city: "Paris" } },
              { type: "tool_call", id: "b", name: "search_docs", args: { query: "paris packing list" } },
            ],
          }
        : says(`Sunny (${messagesIn(request)} messages).`),
    );
    const models = (await stepsOf(client, sessionId)).filter((step) => step.kind === "llm");
    const edits = [{ where: { part: "system" as const }, value: "Never calculate." }];
    const { row } = await replay(client, plan({ edits }));
    const [sample] = row.samples;
    expect(sample).toMatchObject({ divergedAt: models[1]?.stepId, answer: "Sunny (5 messages)." });
    const compared = await client.ask("compare/get", { left: sessionId, right: sample?.sessionId ?? "" });
    const first = compared.rows[compared.firstDivergence ?? -1];
    expect(first).toMatchObject({
      left: models[1]?.stepId,
      change: "edited",
    });
    expect(first?.what).toEqual(expect.arrayContaining(["answer", "tool calls"]));
    expect(first?.leftRow).toMatchObject({ kind: "llm", number: 5 });
    expect(compared.rows[0]).toMatchObject({ left: models[0]?.stepId, change: "same" });
  });

  it("asks when the record has no answer, and takes one by hand", async () => {
    const { client, plan } = await stage((_, index) =>
      index === 0 ? calls("get_weather", { city: "Rome" }) : says("31 C in Rome."),
    );
    const { planId, host } = await client.ask("replay/plan", plan());
    const { replayId } = await client.ask("replay/start", { planId, consent: { host } });
    await until(client, replayId, "asking");
    expect((await client.ask("replay/get", { replayId })).samples[0]?.waitsFor).toEqual({
      question: "Step 3 calls get_weather with arguments that the recording does not hold. Nothing was run.",
      number: 3,
      choices: ["result", "nearest", "end"],
      tool: { name: "get_weather", args: { city: "Rome" } },
      // {"city":"Paris"} and {"city":"Rome"} share 9 of their 15 and 14 pairs of characters.
      nearest: { stepId: expect.any(String) as string, number: 3, alike: 18 / 29 },
    });
    await client.ask("replay/answer", { replayId, sample: 0, answer: { kind: "result", value: "31 C" } });
    await finished(client, replayId);
    expect((await client.ask("replay/get", { replayId })).samples[0]).toMatchObject({
      state: "done",
      answer: "31 C in Rome.",
    });
  });

  it("grades its samples and says how sure the rate is", async () => {
    const { client, plan } = await stage((_, index) => says(index === 0 ? "no idea" : "Paris"));
    const graders = [{ kind: "contains" as const, text: "Paris" }];
    const { row } = await replay(client, plan({ samples: 3, concurrency: 1, graders }));
    expect(row.samples.map((sample) => sample.verdicts[0]?.pass)).toEqual([false, true, true]);
    expect(row).toMatchObject({ passAtK: 1, passHatK: 0, passRate: 2 / 3 });
    expect(row.byK?.[1]?.passHatK).toBeCloseTo(1 / 3, 12);
    const steps = await stepsOf(client, row.samples[0]?.sessionId ?? "");
    expect(steps[0]?.events.map((event) => event.name)).toEqual(["gen_ai.evaluation.result"]);
  });

  it("takes more samples later, and counts them with the first ones", async () => {
    const { client, plan } = await stage((_, index) => says(index === 0 ? "no idea" : "Paris"));
    const graders = [{ kind: "contains" as const, text: "Paris" }];
    const { replayId } = await replay(client, plan({ graders, budget: { calls: 1 } }));
    const more = await client.ask("replay/plan", plan({ graders, samples: 2, budget: { calls: 2 } }));
    const consent = { host: more.host };
    await client.ask("replay/start", { planId: more.planId, consent, extend: replayId });
    await finished(client, replayId);
    const row = await client.ask("replay/get", { replayId });
    expect(row.samples.map(({ state, verdicts }) => [state, verdicts[0]?.pass])).toEqual([
      ["done", false],
      ["done", true],
      ["done", true],
    ]);
    expect(row).toMatchObject({ state: "done", passRate: 2 / 3 });
    expect(new Set(row.samples.map(({ sessionId }) => sessionId)).size).toBe(3);
    const other = await client.ask(
      "replay/plan",
      plan({ edits: [{ where: { part: "system" }, value: "x" }] }),
    );
    await expect(
      client.ask("replay/start", { planId: other.planId, consent, extend: replayId }),
    ).rejects.toMatchObject({ code: "invalid-args" });
  });

  it("lists the replays of a replayed session beside those of the recorded one", async () => {
    const { client, plan, sessionId } = await stage(() => says("Paris"));
    const first = await replay(client, plan());
    const replayed = first.row.samples[0]?.sessionId ?? "";
    const second = await replay(client, plan({ sessionId: replayed }));
    const idsOf = async (args: { sessionId?: string }) =>
      (await client.ask("replay/list", args)).map(({ replayId }) => replayId);
    expect(await idsOf({ sessionId })).toEqual([first.replayId]);
    expect(await idsOf({ sessionId: replayed })).toEqual([first.replayId, second.replayId]);
    expect(await idsOf({})).toEqual([first.replayId, second.replayId]);
  });

  it("is forgotten when it is told to, and its sessions stay", async () => {
    const { client, plan, sessionId } = await stage(() => says("Paris"));
    const { replayId, row } = await replay(client, plan());
    await client.ask("replay/forget", { replayId });
    expect(await client.ask("replay/list", { sessionId })).toEqual([]);
    await expect(client.ask("replay/get", { replayId })).rejects.toMatchObject({ code: "not-found" });
    const kept = await client.ask("session/get", { sessionId: row.samples[0]?.sessionId ?? "" });
    expect(kept.replayOf).toBe(sessionId);
  });

  it("takes the word of a person too, and the last one counts", async () => {
    const { client, plan } = await stage();
    const { replayId } = await replay(client, plan());
    await client.ask("replay/judge", { replayId, sample: 0, pass: false, note: "too short" });
    await client.ask("replay/judge", { replayId, sample: 0, pass: true });
    const row = await client.ask("replay/get", { replayId });
    expect(row.samples[0]?.verdicts).toEqual([{ grader: "you", pass: true, why: "", costUsd: 0 }]);
    expect(row.passRate).toBe(1);
  });

  it("stops at its budget with the reason, and keeps what came", async () => {
    const { client, plan, server } = await stage();
    const { row } = await replay(client, plan({ budget: { calls: 2 } }));
    expect(row.samples[0]).toMatchObject({
      state: "stopped",
      why: "The budget of 2 calls is spent. What was received is kept; raise the budget to go on.",
      calls: 2,
    });
    expect(server.received).toHaveLength(2);
  });

  it("is cancelled at once and keeps what came", async () => {
    const { client, plan } = await stage(() => ({ kind: "slow", milliseconds: 60_000, then: says("late") }));
    const { planId, host } = await client.ask("replay/plan", plan({ samples: 2 }));
    const { replayId } = await client.ask("replay/start", { planId, consent: { host } });
    await until(client, replayId, "running");
    await client.ask("replay/cancel", { replayId });
    await finished(client, replayId);
    const row = await client.ask("replay/get", { replayId });
    expect(row.state).toBe("cancelled");
    expect(row.samples[0]).toMatchObject({
      state: "cancelled",
      why: "It was cancelled. What was received is kept.",
    });
  });

  it("runs no more samples at one time than it is told", async () => {
    const { client, plan, server } = await stage(() => ({
      kind: "slow",
      milliseconds: 20,
      then: says("ok"),
    }));
    await replay(client, plan({ samples: 6, concurrency: 2 }));
    expect(server.received).toHaveLength(6);
    expect(server.mostAtOnce()).toBe(2);
  });
});

function messagesIn({ body }: Received): number {
  return (JSON.parse(body) as { messages: unknown[] }).messages.length;
}

/** Resolves when the first sample is in a state. */
async function until(client: Channel, replayId: string, state: string): Promise<void> {
  while ((await client.ask("replay/get", { replayId })).samples[0]?.state !== state) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
