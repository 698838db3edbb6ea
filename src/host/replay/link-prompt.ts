// Link to Workspace File: from then on the file's text is the prompt.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { EditedPrompt, Editings } from "./editing";
import { findPlaces, type FoundPlace } from "./link-search";
import { workspaceFolder } from "./saved-folder";

/** Finds the files that hold the recorded prompt and links the one the user picks; a linked prompt is unlinked. */
export async function linkPrompt(editings: Editings, prompt: EditedPrompt): Promise<void> {
  if (prompt.link) {
    editings.unlink(prompt);
    await vscode.window.showTextDocument(prompt.uri, { preview: false });
    return;
  }
  const found = await choosePlace(await placesOf(prompt));
  if (!found) return;
  const edited = await editings.textOf(prompt);
  const { uri, file, place } = found;
  editings.link(prompt, uri, { file, ...place });
  await vscode.window.showTextDocument(uri, { preview: false });
  if (edited !== prompt.document.recorded) await offerEdit(editings, prompt, edited);
}

async function placesOf({ document }: EditedPrompt): Promise<readonly FoundPlace[]> {
  const folder = workspaceFolder();
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: "Looking for the prompt",
  };
  const { places, isCut } = await vscode.window.withProgress(options, (_progress, token) =>
    findPlaces(document.recorded, folder, token),
  );
  if (places.length > 0) return places;
  throw new UserFault(
    "not-found",
    `No ${isCut ? "searched " : ""}file of this folder holds the recorded prompt word for word.`,
    { next: "A prompt that is put together from pieces cannot be linked." },
  );
}

async function choosePlace(places: readonly FoundPlace[]): Promise<FoundPlace | undefined> {
  const items = places.map((place) => ({
    label: place.file,
    description: place.place.between ? "part of the file" : "the whole file",
    place,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Link to Workspace File",
    placeHolder: "Editing this file will be editing the prompt",
  });
  return chosen?.place;
}

/** The file says what was recorded: edits made before would be lost without a word. */
async function offerEdit(editings: Editings, prompt: EditedPrompt, edited: string): Promise<void> {
  const write = "Write My Edit";
  const file = prompt.link?.saved.file ?? "the file";
  const chosen = await vscode.window.showInformationMessage(
    `The prompt is that of ${file} now, as recorded. Write your edit into it? It stays unsaved until you save it.`,
    write,
  );
  if (chosen === write) await editings.writeLinked(prompt, edited);
}
