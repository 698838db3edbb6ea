import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StepRow } from "../../../src/protocol/rows";
import { type SpanOptions, encodeRequest, T0_US, TRACE_ID } from "../../fixtures/builders/span";
import { textOf } from "../../../src/core/model/message";
import { type TestEngine, corpusBody, testEngine } from "../test-engine";
import { modelCall, said, startUs } from "./calls";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

function send(...spans: readonly SpanOptions[]): void {
  test.engine.ingest.accept("traces", encodeRequest(...spans));
}

async function allRows(): Promise<StepRow[]> {
  const rows: StepRow[] = [];
  for (const { sessionId } of (await test.client.ask("session/list", {})).items) {
    let cursor: string | undefined;
    do {
      const page = await test.client.ask("session/steps", {
        sessionId,
        limit: 500,
        ...(cursor !== undefined && { cursor }),
      });
      rows.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return rows;
}

const id = (number: number) => number.toString(16).padStart(16, "0");
const stepId = (number: number) => `${TRACE_ID}:${id(number)}`;
const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5-mini" };

describe("the tree", () => {
  it("puts a parent before its children, and siblings by start, then by id", async () => {
    send(
      { spanId: id(4), parent: id(1), name: "later", startUs: T0_US + 20 },
      { spanId: id(3), parent: id(1), name: "b", startUs: T0_US + 10 },
      { spanId: id(2), parent: id(1), name: "a", startUs: T0_US + 10 },
      { spanId: id(1), name: "root" },
    );
    const rows = await allRows();
    expect(rows.map((row) => [row.number, row.name, row.depth, row.parentId, row.hasChildren])).toEqual([
      [1, "root", 0, null, true],
      [2, "a", 1, stepId(1), false],
      [3, "b", 1, stepId(1), false],
      [4, "later", 1, stepId(1), false],
    ]);
    expect(rows.map((row) => [row.position, row.siblings])).toEqual([
      [1, 1],
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
  });

  it("gives the last rows where they are asked for from the end", async () => {
    send(...[1, 2, 3, 4, 5].map((number) => ({ spanId: id(number), startUs: T0_US + number })));
    const sessionId = TRACE_ID;
    const numbers = async (offset: number, count: number) => {
      const rows = await test.client.ask("session/rows", { sessionId, offset, count, fromEnd: true });
      return [rows.offset, ...rows.items.map((row) => row.number)];
    };
    expect(await numbers(0, 2)).toEqual([3, 4, 5]);
    expect(await numbers(1, 2)).toEqual([2, 3, 4]);
    expect(await numbers(0, 9)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("shows a step whose parent never came at the top, counts it, and joins it when the parent comes", async () => {
    send({ spanId: id(2), parent: id(1), name: "child" });
    const [session] = (await test.client.ask("session/list", {})).items;
    const sessionId = session?.sessionId ?? "";
    const rows = await test.client.ask("session/rows", { sessionId, offset: 0, count: 10 });
    expect(rows).toMatchObject({
      total: 1,
      waiting: 1,
      items: [{ depth: 0, parentId: null, waitsForParent: true, problems: 1 }],
    });
    const detail = await test.client.ask("step/get", { stepId: stepId(2) });
    expect(detail.problems.map((problem) => problem.code)).toEqual(["missing-parent"]);
    expect(session?.status).toBe("running");

    send({ spanId: id(1), name: "root" });
    const joined = await test.client.ask("session/rows", { sessionId, offset: 0, count: 10 });
    expect(joined.waiting).toBe(0);
    expect(joined.items.map((row) => [row.name, row.depth, row.problems])).toEqual([
      ["root", 0, 0],
      ["child", 1, 0],
    ]);
    expect((await test.client.ask("session/get", { sessionId })).status).toBe("ok");
  });

  it("stops waiting for a parent after a minute of silence", async () => {
    send({ spanId: id(2), parent: id(1), status: { code: 2, message: "broken" } });
    test.pass(59_999);
    expect((await test.client.ask("session/list", {})).items[0]).toMatchObject({
      status: "running",
      endUs: null,
    });
    test.pass(1);
    expect((await test.client.ask("session/list", {})).items[0]).toMatchObject({ status: "error" });
  });

  it("tells each odd thing about a step once, in its row, its detail and the counters", async () => {
    send({ spanId: id(1), droppedAttributes: 3, endUs: T0_US - 5 });
    const [row] = await allRows();
    const detail = await test.client.ask("step/get", { stepId: stepId(1) });
    expect(row?.problems).toBe(2);
    expect(detail.problems.map((problem) => problem.code)).toEqual(["clock", "dropped-attributes"]);
    expect((await test.client.ask("status/get", {})).problems).toEqual({ clock: 1, "dropped-attributes": 1 });
  });

  it("names the nearest agent above each step", async () => {
    const agent = (name: string) => ({ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name });
    send(
      { spanId: id(4), parent: id(3), name: "inner", attributes: call },
      { spanId: id(3), parent: id(2), name: "sub", attributes: agent("coder") },
      { spanId: id(2), parent: id(1), name: "step" },
      { spanId: id(1), name: "root", attributes: agent("planner") },
    );
    expect((await allRows()).map((row) => row.agent)).toEqual(["planner", "planner", "coder", "coder"]);
    const agents = await test.client.ask("agent/list", {});
    expect(agents.map((row) => [row.name, row.modelCalls, row.sessions]).sort()).toEqual([
      ["coder", 1, 1],
      ["planner", 0, 1],
    ]);
  });

  const cases: readonly [file: string, steps: number, code: string | null][] = [
    ["tree-self.json", 2, "cycle"],
    ["tree-ring-root.json", 7, "cycle"],
    ["tree-orphans.json", 4, "missing-parent"],
    ["tree-chain-10k.gz", 10_000, null],
    ["time-negative.bin", 3, "clock"],
  ];
  it.each(cases)("of corpus %s shows %d steps once, and says what is odd (%s)", async (file, steps, code) => {
    test.engine.ingest.accept("traces", corpusBody(file));
    const rows = await allRows();
    expect(new Set(rows.map((row) => row.stepId)).size).toBe(steps);
    expect(rows).toHaveLength(steps);
    expect(rows.every((row) => row.durationUs === null || row.durationUs >= 0)).toBe(true);
    const odd = rows.filter((row) => row.problems > 0);
    const codes = new Set<string>();
    for (const row of odd)
      for (const problem of (await test.client.ask("step/get", { stepId: row.stepId })).problems)
        codes.add(problem.code);
    expect(code === null ? codes.size : codes.has(code)).toBe(code === null ? 0 : true);
  });

  it("keeps the axis of a session sane when one clock is mad", async () => {
    test.engine.ingest.accept("traces", corpusBody("time-negative.bin"));
    const rows = await allRows();
    const starts = rows.map((row) => row.startUs);
    expect(Math.min(...starts)).toBeGreaterThan(1e15);
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(3600e6);
  });
});

describe("costs", () => {
  it("of junk are finite, never negative, and unknown where they are", async () => {
    test.engine.ingest.accept("traces", corpusBody("cost-absurd.json"));
    for (const row of await allRows()) {
      expect(row.costUsd ?? 0).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(row.costUsd ?? 0)).toBe(true);
    }
    const [session] = (await test.client.ask("session/list", {})).items;
    expect(session?.costUsd ?? 0).toBeLessThan(1e6);
  });

  it("are summed below each step, the copies of a call once", async () => {
    const usage = { ...call, "gen_ai.usage.input_tokens": 100, "gen_ai.usage.output_tokens": 10 };
    send(
      { spanId: id(1), name: "root" },
      { spanId: id(2), parent: id(1), attributes: { ...usage, "gen_ai.response.id": "r1" } },
      { spanId: id(3), parent: id(2), attributes: { ...usage, "gen_ai.response.id": "r1" } },
    );
    const [root, outer, inner] = await allRows();
    expect(root?.below?.usage).toMatchObject({ inUncached: 100, out: 10 });
    expect(outer?.duplicateOf).toBe(stepId(3));
    expect(inner?.duplicateOf).toBeUndefined();
    expect((await test.client.ask("session/list", {})).items[0]).toMatchObject({ modelCalls: 1, steps: 3 });
  });
});

describe("session/rows", () => {
  beforeEach(() => {
    send(
      { spanId: id(1), name: "root" },
      { spanId: id(2), parent: id(1), name: "first", startUs: T0_US + 1 },
      { spanId: id(3), parent: id(2), name: "grep files", startUs: T0_US + 2 },
      {
        spanId: id(4),
        parent: id(1),
        startUs: T0_US + 3,
        attributes: { ...call, "gen_ai.usage.input_tokens": 6000 },
      },
    );
  });
  const names = async (args: { collapsed?: string[]; filter?: string; offset?: number; count?: number }) => {
    const { total, items } = await test.client.ask("session/rows", {
      sessionId: TRACE_ID,
      offset: 0,
      count: 100,
      ...args,
    });
    return [total, ...items.map((row) => row.number)];
  };

  const windows: readonly [what: string, args: Parameters<typeof names>[0], expected: readonly number[]][] = [
    ["all", {}, [4, 1, 2, 3, 4]],
    ["a window", { offset: 1, count: 2 }, [4, 2, 3]],
    ["a collapsed step without what is below it", { collapsed: [stepId(2)] }, [3, 1, 2, 4]],
    ["matching words with their ancestors", { filter: "GREP" }, [3, 1, 2, 3]],
    ["model calls by the word people use", { filter: "kind:model" }, [2, 1, 4]],
    ["many tokens", { filter: "tokens:>5k" }, [2, 1, 4]],
    ["few tokens", { filter: "tokens:<5k" }, [0]],
    ["one step by its number", { filter: "step:3" }, [3, 1, 2, 3]],
    ["a model", { filter: "model:gpt-5" }, [2, 1, 4]],
    ["all terms at once", { filter: "kind:model grep" }, [0]],
    ["no row for a broken term", { filter: "cost:>abc" }, [0]],
  ];
  it.each(windows)("gives %s", async (_, args, expected) => {
    expect(await names(args)).toEqual(expected);
  });
});

describe("a step without messages of its own", () => {
  const agent = (number: number, name: string, parent?: number) => ({
    spanId: id(number),
    ...(parent !== undefined && { parent: id(parent) }),
    startUs: startUs(number),
    endUs: startUs(9),
    attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name },
  });
  const asked = (number: number, parent: number, name: string, question: string, output: string) => ({
    ...modelCall({ number, agent: name, messages: [said("user", question)], output }),
    parent: id(parent),
  });
  const insideOf = async (number: number) => {
    const { inside } = await test.client.ask("step/get", { stepId: stepId(number) });
    return (
      inside && [inside.asked, inside.answered].map((each) => each && [each.number, textOf(each.message)])
    );
  };

  it("shows what its first call was asked and its last one answered, not what its sub-agents were", async () => {
    send(
      agent(1, "planner"),
      asked(2, 1, "planner", "Why do refunds rise?", "I ask."),
      agent(3, "researcher", 1),
      asked(4, 3, "researcher", "Look it up.", "B-417."),
      asked(5, 1, "planner", "Go on.", "Because of B-417."),
    );
    expect(await insideOf(1)).toEqual([
      [2, "Why do refunds rise?"],
      [5, "Because of B-417."],
    ]);
    expect(await insideOf(3)).toEqual([
      [4, "Look it up."],
      [4, "B-417."],
    ]);
  });

  it("shows those of the agents below it where it makes no call itself", async () => {
    send(
      { spanId: id(1), name: "job" },
      { ...agent(2, "writer"), parent: id(1) },
      asked(3, 2, "writer", "Write.", "Done."),
    );
    expect(await insideOf(1)).toEqual([
      [3, "Write."],
      [3, "Done."],
    ]);
  });

  it("shows nothing where no call below it says anything, and a model call shows itself only", async () => {
    send(agent(1, "planner"), { ...call, spanId: id(2), parent: id(1), attributes: call });
    send(asked(3, 1, "planner", "Hello?", "Yes."));
    expect((await test.client.ask("step/get", { stepId: stepId(3) })).inside).toBeUndefined();
    expect(await insideOf(2)).toBeUndefined();
  });
});
