// Replay in the editor: its parts, its commands, and what a page may ask for.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import { pickSession } from "../commands/open-session";
import type { CommandParts } from "../commands/parts";
import { REPLAY_COMMANDS } from "../ids";
import { tellFailure } from "../notify";
import type { ReplayCommand, ReplayCommandAbout } from "../panel/host-requests";
import { sessionLabel } from "../sidebar/session-rows";
import { TestExplorer } from "../tests/test-explorer";
import { oneLine } from "../text";
import type { ReplayActivity } from "./activity";
import { askText } from "./ask";
import type { ReplayAsks } from "./asks";
import { DemoServer } from "./demo-server";
import { Editings, type EditedPrompt, type Editing } from "./editing";
import { setKey, forgetKeys } from "./keys";
import { PromptLenses } from "./lenses";
import { linkPrompt } from "./link-prompt";
import { readSamples, samplesProblem } from "./options";
import { PROMPT_SCHEME, PromptFiles } from "./prompt-files";
import { openPrompt, showPrompt } from "./prompt-picker";
import { gradedSession, Replays } from "./replays";
import { saveAsTest } from "./save-test";
import { saveVariant, useVariant } from "./variants";

type Parts = Pick<CommandParts, "context" | "engine" | "sessions" | "panels" | "log">;

/** What a command is about: a session, and in it a step or a replay where one was chosen. */
interface About {
  readonly sessionId: string;
  readonly stepId?: string | undefined;
  readonly replayId?: string | undefined;
}

/** Prompts opened at once; the others are in the list of the session's prompts. */
const MAX_OPENED = 8;

export class ReplayFeature implements vscode.Disposable {
  private readonly files = new PromptFiles();
  private readonly editings: Editings;
  private readonly replays: Replays;
  private readonly tests: TestExplorer;
  private readonly disposables: readonly { dispose(): void }[];

  constructor(
    private readonly parts: Parts,
    private readonly asks: ReplayAsks,
    activity: ReplayActivity,
  ) {
    const { context, engine, panels, log } = parts;
    const demo = new DemoServer(context.extensionUri);
    this.tests = new TestExplorer(engine, log);
    this.editings = new Editings(engine, this.files);
    this.replays = new Replays({
      ...{ engine, panels, asks, activity, demo, log },
      editings: this.editings,
      memory: context.workspaceState,
    });
    this.disposables = [
      this.files,
      this.editings,
      demo,
      new PromptLenses(this.editings, () => this.replays.options),
      this.tests,
      ...this.register(),
    ];
    void closeOrphans();
  }

