// A test of `.agent-loupe/tests` with all that it refers to, read from the disk and from nowhere outside its workspace.

import { readdir, readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { UserFault } from "../../protocol/faults";
import type { ReplayEdit } from "../../protocol/replay";
import {
  linkedText,
  readTestFile,
  readVariantFile,
  type SavedEdit,
  type TestFile,
} from "../../protocol/saved-files";

export interface LoadedTest {
  readonly test: TestFile;
  readonly edits: readonly ReplayEdit[];
  /** OTLP JSON lines of the recording and, where the test has them, of the replays that answer. */
  readonly recording: string;
  readonly replies?: string;
  /** The folder of the test, against which module graders are resolved. */
  readonly folder: string;
}

/** The test with its files. Fails with a UserFault that names what is missing or wrong. */
export async function loadTest(file: string): Promise<LoadedTest> {
  const folder = path.dirname(path.resolve(file));
  const read = readTestFile(await text(file));
  if (!read.ok) throw broken(file, read.why);
  const { recording, replies, edits, variant } = read.file;
  const workspace = workspaceOf(folder);
  const saved = [...(variant === undefined ? [] : await variantEdits(workspace, variant)), ...edits];
  return {
    test: read.file,
    edits: await Promise.all(saved.map((edit) => resolvedEdit(edit, workspace))),
    recording: await text(path.join(folder, recording)),
    ...(replies !== undefined && { replies: await text(path.join(folder, replies)) }),
    folder,
  };
}

/** The folder that holds `.agent-loupe`; the test's own where it stands elsewhere. */
function workspaceOf(folder: string): string {
  const parts = folder.split(path.sep);
  const at = parts.lastIndexOf(".agent-loupe");
  return at <= 0 ? folder : parts.slice(0, at).join(path.sep) || path.sep;
}

async function variantEdits(workspace: string, name: string): Promise<readonly SavedEdit[]> {
  const folder = path.join(workspace, ".agent-loupe", "variants");
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".json")).sort();
  for (const file of files) {
    const read = readVariantFile(await text(path.join(folder, file)));
    if (read.ok && read.file.name === name) return read.file.edits;
  }
  throw new UserFault("not-found", `The variant ${name} is not in .agent-loupe/variants.`, {
    next: "Save the variant again, or take it out of the test.",
  });
}

/** A prompt that stands in a workspace file is read from there. Links that lead out of the workspace are refused. */
async function resolvedEdit(edit: SavedEdit, workspace: string): Promise<ReplayEdit> {
  if (!("file" in edit)) return edit;
  const root = await realpath(workspace);
  const file = await realpath(path.join(root, edit.file)).catch(() => undefined);
  if (file === undefined)
    throw new UserFault("not-found", `The prompt file ${edit.file} is not there.`, {
      next: "Correct the path in the test.",
    });
  if (!file.startsWith(root + path.sep)) {
    throw new UserFault("refused", `The prompt file ${edit.file} leads out of the workspace.`, {
      next: "Keep prompts inside the workspace.",
    });
  }
  const prompt = linkedText(await text(file), edit);
  if (prompt === undefined) {
    throw new UserFault("not-found", `${edit.file} no longer holds the prompt where it was.`, {
      next: "Link the prompt again and save the test.",
    });
  }
  return { where: edit.where, value: prompt };
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserFault("not-found", `${path.basename(file)} cannot be read.`, {
      next: "Save the test again.",
      cause,
    });
  }
}

function broken(file: string, why: string): UserFault {
  return new UserFault("invalid-args", `${path.basename(file)} is no test: ${why}`, {
    next: "Correct the file, or save the test again.",
  });
}
