// What the stores held, when it changed and by which step.

import { describe, expect, it } from "vitest";
import { diffMemory, foldMemory } from "../../../../src/core/model/memory";
import { atEnd, call, fold, operations, step } from "./support";

describe("the fold", () => {
  it("has nothing to show without operations", () => {
    expect(fold([call(1, "run_sql", {})])).toEqual({ ledger: [], snapshots: [], pointsLeftOut: 0 });
  });

  it("takes a picture at the start, after each step that wrote, and at the end", () => {
    const { snapshots } = fold([
      call(1, "save_memory", { key: "a", value: "1" }),
      call(2, "search_memory", { key: "a" }, "1"),
      call(3, "save_memory", { key: "a", value: "2" }),
    ]);
    expect(snapshots.map(({ at, stepId, items }) => [at, stepId, Object.fromEntries(items)])).toEqual([
      ["start", "t:1", {}],
      ["step", "t:1", { a: { value: "1", stepId: "t:1" } }],
      ["step", "t:3", { a: { value: "2", stepId: "t:3" } }],
      ["end", "t:3", { a: { value: "2", stepId: "t:3" } }],
    ]);
  });

  it("does not depend on the order in which operations come", () => {
    const steps = [1, 2, 3, 4].map((at) => call(at, "save_memory", { key: "a", value: String(at) }));
    const forward = foldMemory(operations(steps), { sessionId: "s1" });
    const backward = foldMemory(operations([...steps].reverse()), { sessionId: "s1" });
    expect(backward).toEqual(forward);
  });

  it("puts what was read before it was written into the start", () => {
    const { snapshots, ledger } = fold([
      call(1, "search_memory", { key: "baseline" }, "3.4%"),
      call(2, "update_memory", { key: "baseline", value: "2.9%" }),
    ]);
    expect(snapshots[0]?.items.get("baseline")).toEqual({ value: "3.4%", stepId: null });
    expect(ledger.map(({ op, before, after, changed }) => ({ op, before, after, changed }))).toEqual([
      { op: "search", before: undefined, after: undefined, changed: false },
      { op: "update", before: "3.4%", after: "2.9%", changed: true },
    ]);
  });

  it("tells a write of the same value apart from a change", () => {
    const { ledger, snapshots } = fold([
      call(1, "save_memory", { key: "a", value: { x: 1, y: 2 } }),
      call(2, "save_memory", { key: "a", value: '{"y":2,"x":1}' }),
    ]);
    expect(ledger.map(({ changed }) => changed)).toEqual([true, false]);
    expect(snapshots.filter(({ at }) => at === "step")).toHaveLength(1);
  });

  it("keeps ids of pictures while the session grows, and hostile names cannot forge one", () => {
    const first = call(1, "save_memory", { store: "a/b", key: "k", value: "1" });
    const small = fold([first]).snapshots.map(({ snapshotId }) => snapshotId);
    const grown = fold([first, call(2, "save_memory", { store: "a/b", key: "k", value: "2" })]).snapshots;
    expect(small).toEqual([
      "s1/start/unknown/session/a%2Fb",
      "s1/t%3A1/unknown/session/a%2Fb",
      "s1/end/unknown/session/a%2Fb",
    ]);
    for (const id of small) expect(grown.map(({ snapshotId }) => snapshotId)).toContain(id);
  });

  it("says how many pictures it left out, and still ends at the end", () => {
    const steps = Array.from({ length: 10 }, (_, at) =>
      call(at, "save_memory", { key: "k", value: String(at) }),
    );
    const { snapshots, pointsLeftOut } = foldMemory(operations(steps), { sessionId: "s1", maxPoints: 3 });
    expect(snapshots.filter(({ at }) => at === "step").map(({ stepId }) => stepId)).toEqual([
      "t:3",
      "t:7",
      "t:9",
    ]);
    expect(pointsLeftOut).toBe(7);
    expect(snapshots.at(-1)?.items.get("k")?.value).toBe("9");
  });

  it("keeps lanes apart by layer, and empties all of them with the store", () => {
    const facts = { "gen_ai.memory.store.id": "notes" };
    const history = fold([
      step(1, {
        attributes: {
          ...facts,
          "gen_ai.operation.name": "create_memory",
          "gen_ai.memory.records":
            '[{"id":"2026-11-23/x","content":"met Ada"},{"id":"plan","content":"ask"}]',
        },
      }),
      step(2, { attributes: { ...facts, "gen_ai.operation.name": "delete_memory_store" } }),
    ]);
    const sizes = history.snapshots.map(({ at, layer, items }) => [at, layer, items.size]);
    expect(sizes).toEqual([
      ["start", "episodic", 0],
      ["start", "working", 0],
      ["start", "unknown", 0],
      ["step", "episodic", 1],
      ["step", "working", 1],
      ["step", "episodic", 0],
      ["step", "working", 0],
      ["end", "episodic", 0],
      ["end", "working", 0],
      ["end", "unknown", 0],
    ]);
  });
});

