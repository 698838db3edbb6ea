// The one item in the status bar: port, cost of today, what runs or waits, or what is wrong with the port.

import * as vscode from "vscode";
import { COMMANDS, REPLAY_COMMANDS } from "./ids";
import type { ReplayActivity } from "./replay/activity";
import type { Runs } from "./run/runs";
import type { SessionList } from "./session-list";
import { statusText, type StatusText } from "./status-rows";

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "agentLoupe.status",
    vscode.StatusBarAlignment.Left,
    0,
  );
  private readonly disposables: readonly { dispose(): void }[];

  constructor(
    private readonly sessions: SessionList,
    private readonly runs: Runs,
    private readonly replays: ReplayActivity,
    /** What a session may cost; null where nothing is set. */
    private readonly budgetUsd: () => number | null,
    onBudgetChange: (listener: () => void) => vscode.Disposable,
  ) {
    this.item.name = "Agent Loupe";
    this.disposables = [
      this.item,
      sessions.onChange(() => this.update()),
      runs.onChange(() => this.update()),
      replays.onChange(() => this.update()),
      onBudgetChange(() => this.update()),
    ];
    this.update();
    this.item.show();
  }

  /** Shown instead of everything else once the engine is gone for good. */
  showStopped(): void {
    this.item.text = "$(error) Agent Loupe stopped";
    this.item.tooltip = "The engine stopped twice. Reload the window to start it again.";
    this.item.accessibilityInformation = { label: "Agent Loupe stopped" };
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private update(): void {
    const { rows, status } = this.sessions.state;
    const { running } = this.runs;
    const said = statusText(status, rows, running, new Date(), this.replays.running, this.budgetUsd());
    this.item.text = said.text;
    this.item.tooltip = said.tooltip;
    this.item.accessibilityInformation = { label: said.spoken };
    this.item.command = commandOf(said);
    this.item.backgroundColor = said.warns
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
  }
}

function commandOf({ about }: StatusText): string | vscode.Command {
  switch (about?.kind) {
    case "answer":
      return REPLAY_COMMANDS.answerReplay;
    case "replay":
      return { command: REPLAY_COMMANDS.showReplays, title: "Show Replays", arguments: [about.sessionId] };
    case "budget":
      return { command: COMMANDS.showSession, title: "Show Cost", arguments: [about.sessionId, "cost"] };
    default:
      return COMMANDS.showStatus;
  }
}
