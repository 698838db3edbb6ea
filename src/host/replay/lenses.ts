// The line above a prompt: Replay, Replay 3 samples, Diff with recorded, Save as variant, and where it is sent.

import * as vscode from "vscode";
import { REPLAY_COMMANDS } from "../ids";
import { oneLine } from "../text";
import type { EditedPrompt, Editing, Editings } from "./editing";
import { optionsText, type ReplayOptions } from "./options";
import { PROMPT_SCHEME } from "./prompt-files";

/** Samples offered where none were chosen: the least that show whether a result holds. */
const SAMPLES = 3;

type Lens = (title: string, command: string, tooltip: string, ...args: unknown[]) => vscode.CodeLens;

export class PromptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly editings: Editings,
    /** The options of the next replay; undefined before the first. */
    private readonly options: () => ReplayOptions | undefined,
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
    const lens: Lens = (title, command, tooltip, ...args) =>
      new vscode.CodeLens(top, { title, command, tooltip, arguments: [document.uri, ...args] });
    return [...this.replayLenses(found.editing, lens), ...promptLenses(found.editing, found.prompt, lens)];
  }

  dispose(): void {
    this.registration.dispose();
  }

  private replayLenses({ range }: Editing, lens: Lens): vscode.CodeLens[] {
    const options = this.options();
    const samples = (options?.samples ?? 1) > 1 ? (options?.samples ?? SAMPLES) : SAMPLES;
    return [
      lens("$(debug-rerun) Replay", REPLAY_COMMANDS.replay, "Replays the session once with these prompts", 1),
      lens(
        `Replay ${samples} samples`,
        REPLAY_COMMANDS.replay,
        `Replays the session ${samples} times with these prompts`,
        samples,
      ),
      lens(
        `$(gear) ${oneLine(optionsText(options, range), 80)}`,
        REPLAY_COMMANDS.replayOptions,
        "Target, mode, samples, graders and budget",
      ),
    ];
  }
}

function promptLenses({ prompts, saved }: Editing, { link }: EditedPrompt, lens: Lens): vscode.CodeLens[] {
  const linked = link
    ? lens(
        `$(link) ${oneLine(link.saved.file, 60)}`,
        REPLAY_COMMANDS.linkPrompt,
        "Editing this file is editing the prompt. Select to unlink.",
      )
    : lens("Link to workspace file", REPLAY_COMMANDS.linkPrompt, "Finds the file that holds this prompt");
  return [
    lens("Diff with recorded", REPLAY_COMMANDS.diffPrompt, "Compares this text with the recorded one"),
    lens(
      saved ? `Save “${oneLine(saved.name, 30)}”` : "Save as variant",
      REPLAY_COMMANDS.saveVariant,
      "Keeps the edits of all prompts of this session in a file of the workspace",
    ),
    linked,
    lens(`${prompts.length} prompts`, REPLAY_COMMANDS.openPrompt, "Goes to another prompt of this session"),
  ];
}
