// Where in the workspace a step's code is. The path comes from a trace, so nothing outside the workspace is opened.

import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { UserFault } from "../../protocol/faults";
import { oneLine } from "../text";

/** The file system, as far as it is asked; tests hand in their own. */
export interface SourceFiles {
  /** The path without symbolic links; fails where nothing is there. */
  realpath(file: string): Promise<string>;
  isFile(file: string): Promise<boolean>;
}

export const diskFiles: SourceFiles = {
  realpath: (file) => realpath(file),
  isFile: async (file) => (await stat(file)).isFile(),
};

/**
 * The real path of `file` where it is an existing file inside one of the workspace's folders. Relative paths are looked
 * for in each folder. Fails with a UserFault for all else: other schemes, UNC paths, links that lead out.
 */
export async function resolveSource(
  file: string,
  folders: readonly string[],
  files: SourceFiles = diskFiles,
): Promise<string> {
  const isLocal = !/^(?:[\\/]{2}|[a-z][a-z0-9+.-]+:)/i.test(file) && !file.includes("\0");
  for (const folder of isLocal ? folders : []) {
    const found = await fileInside(folder, file, files);
    if (found !== undefined) return found;
  }
  throw new UserFault("not-found", `The step names ${oneLine(file)}, which is no file of this workspace.`);
}

/** Line numbers of traces start at 1 and may be anything; editors start at 0. */
export function lineIndex(line: number | undefined): number {
  return line !== undefined && Number.isSafeInteger(line) ? Math.min(Math.max(line - 1, 0), 10_000_000) : 0;
}

async function fileInside(folder: string, file: string, files: SourceFiles): Promise<string | undefined> {
  try {
    const root = await files.realpath(folder);
    const real = await files.realpath(path.resolve(root, file));
    return isInside(root, real) && (await files.isFile(real)) ? real : undefined;
  } catch {
    // Not there, or not to be read: the next folder may have it.
    return undefined;
  }
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}
