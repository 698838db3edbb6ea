// Builds the host's parts and connects them.

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { registerPageCommands } from "./commands/page-commands";
import { showSessionActions } from "./commands/session-actions";
import { Engine, startWorker, type Death } from "./engine";
import { COMMANDS, CONTEXTS, VIEWS } from "./ids";
import { logThrown } from "./log";
import { JournalNotice, PortNotice, SettingsNotice, tellDeath, tellForeignEndpoint } from "./notify";
import { TextDocuments } from "./panel/documents";
import { hostRequests } from "./panel/host-requests";
import { AgentsPanel } from "./panel/agents-panel";
import { openLinks } from "./panel/links";
import { Panels } from "./panel/panels";
import { ReplayList } from "./replay-list";
import { ReplayActivity } from "./replay/activity";
import { replayAsks } from "./replay/asks";
import { ReplayFeature } from "./replay/feature";
import { OpenWhenSeen } from "./run/open-when-seen";
import { Runs } from "./run/runs";
import { RunTasks } from "./run/tasks";
import { SessionList, type SessionListState } from "./session-list";
import {
  budgetUsd,
  engineSettings,
  journalSettings,
  memoryTools,
  onEngineSettingsChange,
  onReceiverPortChange,
  receiverPort,
} from "./settings";
import type { JournalSettings } from "../protocol/journal";
import { AgentsTree } from "./sidebar/agents";
import { FindingsTree } from "./sidebar/findings";
import { agentFilter } from "./sidebar/session-filter";
import { SessionsTree } from "./sidebar/sessions";
import { StatusBar } from "./status-bar";
import { receiverOf } from "./status-rows";

interface Disposable {
  dispose(): void;
}

/** Development only: which scenario of the demo to run as soon as the window is there (`npm start` sets it). */
const OPEN_DEMO = "AGENT_LOUPE_OPEN_DEMO";

/** Starts everything. Disposing the result ends it all. */
export function startHost(context: vscode.ExtensionContext): Disposable {
  const log = vscode.window.createOutputChannel("Agent Loupe", { log: true });
  const onFailure = (error: unknown) => logThrown(log, "The sidebar asked the engine", error);
  const port = () => receiverPort();

  const entry = vscode.Uri.joinPath(context.extensionUri, "dist", "engine.js").fsPath;
  const onDeath = (death: Death) => {
    tellDeath(death, engine.keepsSessions);
    if (death === "stopped") statusBar.showStopped();
  };
  const asks = replayAsks(context);
  const engine = new Engine(
    startWorker(entry, log),
    { httpPort: port(), journal: journalOf(context) },
    log,
    onDeath,
    asks.handlers,
  );
  const sessions = new SessionList(engine, onFailure);
  const runs = new Runs(engine, onFailure);
  const runTasks = new RunTasks({ runs, port, onForeignEndpoint: tellForeignEndpoint });
  const activity = new ReplayActivity(engine);
  const statusBar = new StatusBar(sessions, runs, activity, budgetUsd, onEngineSettingsChange);
  const replayList = new ReplayList(engine, onFailure);
  const isOwnRun = (runId: string) => runs.isAlive(runId);
  const sessionsTree = new SessionsTree(sessions, replayList, isOwnRun, context.workspaceState);
  const documents = new TextDocuments();
  const showLog = () => log.show();
  const host = hostRequests({
    engine,
    documents,
    showLog,
    revealSession: (sessionId) => sessionsTree.reveal(sessionId),
    showStep: (sessionId, stepId) => panels.show(sessionId, stepId),
    filterSessions: async (agent) => {
      sessionsTree.filter(agentFilter(agent));
      await vscode.commands.executeCommand(`${VIEWS.sessions}.focus`);
    },
    reloadPanel: () => panels.reloadActive(),
    showSessionActions: (sessionId) => showSessionActions(sessionId, (id) => sessionsTree.reveal(id)),
    runReplayCommand: (command, about) => replay.runCommand(command, about),
  });
  const page = { extensionUri: context.extensionUri, engine, host, log };
  const panels = new Panels({ ...page, sessions });
  const agentsPanel = new AgentsPanel(page);
  const replay = new ReplayFeature({ context, engine, sessions, panels, log }, asks, activity);
  const opener = new OpenWhenSeen(sessions, (sessionId) => panels.show(sessionId));

  const parts = {
    context,
    engine,
    sessions,
    replayList,
    sessionsTree,
    panels,
    agentsPanel,
    runs,
    runTasks,
    log,
    showLog,
    port,
  };
  const all = [
    log,
    sessions,
    runTasks,
    statusBar,
    replayList,
    sessionsTree,
    new AgentsTree(engine, onFailure),
    new FindingsTree(engine, onFailure),
    documents,
    panels,
    agentsPanel,
    replay,
    opener,
    ...registerCommands({ ...parts, openWhenSeen: (runId) => opener.wait(runId) }),
    ...registerPageCommands(panels),
    panels.onActivated((sessionId) => void sessionsTree.follow(sessionId).then(undefined, onFailure)),
    openLinks({ engine, log, show: (sessionId, stepId) => panels.show(sessionId, stepId) }),
    keepContexts(sessions, runs),
    listenWhereSettingsSay(engine, onFailure),
    applySettings(context, engine, onFailure),
    { dispose: () => void engine.dispose() },
  ];
  openDemoIfAsked();
  return {
    dispose: () => {
      for (const part of all.reverse()) part.dispose();
    },
  };
}

