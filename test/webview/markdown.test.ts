import { describe, expect, it } from "vitest";
import { blocksOf, inlinesOf, isMarkdown } from "../../webview/inspector/markdown";

describe("a markdown text", () => {
  it("is headings, lists, code, quotes, rules and paragraphs", () => {
    const text = [
      "# Answer",
      "",
      "Refunds rose",
      "in October.",
      "- first",
      "  1. deeper",
      "> said so",
      "---",
      "```sql",
      "SELECT *",
      "# no heading",
      "```",
      "after",
    ].join("\n");
    const plain = (words: string) => [{ kind: "text", text: words }];
    expect(blocksOf(text)).toEqual([
      { kind: "heading", level: 1, inlines: plain("Answer") },
      { kind: "paragraph", inlines: plain("Refunds rose\nin October.") },
      { kind: "item", depth: 0, marker: "•", inlines: plain("first") },
      { kind: "item", depth: 1, marker: "1.", inlines: plain("deeper") },
      { kind: "quote", inlines: plain("said so") },
      { kind: "rule" },
      { kind: "code", text: "SELECT *\n# no heading" },
      { kind: "paragraph", inlines: plain("after") },
    ]);
  });

  it("has code that never ends as code to the end", () => {
    expect(blocksOf("```\na\nb")).toEqual([{ kind: "code", text: "a\nb" }]);
  });

  it("marks words, and means nothing inside code", () => {
    expect(inlinesOf("a **b** *c* _d_ `**e**` snake_case_name 2*3*4")).toEqual([
      { kind: "text", text: "a " },
      { kind: "strong", text: "b" },
      { kind: "text", text: " " },
      { kind: "emphasis", text: "c" },
      { kind: "text", text: " " },
      { kind: "emphasis", text: "d" },
      { kind: "text", text: " " },
      { kind: "code", text: "**e**" },
      { kind: "text", text: " snake_case_name 2" },
      { kind: "emphasis", text: "3" },
      { kind: "text", text: "4" },
    ]);
  });

  it("keeps links and pictures as words and addresses, whatever those are", () => {
    expect(inlinesOf("[c](javascript:window.x=1) ![x](http://127.0.0.1:9/leak)")).toEqual([
      { kind: "link", text: "c", address: "javascript:window.x=1" },
      { kind: "text", text: " " },
      { kind: "picture", text: "x", address: "http://127.0.0.1:9/leak" },
    ]);
  });

  it("is offered only where it would look different, and never for a text of megabytes", () => {
    expect(["plain words", "- item", "see `x`", "# T", "3 * 4"].map(isMarkdown)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(isMarkdown("# T\n".repeat(40_000))).toBe(false);
  });

  it.each([
    "**".repeat(15_000),
    "[".repeat(30_000),
    "`a".repeat(15_000),
    "*a ".repeat(15_000),
    "[a](".repeat(9_000),
  ])("made to be slow is read at once (%#)", (text) => {
    const startMs = performance.now();
    expect(blocksOf(text).length).toBeGreaterThan(0);
    // A backtracking expression would take minutes.
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});
