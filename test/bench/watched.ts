// What one change of 50 steps costs the engine while somebody watches the session: storing it, and each answer that a
// panel asks for again, in milliseconds of processor time. Minima of several changes: on a machine that others use too,
// the least says most. Built and run by `npm run bench -- watched`; sizes may be named: `-- watched 1000 10000`.

import { NOW_MS } from "../engine/store/feed";
import { encodeRequest, type SpanOptions, T0_US, TRACE_ID } from "../fixtures/builders/span";
import { decodeTraces } from "../../src/core/otlp/decode";
import { startEngine } from "../../src/engine/start";
import { Channel } from "../../src/protocol/channel";

const SIZES = process.argv.slice(2).map(Number);
const CHANGES = Number(process.env["CHANGES"] ?? 12);
const BATCH = 50;
const ROOT = "0".repeat(15) + "1";

async function main(): Promise<void> {
  for (const size of SIZES.length > 0 ? SIZES : [1_000, 10_000, 100_000]) await measure(size);
}

async function measure(size: number): Promise<void> {
  const engine = await startEngine({
    // As a worker's port does: each message is copied, and read on the other side.
    send: (envelope) => client.receive(structuredClone(envelope)),
    onBug: (error) => console.error(error),
    nowMs: () => NOW_MS,
  });
  const client: Channel = new Channel((envelope) => engine.channel.receive(envelope));
  const sessionId = TRACE_ID;
  let steps = 0;
  const grow = (count: number) => {
    const spans = Array.from({ length: count }, (_, index) => step(steps + index));
    steps += count;
    return decodeTraces(encodeRequest(...spans)).items;
  };
  for (let at = 0; at < size; at += 500) engine.store.addSpans(grow(500), NOW_MS);
  const costs = new Map<string, { first?: number; least: number; longestMs: number }>();
  const timed = async (name: string, work: () => unknown) => {
    const from = process.cpuUsage();
    const fromMs = performance.now();
    await work();
    const { user, system } = process.cpuUsage(from);
    const cpuMs = (user + system) / 1000;
    const longestMs = performance.now() - fromMs;
    const known = costs.get(name);
    if (known) known.least = Math.min(known.least, cpuMs);
    else costs.set(name, { first: cpuMs, least: Infinity, longestMs });
  };
  for (let change = 0; change <= CHANGES; change++) {
    const spans = grow(BATCH);
    await timed("store 50 steps", () => engine.store.addSpans(spans, NOW_MS));
    await timed("session/get", () => client.ask("session/get", { sessionId }));
    await timed("session/rows, the last 200", () =>
      client.ask("session/rows", { sessionId, offset: 0, count: 200, fromEnd: true }),
    );
    await timed("session/rows, the same again", () =>
      client.ask("session/rows", { sessionId, offset: 0, count: 200, fromEnd: true }),
    );
    await timed("step/get of one step", () => client.ask("step/get", { stepId: `${TRACE_ID}:${ROOT}` }));
    await timed("session/overview", () => client.ask("session/overview", { sessionId }));
    await timed("session/summary", () => client.ask("session/summary", { sessionId }));
    await timed("agent/list", () => client.ask("agent/list", {}));
    await timed("session/rows, filtered", () =>
      client.ask("session/rows", { sessionId, offset: 0, count: 200, filter: "status:error" }),
    );
  }
  console.log(
    `\n${size.toLocaleString("en")} steps, then ${BATCH} more ${CHANGES} times; ms of processor time`,
  );
  for (const [name, { first = 0, least }] of costs)
    console.log(
      `  ${name.padEnd(28)} first ${first.toFixed(1).padStart(8)}   each change ${least.toFixed(2).padStart(8)}`,
    );
  await engine.stop();
}

/** An agent with sub-agents of twenty model and tool calls each, now and then one that failed. */
function step(number: number): SpanOptions {
  const startUs = T0_US + number * 1000;
  const base = { spanId: hex(number + 1), startUs, endUs: startUs + 900 };
  if (number === 0) return { ...base, name: "invoke_agent planner", attributes: agent("planner") };
  if (number % 21 === 1)
    return {
      ...base,
      parent: ROOT,
      name: "invoke_agent analyst",
      attributes: agent(`analyst ${number % 4}`),
    };
  const parent = hex(number - ((number - 1) % 21) + 1);
  if (number % 2 === 0)
    return {
      ...base,
      parent,
      name: "chat gpt-5-mini",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.usage.input_tokens": 1200 + (number % 500),
        "gen_ai.usage.output_tokens": 40,
      },
    };
  return {
    ...base,
    parent,
    name: "execute_tool run_sql",
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_sql" },
    status: { code: number % 101 === 0 ? 2 : 0 },
  };
}

function agent(name: string) {
  return { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name };
}

function hex(number: number): string {
  return number.toString(16).padStart(16, "0");
}

void main();
