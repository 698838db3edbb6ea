// How long the first and the next question about the contexts of a long session take: 400 calls that grow to 1 MB.
// Built and run by `node test/bench/contexts.mjs`.

import { NOW_MS } from "../engine/store/feed";
import { encodeRequest, T0_US, TRACE_ID } from "../fixtures/builders/span";
import { decodeTraces } from "../../src/core/otlp/decode";
import { startEngine } from "../../src/engine/start";
import { Channel } from "../../src/protocol/channel";

const CALLS = 400;
const MESSAGE_BYTES = 2_600;

const WORDS =
  "the beans were roasted in Bremen on order 4711 and shipped with invoice total amount due soon".split(" ");

function message(number: number) {
  let text = `Message ${number}:`;
  for (let at = number; text.length < MESSAGE_BYTES; at += 7)
    text += ` ${WORDS[at % WORDS.length] ?? ""} ${at}`;
  return { role: number % 2 === 0 ? "user" : "assistant", parts: [{ type: "text", content: text }] };
}

async function main(): Promise<void> {
  const engine = await startEngine({
    send: (envelope) => client.receive(envelope),
    onBug: (error) => console.error(error),
    nowMs: () => NOW_MS,
  });
  const client: Channel = new Channel((envelope) => engine.channel.receive(envelope));
  const messages: object[] = [];
  let bytes = 0;
  for (let call = 0; call < CALLS; call++) {
    messages.push(message(call));
    const json = JSON.stringify(messages);
    bytes += json.length;
    const body = encodeRequest({
      spanId: (call + 1).toString(16).padStart(16, "0"),
      startUs: T0_US + call * 1000,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.usage.input_tokens": Math.round(json.length / 4),
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.input.messages": json,
      },
    });
    engine.store.addSpans(decodeTraces(body).items, NOW_MS);
  }
  const sessionId = TRACE_ID;
  const last = `${TRACE_ID}:${CALLS.toString(16).padStart(16, "0")}`;
  let longestStopMs = 0;
  let beatMs = performance.now();
  const heart = setInterval(() => {
    longestStopMs = Math.max(longestStopMs, performance.now() - beatMs);
    beatMs = performance.now();
  }, 1);
  const timed = async (name: string, ask: () => Promise<unknown>) => {
    longestStopMs = 0;
    beatMs = performance.now();
    const from = performance.now();
    const cpu = process.cpuUsage();
    await ask();
    const ms = performance.now() - from;
    // On a machine that others use too, the time that the processor worked says more than the time that passed.
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      `${name.padEnd(24)} ${ms.toFixed(0).padStart(6)} ms, ${((user + system) / 1000).toFixed(0).padStart(5)} ms of processor, longest stop ${longestStopMs.toFixed(0)} ms`,
    );
  };
  console.log(
    `${CALLS} calls, last context ${(JSON.stringify(messages).length / 1e6).toFixed(2)} MB, in all ${(bytes / 1e6).toFixed(0)} MB`,
  );
  await timed("session/context cold", () => client.ask("session/context", { sessionId }));
  await timed("session/context warm", () => client.ask("session/context", { sessionId }));
  await timed("step/context of the last", () => client.ask("step/context", { stepId: last }));
  await timed("session/summary", () => client.ask("session/summary", { sessionId }));
  await timed("session/cost", () => client.ask("session/cost", { sessionId, by: "step" }));
  await timed("search/query", () => client.ask("search/query", { text: "Message 399" }));
  clearInterval(heart);
  await engine.stop();
}

void main();
