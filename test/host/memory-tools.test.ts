import { describe, expect, it } from "vitest";
import { memoryToolsIn } from "../../src/host/memory-tools";

const NAME = "agentLoupe.memory.tools";

describe("the setting of memory tools", () => {
  it("takes an operation, or a description with layer and store, in the order of the file", () => {
    expect(
      memoryToolsIn({
        notes_append: "create",
        "wiki_*": { operation: "auto", layer: "semantic", store: "wiki" },
        " jot ": {},
      }),
    ).toEqual({
      tools: [
        { name: "notes_append", op: "create" },
        { name: "wiki_*", op: "verb", layer: "semantic", store: "wiki" },
        { name: "jot", op: "verb" },
      ],
      problems: [],
    });
    expect(memoryToolsIn(undefined)).toEqual({ tools: [], problems: [] });
  });

  const OPERATIONS = "search, create, update, upsert, delete, auto";
  it.each<[string, unknown, string]>([
    ["an unknown operation", "writes", `has an operation that is none of ${OPERATIONS}`],
    ["a word of every object", "constructor", `has an operation that is none of ${OPERATIONS}`],
    ["no operation", 7, "is neither an operation nor a description"],
    ["a list", ["create"], "is neither an operation nor a description"],
    ["an unknown layer", { layer: "long-term" }, "has a layer that is none of working, episodic, semantic"],
    ["an empty store", { store: "" }, "has a store that is no name of 1 to 200 characters"],
  ])("leaves out an entry with %s, and says so", (_what, said, problem) => {
    const read = memoryToolsIn({ jot: said, keep: "create" });
    expect(read.tools).toEqual([{ name: "keep", op: "create" }]);
    expect(read.problems).toEqual([`${NAME}: “jot” ${problem}, so it is left out.`]);
  });

  it("says what is wrong with names that are none, too many tools and a setting of another shape", () => {
    expect(memoryToolsIn({ "": "create" }).problems).toHaveLength(1);
    expect(memoryToolsIn({ ["x".repeat(201)]: "create" }).problems).toHaveLength(1);
    const many = Object.fromEntries(Array.from({ length: 203 }, (_, index) => [`t${index}`, "create"]));
    expect(memoryToolsIn(many).tools).toHaveLength(200);
    expect(memoryToolsIn(many).problems).toEqual([`${NAME} has 203 tools; the first 200 count.`]);
    expect(memoryToolsIn("create").problems).toEqual([`${NAME} is no list of tools by name.`]);
  });
});
