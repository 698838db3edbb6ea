// The extension's start. Everything is built in src/host and ends with VS Code's subscriptions. No feature code.

import type * as vscode from "vscode";
import { startHost } from "./host/start";

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(startHost(context));
}
