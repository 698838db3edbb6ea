// Replay in the editor: its parts, its commands, and what a page may ask for.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import { SAVED_VERSION } from "../../protocol/saved-files";
import { pickSession } from "../commands/open-session";
import type { CommandParts } from "../commands/parts";
import { REPLAY_COMMANDS } from "../ids";
import { tellFailure } from "../notify";
import type { ReplayCommand, ReplayCommandAbout } from "../panel/host-requests";
import { sessionLabel } from "../sidebar/session-rows";
import { TestExplorer } from "../tests/test-explorer";
import { countText, oneLine } from "../text";
import type { ReplayAsks } from "./asks";
import { DemoServer } from "./demo-server";
import { Editings, type EditedPrompt, type Editing } from "./editing";
import { setKey, forgetKeys } from "./keys";
import { PromptLenses } from "./lenses";
import { linkPrompt } from "./link-prompt";
import { optionsText, readSamples } from "./options";
import { PROMPT_SCHEME, PromptFiles } from "./prompt-files";
import { Replays } from "./replays";
import { saveAsTest } from "./save-test";
import { readVariants, resolveEdits, saveVariant } from "./saved-folder";

type Parts = Pick<CommandParts, "context" | "engine" | "sessions" | "panels" | "log">;

/** Prompts opened at once; the others are a quick pick away in the list of open editors. */
const MAX_OPENED = 8;

export class ReplayFeature implements vscode.Disposable {
  private readonly files = new PromptFiles();
  private readonly editings: Editings;
  private readonly replays: Replays;
  private readonly disposables: readonly { dispose(): void }[];

  constructor(
    private readonly parts: Parts,
    private readonly asks: ReplayAsks,
  ) {
    const { context, engine, panels, log } = parts;
    const demo = new DemoServer(context.extensionUri);
    this.editings = new Editings(engine, this.files);
    this.replays = new Replays({
      engine,
      panels,
      asks,
      demo,
      editings: this.editings,
      memory: context.workspaceState,
    });
    this.disposables = [
      this.files,
      this.editings,
      demo,
      new PromptLenses(this.editings, () => optionsText(this.replays.options)),
      new TestExplorer(engine, log),
      ...this.register(),
    ];
    void closeOrphans();
  }

