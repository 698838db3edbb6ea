// Export Session: what was received, as OTLP JSON lines that any collector reads.

import * as vscode from "vscode";
import { otlpLines } from "../otlp-lines";
import { sessionLabel } from "../sidebar/session-rows";
import type { CommandParts } from "./parts";
import { pickSession } from "./open-session";

/** Asks where, then writes one request a line. The session is that of the row, of the active panel, or picked. */
export async function exportSession(parts: CommandParts, rowSessionId: string | undefined): Promise<void> {
  const sessionId =
    rowSessionId ?? parts.panels.activeSessionId ?? (await pickSession(parts, "Export Session"));
  if (sessionId === undefined) return;
  const row = await parts.engine.ask("session/get", { sessionId });
  const target = await vscode.window.showSaveDialog({
    title: "Export Session as OTLP JSON Lines",
    defaultUri: defaultUri(sessionLabel(row)),
    filters: { "OTLP JSON lines": ["otlp.jsonl", "jsonl"] },
  });
  if (!target) return;
  const lines = otlpLines(await parts.engine.ask("export/otlp", { sessionIds: [sessionId] }));
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(lines));
  await offerToOpen(target);
}

async function offerToOpen(target: vscode.Uri): Promise<void> {
  const name = target.path.split("/").at(-1) ?? "";
  const chosen = await vscode.window.showInformationMessage(`Exported the session to ${name}.`, "Open File");
  if (chosen) await vscode.window.showTextDocument(target);
}

function defaultUri(label: string): vscode.Uri {
  const name =
    label
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "session";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.toLowerCase()}.otlp.jsonl`;
  return folder ? vscode.Uri.joinPath(folder, file) : vscode.Uri.file(file);
}
