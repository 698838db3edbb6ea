// Copy Environment Variables: what any program needs in order to send its traces here.

import * as vscode from "vscode";
import { receiverVariables, shellLines } from "../run/environment";

/** Puts lines for a shell on the clipboard. */
export async function copyEnvironment(port: number): Promise<void> {
  await vscode.env.clipboard.writeText(`${shellLines(receiverVariables(port))}\n`);
  vscode.window.setStatusBarMessage(`$(check) Copied the variables for port ${port}`, 4000);
}
