// Secrets of a recording are counted, masked in what is sent, and no reason for a divergence.

import { afterEach, describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import type { ReplayRow } from "../../../src/protocol/replay";
import { startProvider, type Behaviour, type Received } from "../../fixtures/providers/server";
import { testEngine } from "../test-engine";
import { replay } from "./drive-replay";
import { recordAgent, type AgentSession } from "./record-agent";
import { stepsOf } from "./recordings";

const KEY = `sk-proj-${"FAKE".repeat(10)}`;
const DATABASE = "postgres://app:hunter2x@db/shop";
const SESSION: AgentSession = {
  sessionId: "secrets",
  system: `You are a helper. The key is ${KEY}.`,
  user: "Look into the shop, please.",
  turns: [
    {
      calls: [{ name: "connect", args: { url: DATABASE, apiKey: KEY }, result: `connected to ${DATABASE}` }],
    },
    { says: "The shop is empty." },
  ],
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** The recorded session, and a model that calls the tool with what it was shown, then answers. */
async function stage(
  session: AgentSession = SESSION,
  behave?: (request: Received, index: number) => Behaviour,
) {
  const test = await testEngine(undefined, { environment: {} });
  recordAgent(test.engine, session);
  const server = await startProvider("openai-chat", behave ?? repeatsWhatItSees);
  open.push(server, { close: () => test.engine.stop() });
  const plan = (more: Partial<ArgumentsOf<"replay/plan">> = {}): ArgumentsOf<"replay/plan"> => ({
    sessionId: session.sessionId,
    edits: [],
    mode: "recorded",
    target: { provider: "openai-chat", baseUrl: server.baseUrl },
    ...more,
  });
  return { ...test, server, plan };
}

/** Masked, the tool is called with masks: that is all that this model has seen. */
function repeatsWhatItSees({ body }: Received, index: number): Behaviour {
  if (index > 0) return { kind: "reply", parts: [{ type: "text", text: "The shop is empty." }] };
  const isMasked = !body.includes(KEY);
  const args = isMasked
    ? { url: "postgres://app:[masked password]@db/shop", apiKey: "[masked api-key]" }
    : { url: DATABASE, apiKey: KEY };
  return {
    kind: "reply",
    parts: [{ type: "tool_call", id: "call_0_0", name: "connect", args } satisfies Part],
  };
}

describe.each([false, true])("secrets in a recording (with recorded bodies: %s)", (withBodies) => {
  const session = { ...SESSION, withBodies };

  it("are counted by kind before anything is sent", async () => {
    const { client, plan, server } = await stage(session);
    expect(await client.ask("replay/plan", plan())).toMatchObject({
      redactions: 2,
      secrets: [
        { kind: "api-key", count: 1 },
        { kind: "password", count: 1 },
      ],
      exact: false,
    });
    expect(server.received).toEqual([]);
  });

  it("are masked in what is sent and stored, and the replay repeats the recording all the same", async () => {
    const { client, plan, server } = await stage(session);
    const { row } = await replay(client, plan());
    const [sample] = row.samples;
    expect(sample).toMatchObject({ state: "done", answer: "The shop is empty." });
    expect(sample?.divergedAt).toBeUndefined();
    expect(row.redactions).toBe(2);
    expect(server.received).toHaveLength(2);
    for (const { body } of server.received) expectNoSecret(body);
    expectNoSecret(JSON.stringify(await stepsOf(client, sample?.sessionId ?? "")));
    const compared = await client.ask("compare/get", { left: "secrets", right: sample?.sessionId ?? "" });
    expect(compared.rows.map((compareRow) => compareRow.change)).toEqual(["same", "same", "same"]);
  });

  it("go out as recorded where the user wants it, and that is said", async () => {
    const { client, plan, server } = await stage(session);
    const row = await client.ask("replay/plan", plan({ redact: false }));
    expect(row).toMatchObject({ redactions: 0, exact: withBodies });
    expect(row.secrets).toHaveLength(2);
    const ended = await replay(client, plan({ redact: false }));
    expect(ended.row.redactions).toBeUndefined();
    expect(ended.row.samples[0]?.divergedAt).toBeUndefined();
    expect(server.received.every(({ body }) => body.includes(KEY))).toBe(true);
    expect(server.received[1]?.body).toContain(DATABASE);
  });
});

describe("what is masked", () => {
  it("leaves every other byte of a recorded body as it was", async () => {
    const { client, plan, server } = await stage({ ...SESSION, withBodies: true });
    await replay(client, plan());
    expect(server.received[0]?.body).toBe(
      '{ "model":"gpt-5-mini", "stream" : true, "temperature": 1.0,\n "messages":[{"role":"system","content":"You are a helper. The key is [masked api-key]."},{"role":"user","content":"Look into the shop, please."}] }',
    );
  });

  it("is also what an edit puts in, and not what an edit takes out", async () => {
    const { client, plan, server } = await stage({ ...SESSION, turns: [{ says: "Hello." }] }, () => ({
      kind: "reply",
      parts: [{ type: "text", text: "Hello." }],
    }));
    const edits = (value: string) => [{ where: { part: "system" as const }, value }];
    expect((await client.ask("replay/plan", plan())).redactions).toBe(1);
    expect((await client.ask("replay/plan", plan({ edits: edits("Be kind.") }))).secrets).toBeUndefined();
    const more = plan({ edits: edits("Use AKIAFAKEFAKEFAKEFAKE.") });
    expect((await client.ask("replay/plan", more)).secrets).toEqual([{ kind: "aws-key", count: 1 }]);
    await replay(client, more);
    expect(server.received[0]?.body).toContain("Use [masked aws-key].");
  });

  it("is also an answer that the user gives by hand", async () => {
    const behave = (_: Received, index: number): Behaviour =>
      index > 0
        ? { kind: "reply", parts: [{ type: "text", text: "Done." }] }
        : { kind: "reply", parts: [{ type: "tool_call", id: "x", name: "other", args: {} } satisfies Part] };
    const { client, plan, server } = await stage({ ...SESSION, system: "You help." }, behave);
    const { planId, host } = await client.ask("replay/plan", plan());
    const { replayId } = await client.ask("replay/start", { planId, consent: { host } });
    let row: ReplayRow;
    do {
      await new Promise((resolve) => setTimeout(resolve, 5));
      row = await client.ask("replay/get", { replayId });
    } while (row.samples[0]?.state !== "asking");
    const done = new Promise<void>((resolve) => void client.on("replay/done", () => resolve()));
    const value = { token: "Bearer 4f9d2c81aa03be77c1" };
    await client.ask("replay/answer", { replayId, sample: 0, answer: { kind: "result", value } });
    await done;
    expect(server.received[1]?.body).toContain("Bearer [masked bearer-token]");
    expect(server.received[1]?.body).not.toContain("4f9d2c81aa03be77c1");
  });

  it("is counted as nothing in a session without secrets", async () => {
    const { client, plan } = await stage({ ...SESSION, system: "You help.", turns: [{ says: "Hello." }] });
    const row = await client.ask("replay/plan", plan());
    expect(row.redactions).toBe(0);
    expect(row.secrets).toBeUndefined();
  });
});

describe("export/otlp", () => {
  it("masks by the same rules where it is asked to, and gives what was recorded otherwise", async () => {
    const { client } = await stage();
    const exported = await client.ask("export/otlp", { sessionIds: ["secrets"], redact: true });
    expectNoSecret(JSON.stringify(exported));
    const whole = await client.ask("export/otlp", { sessionIds: ["secrets"] });
    expect(JSON.stringify(whole)).toContain(KEY);
    const masked = (text: string) =>
      text.replaceAll(KEY, "[masked api-key]").replaceAll("hunter2x", "[masked password]");
    expect(exported).toEqual(JSON.parse(masked(JSON.stringify(whole))));
  });
});

function expectNoSecret(text: string): void {
  expect(text).not.toContain("FAKEFAKE");
  expect(text).not.toContain("hunter2x");
}
