// Stop Run: ends a run that we started, and nothing else.

import * as vscode from "vscode";
import type { Run } from "../run/runs";
import { oneLine } from "../text";
import type { CommandParts } from "./parts";

/** Stops the run of a row, the only run there is, or the one that the user picks. */
export async function stopRun({ runs }: CommandParts, runId: string | undefined): Promise<void> {
  const chosen = runId ?? (await pickRun(runs.running))?.runId;
  if (chosen === undefined) return;
  if (!runs.stop(chosen)) {
    await vscode.window.showInformationMessage(
      "This run has ended already, or was not started from this window.",
    );
  }
}

async function pickRun(running: readonly Run[]): Promise<Run | undefined> {
  if (running.length === 0) {
    await vscode.window.showInformationMessage("No run of Agent Loupe is going on in this window.");
  }
  if (running.length <= 1) return running[0];
  const items = running.map((run) => ({
    label: oneLine(run.name),
    description: oneLine(run.definition.command),
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title: "Stop Run", matchOnDescription: true }))?.run;
}
