// The Sessions tree: live, newest first, 500 at a time.

import * as vscode from "vscode";
import { COMMANDS, CONTEXTS, REPLAY_COMMANDS, ROW_CONTEXTS, VIEWS } from "../ids";
import type { ReplayList } from "../replay-list";
import { resultText } from "../replay/words";
import type { SessionList } from "../session-list";
import type { SampleRow } from "../../protocol/replay";
import type { SessionRow } from "../../protocol/rows";
import { readingMessage } from "../status-rows";
import { oneLine } from "../text";
import { filterMessage, fits, readFilter, type SessionFilter } from "./session-filter";
import {
  isUnderWay,
  replayIcon,
  replaysUnder,
  replayTooltip,
  sampleIcon,
  sampleText,
  withoutReplays,
  type NamedGroup,
} from "./replay-rows";
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
  /** Where the session is a sample of a replay. */
  readonly sample?: { readonly row: SampleRow; readonly number: number; readonly of: ReplayNode };
}
/** A replay; commands read its ids. */
export interface ReplayNode {
  readonly kind: "replay";
  readonly sessionId: string;
  readonly replayId: string;
  readonly group: NamedGroup;
}
/** Where the filter is kept over a reload of the window. */
export type Memory = Pick<vscode.Memento, "get" | "update">;
const FILTER_KEY = "agentLoupe.sessionFilter";

export type SessionsNode = SessionNode | ReplayNode | { readonly kind: "more" };

