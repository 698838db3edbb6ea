// All prompts of a session as a list to jump in: a session of many agents has more than fit into tabs.

import * as vscode from "vscode";
import type { EditedPrompt, Editing, Editings } from "./editing";

/** Lets the user choose a prompt of the session and opens it. */
export async function openPrompt(editings: Editings, { prompts }: Editing): Promise<void> {
  const items = await Promise.all(
    prompts.map(async (prompt) => ({
      label: `${ICONS[prompt.document.kind]} ${prompt.document.name.replace(/\.\w+$/, "")}`,
      description: await stateOf(editings, prompt),
      prompt,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Prompts of This Session",
    placeHolder: "Prompt to edit",
    matchOnDescription: true,
  });
  if (chosen) await showPrompt(chosen.prompt);
}

/** Opens a prompt where it is edited: in the file it is linked to, or as a document of its own. */
export async function showPrompt(
  { uri, link }: EditedPrompt,
  options: vscode.TextDocumentShowOptions = {},
): Promise<void> {
  await vscode.window.showTextDocument(link?.uri ?? uri, { preview: false, ...options });
}

const ICONS = { system: "$(law)", user: "$(account)", tools: "$(tools)", settings: "$(settings)" } as const;

async function stateOf(editings: Editings, prompt: EditedPrompt): Promise<string> {
  const isEdited = (await editings.textOf(prompt)) !== prompt.document.recorded;
  return [isEdited ? "edited" : "as recorded", prompt.link && `linked to ${prompt.link.saved.file}`]
    .filter(Boolean)
    .join(" · ");
}