/** Keeps the context keys of `when` clauses, and the notices about the port and the disk, up to date. */
function keepContexts(sessions: SessionList, runs: Runs): Disposable {
  const notice = new PortNotice();
  const journal = new JournalNotice();
  const update = ({ rows, status }: SessionListState) => {
    const receiver = receiverOf(status);
    notice.update(receiver);
    journal.update(status?.journal);
    setContext(CONTEXTS.hasSessions, rows.length > 0);
    setContext(CONTEXTS.receiverState, status?.reading ? "reading" : (receiver?.state ?? "starting"));
    setContext(CONTEXTS.receiverPort, receiver?.port);
  };
  const subscriptions = [
    sessions.onChange(update),
    runs.onChange(() => setContext(CONTEXTS.running, runs.running.length > 0)),
  ];
  return { dispose: () => subscriptions.forEach((subscription) => subscription.dispose()) };
}

function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand("setContext", key, value);
}

function listenWhereSettingsSay(engine: Engine, onFailure: (error: unknown) => void): Disposable {
  return onReceiverPortChange((httpPort) => {
    engine.remember({ httpPort });
    engine.ask("receiver/listen", { httpPort }).catch(onFailure);
  });
}

/** Tells the engine what the user set: now, when it changes, and when the engine was started again. */
function applySettings(
  context: vscode.ExtensionContext,
  engine: Engine,
  onFailure: (error: unknown) => void,
): Disposable {
  const notice = new SettingsNotice();
  const apply = () => {
    engine.remember({ journal: journalOf(context) });
    notice.update(memoryTools().problems);
    void engine.ask("settings/apply", engineSettings()).catch(onFailure);
  };
  const subscriptions = [onEngineSettingsChange(apply), engine.on("status/ready", apply)];
  apply();
  return vscode.Disposable.from(...subscriptions);
}

/**
 * Sessions are kept with the workspace. Windows without one share a folder: one that is still open keeps its own
 * sessions, so that the next does not wait for it long.
 */
function journalOf({ storageUri, globalStorageUri }: vscode.ExtensionContext): JournalSettings {
  const folder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, "journal").fsPath;
  return { ...journalSettings(), folder, patienceMs: storageUri ? 30_000 : 2_000 };
}

function openDemoIfAsked(): void {
  const scenario = process.env[OPEN_DEMO];
  if (scenario !== undefined) void vscode.commands.executeCommand(COMMANDS.openDemo, scenario);
}