export class SessionsTree implements vscode.TreeDataProvider<SessionsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<SessionsNode>;
  private readonly disposables: readonly { dispose(): void }[];
  private current: SessionFilter | undefined;
  /** A session to select when it comes. */
  private awaited: string | undefined;

  /** `isOwnRun` says whether we started that run and can stop it. */
  constructor(
    private readonly sessions: SessionList,
    private readonly replays: ReplayList,
    private readonly isOwnRun: (runId: string) => boolean,
    private readonly memory: Memory,
  ) {
    this.view = vscode.window.createTreeView(VIEWS.sessions, {
      treeDataProvider: this,
      showCollapseAll: false,
      canSelectMany: true,
    });
    const clock = setInterval(() => this.moveClocks(), CLOCK_MS);
    this.disposables = [
      this.view,
      this.changed,
      sessions.onChange(() => {
        this.show();
        // A row that went again meanwhile cannot be selected, and nobody asked for it.
        if (this.awaited !== undefined && sessions.find(this.awaited))
          this.follow(this.awaited).catch(() => undefined);
      }),
      replays.onChange(() => this.show()),
      { dispose: () => clearInterval(clock) },
    ];
    const kept = memory.get<unknown>(FILTER_KEY);
    if (typeof kept === "string") this.filter(kept);
  }

  /** The sessions; below each the replays of it, and below each of those its samples. */
  getChildren(parent?: SessionsNode): SessionsNode[] {
    if (parent?.kind === "session") return this.under(parent.row);
    if (parent?.kind === "replay") return this.samplesOf(parent);
    if (parent) return [];
    const { hasMore, rows: loaded } = this.sessions.state;
    const nodes: SessionsNode[] = withoutReplays(this.rows, loaded).map((row) => ({ kind: "session", row }));
    return hasMore ? [...nodes, { kind: "more" }] : nodes;
  }

  /** The replay of a sample, the recorded session of a replay; every other node stands at the top. VS Code asks before it reveals one. */
  getParent(node: SessionsNode): SessionsNode | undefined {
    if (node.kind === "more") return undefined;
    const recorded = node.kind === "replay" ? node.sessionId : node.row.replayOf;
    const original = this.sessions.find(recorded ?? "");
    if (!original) return undefined;
    const replay =
      node.kind === "session"
        ? this.under(original).find(
            (each) =>
              each.kind === "replay" &&
              each.group.row.samples.some((one) => one.sessionId === node.row.sessionId),
          )
        : undefined;
    return replay ?? { kind: "session", row: original };
  }

  getTreeItem(node: SessionsNode): vscode.TreeItem {
    if (node.kind === "more") return moreItem(this.sessions.state.rows.length);
    return node.kind === "replay" ? replayItem(node) : this.sessionItem(node);
  }

  /** Selects the session's row and shows the view; a filter that hides it goes. Nothing happens where it is not loaded. */
  async reveal(sessionId: string): Promise<void> {
    const row = this.sessions.find(sessionId);
    if (row && this.current && !fits(row, this.current)) this.filter("");
    if (row) await this.view.reveal({ kind: "session", row }, { select: true, focus: false });
  }

  /**
   * Selects the session's row where it can be seen: the view is open and the row stands at its top level. One that is
   * still read back is selected as soon as it is there.
   */
  async follow(sessionId: string): Promise<void> {
    this.awaited = undefined;
    if (!this.view.visible || this.selected?.sessionId === sessionId) return;
    if (!this.sessions.find(sessionId)) this.awaited = sessionId;
    const row = this.rows.find((each) => each.sessionId === sessionId);
    if (row && row.replayOf === undefined)
      await this.view.reveal({ kind: "session", row }, { select: true, focus: false });
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

  /** The rows that are selected in the tree. */
  get selection(): readonly SessionsNode[] {
    return this.view.selection;
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
    const { rows, hasMore, status } = this.sessions.state;
    const counts = { shown: this.rows.length, loaded: rows.length, hasMore };
    const lines = [
      ...(status?.reading ? [readingMessage(status.reading)] : []),
      ...(this.current ? [filterMessage(this.current, counts)] : []),
    ];
    this.view.message = rows.length > 0 ? lines.join("\n") : "";
    this.changed.fire(undefined);
  }

  private under(row: SessionRow): (SessionNode | ReplayNode)[] {
    const { groups, loose } = replaysUnder(row, this.sessions.state.rows, this.replays.all);
    return [
      ...groups.map((group): ReplayNode => {
        const { sessionId, replayId } = group.entry;
        return { kind: "replay", sessionId, replayId, group };
      }),
      ...loose.map((replayed): SessionNode => ({ kind: "session", row: replayed })),
    ];
  }

  /** The samples whose sessions are loaded: one that has not started has none. */
  private samplesOf(replay: ReplayNode): SessionNode[] {
    return replay.group.row.samples.flatMap((sample, at): SessionNode[] => {
      const row = this.sessions.find(sample.sessionId);
      return row ? [{ kind: "session", row, sample: { row: sample, number: at + 1, of: replay } }] : [];
    });
  }

  private moveClocks(): void {
    if (!this.view.visible || !this.sessions.state.rows.some((row) => row.status === "running")) return;
    this.changed.fire(undefined);
  }

  private sessionItem({ row, sample }: SessionNode): vscode.TreeItem {
    const now = new Date();
    const hasChildren = this.under(row).length > 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const label = sample ? `sample ${sample.number}` : oneLine(sessionLabel(row), MAX_LABEL);
    const item = new vscode.TreeItem(label, hasChildren ? Collapsed : None);
    item.id = row.sessionId;
    item.description = sample ? sampleText(sample.row) : sessionDescription(row, now);
    item.iconPath = themeIcon(sample ? sampleIcon(sample.row) : sessionIcon(row));
    item.tooltip = sessionTooltip(row, now);
    const spoken = sample ? `${label}, ${sampleText(sample.row)}` : sessionSpoken(row, now);
    item.accessibilityInformation = { label: spoken };
    const ownRun = row.run !== undefined && this.isOwnRun(row.run.runId);
    const plain = row.replayOf === undefined ? ROW_CONTEXTS.session : ROW_CONTEXTS.replayed;
    item.contextValue = ownRun ? ROW_CONTEXTS.ownRun : plain;
    item.command = { command: COMMANDS.showSession, title: "Open", arguments: [row.sessionId] };
    return item;
  }
}

function replayItem({ replayId, sessionId, group }: ReplayNode): vscode.TreeItem {
  const { Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(oneLine(group.name, MAX_LABEL), Collapsed);
  item.id = `replay:${replayId}`;
  item.description = resultText(group.row);
  item.iconPath = themeIcon(replayIcon(group));
  item.tooltip = replayTooltip(group);
  item.accessibilityInformation = { label: `replay ${group.name}, ${item.description}` };
  item.contextValue = isUnderWay(group.row) ? ROW_CONTEXTS.runningReplay : ROW_CONTEXTS.replay;
  item.command = { command: REPLAY_COMMANDS.showReplays, title: "Show Replays", arguments: [sessionId] };
  return item;
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
