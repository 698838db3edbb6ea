// The context view of an agent with 400 calls that grow to a megabyte each, over the real engine: the first time, when
// all of it has to be read, and again, when the engine knows it.
import { hex, resourceSpans, startReal } from "../../browser/real.mjs";

const CALLS = 400;
const MESSAGE_BYTES = 2_600;
const TRACE = hex(0xc0ffee, 32);
const WORDS =
  "the beans were roasted in Bremen on order 4711 and shipped with invoice total amount due soon".split(" ");

/** Milliseconds from the page's script to the painted chart: cold, then warm ones. */
export async function measureContexts(browser, warmRounds) {
  const real = await startReal(browser);
  try {
    await sendCalls(real.engine);
    const coldMs = await openContext(real);
    const warmMs = [];
    for (let round = 0; round < warmRounds; round++) warmMs.push(await openContext(real));
    return { coldMs, warmMs };
  } finally {
    await real.stop();
  }
}

async function openContext(real) {
  const { page, close } = await real.open(TRACE, "context");
  await page.waitForSelector("#context-calls [role=option]", { timeout: 60_000 });
  const ms = await page.evaluate(
    () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - window.stub.readyMs);
          port2.postMessage(undefined);
        }),
      ),
  );
  const calls = await page.locator("#context-calls [role=option]").count();
  if (calls !== CALLS) throw new Error(`The context view shows ${calls} calls instead of ${CALLS}.`);
  await close();
  return ms;
}

async function sendCalls(engine) {
  const startUs = Date.now() * 1000;
  const messages = [];
  for (let call = 0; call < CALLS; call++) {
    messages.push(message(call));
    const json = JSON.stringify(messages);
    const at = startUs + call * 1000;
    await engine.send(
      resourceSpans([
        {
          traceId: TRACE,
          spanId: hex(call + 1),
          name: "chat gpt-5-mini",
          startUs: at,
          endUs: at + 900,
          facts: {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-5-mini",
            "gen_ai.usage.input_tokens": Math.round(json.length / 4),
            "gen_ai.usage.output_tokens": 20,
            "gen_ai.input.messages": json,
          },
        },
      ]),
    );
  }
}

function message(number) {
  let text = `Message ${number}:`;
  for (let at = number; text.length < MESSAGE_BYTES; at += 7) text += ` ${WORDS[at % WORDS.length]} ${at}`;
  return { role: number % 2 === 0 ? "user" : "assistant", parts: [{ type: "text", content: text }] };
}
