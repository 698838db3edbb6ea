// Prompts as files in memory, so that they are edited like any file. What was recorded stands beside them, read-only.
//
// `agent-loupe-prompt:/<number>/<name>` is written by the user; `…/recorded/<name>` is the left side of a diff.

import * as vscode from "vscode";

export const PROMPT_SCHEME = "agent-loupe-prompt";

interface PromptFile {
  text: string;
  changedMs: number;
  readonly isRecorded: boolean;
}

export class PromptFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly files = new Map<string, PromptFile>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private readonly registration: vscode.Disposable;

  constructor() {
    this.registration = vscode.workspace.registerFileSystemProvider(PROMPT_SCHEME, this, {
      isCaseSensitive: true,
    });
  }

  /** Keeps a prompt: the text to edit and, beside it, the recorded one. Gives the address of the one to edit. */
  add(folder: string, name: string, recorded: string, text: string): vscode.Uri {
    this.keep(recordedUri(folder, name), recorded, true);
    const uri = vscode.Uri.from({ scheme: PROMPT_SCHEME, path: `/${folder}/${name}` });
    this.keep(uri, text, false);
    return uri;
  }

  /** The text as last saved; undefined where the file is not ours. */
  textOf(uri: vscode.Uri): string | undefined {
    return this.files.get(uri.path)?.text;
  }

  /** Forgets the files of a folder. */
  forget(folder: string): void {
    for (const path of this.files.keys()) if (path.startsWith(`/${folder}/`)) this.files.delete(path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return new TextEncoder().encode(this.find(uri).text);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const file = this.find(uri);
    if (file.isRecorded) throw vscode.FileSystemError.NoPermissions(uri);
    file.text = new TextDecoder().decode(content);
    file.changedMs = Date.now();
    this.changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.files.get(uri.path);
    if (!file && [...this.files.keys()].some((path) => path.startsWith(`${uri.path.replace(/\/$/, "")}/`)))
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { text, changedMs, isRecorded } = this.find(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: changedMs,
      size: Buffer.byteLength(text),
      ...(isRecorded && { permissions: vscode.FilePermission.Readonly }),
    };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  /** Nothing changes but through us. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
    this.files.clear();
  }

  private keep(uri: vscode.Uri, text: string, isRecorded: boolean): void {
    this.files.set(uri.path, { text, changedMs: Date.now(), isRecorded });
  }

  private find(uri: vscode.Uri): PromptFile {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file;
  }
}

/** Where the recorded text of a prompt stands. */
export function recordedUri(folder: string, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme: PROMPT_SCHEME, path: `/${folder}/recorded/${name}` });
}
