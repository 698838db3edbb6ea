import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitState } from "../../src/host/run/git";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "agent-loupe-git-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
  return execFileSync("git", [...who, "-C", folder, ...args], { encoding: "utf8" }).trim();
}

/** A repository with one committed file; gives the commit. */
function repository(): string {
  git("init", "--quiet");
  writeFileSync(path.join(folder, "agent.py"), "print(1)\n");
  git("add", "agent.py");
  git("commit", "--quiet", "--message", "First");
  return git("rev-parse", "HEAD");
}

describe("the commit that a run started from", () => {
  it("is twelve characters, and clean where nothing was changed", async () => {
    const commit = repository();
    expect(await gitState(folder)).toEqual({ commit: commit.slice(0, 12), dirty: false });
  });

  it("is dirty once a file that git knows was changed, not for one that git does not know", async () => {
    repository();
    writeFileSync(path.join(folder, "notes.txt"), "new");
    expect((await gitState(folder))?.dirty).toBe(false);
    writeFileSync(path.join(folder, "agent.py"), "print(2)\n");
    expect((await gitState(folder))?.dirty).toBe(true);
  });

  it("is unknown in a folder that is no repository, in one without a commit, and in one that is not there", async () => {
    expect(await gitState(folder)).toBeUndefined();
    git("init", "--quiet");
    expect(await gitState(folder)).toBeUndefined();
    expect(await gitState(path.join(folder, "missing"))).toBeUndefined();
  });

  it("is read without starting the file system monitor that a repository names", async () => {
    repository();
    const proof = path.join(folder, "started");
    const monitor = path.join(folder, "monitor.sh");
    writeFileSync(monitor, `#!/bin/sh\ntouch '${proof}'\n`, { mode: 0o755 });
    git("config", "core.fsmonitor", monitor);
    git("status");
    expect(existsSync(proof), "git on its own starts it").toBe(true);
    rmSync(proof);
    await gitState(folder);
    expect(existsSync(proof)).toBe(false);
  });
});
