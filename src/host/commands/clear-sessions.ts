// Clear All Sessions, after a question.

import * as vscode from "vscode";
import type { CommandParts } from "./parts";

/** Removes every session, from memory and from the disk, once the user has confirmed it. */
export async function clearSessions({ engine, sessions }: CommandParts): Promise<void> {
  const { sessions: count } = await engine.ask("status/get", {});
  const all = count === 1 ? "the one session" : `all ${count.toLocaleString("en-US")} sessions`;
  const remove = "Clear All Sessions";
  const detail =
    "What was received is removed from memory and erased from the disk. Exported files stay. This cannot be undone.";
  const chosen = await vscode.window.showWarningMessage(`Clear ${all}?`, { modal: true, detail }, remove);
  if (chosen !== remove) return;
  await engine.ask("session/clear", {});
  await sessions.refresh();
}
