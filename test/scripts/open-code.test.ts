import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { onPath, openCode } from "../../scripts/open-code.mjs";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "agent-loupe-code-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A `code` that writes down how it was called, and ends with 3. */
function fakeCode(at: string): string {
  const file = path.join(at, "code");
  const log = path.join(folder, "called.txt");
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" "$AGENT_LOUPE_OPEN_DEMO" > '${log}'\nexit 3\n`);
  chmodSync(file, 0o755);
  return log;
}

describe("npm start with VS Code on the PATH", () => {
  it("opens a window with the extension on the demo's workspace, tells which demo to run, and ends as code does", async () => {
    const log = fakeCode(folder);
    const environment = { ...process.env, PATH: `${folder}${path.delimiter}/usr/bin${path.delimiter}/bin` };
    const program = onPath("code", environment);
    expect(program).toBe(path.join(folder, "code"));
    const places = { root: "/the extension", workspace: "/the workspace", scenario: "plain" };
    expect(await openCode(program ?? "", { ...places, environment })).toBe(3);
    expect(readFileSync(log, "utf8").split("\n")).toEqual([
      "--new-window",
      "--extensionDevelopmentPath=/the extension",
      "/the workspace",
      "plain",
      "",
    ]);
  });

  it("passes over files that nobody may run, and finds nothing on an empty PATH", () => {
    const [first, second] = [path.join(folder, "a"), path.join(folder, "b")];
    mkdirSync(first);
    mkdirSync(second);
    writeFileSync(path.join(first, "code"), "text");
    fakeCode(second);
    expect(onPath("code", { PATH: [first, second].join(path.delimiter) })).toBe(path.join(second, "code"));
    expect(onPath("code", { PATH: "" })).toBeUndefined();
    expect(onPath("code", {})).toBeUndefined();
  });

  it("looks for code.cmd on Windows", () => {
    const file = path.join(folder, "code.cmd");
    writeFileSync(file, "", { mode: 0o755 });
    expect(onPath("code", { PATH: folder }, "win32")).toBe(file);
  });
});
