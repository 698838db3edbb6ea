// The one item in the status bar: port, cost of today, the run that goes, or what is wrong with the port.

import * as vscode from "vscode";
import { COMMANDS } from "./ids";
import type { Runs } from "./run/runs";
import type { SessionList } from "./session-list";
import { statusText } from "./status-rows";

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
  ) {
    this.item.name = "Agent Loupe";
    this.item.command = COMMANDS.showStatus;
    this.disposables = [
      this.item,
      sessions.onChange(() => this.update()),
      runs.onChange(() => this.update()),
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
    const { text, tooltip, spoken } = statusText(status, rows, this.runs.running, new Date());
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: spoken };
  }
}
