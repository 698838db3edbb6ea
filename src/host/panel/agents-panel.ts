// The Agents panel: one for the window, used again, restored after a reload.

import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel";
import type { EventName, Events } from "../../protocol/messages";
import { Batch } from "../batch";
import { AGENTS_PANEL_TYPE } from "../ids";
import { BATCH_MS } from "../session-list";
import { FORWARDED_EVENTS } from "./pipe";
import { connectPage, loadPage, type WebviewParts } from "./webviews";

interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel;
}

export class AgentsPanel implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private open: OpenPanel | undefined;
  private readonly changed = new Set<string>();
  /** Sums of all agents need not tick faster than the lists in the side bar. */
  private readonly changes = new Batch(() => this.tellChanged(), BATCH_MS);
  private readonly disposables: readonly { dispose(): void }[];

  constructor(private readonly parts: WebviewParts) {
    this.disposables = [
      vscode.window.registerWebviewPanelSerializer(AGENTS_PANEL_TYPE, this),
      ...FORWARDED_EVENTS.filter((event) => event !== "session/changed").map((event) =>
        parts.engine.on(event, (data) => this.tell(event, data)),
      ),
      parts.engine.on("session/changed", ({ sessionIds }) => this.noteChanged(sessionIds)),
      this.changes,
    ];
  }

  /** Shows the panel, and in it the agent where one is given. */
  show(agent?: string): void {
    if (this.open) {
      this.open.panel.reveal();
      if (agent !== undefined) this.open.channel.emit("panel/agent", { name: agent });
      return;
    }
    const column = vscode.ViewColumn.Active;
    this.fill(vscode.window.createWebviewPanel(AGENTS_PANEL_TYPE, "Agents", column), agent);
  }

  /** Called by VS Code where the panel was open before the window was reloaded. The page knows what was selected. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.open) panel.dispose();
    else this.fill(panel, undefined);
    return Promise.resolve();
  }

  /** Leaves the panel where it is: a reload of the window brings it back. */
  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    this.open?.channel.close("The extension was stopped.");
  }

  private fill(panel: vscode.WebviewPanel, agent: string | undefined): void {
    this.open = { panel, channel: connectPage(panel, this.parts) };
    panel.onDidDispose(() => (this.open = undefined));
    loadPage(panel.webview, this.parts.extensionUri, { kind: "agents", agent });
  }

  private noteChanged(sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.changed.add(sessionId);
    this.changes.request();
  }

  private tellChanged(): void {
    this.tell("session/changed", { sessionIds: [...this.changed] });
    this.changed.clear();
  }

  private tell<E extends EventName>(event: E, data: Events[E]): void {
    this.open?.channel.emit(event, data);
  }
}
