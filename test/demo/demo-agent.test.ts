// The demo's traces say what its program did: compared with the log of its model server, its tools and the files.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { copyWorkspace, runDemo, spansOf, workspace, type DemoRun } from "./run-demo";
import type { ReceivedSpan } from "./otlp-sink";

// Each test starts a program; on a machine with other work that takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("every scenario", () => {
  let run: DemoRun;
  beforeAll(async () => {
    run = await runDemo(["all"]);
  });

  it("ends with 0 and says how many spans arrived", () => {
    expect(run.exitCode).toBe(0);
    expect(run.output).toContain(`${run.spans.length} spans delivered`);
    expect(run.answers).toHaveLength(6);
  });

  it("has one chat span for each call that the model server answered, with its tokens", () => {
    const calls = spansOf(run, "chat").map(({ attributes }) => ({
      responseId: attributes["gen_ai.response.id"],
      requestModel: attributes["gen_ai.request.model"],
      model: attributes["gen_ai.response.model"],
      input: attributes["gen_ai.usage.input_tokens"],
      cacheRead: attributes["gen_ai.usage.cache_read.input_tokens"],
      output: attributes["gen_ai.usage.output_tokens"],
      reasoning: attributes["gen_ai.usage.reasoning.output_tokens"],
      streamed: attributes["gen_ai.request.stream"],
      toolsAsked: toolsAskedIn(attributes["gen_ai.output.messages"]),
    }));
    const truth = run.modelCalls.map(({ responseId, requestModel, model, usage, streamed, toolsAsked }) => ({
      responseId,
      requestModel,
      model,
      input: usage.inUncached + usage.inCacheRead,
      cacheRead: usage.inCacheRead,
      output: usage.out + usage.reasoning,
      reasoning: usage.reasoning,
      streamed,
      toolsAsked,
    }));
    expect(calls).toEqual(truth);
    expect(truth.some((call) => call.cacheRead > 0)).toBe(true);
  });

  it("has the messages in each chat span that were sent: one system prompt and the rest as input", () => {
    const sent = new Map(run.modelCalls.map((call) => [call.responseId, call.messages]));
    const counted = spansOf(run, "chat").map(({ attributes }) => [
      attributes["gen_ai.response.id"],
      1 + jsonList(attributes["gen_ai.input.messages"]).length,
    ]);
    expect(new Map(counted as [string, number][])).toEqual(sent);
  });

  it("has one tool span for each tool that ran, with its result or its error", () => {
    const seen = spansOf(run, "execute_tool").map(({ attributes, failed, events }) => ({
      name: attributes["gen_ai.tool.name"],
      callId: attributes["gen_ai.tool.call.id"],
      agent: attributes["gen_ai.agent.name"],
      failed,
      result: failed
        ? `Error: ${String(events[0]?.attributes["exception.message"])}`
        : attributes["gen_ai.tool.call.result"],
    }));
    const truth = run.toolCalls.map(({ name, callId, agent, failed, result }) => ({
      name,
      callId,
      agent,
      failed,
      result,
    }));
    expect(seen.sort(byCallId)).toEqual(truth.sort(byCallId));
  });

  it("has the text of the file as the result of reading it", () => {
    const reads = spansOf(run, "execute_tool").filter(
      ({ attributes }) => attributes["gen_ai.tool.name"] === "read_file",
    );
    expect(reads.length).toBeGreaterThan(20);
    for (const { attributes } of reads) {
      const { path: file } = JSON.parse(String(attributes["gen_ai.tool.call.arguments"])) as { path: string };
      expect(attributes["gen_ai.tool.call.result"]).toBe(readFileSync(path.join(workspace, file), "utf8"));
    }
  });

  it("has a memory span for each operation that was made, in its order and with its values", () => {
    const seen = run.spans
      .filter(({ attributes }) => "gen_ai.memory.store.id" in attributes)
      .sort((left, right) => (left.startNs < right.startNs ? -1 : 1))
      .map(({ name, attributes }) => ({
        operation: name,
        storeId: attributes["gen_ai.memory.store.id"],
        recordId: attributes["gen_ai.memory.record.id"],
        query: attributes["gen_ai.memory.query.text"],
        records: jsonList(attributes["gen_ai.memory.records"]),
      }));
    const truth = run.memory.map(({ operation, storeId, recordId, query, records }) => ({
      operation,
      storeId,
      recordId,
      query,
      records,
    }));
    expect(seen).toEqual(truth);
  });

  it("makes no other spans than agents, model calls, tools, memory and one workflow", () => {
    const operations = new Set(run.spans.map(({ attributes }) => attributes["gen_ai.operation.name"]));
    expect([...operations].sort()).toEqual([
      "chat",
      "create_memory",
      "create_memory_store",
      "delete_memory",
      "execute_tool",
      "invoke_agent",
      "invoke_workflow",
      "search_memory",
      "update_memory",
    ]);
  });

  it("keeps each child inside its parent, and gives each conversation an id of its own", () => {
    const byId = new Map(run.spans.map((span) => [span.spanId, span]));
    for (const span of run.spans.filter(({ parentSpanId }) => parentSpanId !== "")) {
      const parent = byId.get(span.parentSpanId);
      expect(parent?.traceId).toBe(span.traceId);
      expect(parent && parent.startNs <= span.startNs && span.endNs <= parent.endNs).toBe(true);
    }
    expect(new Set(run.spans.map(({ attributes }) => attributes["gen_ai.conversation.id"])).size).toBe(6);
  });
});