  /** Runs what a page asks for. */
  async runCommand(command: ReplayCommand, about: ReplayCommandAbout): Promise<void> {
    const sessionId = about.sessionId ?? this.parts.panels.activeSessionId;
    if (sessionId === undefined) return;
    switch (command) {
      case "replay-and-compare":
      case "add-variant":
        return this.edit({ ...about, sessionId });
      case "compare-with":
        return this.compare(sessionId);
      case "more-samples":
        return this.moreSamples({ ...about, sessionId });
      case "save-as-test":
        return this.saveTest({ ...about, sessionId });
    }
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private register(): vscode.Disposable[] {
    const { asks, editings, replays } = this;
    const { panels } = this.parts;
    const commands: Record<(typeof REPLAY_COMMANDS)[keyof typeof REPLAY_COMMANDS], Command> = {
      [REPLAY_COMMANDS.replayAndCompare]: this.about("Replay and Compare", (about) => this.edit(about)),
      [REPLAY_COMMANDS.compareSessions]: (node, nodes) => this.compareRows(node, nodes),
      [REPLAY_COMMANDS.saveAsTest]: this.about("Save as Test", (about) => this.saveTest(about)),
      [REPLAY_COMMANDS.moreSamples]: this.about("More Samples", (about) => this.moreSamples(about)),
      [REPLAY_COMMANDS.showReplays]: this.about("Show Replays", ({ sessionId }) =>
        panels.show(sessionId, undefined, { view: "replays" }),
      ),
      [REPLAY_COMMANDS.cancelReplay]: async (given) => {
        const replayId = textIn(given, "replayId");
        if (replayId !== undefined) await this.parts.engine.ask("replay/cancel", { replayId });
      },
      [REPLAY_COMMANDS.setApiKey]: () => setKey(asks.secrets),
      [REPLAY_COMMANDS.forgetApiKeys]: () => forgetKeys(asks.secrets),
      [REPLAY_COMMANDS.answerReplay]: () => asks.decisions.answerAll(),
      [REPLAY_COMMANDS.replay]: (uri, samples) =>
        this.withEditing(
          ({ editing }) => replays.replay(editing, typeof samples === "number" ? samples : 1),
          uri,
        ),
      [REPLAY_COMMANDS.replayOptions]: (uri) =>
        this.withEditing(({ editing }) => replays.chooseAndReplay(editing), uri),
      [REPLAY_COMMANDS.diffPrompt]: (uri) =>
        this.withEditing(({ editing, prompt }) => editings.showDiff(editing, prompt), uri),
      [REPLAY_COMMANDS.useVariant]: (uri) =>
        this.withEditing(({ editing }) => useVariant(editings, editing), uri),
      [REPLAY_COMMANDS.saveVariant]: (uri) =>
        this.withEditing(({ editing }) => saveVariant(editings, editing), uri),
      [REPLAY_COMMANDS.linkPrompt]: (uri) =>
        this.withEditing(({ prompt }) => linkPrompt(editings, prompt), uri),
      [REPLAY_COMMANDS.openPrompt]: (uri) =>
        this.withEditing(({ editing }) => openPrompt(editings, editing), uri),
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

  /** Opens the prompts of a session: in front the system prompt of the step's agent, else the first. */
  private async edit({ sessionId, stepId }: About): Promise<void> {
    const editing = await this.editings.of(sessionId);
    const step = stepId === undefined ? undefined : await this.parts.engine.ask("step/get", { stepId });
    // From another step than a model call on, the first call after it is the first one made anew.
    const from = step && editing.calls.find((call) => call.startUs >= step.startUs);
    editing.range = from
      ? { mode: "from-here", from: { stepId: from.stepId, number: from.number } }
      : { mode: "recorded" };
    this.editings.refresh();
    const { prompts } = editing;
    const own = prompts.find(({ document }) => document.kind === "system" && document.agent === step?.agent);
    const front = (step ? own : undefined) ?? prompts[0];
    if (!front) return;
    // Opened first, so that its tab is the first one, and once more at the end, to stand in front.
    await showPrompt(front);
    for (const prompt of prompts.slice(0, MAX_OPENED))
      if (prompt !== front) await showPrompt(prompt, { preserveFocus: true });
    await showPrompt(front);
  }

  /** Compares the two rows that are selected in the tree; a replay's row alone is compared with its recording. */
  private async compareRows(node: unknown, nodes: unknown): Promise<void> {
    const [one, two] = (Array.isArray(nodes) ? nodes : []).flatMap((each) => sessionIdIn(each) ?? []);
    if (one !== undefined && two !== undefined) {
      this.parts.panels.show(one, undefined, { compareWith: two });
      return;
    }
    const sessionId = await this.sessionOf(node, "Compare Two Sessions: First");
    if (sessionId === undefined) return;
    const recorded = node === undefined ? undefined : this.parts.sessions.find(sessionId)?.replayOf;
    if (recorded === undefined) await this.compare(sessionId);
    else this.parts.panels.show(recorded, undefined, { compareWith: sessionId });
  }

  private async compare(left: string): Promise<void> {
    const right = await pickSession(this.parts, "Compare with");
    if (right !== undefined) this.parts.panels.show(left, undefined, { compareWith: right });
  }

  private async moreSamples(about: About): Promise<void> {
    const { replayId, ...kept } = this.requirePlan(about);
    const question = { title: "More Samples", placeholder: "3" };
    const prompt = "How many samples to add, with the same prompts, target and graders";
    const text = await askText(question, prompt, String(kept.plan.samples ?? 1), samplesProblem);
    const samples = readSamples(text ?? "");
    if (samples !== undefined) await this.replays.addSamples(replayId, kept, samples);
  }

  private async saveTest(about: About): Promise<void> {
    const { engine } = this.parts;
    const kept = this.requirePlan(about);
    const row = await engine.ask("session/get", { sessionId: kept.plan.sessionId });
    const name = kept.plan.variant ?? oneLine(sessionLabel(row), 60);
    const uri = await saveAsTest(engine, kept, name, async () =>
      gradedSession(await this.editings.of(row.sessionId)),
    );
    if (!uri) return;
    await this.tests.discover();
    const [run, open] = ["Show in Test Explorer", "Open File"];
    const said = "Saved the test. The Test Explorer runs it, and so does the command line.";
    const chosen = await vscode.window.showInformationMessage(said, run, open);
    if (chosen === open) await vscode.window.showTextDocument(uri);
    if (chosen === run) await vscode.commands.executeCommand("workbench.view.testing.focus");
  }

  private requirePlan(about: About) {
    const found = this.replays.planOf(about);
    if (found) return found;
    throw new UserFault("not-found", "This window has not replayed this session yet.", {
      next: "Run Agent Loupe: Replay and Compare first.",
    });
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

  /** A command about the session that it was called with, or that the user picks. */
  private about(title: string, work: (about: About) => unknown): Command {
    return async (given, options) => {
      const sessionId = await this.sessionOf(given, title);
      if (sessionId === undefined) return;
      const stepId = textIn(options, "stepId") ?? textIn(given, "stepId");
      await work({ sessionId, stepId, replayId: textIn(given, "replayId") });
    };
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

/** The session that a command was called with: its id, a row that has one, or what a menu of the page hands over. */
function sessionIdIn(about: unknown): string | undefined {
  if (typeof about === "string") return about;
  if (typeof about !== "object" || about === null) return undefined;
  return textIn("row" in about ? about.row : undefined, "sessionId") ?? textIn(about, "sessionId");
}

function textIn(about: unknown, key: string): string | undefined {
  if (typeof about !== "object" || about === null || !(key in about)) return undefined;
  const value: unknown = Object.entries(about).find(([name]) => name === key)?.[1];
  return typeof value === "string" ? value : undefined;
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
