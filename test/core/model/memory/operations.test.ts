// Which operations are read from which step.

import { describe, expect, it } from "vitest";
import type { MemoryOptions, MemoryStep } from "../../../../src/core/model/memory";
import { call, operations, step } from "./support";

function check(steps: readonly MemoryStep[], expected: readonly object[], options?: MemoryOptions) {
  const found = operations(steps, options);
  expect(found.map(({ op, store, key, layer }) => ({ op, store, key, layer }))).toEqual(expected);
}

describe("the memory operations of the conventions", () => {
  it("write each record under its id", () => {
    const upsert = step(1, {
      attributes: {
        "gen_ai.operation.name": "upsert_memory",
        "gen_ai.memory.store.id": "facts",
        "gen_ai.memory.records": '[{"id":"r1","content":"likes tea"},{"id":"r2","content":"is Ada"}]',
      },
    });
    check(
      [upsert],
      [
        { op: "upsert", store: "facts", key: "r1", layer: "semantic" },
        { op: "upsert", store: "facts", key: "r2", layer: "semantic" },
      ],
    );
  });

  it("take the record id of the span when the one record has none, also from structured values", () => {
    const update = step(1, {
      attributes: {
        "gen_ai.operation.name": "update_memory",
        "gen_ai.memory.store.id": "notes",
        "gen_ai.memory.record.id": "r9",
        "gen_ai.memory.records": [new Map([["content", "x"]])],
      },
    });
    check([update], [{ op: "update", store: "notes", key: "r9", layer: "unknown" }]);
    expect(operations([update])[0]?.effect).toEqual({ kind: "set", key: "r9", value: "x" });
  });

  it("say what a search asked and how much it found", () => {
    const search = step(1, {
      attributes: {
        "gen_ai.operation.name": "search_memory",
        "gen_ai.memory.store.id": "episodes",
        "gen_ai.memory.query.text": "incident",
        "gen_ai.memory.record.count": 3,
      },
    });
    expect(operations([search])[0]).toMatchObject({
      op: "search",
      query: "incident",
      count: 3,
      layer: "episodic",
      layerReason: "guessed from the word “episod”",
    });
  });

  it("empty the whole store on a delete without a record id", () => {
    const remove = step(1, {
      attributes: { "gen_ai.operation.name": "delete_memory", "gen_ai.memory.store.id": "a" },
    });
    expect(operations([remove])[0]?.effect).toEqual({ kind: "clear" });
  });

  it("keep a failed operation in the ledger and change nothing by it", () => {
    const failed = step(1, {
      status: "error",
      attributes: {
        "gen_ai.operation.name": "create_memory",
        "gen_ai.memory.records": '[{"id":"r1","content":"x"}]',
      },
    });
    expect(operations([failed])[0]).toMatchObject({
      op: "create",
      key: "r1",
      failed: true,
      effect: { kind: "none" },
    });
  });
});

describe("memory tools", () => {
  it("are found by name, and their verbs say what they do", () => {
    check(
      [
        call(1, "save_memory", { fact: "Ada likes green tea" }),
        call(2, "search_memory", { query: "tea" }, '[{"id":"m1","memory":"Ada likes green tea"}]'),
        call(3, "forget_memory", { id: "m1" }),
        call(4, "updateMemory", { key: "tea", value: "black" }),
        call(5, "recall", "tea"),
      ],
      [
        { op: "create", store: "memory", key: "Ada likes green tea", layer: "semantic" },
        { op: "search", store: "memory", key: undefined, layer: "unknown" },
        { op: "delete", store: "memory", key: "m1", layer: "unknown" },
        { op: "update", store: "memory", key: "tea", layer: "unknown" },
        { op: "search", store: "memory", key: undefined, layer: "unknown" },
      ],
    );
  });

  it("are not made of tools that only look alike", () => {
    check([call(1, "run_sql", { query: "SELECT 1" }), call(2, "read_file", { path: "notes.txt" })], []);
  });

  it("of LangMem say in an argument what they do", () => {
    check(
      [call(1, "manage_memory", { action: "update", id: "u1", content: "prefers tea" })],
      [{ op: "update", store: "memory", key: "u1", layer: "unknown" }],
    );
  });

  it("can be added by the user, with the layer", () => {
    const tools = [{ name: "^pin_note$", op: "create", store: "pins", layer: "working" }] as const;
    check(
      [call(1, "pin_note", { text: "x" })],
      [{ op: "create", store: "pins", key: "x", layer: "working" }],
      {
        tools,
      },
    );
  });

  it("survive a broken expression of the user", () => {
    const tools = [{ name: "([", op: "create" }] as const;
    check([call(1, "save_memory", "x")], [{ op: "create", store: "memory", key: "x", layer: "unknown" }], {
      tools,
    });
  });

  it("of mem0 tell in their result what became of each memory", () => {
    const result = {
      results: [
        { id: "a", memory: "likes tea", event: "ADD" },
        { id: "b", memory: "lives in Rome", previous_memory: "lives in Oslo", event: "UPDATE" },
        { id: "c", memory: "has a dog", event: "DELETE" },
        { id: "d", memory: "is Ada", event: "NONE" },
      ],
    };
    check(
      [call(1, "add_memory", { messages: [] }, JSON.stringify(result))],
      [
        { op: "create", store: "mem0", key: "a", layer: "semantic" },
        { op: "search", store: "mem0", key: "b", layer: "semantic" },
        { op: "update", store: "mem0", key: "b", layer: "semantic" },
        { op: "delete", store: "mem0", key: "c", layer: "semantic" },
      ],
    );
  });

  it("of the MCP memory server name entities and relations, whatever prefix the client puts before", () => {
    check(
      [
        call(1, "mcp__memory__create_entities", {
          entities: [{ name: "Ada", entityType: "person", observations: ["likes tea"] }],
        }),
        call(2, "add_observations", { observations: [{ entityName: "Ada", contents: ["is 36"] }] }),
        call(3, "create_relations", { relations: [{ from: "Ada", to: "Rome", relationType: "lives in" }] }),
      ],
      [
        { op: "create", store: "knowledge graph", key: "Ada", layer: "semantic" },
        { op: "update", store: "knowledge graph", key: "Ada", layer: "semantic" },
        { op: "create", store: "knowledge graph", key: "Ada → lives in → Rome", layer: "semantic" },
      ],
    );
  });

  it("of Letta edit blocks, an archive and read the conversation", () => {
    check(
      [
        call(1, "core_memory_append", { label: "human", content: "likes tea" }),
        call(2, "archival_memory_insert", { content: "Ada likes tea" }),
        call(3, "conversation_search", { query: "tea" }),
      ],
      [
        { op: "update", store: "memory blocks", key: "human", layer: "working" },
        { op: "create", store: "archival memory", key: "Ada likes tea", layer: "semantic" },
        { op: "search", store: "conversation", key: undefined, layer: "episodic" },
      ],
    );
  });

  it("on files count only in /memories and on files that agents read at their start", () => {
    check(
      [
        call(1, "memory", { command: "create", path: "/memories/user.md", file_text: "Ada" }),
        call(2, "Edit", { file_path: "/repo/CLAUDE.md", old_string: "a", new_string: "b" }),
        call(3, "Edit", { file_path: "/repo/main.ts", old_string: "a", new_string: "b" }),
      ],
      [
        { op: "upsert", store: "/memories", key: "/memories/user.md", layer: "semantic" },
        { op: "update", store: "memory files", key: "/repo/CLAUDE.md", layer: "semantic" },
      ],
    );
  });
});

