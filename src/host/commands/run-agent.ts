// Run Agent with Tracing: a command line from the user, the last one again, or the demo that comes with the extension.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import { TASK_TYPE, VIEWS } from "../ids";
import { readDefinition, runName, type RunDefinition } from "../run/definition";
import { opensSessionOfRun } from "../settings";
import type { CommandParts } from "./parts";

/** Where the last command of this workspace is kept. */
const LAST_RUN = "agentLoupe.lastRun";
const DEMO_SCENARIO = "sub-agents";

/** Asks for a command line, with the last one filled in, and starts it. */
export async function runAgent(parts: CommandParts): Promise<void> {
  requireTrust();
  const last = lastRun(parts);
  const command = await vscode.window.showInputBox({
    title: "Run Agent with Tracing",
    prompt: "The command that starts your agent. It runs in a terminal, and its traces come here.",
    placeHolder: "python agent.py",
    value: last?.command ?? "",
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Enter a command." : undefined),
  });
  if (command === undefined) return;
  const definition: RunDefinition =
    last?.command === command ? last : { type: TASK_TYPE, command: command.trim() };
  await parts.context.workspaceState.update(LAST_RUN, definition);
  await start(parts, definition);
}

/** Starts the last command once more; asks for one where there was none. */
export async function runAgain(parts: CommandParts): Promise<void> {
  requireTrust();
  const last = lastRun(parts);
  await (last ? start(parts, last) : runAgent(parts));
}

/** Runs the demo agents over the folder that comes with the extension, and opens their session. */
export async function openDemo(parts: CommandParts, scenario = DEMO_SCENARIO): Promise<void> {
  requireTrust();
  await vscode.commands.executeCommand(`${VIEWS.sessions}.focus`);
  const { extensionUri } = parts.context;
  const inside = (...names: string[]) => vscode.Uri.joinPath(extensionUri, ...names).fsPath;
  const definition: RunDefinition = {
    type: TASK_TYPE,
    name: "Demo: refunds in October",
    command: process.execPath,
    args: [inside("dist", "demo.mjs"), scenario, "--workspace", inside("demo", "workspace")],
    // In a desktop VS Code the program that runs us is Electron, which this variable makes a plain Node.
    env: { ELECTRON_RUN_AS_NODE: "1" },
  };
  const runId = await parts.runTasks.run(definition, "behind");
  if (runId !== undefined) parts.openWhenSeen(runId);
}

async function start(parts: CommandParts, definition: RunDefinition): Promise<void> {
  const runId = await parts.runTasks.run(definition);
  parts.log.info(`Started ${runName(definition)}`);
  if (runId !== undefined && opensSessionOfRun()) parts.openWhenSeen(runId);
}

function lastRun({ context }: CommandParts): RunDefinition | undefined {
  return readDefinition(context.workspaceState.get(LAST_RUN));
}

function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserFault("refused", "Programs are not run in a folder that is not trusted.", {
    next: "Trust the folder with Workspaces: Manage Workspace Trust.",
  });
}