describe("texts that are edited", () => {
  it("are replayed command by command", () => {
    const path = "/memories/user.md";
    const memory = (at: number, args: object) => call(at, "memory", args);
    const steps = [
      memory(1, { command: "create", path, file_text: "# User\nname: Ada\nlikes: tea" }),
      memory(2, { command: "str_replace", path, old_str: "likes: tea", new_str: "likes: $& coffee" }),
      memory(3, { command: "insert", path, insert_line: 1, insert_text: "seen: today\n" }),
      memory(4, { command: "rename", old_path: path, new_path: "/memories/people/ada.md" }),
    ];
    expect(atEnd(steps, "/memories")).toEqual({
      "/memories/people/ada.md": "# User\nseen: today\nname: Ada\nlikes: $& coffee",
    });
    expect(
      atEnd([...steps, memory(5, { command: "delete", path: "/memories/people" })], "/memories"),
    ).toEqual({});
  });

  it("are known only at the edit where nobody showed the whole", () => {
    const edit = call(1, "Edit", { file_path: "/r/AGENTS.md", old_string: "npm test", new_string: "make" });
    expect(atEnd([edit], "memory files")).toEqual({ "/r/AGENTS.md": "…make…" });
  });

  it("lose the line numbers under which they were shown", () => {
    const shown = "Here's the content of /memories/a.md with line numbers:\n     1\tone\n     2\ttwo";
    const view = call(1, "memory", { command: "view", path: "/memories/a.md" }, shown);
    expect(atEnd([view], "/memories")).toEqual({ "/memories/a.md": "one\ntwo" });
  });

  it("of Letta's blocks grow and change", () => {
    const steps = [
      call(1, "memory_rethink", { label: "human", new_memory: "Ada" }),
      call(2, "core_memory_append", { label: "human", content: "likes tea" }),
      call(3, "memory_replace", { label: "human", old_str: "tea", new_str: "coffee" }),
      call(4, "memory_insert", { label: "human", new_str: "36 years", insert_line: 1 }),
    ];
    expect(atEnd(steps, "memory blocks")).toEqual({ human: "Ada\n36 years\nlikes coffee" });
  });
});

describe("a knowledge graph", () => {
  it("is rebuilt from the calls of the memory server", () => {
    const steps = [
      call(1, "create_entities", {
        entities: [{ name: "Ada", entityType: "person", observations: ["likes tea"] }],
      }),
      call(2, "add_observations", {
        observations: [{ entityName: "Ada", contents: ["is 36", "has a cat"] }],
      }),
      call(3, "delete_observations", { deletions: [{ entityName: "Ada", observations: ["likes tea"] }] }),
      call(4, "create_relations", { relations: [{ from: "Ada", to: "Rome", relationType: "lives in" }] }),
      call(5, "delete_relations", { relations: [{ from: "Ada", to: "Rome", relationType: "lives in" }] }),
    ];
    expect(atEnd(steps, "knowledge graph")).toEqual({
      Ada: { type: "person", observations: ["is 36", "has a cat"] },
    });
  });

  it("is seen whole by read_graph, also inside MCP content", () => {
    const graph = { entities: [{ name: "Ada", entityType: "p", observations: ["a"] }], relations: [] };
    const read = call(1, "read_graph", {}, { content: [{ type: "text", text: JSON.stringify(graph) }] });
    const { snapshots } = fold([read]);
    expect(snapshots[0]?.items.get("Ada")).toEqual({
      value: { type: "p", observations: ["a"] },
      stepId: null,
    });
  });
});

describe("the difference of two pictures", () => {
  const record = (at: number, op: string, id: string, content?: unknown) =>
    step(at, {
      attributes: {
        "gen_ai.operation.name": op,
        "gen_ai.memory.store.id": "facts",
        "gen_ai.memory.record.id": id,
        ...(content !== undefined && { "gen_ai.memory.records": JSON.stringify([{ id, content }]) }),
      },
    });
  const history = fold([
    record(1, "create_memory", "baseline", { value: "3.4%", source: "weekly report", updated: "2026-11-16" }),
    record(2, "create_memory", "scratch", "x"),
    record(3, "create_memory", "same", "y"),
    record(4, "update_memory", "baseline", { value: "2.9%", source: "weekly report", updated: "2026-11-23" }),
    record(5, "create_memory", "cause", "payment step slow on mobile"),
    record(6, "delete_memory", "scratch"),
  ]);
  const idAt = (stepId: string) =>
    history.snapshots.find((each) => each.at === "step" && each.stepId === stepId)?.snapshotId ?? "";

  it("names what was added, removed and changed, by field, and the step that did it", () => {
    const diff = diffMemory(history, idAt("t:3"), idAt("t:6"));
    const place = { layer: "semantic", scope: "session", store: "facts" };
    expect(diff).toEqual({
      added: [{ key: "cause", ...place, after: "payment step slow on mobile", fields: [], stepId: "t:5" }],
      removed: [{ key: "scratch", ...place, before: "x", fields: [], stepId: "t:6" }],
      changed: [
        {
          key: "baseline",
          ...place,
          before: { value: "3.4%", source: "weekly report", updated: "2026-11-16" },
          after: { value: "2.9%", source: "weekly report", updated: "2026-11-23" },
          fields: [
            { path: "value", change: "changed", before: "3.4%", after: "2.9%" },
            { path: "updated", change: "changed", before: "2026-11-16", after: "2026-11-23" },
          ],
          stepId: "t:4",
        },
      ],
      same: 1,
    });
  });

  it("claims no step when it is read backwards", () => {
    const diff = diffMemory(history, idAt("t:6"), idAt("t:3"));
    expect(diff?.added.map(({ key, stepId }) => [key, stepId])).toEqual([["scratch", undefined]]);
    expect(diff?.removed.map(({ key, stepId }) => [key, stepId])).toEqual([["cause", undefined]]);
  });

  it("is undefined for a picture that does not exist", () => {
    expect(diffMemory(history, "s1/nowhere", idAt("t:3"))).toBeUndefined();
  });
});
