// The workspace's `.agent-loupe` folder: variants and tests as files. Written only when the user says so.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ReplayEdit } from "../../protocol/replay";
import {
  linkedText,
  readVariantFile,
  savedFileName,
  type ReadFile,
  type SavedEdit,
  type VariantFile,
} from "../../protocol/saved-files";
import { jsonText } from "./json-text";

const FOLDER = ".agent-loupe";

/** Where variants are kept. */
export const VARIANTS = `${FOLDER}/variants`;
/** Where tests are kept. */
export const TESTS = `${FOLDER}/tests`;

/** The first workspace folder; fails where none is open or the folder is not trusted. */
export function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder)
    throw new UserFault("unavailable", "No folder is open to save into.", { next: "Open a folder first." });
  if (!vscode.workspace.isTrusted)
    throw new UserFault("refused", "Nothing is written into a folder that is not trusted.", {
      next: "Trust the folder with Workspaces: Manage Workspace Trust.",
    });
  return folder.uri;
}

/** Writes a file below the workspace folder, after a question where it is there already. Undefined where the user said no. */
export async function writeSaved(
  folder: string,
  file: string,
  text: string,
): Promise<vscode.Uri | undefined> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), folder, file);
  if (await exists(uri)) {
    const replace = "Replace";
    const chosen = await vscode.window.showWarningMessage(
      `${folder}/${file} exists. Replace it?`,
      { modal: true },
      replace,
    );
    if (chosen !== replace) return undefined;
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Saves a variant and gives its file; undefined where the user kept the old one. */
export function saveVariant(variant: VariantFile): Promise<vscode.Uri | undefined> {
  return writeSaved(VARIANTS, savedFileName(variant.name), jsonText(variant));
}

/** A file of the variants' folder, whether or not it can be read. */
export interface FoundVariant {
  readonly uri: vscode.Uri;
  /** Its path below the workspace folder. */
  readonly file: string;
  readonly read: ReadFile<VariantFile>;
}

/** All variant files of the workspace by name; those that cannot be read say why. */
export async function readVariants(): Promise<readonly FoundVariant[]> {
  const folder = vscode.Uri.joinPath(workspaceFolder(), VARIANTS);
  const entries = await vscode.workspace.fs.readDirectory(folder).then(undefined, () => []);
  const names = entries
    .filter(([name, type]) => type === vscode.FileType.File && name.endsWith(".json"))
    .map(([name]) => name)
    .sort((left, right) => left.localeCompare(right));
  return Promise.all(
    names.map(async (name) => {
      const uri = vscode.Uri.joinPath(folder, name);
      return { uri, file: `${VARIANTS}/${name}`, read: await readOne(uri) };
    }),
  );
}

async function readOne(uri: vscode.Uri): Promise<ReadFile<VariantFile>> {
  try {
    return readVariantFile(await textOf(uri));
  } catch {
    // Deleted meanwhile, or not to be read by us.
    return { ok: false, why: "The file cannot be read." };
  }
}

/** A variant's edits with the texts of linked files in their places. */
export function resolveEdits(edits: readonly SavedEdit[]): Promise<ReplayEdit[]> {
  return Promise.all(
    edits.map(async (edit): Promise<ReplayEdit> => {
      if (!("file" in edit)) return edit;
      const uri = vscode.Uri.joinPath(workspaceFolder(), edit.file);
      if (!(await exists(uri)))
        throw new UserFault("not-found", `${edit.file} is not there any more.`, {
          next: "Correct the path in the variant's file.",
        });
      const text = linkedText(await textOf(uri), edit);
      if (text === undefined)
        throw new UserFault("not-found", `${edit.file} no longer holds the prompt where it was.`, {
          next: "Link it again and save the variant.",
        });
      return { where: edit.where, value: text };
    }),
  );
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
