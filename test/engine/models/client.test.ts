import { afterEach, describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import type { ApiName, CanonicalRequest } from "../../../src/core/replay/recorded";
import { ADAPTERS } from "../../../src/engine/models";
import type { Clock } from "../../../src/engine/models/clock";
import { systemClock } from "../../../src/engine/models/clock";
import { ModelClient, retryAfter } from "../../../src/engine/models/client";
import { CutReply } from "../../../src/engine/models/faults";
import { startProvider, type Behaviour, type ProviderServer } from "../../fixtures/providers/server";
import { strictly } from "../../fixtures/providers/strict";

const APIS: readonly ApiName[] = ["openai-chat", "openai-responses", "anthropic", "gemini"];
const CANARY = "sk-canary-0123456789abcdef";

const REQUEST: CanonicalRequest = {
  model: "gpt-5-mini",
  system: [{ type: "text", text: "Plan trips." }],
  messages: [
    { role: "user", parts: [{ type: "text", text: "Weather?" }] },
    {
      role: "assistant",
      parts: [
        { type: "text", text: "Looking." },
        { type: "tool_call", id: "c1", name: "weather", args: { city: "Paris" } },
        { type: "tool_call", id: "c2", name: "docs", args: { q: "x" } },
      ],
    },
    {
      role: "tool",
      parts: [
        { type: "tool_result", id: "c1", name: "weather", result: { temp: 19 } },
        { type: "tool_result", id: "c2", name: "docs", result: "a coat" },
      ],
    },
  ],
  tools: [
    {
      type: "function",
      name: "weather",
      description: "Weather",
      parameters: { type: "object", properties: {} },
    },
  ],
  params: { temperature: 0.5, maxTokens: 100 },
};

const REPLY: readonly Part[] = [
  { type: "text", text: "It is sunny in Paris." },
  { type: "tool_call", id: "c9", name: "weather", args: { city: "Rome", days: [1, 2] } },
];

const servers: ProviderServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(api: ApiName, behave: (index: number) => Behaviour): Promise<ProviderServer> {
  const server = await startProvider(api, (_, index) => behave(index));
  servers.push(server);
  return server;
}

const SHORT_SILENCE_MS = 300;
const LONG_SILENCE_MS = 20_000;

/** Waits that are noted and not waited for; the silence limit stays real. */
function hurried(waits: number[]): Clock {
  return {
    now: () => 1_800_000_000_000,
    wait: (milliseconds, signal) => {
      if (milliseconds === SHORT_SILENCE_MS || milliseconds === LONG_SILENCE_MS)
        return systemClock.wait(milliseconds, signal);
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
}

function clientFor(
  api: ApiName,
  server: { baseUrl: string; host: string },
  waits: number[] = [],
  host = server.host,
  silenceMs = LONG_SILENCE_MS,
) {
  return new ModelClient({
    adapter: ADAPTERS[api],
    baseUrl: server.baseUrl,
    consentedHost: host,
    fetch: globalThis.fetch,
    lookup: () => Promise.resolve(["127.0.0.1"]),
    clock: hurried(waits),
    random: () => 1,
    secretFor: () => Promise.resolve(CANARY),
    silenceMs,
    maxTries: 3,
  });
}

const never = new AbortController().signal;

async function failure(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error("It did not fail");
  return error;
}

describe.each(APIS)("the adapter for %s", (api) => {
  it("sends a request that a strict provider takes, and reads the streamed reply", async () => {
    const behave = strictly(api, [{ request: REQUEST, reply: REPLY }]);
    const server = await startProvider(api, behave);
    servers.push(server);
    const reply = await clientFor(api, server).send({ request: REQUEST }, never);
    const expected =
      api === "gemini"
        ? REPLY.map((part) =>
            part.type === "tool_call" ? { type: part.type, name: part.name, args: part.args } : part,
          )
        : REPLY;
    expect(reply.parts).toEqual(expected);
    expect(reply.finishReasons).toEqual(["tool_call"]);
    expect(reply.responseModel).toBe("gpt-5-mini-2026-01-01");
    expect(reply.usage).toEqual(
      api === "anthropic"
        ? { inUncached: 60, inCacheRead: 40, inCacheWrite: null, out: 20, reasoning: null }
        : { inUncached: 60, inCacheRead: 40, inCacheWrite: null, out: 15, reasoning: 5 },
    );
  });

  it.each([
    ["system prompt", "Plan trips", "Plan trip"],
    ["word of the user", "Weather?", "Weather!"],
    ["word of the assistant", "Looking.", "Looking"],
    ["argument", '"city":"Paris"', '"city":"Rome"'],
    ["result", "a coat", "no coat"],
    ["value in a result", '"temp":19', '"temp":20'],
    ["tool description", '"description":"Weather"', '"description":"The weather"'],
    ["tool schema", '"properties":{}', '"properties":{"city":{}}'],
    ["parameter", '"temperature":0.5', '"temperature":0.6'],
  ])("is refused by a strict provider for another %s", async (_, from, to) => {
    const server = await startProvider(api, strictly(api, [{ request: REQUEST, reply: REPLY }]));
    servers.push(server);
    const text = JSON.stringify(REQUEST);
    expect(text).toContain(from);
    const changed = JSON.parse(text.replace(from, to)) as CanonicalRequest;
    const error = await failure(clientFor(api, server).send({ request: changed }, never));
    expect(error).toMatchObject({ code: "refused-request" });
    expect(error.message).toContain("differs at character");
  });

  it("keeps what came before a stream is cut, falls silent or turns to nonsense, and says so", async () => {
    const parts: Part[] = [
      { type: "text", text: "The first half of a long answer and the second half of it." },
    ];
    for (const [kind, code, sentence] of [
      ["cut", "cut-reply", "ended its answer in the middle. What came before is kept."],
      ["malformed", "malformed-reply", "sent an answer that cannot be read. What came before is kept."],
      ["silent", "timeout", "sent nothing for 0.3 s. What came before is kept."],
    ] as const) {
      const server = await serve(api, () => ({ kind, parts }));
      const client = clientFor(api, server, [], server.host, SHORT_SILENCE_MS);
      const error = await failure(client.send({ request: REQUEST }, never));
      expect(error).toBeInstanceOf(CutReply);
      expect(error).toMatchObject({ code, message: `${server.host} ${sentence}` });
      const received = error instanceof CutReply ? error.received : { parts: [] };
      expect(received.partial).toBe(true);
      expect(received.parts[0]).toMatchObject({ type: "text" });
      expect(
        parts[0]?.type === "text" &&
          received.parts[0]?.type === "text" &&
          parts[0].text.startsWith(received.parts[0].text),
      ).toBe(true);
    }
  });

  it("reads an answer that was not streamed", () => {
    expect(() => ADAPTERS[api].readWhole({ error: { message: "no" } })).toThrow("no");
  });
});

describe("a recorded body", () => {
  it("goes out byte for byte, and without a stream where it asked for none", async () => {
    const text =
      '{ "model":"gpt-5-mini",  "messages":[{"role":"user","content":"Hi"}], "temperature": 1.0, "odd":{"x":[ ]} }';
    const server = await serve("openai-chat", () => ({
      kind: "reply",
      parts: [{ type: "text", text: "Hello." }],
    }));
    const reply = await clientFor("openai-chat", server).send(
      { request: REQUEST, raw: { text, appended: [] } },
      never,
    );
    expect(server.received[0]?.body).toBe(text);
    expect(reply.parts).toEqual([{ type: "text", text: "Hello." }]);
  });

  it("is refused by a strict provider for a single space", async () => {
    const text = '{"model":"gpt-5-mini","messages":[{"role":"user","content":"Hi"}]}';
    const behave = strictly("openai-chat", [{ request: REQUEST, rawText: text, reply: REPLY }]);
    const server = await startProvider("openai-chat", behave);
    servers.push(server);
    const send = (body: string) =>
      clientFor("openai-chat", server).send({ request: REQUEST, raw: { text: body, appended: [] } }, never);
    expect((await send(text)).parts).toEqual(REPLY);
    expect(await failure(send(text.replace(":", ": ")))).toMatchObject({ code: "refused-request" });
  });

  it("gets what was said since at the end of its messages", async () => {
    const text = '{"model":"m","messages":[{"role":"user","content":"Hi"}], "temperature": 1.0}';
    const server = await serve("openai-chat", () => ({
      kind: "reply",
      parts: [{ type: "text", text: "Hello." }],
    }));
    const appended = [
      { role: "assistant", parts: [{ type: "tool_call" as const, id: "a", name: "t", args: {} }] },
    ];
    await clientFor("openai-chat", server).send({ request: REQUEST, raw: { text, appended } }, never);
    expect(server.received[0]?.body).toBe(
      '{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"t","arguments":"{}"}}]}], "temperature": 1.0}',
    );
  });
});

describe("the client", () => {
  it("tries again after 429 as long as it is asked to, and after 500 a little longer each time", async () => {
    const waits: number[] = [];
    const server = await serve("openai-chat", (index) =>
      index === 0
        ? { kind: "status", status: 429, headers: { "retry-after": "7" } }
        : index === 1
          ? { kind: "status", status: 500 }
          : { kind: "reply", parts: [{ type: "text", text: "At last." }] },
    );
    const reply = await clientFor("openai-chat", server, waits).send({ request: REQUEST }, never);
    expect(reply.parts).toEqual([{ type: "text", text: "At last." }]);
    expect(waits).toEqual([7000, 1000]);
  });

  it("gives up after its tries, and at once where the wait would be long", async () => {
    const busy = await serve("openai-chat", () => ({ kind: "status", status: 429 }));
    const error = await failure(clientFor("openai-chat", busy).send({ request: REQUEST }, never));
    expect(error.message).toBe(`${busy.host} has too many requests from you (429); it was asked 3 times.`);
    expect(busy.received).toHaveLength(3);
    const later = await serve("openai-chat", () => ({
      kind: "status",
      status: 429,
      headers: { "retry-after": "3600" },
    }));
    expect((await failure(clientFor("openai-chat", later).send({ request: REQUEST }, never))).message).toBe(
      `${later.host} asks to wait 3600 s before the next request (429).`,
    );
    expect(later.received).toHaveLength(1);
  });

  it("says what to do about a refused key, and never repeats the key", async () => {
    const body = JSON.stringify({ error: { message: `Incorrect API key provided: ${CANARY}.` } });
    const server = await serve("openai-chat", () => ({ kind: "status", status: 401, body }));
    const error = await failure(clientFor("openai-chat", server).send({ request: REQUEST }, never));
    expect(error.message).toBe(
      `${server.host} refused the key (401). Nothing was sent twice. It says: Incorrect API key provided: [key].`,
    );
    expect(error).toMatchObject({ code: "refused-key", next: "Enter the key again." });
    expect(server.received).toHaveLength(1);
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });

  it("follows no redirect", async () => {
    const elsewhere = await serve("openai-chat", () => ({ kind: "reply", parts: [] }));
    const server = await serve("openai-chat", () => ({
      kind: "status",
      status: 307,
      headers: { location: elsewhere.baseUrl },
    }));
    const error = await failure(clientFor("openai-chat", server).send({ request: REQUEST }, never));
    expect(error.message).toContain("wants the request sent to another address (307). It was not followed");
    expect(elsewhere.received).toEqual([]);
  });

  it("sends nothing to another host than the one agreed to", async () => {
    const server = await serve("openai-chat", () => ({ kind: "reply", parts: [] }));
    expect(() => clientFor("openai-chat", server, [], "api.openai.com")).toThrow(
      `You agreed to api.openai.com, not to ${server.host}. Nothing was sent.`,
    );
    expect(server.received).toEqual([]);
  });

  it("says that nobody listens", async () => {
    const server = await startProvider("openai-chat", () => ({ kind: "reply", parts: [] }));
    await server.close();
    const error = await failure(clientFor("openai-chat", server).send({ request: REQUEST }, never));
    expect(error.message).toBe(`${server.host} could not be reached (ECONNREFUSED).`);
  });

  it("stops waiting for an answer that never starts, and when it is cancelled", async () => {
    const server = await serve("openai-chat", () => ({
      kind: "slow",
      milliseconds: 60_000,
      then: { kind: "reply", parts: [] },
    }));
    const impatient = clientFor("openai-chat", server, [], server.host, SHORT_SILENCE_MS);
    const late = await failure(impatient.send({ request: REQUEST }, never));
    expect(late.message).toBe(`${server.host} sent nothing for 0.3 s. What came before is kept.`);
    const controller = new AbortController();
    const cancelled = failure(clientFor("openai-chat", server).send({ request: REQUEST }, controller.signal));
    controller.abort(new Error("cancelled by the user"));
    expect((await cancelled).message).toBe("cancelled by the user");
  });

  it("reads Retry-After as seconds and as a date", () => {
    expect(retryAfter("2", 0)).toBe(2000);
    expect(retryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1000)).toBe(4000);
    expect(retryAfter("soon", 0)).toBeUndefined();
    expect(retryAfter(null, 0)).toBeUndefined();
  });
});
