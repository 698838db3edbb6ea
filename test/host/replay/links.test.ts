import { describe, expect, it } from "vitest";
import { placeOf } from "../../../src/host/replay/links";
import { linkedText, readTestFile, readVariantFile, savedFileName } from "../../../src/protocol/saved-files";

const PROMPT = "You are the planner.\nAnswer in one sentence.";

describe("a link to a workspace file", () => {
  it("takes a whole file that is the prompt, whatever its line ends", () => {
    expect(placeOf(PROMPT, `${PROMPT.replace("\n", "\r\n")}\r\n`)).toEqual({});
    expect(linkedText(`${PROMPT}\n`, {})).toBe(PROMPT);
  });

  it("finds the prompt again in a source file after it was edited", () => {
    const source = (prompt: string) => `import os\n\nSYSTEM = """${prompt}"""\n\nrun(SYSTEM)\n`;
    const place = placeOf(PROMPT, source(PROMPT));
    if (!place) throw new Error("not found");
    expect(linkedText(source(PROMPT), place)).toBe(PROMPT);
    expect(linkedText(source("You are the poet."), place)).toBe("You are the poet.");
  });

  it("says that the place is gone when what stood around it changed", () => {
    const place = { between: { before: 'SYSTEM = """', after: '"""' } };
    expect(linkedText("PROMPT = x", place)).toBeUndefined();
  });

  it("is not made for a text that is not there, or too short to be told from others", () => {
    expect(placeOf(PROMPT, "something else")).toBeUndefined();
    expect(placeOf("Be brief.", "x Be brief. y")).toBeUndefined();
  });
});

describe("files of .agent-loupe", () => {
  it("are read as they were written", () => {
    const edits = [
      { where: { part: "system", agent: "a" }, value: "x" },
      { where: { part: "user" }, file: "a/b.md" },
    ];
    const read = readVariantFile(JSON.stringify({ version: 1, name: "brief", edits }));
    expect(read).toEqual({ ok: true, file: { version: 1, name: "brief", edits } });
  });

  it.each([
    ["no JSON", "{", "It is not JSON."],
    ["another version", JSON.stringify({ version: 2, name: "a", edits: [] }), "version: "],
    [
      "a link that leads out",
      JSON.stringify({ version: 1, name: "a", edits: [{ where: { part: "user" }, file: "../x" }] }),
      "edits.0",
    ],
    [
      "an absolute link",
      JSON.stringify({ version: 1, name: "a", edits: [{ where: { part: "user" }, file: "/etc/passwd" }] }),
      "edits.0",
    ],
  ])("are refused with the place: %s", (_what, text, why) => {
    const read = readVariantFile(text);
    expect(read.ok ? "" : read.why).toContain(why);
  });

  it("name only files beside a test as its recording", () => {
    const test = {
      version: 1,
      name: "t",
      sessionId: "s",
      edits: [],
      target: { provider: "openai-chat" },
      mode: "recorded",
      graders: [{ kind: "contains", text: "x" }],
    };
    expect(readTestFile(JSON.stringify({ ...test, recording: "t.otlp.jsonl" })).ok).toBe(true);
    for (const recording of ["../t.jsonl", "a/b.jsonl", ".hidden", "C:\\x"])
      expect(readTestFile(JSON.stringify({ ...test, recording })).ok, recording).toBe(false);
  });

  it.each([
    ["Brief answers", "brief-answers.json"],
    ["../../etc/passwd", "etc-passwd.json"],
    ["…", "unnamed.json"],
  ])("%s is kept in %s", (name, file) => {
    expect(savedFileName(name)).toBe(file);
  });
});
