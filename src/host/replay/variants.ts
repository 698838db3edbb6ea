// Save as Variant and Use Variant: the edits of a session's prompts, under a name, in a file of the workspace.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import { SAVED_VERSION } from "../../protocol/saved-files";
import { countText, oneLine } from "../text";
import type { Editing, Editings } from "./editing";
import { readVariants, resolveEdits, saveVariant as writeVariant, type FoundVariant } from "./saved-folder";

/** Asks for a name and writes the variant's file; offers to open it. */
export async function saveVariant(editings: Editings, editing: Editing): Promise<void> {
  const edits = await editings.savedEdits(editing);
  if (edits.length === 0)
    throw new UserFault("unavailable", "No prompt differs from the recording, so there is nothing to save.", {
      next: "Change a prompt first.",
    });
  const name = await vscode.window.showInputBox({
    title: "Save as Variant",
    prompt: "Name of the variant",
    placeHolder: "give up early",
    value: editing.saved?.name ?? "",
    validateInput: (text) => (text.trim() === "" ? "Enter a name." : undefined),
  });
  if (name === undefined) return;
  const variant = { version: SAVED_VERSION, name: name.trim(), edits } as const;
  const uri = await writeVariant(variant);
  if (!uri) return;
  await editings.savedAs(editing, variant.name);
  const open = "Open File";
  const said = `Saved the variant “${oneLine(variant.name, 60)}”.`;
  void vscode.window.showInformationMessage(said, open).then(async (chosen) => {
    if (chosen === open) await vscode.window.showTextDocument(uri);
  });
}

type Row = vscode.QuickPickItem & { readonly found: FoundVariant };

/** Lets the user choose a variant and writes its edits into the prompts; one that cannot be read is opened instead. */
export async function useVariant(editings: Editings, editing: Editing): Promise<void> {
  const items = (await readVariants()).map(rowOf);
  const placeHolder =
    items.length === 0
      ? "This folder has no variants yet. Save as Variant makes one of your edits."
      : "Variant to edit and replay";
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Use Variant",
    placeHolder,
    matchOnDetail: true,
  });
  if (!chosen) return;
  const { uri, read } = chosen.found;
  if (!read.ok) {
    await vscode.window.showTextDocument(uri);
    return;
  }
  const left = await editings.apply(editing, read.file.name, await resolveEdits(read.file.edits));
  if (left > 0)
    void vscode.window.showWarningMessage(
      `${countText(left, "edit")} of “${oneLine(read.file.name, 60)}” ${left === 1 ? "fits" : "fit"} no prompt of this session and ${left === 1 ? "was" : "were"} left out. Undo in a prompt takes the others back.`,
    );
}

function rowOf(found: FoundVariant): Row {
  const { file, read } = found;
  if (!read.ok)
    return {
      label: `$(warning) ${oneLine(file, 100)}`,
      detail: `${oneLine(read.why, 200)} Select it to open the file.`,
      found,
    };
  return {
    label: oneLine(read.file.name, 100),
    description: countText(read.file.edits.length, "edit"),
    detail: oneLine(file, 100),
    found,
  };
}
