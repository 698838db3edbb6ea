import { describe, expect, it } from "vitest";
import { lineIndex, resolveSource, type SourceFiles } from "../../src/host/panel/source";

/** A disk with these files; a link is a name that stands for another path. */
function disk(files: readonly string[], links: Record<string, string> = {}): SourceFiles {
  const known = (file: string) => file === "/project" || files.includes(file);
  return {
    realpath: (file) => {
      const real = links[file] ?? file;
      return known(real) ? Promise.resolve(real) : Promise.reject(new Error("ENOENT"));
    },
    isFile: (file) => Promise.resolve(files.includes(file)),
  };
}

const FILES = disk(["/project/src/agent.py", "/etc/passwd"], { "/project/link.py": "/etc/passwd" });

describe("the source of a step", () => {
  it.each(["/project/src/agent.py", "src/agent.py", "./src/../src/agent.py"])("%s is found", async (file) => {
    await expect(resolveSource(file, ["/project"], FILES)).resolves.toBe("/project/src/agent.py");
  });

  it.each([
    "/etc/passwd",
    "../etc/passwd",
    "link.py",
    "/project",
    "",
    "missing.py",
    "file:///project/src/agent.py",
    "vscode://x/y",
    "\\\\server\\share\\agent.py",
    "//server/share/agent.py",
    "src/agent.py\0",
  ])("%j is not opened", async (file) => {
    await expect(resolveSource(file, ["/project"], FILES)).rejects.toMatchObject({ code: "not-found" });
  });

  it.each([
    [1, 0],
    [42, 41],
    [0, 0],
    [-3, 0],
    [Number.NaN, 0],
    [1e15, 10_000_000],
    [undefined, 0],
  ])("line %s is line %s of the editor", (line, index) => {
    expect(lineIndex(line)).toBe(index);
  });
});
