// Texts that a panel opens as documents: read-only, in memory, gone when their editor closes.

import * as vscode from "vscode";
import { oneLine } from "../text";

export const DOCUMENT_SCHEME = "agent-loupe";

export type Language = "json" | "markdown" | "plaintext";

export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly disposables: readonly vscode.Disposable[];
  private opened = 0;

  constructor() {
    this.disposables = [
      vscode.workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    ];
  }

  /** Opens the text beside the panel. The title is only a name: it never reaches a file system. */
  async open(title: string, text: string, language: Language): Promise<void> {
    // The ending says the language: setting it would close the document and with it forget the text.
    const document = await vscode.workspace.openTextDocument(this.keep(title, text, language));
    await vscode.window.showTextDocument(document, BESIDE);
  }

  /** Opens VS Code's own comparison of two texts beside the panel. */
  async openDiff(title: string, before: string, after: string, language: Language): Promise<void> {
    const left = this.keep(`${title} before`, before, language);
    const right = this.keep(`${title} after`, after, language);
    await vscode.commands.executeCommand("vscode.diff", left, right, oneLine(title, 80), BESIDE);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "This text is no longer in memory. Open it from its step again.";
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    this.texts.clear();
  }

  private keep(title: string, text: string, language: Language): vscode.Uri {
    const uri = documentUri(title, ++this.opened, language);
    this.texts.set(uri.toString(), text);
    return uri;
  }
}

const BESIDE = { viewColumn: vscode.ViewColumn.Beside, preview: true };
const ENDINGS = { json: ".json", markdown: ".md", plaintext: ".txt" } as const;

function documentUri(title: string, number: number, language: Language): vscode.Uri {
  const name =
    title
      .replace(/[^\p{L}\p{N} ._-]+/gu, " ")
      .trim()
      .slice(0, 60) || "text";
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: `/${number}/${name}${ENDINGS[language]}` });
}
