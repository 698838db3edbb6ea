// The session panels: one a session, used again, restored after a reload of the window.

import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel";
import type { EventName, Events } from "../../protocol/messages";
import type { PageCommand } from "../../protocol/page-commands";
import { CONTEXTS, PANEL_TYPE } from "../ids";
import type { SessionList } from "../session-list";
import { sessionLabel } from "../sidebar/session-rows";
import { FORWARDED_EVENTS } from "./pipe";
import { connectPage, loadPage, type WebviewParts } from "./webviews";

export interface PanelParts extends WebviewParts {
  readonly sessions: SessionList;
}

interface OpenPanel {
  sessionId: string;
  readonly panel: vscode.WebviewPanel;
  readonly channel: Channel;
  /** What a page that is not there yet has to show: told with its first message. */
  pending?: Events["panel/show"] | undefined;
}

/** Where a panel is opened at. */
export interface ShowOptions {
  readonly preserveFocus?: boolean;
  /** Another session to compare this one with. */
  readonly compareWith?: string;
  /** The name of a tab. */
  readonly view?: string;
}

/** Longer titles make tabs that hide each other. */
const MAX_TITLE = 40;

export class Panels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly open = new Set<OpenPanel>();
  private readonly activated = new vscode.EventEmitter<string>();
  /** A panel got the focus: the id of its session. */
  readonly onActivated = this.activated.event;
  private readonly disposables: readonly { dispose(): void }[];

  constructor(private readonly parts: PanelParts) {
    this.disposables = [
      this.activated,
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this),
      ...FORWARDED_EVENTS.map((event) => parts.engine.on(event, (data) => this.tellAll(event, data))),
      parts.engine.on("session/removed", ({ sessionId, movedTo }) => this.follow(sessionId, movedTo)),
      parts.sessions.onChange(() => this.updateTitles()),
    ];
  }

  /** Shows the session's panel, and in it the step, the view or the comparison where one is given. */
  show(sessionId: string, stepId?: string, options: ShowOptions = {}): void {
    const { preserveFocus, ...shown } = options;
    void vscode.commands.executeCommand("setContext", CONTEXTS.sessionOpened, true);
    const found = [...this.open].find((candidate) => candidate.sessionId === sessionId);
    if (found) {
      const event = { sessionId, ...(stepId !== undefined && { stepId }), ...shown };
      // A hidden page is not kept: it is made anew when it is revealed, and hears nothing before.
      if (found.panel.visible) found.channel.emit("panel/show", event);
      else found.pending = event;
      found.panel.reveal(undefined, preserveFocus);
      return;
    }
    const title = this.titleOf(sessionId);
    // Which of two tabs with one title sleeps cannot be told.
    if (![...this.open].some((candidate) => candidate.panel.title === title)) closeSleeping(title);
    const column = { viewColumn: vscode.ViewColumn.Active, preserveFocus: preserveFocus ?? false };
    const panel = vscode.window.createWebviewPanel(PANEL_TYPE, title, column);
    const view = shown.compareWith === undefined ? shown.view : "compare";
    this.fill(panel, sessionId, stepId, view).pending = { sessionId, ...shown };
  }

  /** The session of the panel that has the focus. */
  get activeSessionId(): string | undefined {
    return [...this.open].find(({ panel }) => panel.active)?.sessionId;
  }

  /** Does in the page of the active panel what a key of it does. */
  pressed(command: PageCommand): void {
    const active = [...this.open].find(({ panel }) => panel.active);
    active?.channel.emit("panel/command", { command });
  }

  /** Loads the page of the active panel again. */
  reloadActive(): void {
    const active = [...this.open].find(({ panel }) => panel.active);
    if (active) this.load(active, undefined);
  }

  /** Called by VS Code for each panel that was open before the window was reloaded. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const sessionId = sessionIdIn(state);
    if (sessionId === undefined) panel.dispose();
    else this.fill(panel, sessionId, undefined);
    return Promise.resolve();
  }

  /** Leaves the panels where they are: a reload of the window brings them back. */
  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    for (const { channel } of this.open) channel.close("The extension was stopped.");
  }

  private fill(
    panel: vscode.WebviewPanel,
    sessionId: string,
    stepId: string | undefined,
    view?: string,
  ): OpenPanel {
    const channel = connectPage(panel, this.parts);
    const opened: OpenPanel = { sessionId, panel, channel };
    this.open.add(opened);
    panel.onDidDispose(() => this.open.delete(opened));
    panel.onDidChangeViewState(() => panel.active && this.activated.fire(opened.sessionId));
    // A panel of before the reload has its title from then, until its session is read back.
    if (this.parts.sessions.find(sessionId)) panel.title = this.titleOf(sessionId);
    panel.webview.onDidReceiveMessage(() => this.tellPending(opened));
    this.load(opened, stepId, view);
    if (panel.active) this.activated.fire(sessionId);
    return opened;
  }

  private tellPending(opened: OpenPanel): void {
    const { pending } = opened;
    opened.pending = undefined;
    if (pending) opened.channel.emit("panel/show", pending);
  }

  private load({ panel, sessionId }: OpenPanel, stepId: string | undefined, view?: string): void {
    loadPage(panel.webview, this.parts.extensionUri, { kind: "session", sessionId, stepId, view });
  }

  private tellAll<E extends EventName>(event: E, data: Events[E]): void {
    for (const { channel } of this.open) channel.emit(event, data);
  }

  /** A session that moved under another id keeps its panel. */
  private follow(sessionId: string, movedTo: string | undefined): void {
    if (movedTo === undefined) return;
    for (const opened of this.open) if (opened.sessionId === sessionId) opened.sessionId = movedTo;
  }

  private updateTitles(): void {
    for (const { panel, sessionId } of this.open) {
      if (this.parts.sessions.find(sessionId)) panel.title = this.titleOf(sessionId);
    }
  }

  private titleOf(sessionId: string): string {
    const row = this.parts.sessions.find(sessionId);
    const label = row ? sessionLabel(row) : `session ${sessionId.slice(0, 8)}`;
    return label.length <= MAX_TITLE ? label : `${label.slice(0, MAX_TITLE - 1)}…`;
  }
}

/**
 * Closes hidden tabs with this title that were open before the window was reloaded: VS Code gives them to us only when
 * they are looked at, and cannot show one of them by its session.
 */
function closeSleeping(title: string): void {
  const sleeping = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input, isActive, label }) => !isActive && label === title && isPanel(input));
  if (sleeping.length > 0) void vscode.window.tabGroups.close(sleeping, true);
}

/** VS Code puts a word of its own before the type of a webview. */
function isPanel(input: unknown): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANEL_TYPE);
}

/** The session id in what the page saved; undefined where a page saved something else. */
function sessionIdIn(state: unknown): string | undefined {
  if (typeof state !== "object" || state === null || !("sessionId" in state)) return undefined;
  return typeof state.sessionId === "string" && state.sessionId.length <= 4096 ? state.sessionId : undefined;
}
