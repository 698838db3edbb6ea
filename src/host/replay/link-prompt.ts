// Link to Workspace File: from then on the file's text is the prompt.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { EditedPrompt, Editings } from "./editing";
import { findPlaces } from "./link-search";
import { workspaceFolder } from "./saved-folder";

/** Finds the files that hold the recorded prompt and links the one the user picks; a linked prompt is unlinked. */
export async function linkPrompt(editings: Editings, prompt: EditedPrompt): Promise<void> {
  if (prompt.link) {
    editings.unlink(prompt);
    return;
  }
  const folder = workspaceFolder();
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: "Looking for the prompt",
  };
  const { places, isCut } = await vscode.window.withProgress(options, (_progress, token) =>
    findPlaces(prompt.document.recorded, folder, token),
  );
  if (places.length === 0)
    throw new UserFault(
      "not-found",
      `No ${isCut ? "searched " : ""}file of this folder holds the recorded prompt word for word.`,
      { next: "A prompt that is put together from pieces cannot be linked." },
    );
  const items = places.map((place) => ({
    label: place.file,
    description: place.place.between ? "part of the file" : "the whole file",
    place,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Link to Workspace File" });
  if (!chosen) return;
  const { uri, file, place } = chosen.place;
  editings.link(prompt, uri, { file, ...place });
  await vscode.window.showTextDocument(uri);
}
