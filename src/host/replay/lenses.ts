// The line above a prompt: Replay, Replay 3 samples, Diff with recorded, Save as variant, and where it is sent.

import * as vscode from "vscode";
import { REPLAY_COMMANDS } from "../ids";
import type { EditedPrompt, Editings } from "./editing";
import { PROMPT_SCHEME } from "./prompt-files";

export class PromptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly editings: Editings,
    /** The words for the target and mode of the next replay. */
    private readonly settingsText: () => string,
  ) {
    this.onDidChangeCodeLenses = editings.onDidChange;
    this.registration = vscode.languages.registerCodeLensProvider(
      [{ scheme: PROMPT_SCHEME }, { scheme: "file" }],
      this,
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const found = this.editings.find(document.uri);
    if (!found) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, tooltip: string, ...args: unknown[]) =>
      new vscode.CodeLens(top, { title, command, tooltip, arguments: [document.uri, ...args] });
    return [
      lens("$(debug-rerun) Replay", REPLAY_COMMANDS.replay, "Replays the session once with these prompts"),
      lens(
        "Replay 3 samples",
        REPLAY_COMMANDS.replay,
        "Replays the session three times with these prompts",
        3,
      ),
      lens("Diff with recorded", REPLAY_COMMANDS.diffPrompt, "Compares this text with the recorded one"),
      lens("Save as variant", REPLAY_COMMANDS.saveVariant, "Keeps the edits of all prompts of this session"),
      linkLens(found.prompt, lens),
      lens(
        `$(gear) ${this.settingsText()}`,
        REPLAY_COMMANDS.replayOptions,
        "Chooses target, mode, graders and budget",
      ),
    ];
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function linkLens(
  { link }: EditedPrompt,
  lens: (title: string, command: string, tooltip: string) => vscode.CodeLens,
): vscode.CodeLens {
  return link
    ? lens(
        `$(link) ${link.saved.file}`,
        REPLAY_COMMANDS.linkPrompt,
        "Editing this file is editing the prompt. Select to unlink.",
      )
    : lens("Link to workspace file", REPLAY_COMMANDS.linkPrompt, "Finds the file that holds this prompt");
}
