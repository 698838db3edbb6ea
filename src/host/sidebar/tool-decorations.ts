// The badge on a tool that failed: `7%`, in the colour of a warning. VS Code asks for it by the address of the tree item,
// which carries all that it takes, so that nothing has to be kept or told when it changes.

import * as vscode from "vscode";
import { DOCUMENT_SCHEME } from "../panel/documents";
import { failureBadge } from "./agent-rows";

const AUTHORITY = "tool";

/** The address of a tool's tree item. A tool that failed more often has another one, and is asked for anew. */
export function toolUri(agent: string, tool: string, calls: number, errors: number): vscode.Uri {
  return vscode.Uri.from({
    scheme: DOCUMENT_SCHEME,
    authority: AUTHORITY,
    path: `/${part(agent)}/${part(tool)}`,
    query: `${errors}/${calls}`,
  });
}

/** Halves of characters, which text from anywhere may hold, cannot stand in an address. */
function part(name: string): string {
  return encodeURIComponent(name.replace(/\p{Surrogate}/gu, "\uFFFD"));
}

/** Draws the badges of tools that failed. */
export function toolDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({ provideFileDecoration: decorationOf });
}

function decorationOf(uri: vscode.Uri): vscode.FileDecoration | undefined {
  if (uri.scheme !== DOCUMENT_SCHEME || uri.authority !== AUTHORITY) return undefined;
  const [errors = 0, calls = 0] = uri.query.split("/").map(Number);
  const found = failureBadge(calls, errors);
  if (!found) return undefined;
  const color = new vscode.ThemeColor("list.warningForeground");
  return new vscode.FileDecoration(found.badge, found.tooltip, color);
}
