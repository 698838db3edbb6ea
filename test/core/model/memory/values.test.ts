import { describe, expect, it } from "vitest";
import { changesBetween } from "../../../../src/core/model/memory";

function check(before: unknown, after: unknown, expected: readonly object[]) {
  expect(changesBetween(before, after)).toEqual(expected);
}

describe("what differs between two values", () => {
  it("is nothing for the same fields in another order, also as text", () => {
    check({ a: 1, b: [1, 2] }, '{"b":[1,2],"a":1}', []);
  });

  it("is told by field", () => {
    check({ a: { b: 1, c: 2 } }, { a: { b: 3 }, d: null }, [
      { path: "a.b", change: "changed", before: 1, after: 3 },
      { path: "a.c", change: "removed", before: 2 },
      { path: "d", change: "added", after: null },
    ]);
  });

  it("matches list items by id, so that one put in front changes only itself", () => {
    const tea = { id: "m1", text: "tea" };
    check(
      [tea, { id: "m2", text: "x" }],
      [{ id: "m0", text: "new" }, { id: "m2", text: "y" }, tea],
      [
        { path: "[id=m2].text", change: "changed", before: "x", after: "y" },
        { path: "[id=m0]", change: "added", after: { id: "m0", text: "new" } },
      ],
    );
  });

  it("matches items without ids by what they say, then by place", () => {
    check(
      ["a", "b", "c"],
      ["b", "c", "d"],
      [
        { path: "[0]", change: "removed", before: "a" },
        { path: "[2]", change: "added", after: "d" },
      ],
    );
    check(
      [{ state: "open" }],
      [{ state: "done" }],
      [{ path: "[0].state", change: "changed", before: "open", after: "done" }],
    );
  });

  it("does not count an id that came later", () => {
    check([{ role: "user", content: "hi" }], [{ id: "1", role: "user", content: "hi" }], []);
  });

  it("counts a second equal item", () => {
    check(["a"], ["a", "a"], [{ path: "[1]", change: "added", after: "a" }]);
  });

  it("reads notes in Markdown by their fields", () => {
    check("# User\n- name: Ada\n- likes: green tea", "# User\n- name: Ada\n- likes: coffee\n- **age**: 36", [
      { path: "User.likes", change: "changed", before: "green tea", after: "coffee" },
      { path: "User.age", change: "added", after: "36" },
    ]);
  });

  it("leaves prose whole", () => {
    check("Ada likes tea.", "Ada likes coffee.", [
      { path: "", change: "changed", before: "Ada likes tea.", after: "Ada likes coffee." },
    ]);
  });

  it("ends on values nested without end", () => {
    const deep = (leaf: number) => {
      let value: unknown = leaf;
      for (let depth = 0; depth < 2_000; depth++) value = { a: value };
      return value;
    };
    expect(() => changesBetween(deep(1), deep(2))).not.toThrow();
  });
});