  /** Runs what a page asks for. */
  async runCommand(command: ReplayCommand, { sessionId, replayId }: ReplayCommandAbout): Promise<void> {
    const session = sessionId ?? this.parts.panels.activeSessionId;
    if (session === undefined) return;
    switch (command) {
      case "replay-and-compare":
      case "add-variant":
        return this.edit(session);
      case "compare-with":
        return this.compare(session);
      case "more-samples":
        return this.moreSamples({ replayId, sessionId: session });
      case "save-as-test":
        return this.saveTest({ replayId, sessionId: session });
    }
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private register(): vscode.Disposable[] {
    const { asks, editings, replays } = this;
    const commands: Record<(typeof REPLAY_COMMANDS)[keyof typeof REPLAY_COMMANDS], Command> = {
      [REPLAY_COMMANDS.replayAndCompare]: async (about) => {
        const sessionId = await this.sessionOf(about, "Replay and Compare");
        if (sessionId !== undefined) await this.edit(sessionId);
      },
      [REPLAY_COMMANDS.compareSessions]: async (about) => {
        const sessionId = await this.sessionOf(about, "Compare Two Sessions: First");
        if (sessionId !== undefined) await this.compare(sessionId);
      },
      [REPLAY_COMMANDS.useVariant]: () => this.withEditing(({ editing }) => this.useVariant(editing)),
      [REPLAY_COMMANDS.saveAsTest]: async (about) => {
        const sessionId = await this.sessionOf(about, "Save as Test");
        if (sessionId !== undefined) await this.saveTest({ sessionId });
      },
      [REPLAY_COMMANDS.setApiKey]: () => setKey(asks.secrets),
      [REPLAY_COMMANDS.forgetApiKeys]: () => forgetKeys(asks.secrets),
      [REPLAY_COMMANDS.answerReplay]: () => asks.decisions.showAgain(),
      [REPLAY_COMMANDS.replay]: (uri, samples) =>
        this.withEditing(
          ({ editing }) => replays.replay(editing, typeof samples === "number" ? samples : 1),
          uri,
        ),
      [REPLAY_COMMANDS.replayOptions]: (uri) =>
        this.withEditing(async ({ editing }) => {
          if (await replays.chooseOptions(editing)) editings.refresh();
        }, uri),
      [REPLAY_COMMANDS.diffPrompt]: (uri) =>
        this.withEditing(({ editing, prompt }) => editings.showDiff(editing, prompt), uri),
      [REPLAY_COMMANDS.saveVariant]: (uri) =>
        this.withEditing(({ editing }) => this.saveVariant(editing), uri),
      [REPLAY_COMMANDS.linkPrompt]: (uri) =>
        this.withEditing(({ prompt }) => linkPrompt(editings, prompt), uri),
    };
    return Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          await command(...args);
        } catch (error) {
          tellFailure(this.parts.log, "The replay", error);
        }
      }),
    );
  }

  /** Opens the prompts of a session, the first system prompt in front. */
  private async edit(sessionId: string): Promise<void> {
    const { prompts } = await this.editings.of(sessionId);
    const [first, ...others] = prompts.slice(0, MAX_OPENED);
    for (const { uri } of others)
      await vscode.window.showTextDocument(uri, { preview: false, preserveFocus: true });
    if (first) await vscode.window.showTextDocument(first.uri, { preview: false });
  }

  private async compare(left: string): Promise<void> {
    const right = await pickSession(this.parts, "Compare with");
    if (right !== undefined) this.parts.panels.show(left, undefined, { compareWith: right });
  }

  private async moreSamples(about: { replayId?: string | undefined; sessionId: string }): Promise<void> {
    const found = this.requirePlan(about);
    const text = await vscode.window.showInputBox({
      title: "More Samples",
      prompt: "How many samples to add, with the same prompts and target",
      value: "3",
      validateInput: (value) =>
        readSamples(value) === undefined ? "Enter a whole number from 1 to 1000." : undefined,
    });
    const samples = readSamples(text ?? "");
    if (samples !== undefined) await this.replays.run({ ...found.plan, samples });
  }

  private async saveTest(about: { replayId?: string | undefined; sessionId: string }): Promise<void> {
    const { replayId, plan } = this.requirePlan(about);
    const row = await this.parts.engine.ask("session/get", { sessionId: plan.sessionId });
    const name = plan.variant ?? oneLine(sessionLabel(row), 60);
    const uri = await saveAsTest(this.parts.engine, { replayId, plan }, name);
    if (!uri) return;
    const open = "Open Test";
    const chosen = await vscode.window.showInformationMessage(
      "Saved the test. The Test Explorer runs it.",
      open,
    );
    if (chosen === open) await vscode.window.showTextDocument(uri);
  }

  private requirePlan(about: { replayId?: string | undefined; sessionId: string }) {
    const found = this.replays.planOf(about);
    if (found) return found;
    throw new UserFault("not-found", "This window has not replayed this session yet.", {
      next: "Run Agent Loupe: Replay and Compare first.",
    });
  }

  private async saveVariant(editing: Editing): Promise<void> {
    const edits = await this.editings.savedEdits(editing);
    if (edits.length === 0)
      throw new UserFault(
        "unavailable",
        "No prompt differs from the recording, so there is nothing to save.",
      );
    const name = await vscode.window.showInputBox({
      title: "Save as Variant",
      prompt: "Name of the variant",
      value: editing.variant ?? "",
      validateInput: (text) => (text.trim() === "" ? "Enter a name." : undefined),
    });
    if (name === undefined) return;
    const variant = { version: SAVED_VERSION, name: name.trim(), edits } as const;
    if (!(await saveVariant(variant))) return;
    editing.variant = variant.name;
    vscode.window.setStatusBarMessage(`$(check) Saved the variant ${oneLine(variant.name, 60)}`, 4000);
  }

  private async useVariant(editing: Editing): Promise<void> {
    const { variants, problems } = await readVariants();
    for (const problem of problems) this.parts.log.warn(problem);
    const items = variants.map((variant) => ({
      label: oneLine(variant.name, 100),
      description: countText(variant.edits.length, "edit"),
      variant,
    }));
    const placeHolder = items.length === 0 ? "This folder has no variants yet" : "Variant to edit and replay";
    const chosen = await vscode.window.showQuickPick(items, { title: "Use Variant", placeHolder });
    if (!chosen) return;
    const edits = await resolveEdits(chosen.variant.edits);
    const left = await this.editings.apply(editing, chosen.variant.name, edits);
    if (left > 0)
      void vscode.window.showWarningMessage(
        `${countText(left, "edit")} of this variant fit no prompt of this session and were left out.`,
      );
  }

  /** Runs `work` for the prompt of a document: the one given, else the one in the active editor. */
  private async withEditing(
    work: (found: { editing: Editing; prompt: EditedPrompt }) => unknown,
    about?: unknown,
  ): Promise<void> {
    const uri = about instanceof vscode.Uri ? about : vscode.window.activeTextEditor?.document.uri;
    const found = uri && this.editings.find(uri);
    if (!found)
      throw new UserFault("not-found", "This editor shows no prompt of a session.", {
        next: "Run Agent Loupe: Replay and Compare first.",
      });
    await work(found);
  }

  /** The session of a tree row, an id, the active prompt, the active panel, or the one that the user picks. */
  private sessionOf(about: unknown, title: string): Promise<string | undefined> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const known =
      sessionIdIn(about) ??
      (uri ? this.editings.find(uri)?.editing.row.sessionId : undefined) ??
      this.parts.panels.activeSessionId;
    return known === undefined ? pickSession(this.parts, title) : Promise.resolve(known);
  }
}

type Command = (...args: readonly unknown[]) => unknown;

function sessionIdIn(about: unknown): string | undefined {
  if (typeof about === "string") return about;
  if (typeof about !== "object" || about === null || !("row" in about)) return undefined;
  const { row } = about;
  if (typeof row !== "object" || row === null || !("sessionId" in row)) return undefined;
  return typeof row.sessionId === "string" ? row.sessionId : undefined;
}

/** Prompts of a window before the reload are gone from memory: their tabs would only show an error. */
async function closeOrphans(): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input, isDirty }) =>
        !isDirty && input instanceof vscode.TabInputText && input.uri.scheme === PROMPT_SCHEME,
    );
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
