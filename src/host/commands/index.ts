// All commands: each id with what it does. A command that fails says so, with what to do next.

import * as vscode from "vscode";
import { COMMANDS, EXTENSION_ID, SETTINGS } from "../ids";
import { tellFailure } from "../notify";
import { agentFilter } from "../sidebar/session-filter";
import { copyEnvironment } from "./copy-environment";
import { clearSessions } from "./clear-sessions";
import { deleteSessions } from "./delete-session";
import { filterSessions } from "./filter-sessions";
import { searchMessages } from "./search";
import { exportSession } from "./export-session";
import { openSession } from "./open-session";
import { openDemo, runAgain, runAgent } from "./run-agent";
import type { CommandParts } from "./parts";
import { showStatus } from "./show-status";
import { stopRun } from "./stop-run";

type Command = (...args: readonly unknown[]) => unknown;

/** Registers every command of package.json. */
export function registerCommands(parts: CommandParts): vscode.Disposable[] {
  return Object.entries(commands(parts)).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        return await command(...args);
      } catch (error) {
        tellFailure(parts.log, "The command", error);
      }
    }),
  );
}

function commands(parts: CommandParts): Record<(typeof COMMANDS)[keyof typeof COMMANDS], Command> {
  const { engine, panels, sessions } = parts;
  return {
    [COMMANDS.runAgent]: () => runAgent(parts),
    [COMMANDS.runAgain]: () => runAgain(parts),
    [COMMANDS.stopRun]: (row) => stopRun(parts, runIdOf(row)),
    [COMMANDS.openDemo]: (scenario) => openDemo(parts, typeof scenario === "string" ? scenario : undefined),
    [COMMANDS.openSession]: () => openSession(parts),
    [COMMANDS.showSession]: (id, view) =>
      typeof id === "string"
        ? panels.show(id, undefined, typeof view === "string" ? { view } : {})
        : openSession(parts),
    [COMMANDS.showFinding]: (id, step) =>
      typeof id === "string" ? panels.show(id, typeof step === "string" ? step : undefined) : undefined,
    [COMMANDS.showAgents]: (name) => parts.agentsPanel.show(typeof name === "string" ? name : undefined),
    [COMMANDS.sessionsOfAgent]: (node) => filterForAgent(parts, agentOf(node)),
    [COMMANDS.search]: () => searchMessages(parts),
    [COMMANDS.filterSessions]: () => filterSessions(parts),
    [COMMANDS.changeSessionFilter]: () => filterSessions(parts),
    [COMMANDS.clearSessionFilter]: () => parts.sessionsTree.filter(""),
    [COMMANDS.exportSession]: (row) => exportSession(parts, sessionIdOf(row)),
    [COMMANDS.clearSessions]: () => clearSessions(parts),
    [COMMANDS.deleteSession]: (node, nodes) => deleteSessions(parts, chosenIn(parts, node, nodes)),
    [COMMANDS.copyEnvironment]: () => copyEnvironment(parts.port()),
    [COMMANDS.openSettings]: () =>
      vscode.commands.executeCommand(
        "workbench.action.openSettings",
        `@ext:${EXTENSION_ID} ${SETTINGS.receiverPort}`,
      ),
    [COMMANDS.showLog]: () => parts.showLog(),
    [COMMANDS.showStatus]: () => showStatus(parts),
    [COMMANDS.loadMoreSessions]: () => sessions.loadMore(),
    [COMMANDS.tryPortAgain]: async () => {
      await engine.ask("receiver/listen", { httpPort: parts.port() });
      await sessions.refresh();
    },
  };
}

/** The session of a tree row; undefined from the palette. */
function sessionIdOf(node: unknown): string | undefined {
  const row = rowOf(node);
  return typeof row?.["sessionId"] === "string" ? row["sessionId"] : undefined;
}

/** The rows of a menu, all that are selected where the row is one of them; from a key the selection. */
function chosenIn({ sessionsTree }: CommandParts, node: unknown, nodes: unknown) {
  const chosen: readonly unknown[] = Array.isArray(nodes)
    ? nodes
    : node === undefined
      ? sessionsTree.selection
      : [node];
  return {
    sessionIds: chosen.flatMap((each) => sessionIdOf(each) ?? []),
    replayIds: chosen.flatMap((each) =>
      isRecord(each) && typeof each["replayId"] === "string" ? [each["replayId"]] : [],
    ),
  };
}

function runIdOf(node: unknown): string | undefined {
  const run = rowOf(node)?.["run"];
  return isRecord(run) && typeof run["runId"] === "string" ? run["runId"] : undefined;
}

/** The name of the agent of a row of the Agents tree. */
function agentOf(node: unknown): string | undefined {
  const agent = isRecord(node) ? node["agent"] : undefined;
  return isRecord(agent) && typeof agent["name"] === "string" ? agent["name"] : undefined;
}

function filterForAgent({ sessionsTree }: CommandParts, agent: string | undefined): void {
  if (agent !== undefined) sessionsTree.filter(agentFilter(agent));
}

function rowOf(node: unknown): Record<string, unknown> | undefined {
  const row = isRecord(node) ? node["row"] : undefined;
  return isRecord(row) ? row : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
