import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import { type SpanOptions, T0_US, TRACE_ID, encodeRequest } from "../../fixtures/builders/span";
import { type TestEngine, testEngine } from "../test-engine";

const id = (number: number) => number.toString(16).padStart(16, "0");
const stepId = (number: number) => `${TRACE_ID}:${id(number)}`;

/** An agent (1) with a call (2), a failed tool (3), and a sub-agent (4) with a call (5) and a slow, failed tool (6). */
const SESSION: readonly SpanOptions[] = [
  agent(1, undefined, "planner"),
  call(2, 1, { input: 9_000, at: 1 }),
  tool(3, 1, { at: 2, ms: 5, failed: true }),
  agent(4, 1, "analyst", 3),
  call(5, 4, { input: 100, at: 4 }),
  tool(6, 4, { at: 5, ms: 900, failed: true }),
  call(7, 1, { input: 200, at: 6 }),
];

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
  test.engine.ingest.accept("traces", encodeRequest(...SESSION));
});
afterEach(() => test.engine.stop());

type Ask = Omit<ArgumentsOf<"session/find">, "sessionId">;

async function find(ask: Ask) {
  return test.client.ask("session/find", { sessionId: TRACE_ID, ...ask });
}

async function found(ask: Ask): Promise<number | undefined> {
  const step = await find(ask);
  return step ? parseInt(step.stepId.slice(-2), 16) : undefined;
}

function agent(number: number, parent: number | undefined, name: string, at = 0): SpanOptions {
  return {
    ...place(number, parent, at, 1_000),
    attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name },
  };
}

function call(number: number, parent: number, { input, at }: { input: number; at: number }): SpanOptions {
  const usage = { "gen_ai.usage.input_tokens": input, "gen_ai.usage.output_tokens": 10 };
  return {
    ...place(number, parent, at, 10),
    attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5-mini", ...usage },
  };
}

function tool(
  number: number,
  parent: number,
  more: { at: number; ms: number; failed: boolean },
): SpanOptions {
  return {
    ...place(number, parent, more.at, more.ms),
    attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "run_sql" },
    ...(more.failed && { status: { code: 2, message: "timeout" } }),
  };
}

function place(number: number, parent: number | undefined, at: number, ms: number): SpanOptions {
  return {
    spanId: id(number),
    ...(parent !== undefined && { parent: id(parent) }),
    startUs: T0_US + at * 1_000,
    endUs: T0_US + at * 1_000 + ms * 1_000,
  };
}

describe("finding a step to jump to", () => {
  it("gives the step itself with its ancestors and its row", async () => {
    expect(await find({ what: "step", from: stepId(5) })).toEqual({
      stepId: stepId(5),
      index: 4,
      ancestors: [stepId(1), stepId(4)],
    });
  });

  it("counts the row as it will be once its ancestors are open, while others stay closed", async () => {
    const closed = await find({ what: "step", from: stepId(7), collapsed: [stepId(4)] });
    expect(closed?.index).toBe(4);
    const opened = await find({ what: "step", from: stepId(5), collapsed: [stepId(1), stepId(4)] });
    expect(opened?.index).toBe(4);
  });

  it("goes from failure to failure and wraps, in both directions", async () => {
    expect(await found({ what: "error" })).toBe(3);
    expect(await found({ what: "error", from: stepId(3) })).toBe(6);
    expect(await found({ what: "error", from: stepId(6) })).toBe(3);
    expect(await found({ what: "error", from: stepId(3), back: true })).toBe(6);
  });

  it("finds the costliest, the slowest and the fullest leaf, then the next in rank", async () => {
    expect(await found({ what: "costliest" })).toBe(2);
    expect(await found({ what: "costliest", from: stepId(2) })).toBe(7);
    expect(await found({ what: "slowest" })).toBe(6);
    expect(await found({ what: "fullest" })).toBe(2);
  });

  it("goes to the next call of the same agent only", async () => {
    expect(await found({ what: "call", from: stepId(2) })).toBe(7);
    expect(await found({ what: "call", from: stepId(5) })).toBe(5);
  });

  it("finds a name by its beginning, whatever its case", async () => {
    expect(await found({ what: "name", text: "RUN", from: stepId(3) })).toBe(6);
    expect(await find({ what: "name", text: "nothing like it" })).toBeNull();
  });

  it("says that a filter hides the step instead of giving a wrong row", async () => {
    expect((await find({ what: "step", from: stepId(3), filter: "kind:model" }))?.index).toBeNull();
  });
});
