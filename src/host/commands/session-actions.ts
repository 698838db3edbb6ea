// More Actions of a session panel: what the sidebar offers for the session's row, in a list.

import * as vscode from "vscode";
import { COMMANDS, REPLAY_COMMANDS, pageCommandId } from "../ids";

interface ActionItem extends vscode.QuickPickItem {
  readonly run: () => Thenable<unknown>;
}

/** Lets the user choose what to do with the session of the panel. */
export async function showSessionActions(
  sessionId: string,
  reveal: (sessionId: string) => Promise<void>,
): Promise<void> {
  const row = { row: { sessionId } };
  const start = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const items: ActionItem[] = [
    { label: "$(debug-rerun) Replay and Compare", run: () => start(REPLAY_COMMANDS.replayAndCompare, row) },
    {
      label: "$(git-compare) Compare with Another Session",
      run: () => start(REPLAY_COMMANDS.compareSessions, row),
    },
    { label: "$(beaker) Save as Test", run: () => start(REPLAY_COMMANDS.saveAsTest, row) },
    { label: "$(export) Export Session", run: () => start(COMMANDS.exportSession, row) },
    { label: "$(link) Copy Link to Step", run: () => start(pageCommandId("copyStepLink")) },
    { label: "$(list-tree) Show in Sessions", run: () => reveal(sessionId) },
    { label: "$(search) Search Messages and Results", run: () => start(COMMANDS.search) },
    { label: "$(keyboard) Show All Keys", run: () => start(pageCommandId("showKeys")) },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "Session" });
  await chosen?.run();
}
