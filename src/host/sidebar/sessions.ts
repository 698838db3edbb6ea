// The Sessions tree: live, newest first, 500 at a time.

import * as vscode from "vscode";
import { COMMANDS, ROW_CONTEXTS, VIEWS } from "../ids";
import type { SessionList } from "../session-list";
import type { SessionRow } from "../../protocol/rows";
import { oneLine } from "../text";
import {
  sessionDescription,
  sessionIcon,
  sessionLabel,
  sessionSpoken,
  sessionTooltip,
  type Icon,
} from "./session-rows";

/** How often the clocks of running sessions move. */
const CLOCK_MS = 1000;

/** A tree gives the label all the room it wants, and what it costs has to be seen in a narrow sidebar too. */
const MAX_LABEL = 24;

export interface SessionNode {
  readonly kind: "session";
  readonly row: SessionRow;
}
export type SessionsNode = SessionNode | { readonly kind: "more" };

export class SessionsTree implements vscode.TreeDataProvider<SessionsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<SessionsNode>;
  private readonly disposables: readonly { dispose(): void }[];

  /** `isOwnRun` says whether we started that run and can stop it. */
  constructor(
    private readonly sessions: SessionList,
    private readonly isOwnRun: (runId: string) => boolean,
  ) {
    this.view = vscode.window.createTreeView(VIEWS.sessions, {
      treeDataProvider: this,
      showCollapseAll: false,
    });
    const clock = setInterval(() => this.moveClocks(), CLOCK_MS);
    this.disposables = [
      this.view,
      this.changed,
      sessions.onChange(() => this.changed.fire(undefined)),
      { dispose: () => clearInterval(clock) },
    ];
  }

  getChildren(parent?: SessionsNode): SessionsNode[] {
    if (parent) return [];
    const { rows, hasMore } = this.sessions.state;
    const nodes = rows.map((row): SessionsNode => ({ kind: "session", row }));
    return hasMore ? [...nodes, { kind: "more" }] : nodes;
  }

  /** Every node stands at the top; VS Code asks for this before it reveals one. */
  getParent(): undefined {
    return undefined;
  }

  getTreeItem(node: SessionsNode): vscode.TreeItem {
    return node.kind === "more" ? moreItem(this.sessions.state.rows.length) : this.sessionItem(node.row);
  }

  /** Selects the session's row and shows the view. Does nothing where the row is not loaded. */
  async reveal(sessionId: string): Promise<void> {
    const row = this.sessions.find(sessionId);
    if (row) await this.view.reveal({ kind: "session", row }, { select: true, focus: false });
  }

  /** The session that is selected in the tree. */
  get selected(): SessionRow | undefined {
    const [node] = this.view.selection;
    return node?.kind === "session" ? node.row : undefined;
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private moveClocks(): void {
    if (!this.view.visible || !this.sessions.state.rows.some((row) => row.status === "running")) return;
    this.changed.fire(undefined);
  }

  private sessionItem(row: SessionRow): vscode.TreeItem {
    const now = new Date();
    const item = new vscode.TreeItem(oneLine(sessionLabel(row), MAX_LABEL));
    item.id = row.sessionId;
    item.description = sessionDescription(row, now);
    item.iconPath = themeIcon(sessionIcon(row));
    item.tooltip = sessionTooltip(row, now);
    item.accessibilityInformation = { label: sessionSpoken(row, now) };
    const ownRun = row.run !== undefined && this.isOwnRun(row.run.runId);
    item.contextValue = ownRun ? ROW_CONTEXTS.ownRun : ROW_CONTEXTS.session;
    item.command = { command: COMMANDS.showSession, title: "Open", arguments: [row.sessionId] };
    return item;
  }
}

/** VS Code's icon for ours. */
export function themeIcon({ name, color }: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function moreItem(shown: number): vscode.TreeItem {
  const item = new vscode.TreeItem("Show older sessions");
  item.id = "more";
  item.description = `${shown.toLocaleString("en-US")} shown`;
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: COMMANDS.loadMoreSessions, title: "Show Older Sessions" };
  return item;
}