describe("the sub-agents scenario", () => {
  let run: DemoRun;
  beforeAll(async () => {
    run = await runDemo(["sub-agents"]);
  });

  it("is one trace of at least 40 steps with a planner and two sub-agents", () => {
    expect(run.spans.length).toBeGreaterThanOrEqual(40);
    expect(new Set(run.spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spansOf(run, "invoke_agent").map(({ name }) => name)).toEqual([
      "invoke_agent planner",
      "invoke_agent researcher",
      "invoke_agent analyst",
      "invoke_agent researcher",
    ]);
  });

  it("has a tool that fails four times, and an answer that does not say so", () => {
    const failed = spansOf(run, "execute_tool").filter((span) => span.failed);
    expect(failed.map(({ attributes }) => attributes["error.type"])).toEqual(Array(4).fill("malformed_csv"));
    expect(run.answers[0]).toContain("It cost EUR 440.30 in all");
    expect(run.answers[0]).not.toMatch(/payment|fee|fail|could not/i);
  });

  it("loses the prompt cache when a fact changes the system prompt", () => {
    const researcher = spansOf(run, "chat").filter(
      ({ attributes }) => attributes["gen_ai.agent.name"] === "researcher",
    );
    const save = researcher.findIndex(({ attributes }) =>
      toolsAskedIn(attributes["gen_ai.output.messages"]).includes("save_fact"),
    );
    expect(researcher[save]?.attributes["gen_ai.usage.cache_read.input_tokens"]).toBeGreaterThan(1000);
    expect(researcher[save + 1]?.attributes["gen_ai.usage.cache_read.input_tokens"]).toBe(0);
    expect(String(researcher[save + 1]?.attributes["gen_ai.system_instructions"])).toContain(
      "suspect batch: B-417",
    );
  });

  it("has a compaction whose summary is in the next call", () => {
    expect(compactedCalls(run).length).toBeGreaterThan(0);
    expect(String(compactedCalls(run)[0]?.attributes["gen_ai.input.messages"])).toContain(
      '"type":"compaction"',
    );
  });
});

describe("what a tool reads", () => {
  const copy = copyWorkspace();
  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it("changes the tool's result and the answer in the trace when the file is changed", async () => {
    const file = path.join(copy, "notes/returns-policy.md");
    writeFileSync(file, readFileSync(file, "utf8").replace("14 days", "21 days"));
    const before = await runDemo(["plain"]);
    const after = await runDemo(["plain", "--workspace", copy]);
    expect(resultsOf(before).join()).toContain("14 days");
    expect(resultsOf(after).join()).toContain("21 days");
    expect(finalAnswer(before)).toContain("By notes/returns-policy.md the refund window is 14 days");
    expect(finalAnswer(after)).toContain("By notes/returns-policy.md the refund window is 21 days");
  });

  it("moves through a whole team: another batch in the files is another batch in the answer", async () => {
    const renamed = copyWorkspace();
    for (const file of ["notes/support.md", "notes/roasting.md", "logs/roaster.log", "data/orders.csv"]) {
      const text = readFileSync(path.join(renamed, file), "utf8");
      writeFileSync(path.join(renamed, file), text.replaceAll("B-417", "B-633"));
    }
    const run = await runDemo(["sub-agents", "--workspace", renamed]);
    rmSync(renamed, { recursive: true, force: true });
    expect(finalAnswer(run)).toContain("Batch B-633 is at fault: drop at 229 C");
    expect(run.memory.some(({ records }) => records[0]?.content.includes("B-633"))).toBe(true);
  });

  it("lets the failing query work once the broken line is mended", async () => {
    const file = path.join(copy, "data/payments.csv");
    writeFileSync(file, readFileSync(file, "utf8").replace("card, DE,", "card,"));
    const run = await runDemo(["failing-tool", "--workspace", copy]);
    expect(spansOf(run, "execute_tool").map((span) => span.failed)).toEqual([false]);
    expect(finalAnswer(run)).toMatch(/^The payment provider charged EUR \d+\.\d\d/);
  });
});

describe("the other scenarios", () => {
  it("failing-tool: four tries fail with the same error, and the answer names the line", async () => {
    const run = await runDemo(["failing-tool"]);
    const failed = spansOf(run, "execute_tool").filter((span) => span.failed);
    expect(failed.map(({ events }) => events[0]?.attributes["exception.message"])).toEqual(
      Array(4).fill("data/payments.csv line 62 has 5 fields, 4 are expected"),
    );
    expect(finalAnswer(run)).toContain("broken at line 62");
  });

  it("growing-context: input grows from call to call and falls after a compaction", async () => {
    const run = await runDemo(["growing-context"]);
    const compacted = compactedCalls(run);
    const [first] = compacted;
    const before = spansOf(run, "chat").filter((span) => first && span.startNs < first.startNs);
    const inputs = before.map(inputTokens).slice(0, -1);
    expect(inputs).toEqual([...inputs].sort((left, right) => left - right));
    expect(first && inputTokens(first)).toBeLessThan(Math.max(...inputs) / 1.5);
    expect(finalAnswer(run)).toMatch(/^4 questions are open/);
  });

  it("memory: one fact is updated, one contradicted, one deleted", async () => {
    const run = await runDemo(["memory"]);
    const facts = run.memory.filter(
      ({ storeId, operation }) => storeId === "semantic-facts" && operation !== "search_memory",
    );
    expect(
      facts.map(({ operation, recordId, records }) => [operation, recordId, records[0]?.content]),
    ).toEqual([
      ["create_memory_store", undefined, undefined],
      ["create_memory", "fact-1", "The refund window is 14 days from delivery."],
      ["create_memory", "fact-2", "The contact for the roaster is Peter Hald at Drumworks."],
      ["create_memory", "fact-3", "The gate code of the warehouse is 4471 (until the end of October)."],
      ["update_memory", "fact-1", "The refund window is 30 days from delivery."],
      ["create_memory", "fact-4", "The contact for the roaster is Amina Diallo at Drumworks."],
      ["delete_memory", "fact-3", undefined],
    ]);
    expect(
      run.memory.filter(
        ({ storeId, operation }) => storeId === "episodic-log" && operation === "create_memory",
      ),
    ).toHaveLength(7);
    expect(finalAnswer(run)).toMatch(/^I know 3 facts\./);
  });

  it("runaway: two agents hand over until the cap, which fails the workflow", async () => {
    const run = await runDemo(["runaway", "--max-turns", "7"]);
    expect(run.exitCode).toBe(0);
    expect(run.modelCalls).toHaveLength(7);
    expect(run.toolCalls.map(({ name }) => name)).toEqual([
      "transfer_to_reviewer",
      "transfer_to_drafter",
      "transfer_to_reviewer",
      "transfer_to_drafter",
      "transfer_to_reviewer",
      "transfer_to_drafter",
      "transfer_to_reviewer",
    ]);
    const [workflow] = spansOf(run, "invoke_workflow");
    expect(workflow?.failed).toBe(true);
    expect(workflow?.attributes["error.type"]).toBe("max_turns");
  });
});

describe("the exporter", () => {
  it("sends the resource that the environment names, without losing the run id", async () => {
    const run = await runDemo(["plain"], {
      OTEL_SERVICE_NAME: "my-agents",
      OTEL_RESOURCE_ATTRIBUTES: "agent_loupe.run.id=run-7",
    });
    expect(run.spans[0]?.resource).toMatchObject({
      "service.name": "my-agents",
      "agent_loupe.run.id": "run-7",
    });
  });

  it("does not stop the agent when nobody listens: it ends with 0 and says so", async () => {
    const run = await runDemo(["plain"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
      OTEL_EXPORTER_OTLP_TIMEOUT: "300",
    });
    expect(run.exitCode).toBe(0);
    expect(run.answers).toHaveLength(1);
    expect(run.output).toMatch(
      /8 spans could not be delivered to http:\/\/127\.0\.0\.1:9\/v1\/traces \(.*ECONNREFUSED.*\)/,
    );
  });
});

function toolsAskedIn(messages: unknown): string[] {
  return jsonList(messages).flatMap(({ parts }) =>
    parts.filter(({ type }) => type === "tool_call").map(({ name }) => name ?? ""),
  );
}

function jsonList(text: unknown) {
  return JSON.parse(typeof text === "string" ? text : "[]") as {
    parts: { type: string; name?: string; content?: string }[];
  }[];
}

function byCallId(left: { callId: unknown }, right: { callId: unknown }): number {
  return String(left.callId) < String(right.callId) ? -1 : 1;
}

function compactedCalls(run: DemoRun): readonly ReceivedSpan[] {
  return spansOf(run, "chat").filter(
    ({ attributes }) => attributes["gen_ai.conversation.compacted"] === true,
  );
}

function inputTokens({ attributes }: ReceivedSpan): number {
  return Number(attributes["gen_ai.usage.input_tokens"]);
}

function resultsOf(run: DemoRun): string[] {
  return spansOf(run, "execute_tool").map(({ attributes }) => String(attributes["gen_ai.tool.call.result"]));
}

/** The words of the last model call, as the trace has them. */
function finalAnswer(run: DemoRun): string {
  const last = spansOf(run, "chat").at(-1);
  return jsonList(last?.attributes["gen_ai.output.messages"])[0]?.parts[0]?.content ?? "";
}
