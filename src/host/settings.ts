// The settings, typed. VS Code checks the schema in the editor only, so values are checked again here.

import * as vscode from "vscode";
import { SETTINGS } from "./ids";

export const DEFAULT_PORT = 4318;

/** The receiver's port; the default where the setting is no port. */
export function receiverPort(): number {
  const value = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.receiverPort);
  return isPort(value) ? value : DEFAULT_PORT;
}

/** Whether the first session of a run that we start is opened by itself. */
export function opensSessionOfRun(): boolean {
  return vscode.workspace.getConfiguration().get<unknown>(SETTINGS.openSessionOfRun) !== false;
}

/** Calls `listener` when the receiver's port was changed. */
export function onReceiverPortChange(listener: (port: number) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SETTINGS.receiverPort)) listener(receiverPort());
  });
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535;
}
