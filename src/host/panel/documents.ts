// Texts that a panel opens as documents: read-only, in memory, gone when their editor closes.

import * as vscode from "vscode";

export const DOCUMENT_SCHEME = "agent-loupe";

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
  async open(title: string, text: string, language: "json" | "markdown" | "plaintext"): Promise<void> {
    const uri = documentUri(title, ++this.opened, language);
    this.texts.set(uri.toString(), text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, language);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "This text is no longer in memory. Open it from its step again.";
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
    this.texts.clear();
  }
}

const ENDINGS = { json: ".json", markdown: ".md", plaintext: ".txt" } as const;

function documentUri(title: string, number: number, language: keyof typeof ENDINGS): vscode.Uri {
  const name =
    title
      .replace(/[^\p{L}\p{N} ._-]+/gu, " ")
      .trim()
      .slice(0, 60) || "text";
  return vscode.Uri.from({ scheme: DOCUMENT_SCHEME, path: `/${number}/${name}${ENDINGS[language]}` });
}
