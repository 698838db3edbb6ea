// The context view of an agent with 400 calls that grow to a megabyte each, over the real engine: the first time, when
// all of it has to be read, and again, when the engine knows it.
import { hex, resourceSpans, startReal } from "../../browser/real.mjs";

const CALLS = 400;
const MESSAGE_BYTES = 2_600;
const TRACE = hex(0xc0ffee, 32);
const WORDS =
  "the beans were roasted in Bremen on order 4711 and shipped with invoice total amount due soon".split(" ");

/**
 * Milliseconds to the painted chart: from the page's script when all of it has to be read, and warm ones; and from the
 * arrival of the calls at the page.
 */
export async function measureContexts(browser, warmRounds) {
  const real = await startReal(browser);
  try {
    await sendCalls(real.engine);
    const { ms: coldMs } = await openContext(real);
    const warmMs = [];
    const answerMs = [];
    for (let round = 0; round < warmRounds; round++) {
      const warm = await openContext(real);
      warmMs.push(warm.ms);
      answerMs.push(warm.answerMs);
    }
    return { coldMs, warmMs, answerMs };
  } finally {
    await real.stop();
  }
}

async function openContext(real) {
  const { page, close } = await real.open(TRACE, "context");
  await page.waitForFunction(() => document.body.dataset.painted !== undefined, { timeout: 60_000 });
  const times = await page.evaluate(() => {
    const paintedMs = Number(document.body.dataset.painted);
    const { readyMs, answeredMs } = window.stub;
    return { ms: paintedMs - readyMs, answerMs: paintedMs - answeredMs["session/context"] };
  });
  const calls = await page.locator("#context-calls [role=option]").count();
  if (calls !== CALLS) throw new Error(`The context view shows ${calls} calls instead of ${CALLS}.`);
  await close();
  return times;
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
