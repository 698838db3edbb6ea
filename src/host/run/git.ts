// Which commit a run started from. No shell, no hooks, no lock, and silence where git has nothing to say.

import { execFile } from "node:child_process";

const TIMEOUT_MS = 2000;

export interface GitState {
  readonly commit: string;
  /** Whether the working tree had changes. */
  readonly dirty: boolean;
}

/** The commit of `folder`, or undefined where it is no repository or git is not there. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  const commit = await git(folder, ["rev-parse", "--short=12", "HEAD"]);
  if (commit === undefined || !/^[0-9a-f]{7,40}$/.test(commit)) return undefined;
  const changes = await git(folder, ["status", "--porcelain", "--untracked-files=no"]);
  return { commit, dirty: changes !== undefined && changes !== "" };
}

function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  // A repository's own configuration may name a file system monitor to start: never for a look at the commit.
  const safe = ["--no-optional-locks", "-c", "core.fsmonitor=false", "-C", folder, ...args];
  return new Promise((resolve) => {
    execFile("git", safe, { timeout: TIMEOUT_MS, maxBuffer: 8 * 1024 * 1024 }, (error, output) => {
      resolve(error ? undefined : output.trim());
    });
  });
}
