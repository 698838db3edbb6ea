// What a click on the status bar offers: the newest session and what to do about the receiver.

import * as vscode from "vscode";
import { COMMANDS } from "../ids";
import { sessionDescription, sessionLabel } from "../sidebar/session-rows";
import { receiverOf } from "../status-rows";
import type { CommandParts } from "./parts";

interface StatusItem extends vscode.QuickPickItem {
  readonly command: string;
  readonly argument?: string;
}

/** A quick pick whose first row is what most people want now. */
export async function showStatus(parts: CommandParts): Promise<void> {
  const chosen = await vscode.window.showQuickPick(itemsOf(parts), { title: "Agent Loupe" });
  if (chosen) await vscode.commands.executeCommand(chosen.command, chosen.argument);
}

function itemsOf({ sessions, runs }: CommandParts): StatusItem[] {
  const { rows, status } = sessions.state;
  const receiver = receiverOf(status);
  const trouble = receiver !== undefined && receiver.state !== "listening";
  return [
    ...(trouble ? PORT_ITEMS : []),
    ...rows.slice(0, 1).map((row): StatusItem => ({
      label: "$(eye) Open Newest Session",
      description: `${sessionLabel(row)} · ${sessionDescription(row, new Date())}`,
      command: COMMANDS.showSession,
      argument: row.sessionId,
    })),
    ...(rows.length > 1 ? [{ label: "$(list-unordered) Open Session", command: COMMANDS.openSession }] : []),
    ...(rows.length > 0 ? LOOK_ITEMS : []),
    ...(runs.running.length > 0 ? [{ label: "$(debug-stop) Stop Run", command: COMMANDS.stopRun }] : []),
    { label: "$(play) Run Agent with Tracing", command: COMMANDS.runAgent },
    { label: "$(copy) Copy Environment Variables", command: COMMANDS.copyEnvironment },
    ...(trouble ? [] : [{ label: "$(gear) Open Settings", command: COMMANDS.openSettings }]),
    { label: "$(output) Show Log", command: COMMANDS.showLog },
  ];
}

const LOOK_ITEMS: readonly StatusItem[] = [
  { label: "$(search) Search Messages and Results", command: COMMANDS.search },
  { label: "$(hubot) Show Agents", command: COMMANDS.showAgents },
];

const PORT_ITEMS: readonly StatusItem[] = [
  { label: "$(gear) Choose Another Port", command: COMMANDS.openSettings },
  { label: "$(refresh) Try Again", command: COMMANDS.tryPortAgain },
];
