// The Sessions tree: live, newest first, 500 at a time.

import * as vscode from "vscode";
import { COMMANDS, CONTEXTS, ROW_CONTEXTS, VIEWS } from "../ids";
import type { SessionList } from "../session-list";
import type { SessionRow } from "../../protocol/rows";
import { oneLine } from "../text";
import { filterMessage, fits, readFilter, type SessionFilter } from "./session-filter";
import { replaysOf, withoutReplays } from "./replay-rows";
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
/** Where the filter is kept over a reload of the window. */
export type Memory = Pick<vscode.Memento, "get" | "update">;
const FILTER_KEY = "agentLoupe.sessionFilter";

export type SessionsNode = SessionNode | { readonly kind: "more" };

export class SessionsTree implements vscode.TreeDataProvider<SessionsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<SessionsNode>;
  private readonly disposables: readonly { dispose(): void }[];
  private current: SessionFilter | undefined;

  /** `isOwnRun` says whether we started that run and can stop it. */
  constructor(
    private readonly sessions: SessionList,
    private readonly isOwnRun: (runId: string) => boolean,
    private readonly memory: Memory,
  ) {
    this.view = vscode.window.createTreeView(VIEWS.sessions, {
      treeDataProvider: this,
      showCollapseAll: false,
    });
    const clock = setInterval(() => this.moveClocks(), CLOCK_MS);
    this.disposables = [
      this.view,
      this.changed,
      sessions.onChange(() => this.show()),
      { dispose: () => clearInterval(clock) },
    ];
    const kept = memory.get<unknown>(FILTER_KEY);
    if (typeof kept === "string") this.filter(kept);
  }

  /** The sessions; below each the replays of it that are loaded. */
  getChildren(parent?: SessionsNode): SessionsNode[] {
    const { hasMore, rows: loaded } = this.sessions.state;
    const nodeOf = (row: SessionRow): SessionsNode => ({ kind: "session", row });
    if (parent) return parent.kind === "session" ? replaysOf(parent.row, loaded).map(nodeOf) : [];
    const nodes = withoutReplays(this.rows, loaded).map(nodeOf);
    return hasMore ? [...nodes, { kind: "more" }] : nodes;
  }

  /** The recorded session of a replay; every other node stands at the top. VS Code asks before it reveals one. */
  getParent(node: SessionsNode): SessionsNode | undefined {
    const original = node.kind === "session" ? this.sessions.find(node.row.replayOf ?? "") : undefined;
    return original && { kind: "session", row: original };
  }

  getTreeItem(node: SessionsNode): vscode.TreeItem {
    return node.kind === "more" ? moreItem(this.sessions.state.rows.length) : this.sessionItem(node.row);
  }

  /** Selects the session's row and shows the view; a filter that hides it goes. Nothing happens where it is not loaded. */
  async reveal(sessionId: string): Promise<void> {
    const row = this.sessions.find(sessionId);
    if (row && this.current && !fits(row, this.current)) this.filter("");
    if (row) await this.view.reveal({ kind: "session", row }, { select: true, focus: false });
  }

  /** Shows only the sessions that fit; every session where the text asks for nothing. */
  filter(text: string): void {
    this.current = readFilter(text);
    void this.memory.update(FILTER_KEY, this.current?.text);
    void vscode.commands.executeCommand("setContext", CONTEXTS.sessionFilter, this.current !== undefined);
    this.show();
  }

  /** The filter as it was written; empty where there is none. */
  get filterText(): string {
    return this.current?.text ?? "";
  }

  /** The session that is selected in the tree. */
  get selected(): SessionRow | undefined {
    const [node] = this.view.selection;
    return node?.kind === "session" ? node.row : undefined;
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private get rows(): readonly SessionRow[] {
    const { current } = this;
    const { rows } = this.sessions.state;
    return current ? rows.filter((row) => fits(row, current)) : rows;
  }

  /** Draws the rows again, under a line that says what is filtered. VS Code's welcome stands only where no line does. */
  private show(): void {
    const { rows, hasMore } = this.sessions.state;
    const counts = { shown: this.rows.length, loaded: rows.length, hasMore };
    this.view.message = this.current && rows.length > 0 ? filterMessage(this.current, counts) : "";
    this.changed.fire(undefined);
  }

  private moveClocks(): void {
    if (!this.view.visible || !this.sessions.state.rows.some((row) => row.status === "running")) return;
    this.changed.fire(undefined);
  }

  private sessionItem(row: SessionRow): vscode.TreeItem {
    const now = new Date();
    const hasReplays = replaysOf(row, this.sessions.state.rows).length > 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(oneLine(sessionLabel(row), MAX_LABEL), hasReplays ? Collapsed : None);
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