describe("memory told in passing", () => {
  it("is read from CrewAI's span events and qwen-code's logs", () => {
    const crew = step(1, {
      kind: "agent",
      events: [
        { name: "long_term_memory.save", attributes: { value: "report done" } },
        { name: "short_term_memory.search", attributes: { query: "q", results: '[{"content":"seen"}]' } },
        { name: "qwen-code.memory.recall", attributes: { query: "build" } },
      ],
    });
    check(
      [crew],
      [
        { op: "create", store: "long-term memory", key: "report done", layer: "episodic" },
        { op: "search", store: "short-term memory", key: undefined, layer: "episodic" },
        { op: "search", store: "qwen-code memory", key: undefined, layer: "semantic" },
      ],
    );
  });

  it("is the history that Pydantic AI hands into a run", () => {
    const run = step(1, {
      kind: "agent",
      endUs: 9,
      attributes: {
        "gen_ai.conversation.id": "c1",
        "pydantic_ai.all_messages": '[{"role":"user"},{"role":"assistant"},{"role":"user"}]',
        "pydantic_ai.new_message_index": 2,
      },
    });
    const found = operations([run]);
    expect(found.map(({ op, count, atUs, scope }) => ({ op, count, atUs, scope }))).toEqual([
      { op: "search", count: 2, atUs: 1, scope: "thread c1" },
      { op: "create", count: 1, atUs: 9, scope: "thread c1" },
    ]);
  });
});

describe("layers", () => {
  it("are what the user says, before anything else", () => {
    const labels = new Map([["knowledge graph", "episodic" as const]]);
    const created = call(1, "create_entities", {
      entities: [{ name: "Ada", entityType: "p", observations: [] }],
    });
    expect(operations([created], { labels })[0]).toMatchObject({
      layer: "episodic",
      layerReason: "you labelled this store",
    });
  });

  it("are guessed from dated keys and from words, and the reason is said", () => {
    const reasons = operations([
      call(1, "save_memory", { key: "2026-11-23/w46-funnel", value: "x" }),
      call(2, "save_memory", { store: "scratchpad", key: "plan", value: "x" }),
      call(3, "save_memory", { key: "a", value: "x" }),
    ]).map(({ layer, layerReason }) => [layer, layerReason]);
    expect(reasons).toEqual([
      ["episodic", "the key is dated 2026-11-23"],
      ["working", "guessed from the word “scratch”"],
      ["unknown", "nothing says what this store is for"],
    ]);
  });
});

describe("odd data", () => {
  it("never throws and claims nothing", () => {
    for (const odd of [null, 7, "{", [], "[1,2", { a: { b: 1n } }]) {
      expect(() =>
        operations([call(1, "save_memory", odd, odd), call(2, "read_graph", odd, odd)]),
      ).not.toThrow();
      expect(() =>
        operations([step(1, { attributes: { metadata: odd, "gen_ai.memory.records": odd } })]),
      ).not.toThrow();
    }
  });

  it("keeps keys that are names of object members as data", () => {
    const args = JSON.parse('{"key":"__proto__","value":"x"}') as unknown;
    expect(operations([call(1, "save_memory", args)])[0]?.effect).toEqual({
      kind: "set",
      key: "__proto__",
      value: "x",
    });
  });
});
