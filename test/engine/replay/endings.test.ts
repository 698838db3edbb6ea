// However a replay ends: a sentence that says what happened and what to do, and what was received is kept.

import { afterEach, describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import type { Clock } from "../../../src/engine/models/clock";
import { systemClock } from "../../../src/engine/models/clock";
import type { Channel } from "../../../src/protocol/channel";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import type { SampleRow } from "../../../src/protocol/replay";
import { startProvider, type Behaviour } from "../../fixtures/providers/server";
import { testEngine } from "../test-engine";
import { finished } from "./drive-replay";
import { recordAgent } from "./record-agent";
import { stepsOf } from "./recordings";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

const SILENCE_MS = 300;
const LONG_SILENCE_MS = 60_000;
/** Back-offs, which are half a minute at most, take no time; the limits of silence stay real. */
const hurried: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    milliseconds <= SILENCE_MS || milliseconds > LONG_SILENCE_MS / 2
      ? systemClock.wait(milliseconds, signal)
      : Promise.resolve(),
};

const LOOKS: Part = { type: "tool_call", id: "c", name: "stock", args: { item: "tea" } };
const looks: Behaviour = { kind: "reply", parts: [LOOKS] };
const LONG: readonly Part[] = [
  { type: "text", text: "There are twelve boxes of tea on the shelf, and more to come." },
];

interface Ending {
  readonly what: string;
  /** What the provider does at the second call; it answers the first one. `closes`: it stops. */
  readonly then: Behaviour | "closes";
  /** Nobody listens from the start. */
  readonly offline?: true;
  readonly plan?: Partial<ArgumentsOf<"replay/plan">>;
  readonly cancel?: true;
  readonly state: SampleRow["state"];
  /** `HOST` stands for the address of the provider. */
  readonly why: string;
  /** Words of the second answer that came before it ended. */
  readonly kept?: string;
  /** Model calls in the stored session. */
  readonly calls?: number;
}

const ENDINGS: readonly Ending[] = [
  {
    what: "cancelled in the middle of an answer",
    then: { kind: "silent", parts: LONG },
    cancel: true,
    state: "cancelled",
    why: "It was cancelled. What was received is kept.",
    kept: "There are twelve",
  },
  {
    what: "the provider is killed in the middle of an answer",
    then: { kind: "cut", parts: LONG },
    state: "failed",
    why: "HOST ended its answer in the middle. What came before is kept. Replay the sample again.",
    kept: "There are twelve",
  },
  {
    what: "offline",
    then: looks,
    offline: true,
    state: "failed",
    why: "HOST could not be reached (ECONNREFUSED). Look at the network, or whether the server runs at this address.",
    calls: 1,
  },
  {
    what: "the provider stops before it answers",
    then: "closes",
    state: "failed",
    why: "HOST could not be reached (the connection was closed). Look at the network, or whether the server runs at this address.",
  },
  {
    what: "401",
    then: { kind: "status", status: 401, body: '{"error":{"message":"Incorrect API key"}}' },
    state: "failed",
    why: "HOST refused the key (401). Nothing was sent twice. It says: Incorrect API key Enter the key again.",
  },
  {
    what: "429 at every try",
    then: { kind: "status", status: 429 },
    state: "failed",
    why: "HOST has too many requests from you (429); it was asked 5 times. Try again later, or with fewer samples at one time.",
  },
  {
    what: "429 with a long wait",
    then: { kind: "status", status: 429, headers: { "retry-after": "3600" } },
    state: "failed",
    why: "HOST asks to wait 3600 s before the next request (429). Try again after that time.",
  },
  {
    what: "500 at every try",
    then: { kind: "status", status: 500 },
    state: "failed",
    why: "HOST fails (500); it was asked 5 times. Try again later, or with fewer samples at one time.",
  },
  {
    what: "a malformed stream",
    then: { kind: "malformed", parts: LONG },
    state: "failed",
    why: "HOST sent an answer that cannot be read. What came before is kept. Look whether this address speaks the chosen API.",
    kept: "There are twelve",
  },
  {
    what: "a stream that falls silent",
    then: { kind: "silent", parts: LONG },
    state: "failed",
    why: "HOST sent nothing for 0.3 s. What came before is kept. Try again, or choose a faster model.",
    kept: "There are twelve",
  },
  {
    what: "a loop of tool calls",
    then: looks,
    plan: { policy: "nearest" },
    state: "stopped",
    why: "The model called tools in 16 calls without coming to an answer. Look at the last calls, or give the replay a budget of more calls.",
    calls: 16,
  },
  {
    what: "a tool call without a recorded answer, by the chosen policy",
    then: { kind: "reply", parts: [{ type: "tool_call", id: "d", name: "order", args: {} }] },
    plan: { policy: "end" },
    state: "stopped",
    why: "The model calls order, which the recording never calls. Nothing was run.",
  },
  {
    what: "a spent budget",
    then: looks,
    plan: { budget: { calls: 1 } },
    state: "stopped",
    why: "The budget of 1 calls is spent. What was received is kept; raise the budget to go on.",
    calls: 1,
  },
];

describe("a replay that ends before its end says why and keeps what came", () => {
  it.each(ENDINGS)("$what", async (ending) => {
    const { then, plan, offline, cancel, state, why, kept, calls = 2 } = ending;
    const test = await testEngine(undefined, {
      environment: {},
      outside: { clock: hurried, silenceMs: cancel ? LONG_SILENCE_MS : SILENCE_MS },
    });
    recordAgent(test.engine, {
      sessionId: "shop",
      system: "You look after a shop.",
      user: "Is there tea?",
      turns: [
        { calls: [{ name: "stock", args: { item: "tea" }, result: "12 boxes" }] },
        { says: "Yes, 12 boxes." },
      ],
    });
    const server = await startProvider("openai-chat", (_, index) => {
      if (index === 0) return looks;
      if (then !== "closes") return then;
      void server.close();
      return looks;
    });
    if (offline) await server.close();
    open.push(
      () => test.engine.stop(),
      () => server.close(),
    );
    const { client } = test;
    const target = { provider: "openai-chat" as const, baseUrl: server.baseUrl };
    const args = { sessionId: "shop", edits: [], mode: "recorded" as const, target, ...plan };
    const { planId, host } = await client.ask("replay/plan", args);
    const { replayId } = await client.ask("replay/start", { planId, consent: { host } });
    if (cancel) await cancelAtSecondCall(client, replayId, () => server.received.length);
    await finished(client, replayId);

    const [sample] = (await client.ask("replay/get", { replayId })).samples;
    expect(sample?.state).toBe(state);
    expect(sample?.why).toBe(why.replaceAll("HOST", server.host));
    const steps = await stepsOf(client, sample?.sessionId ?? "");
    const models = steps.filter((step) => step.kind === "llm");
    expect(models).toHaveLength(calls);
    if (!offline) expect(models[0]?.output?.[0]?.parts).toMatchObject([LOOKS]);
    expect(JSON.stringify(models[1]?.output ?? [])).toContain(kept ?? "");
    // The session itself says how it ended, for whoever finds it later.
    expect(steps[0]).toMatchObject({
      status: "error",
      error: { message: why.replaceAll("HOST", server.host) },
    });
  });
});

/** Waits for the half of an answer: the second request came, and a moment for what it is answered. */
async function cancelAtSecondCall(client: Channel, replayId: string, received: () => number): Promise<void> {
  while (received() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 200));
  await client.ask("replay/cancel", { replayId });
}
