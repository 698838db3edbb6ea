import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeRequest, TRACE_ID } from "../../fixtures/builders/span";
import { type TestEngine, testEngine } from "../test-engine";
import { modelCall, said, spanId, startUs, stepId } from "./calls";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

const query = (number: number, callId: string, failed: boolean) => ({
  traceId: TRACE_ID,
  spanId: spanId(number),
  startUs: startUs(number),
  endUs: startUs(number) + 10_000_000,
  attributes: {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.agent.name": "barista",
    "gen_ai.tool.name": "run_sql",
    "gen_ai.tool.call.id": callId,
    "gen_ai.tool.call.arguments": JSON.stringify({ sql: "SELECT 1" }),
    "gen_ai.tool.call.result": failed ? "timeout" : "3 rows",
    ...(failed && { "error.type": "timeout" }),
  },
});
const asks = (id: string) => ({
  role: "assistant",
  parts: [{ type: "tool_call", id, name: "run_sql", arguments: { sql: "SELECT 1" } }],
});
const gets = (id: string, result: string) => ({
  role: "tool",
  parts: [{ type: "tool_call_response", id, response: result }],
});

describe("step/tools", () => {
  it("names the step that ran each call of a model call, the try it was and what it repeats", async () => {
    const messages = [
      said("user", "Why?"),
      asks("c1"),
      gets("c1", "timeout"),
      asks("c2"),
      gets("c2", "timeout"),
    ];
    test.engine.ingest.accept(
      "traces",
      encodeRequest(
        query(2, "c1", true),
        query(4, "c2", true),
        modelCall({ number: 6, messages, usage: { input: 100 } }),
      ),
    );
    const { runs } = await test.client.ask("step/tools", { stepId: stepId(6) });
    const first = { stepId: stepId(2), number: 1 };
    const common = { name: "run_sql", durationUs: 10_000_000, failed: true };
    expect(runs).toEqual([
      { ...common, ...first, attempt: { number: 1, of: 2 }, sameAs: [] },
      { ...common, stepId: stepId(4), number: 2, attempt: { number: 2, of: 2 }, sameAs: [first] },
    ]);
    expect(await test.client.ask("step/tools", { stepId: stepId(4) })).toEqual({ runs: [runs[1]] });
  });

  it("has nothing to say of a step that is not stored", async () => {
    expect(await test.client.ask("step/tools", { stepId: "gone:1" })).toEqual({ runs: [] });
  });
});
