// The sessions whose prompts are open for editing: their documents, links to workspace files, and what they say now.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ReplayEdit } from "../../protocol/replay";
import type { SessionRow, StepDetail } from "../../protocol/rows";
import { linkedRange, linkedText, type LinkedEdit, type SavedEdit } from "../../protocol/saved-files";
import type { Engine } from "../engine";
import { CONTEXTS } from "../ids";
import { editsOf, savedEditsOf, textsUnder, type CurrentPrompt } from "./edits";
import { sameJson } from "./json-text";
import { modelCalls } from "./model-calls";
import { WHOLE, type ReplayRange, type SecretsChoice } from "./options";
import { recordedUri, type PromptFiles } from "./prompt-files";
import { promptDocuments, type PromptDocument } from "./prompts";

export interface EditedPrompt {
  readonly document: PromptDocument;
  readonly uri: vscode.Uri;
  /** Set where the text is that of a workspace file. */
  link?: { readonly uri: vscode.Uri; readonly saved: Pick<LinkedEdit, "file" | "between"> };
}

/** A session's prompts while they are edited. */
export interface Editing {
  readonly folder: string;
  readonly row: SessionRow;
  readonly calls: readonly StepDetail[];
  readonly prompts: readonly EditedPrompt[];
  /** How much of the session the next replay makes anew. */
  range: ReplayRange;
  secrets: SecretsChoice;
  /** The variant that these texts were opened from or saved as, with what it edits. */
  saved?: { readonly name: string; readonly edits: readonly ReplayEdit[] } | undefined;
}

/** Sessions held at a time; the one opened longest ago goes first. */
const MAX_EDITINGS = 20;

export class Editings implements vscode.Disposable {
  private readonly bySession = new Map<string, Editing>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private opened = 0;

  constructor(
    private readonly engine: Pick<Engine, "ask">,
    private readonly files: PromptFiles,
  ) {}

  /** The editing of a session, begun where there is none. Fails where the session recorded no prompt. */
  async of(sessionId: string): Promise<Editing> {
    const known = this.bySession.get(sessionId);
    const row = await this.engine.ask("session/get", { sessionId });
    // What was opened while the session still ran lacks its later calls; edits are never thrown away for them.
    const isCurrent = known?.row.modelCalls === row.modelCalls;
    if (known && (isCurrent || (await this.isEdited(known)))) return known;
    const calls = await modelCalls(this.engine, sessionId);
    const documents = promptDocuments(calls);
    if (!documents.some(({ kind }) => kind === "system" || kind === "user"))
      throw new UserFault("unavailable", "This session recorded no prompts, so there is nothing to replay.", {
        next: "Turn on the recording of content in the agent's tracing library, and run it again.",
      });
    const folder = known?.folder ?? String(++this.opened);
    const prompts = documents.map((document): EditedPrompt => ({
      document,
      uri: this.files.add(folder, document.name, document.recorded, document.recorded),
    }));
    const editing: Editing = { folder, row, calls, prompts, range: WHOLE, secrets: "masked" };
    this.keep(sessionId, editing);
    return editing;
  }

  /** The editing and the prompt that a document belongs to: a prompt of ours, or a workspace file that is linked. */
  find(uri: vscode.Uri): { readonly editing: Editing; readonly prompt: EditedPrompt } | undefined {
    const wanted = uri.toString();
    for (const editing of this.bySession.values()) {
      const prompt = editing.prompts.find(
        (candidate) => candidate.uri.toString() === wanted || candidate.link?.uri.toString() === wanted,
      );
      if (prompt) return { editing, prompt };
    }
    return undefined;
  }

  /** The edits as the editors stand now, saved or not. Fails with what to correct where a text cannot be sent. */
  async edits(editing: Editing): Promise<readonly ReplayEdit[]> {
    const found = editsOf(await this.current(editing));
    if (!found.ok) throw new UserFault("invalid-args", found.why);
    return found.edits;
  }

  /** Whether some prompt differs from the recording or is linked, whether or not it can be sent as it is. */
  async isEdited({ prompts }: Editing): Promise<boolean> {
    const texts = await Promise.all(prompts.map((prompt) => this.textOf(prompt)));
    return prompts.some(({ document, link }, at) => link !== undefined || texts[at] !== document.recorded);
  }

  /** What a variant keeps of the editors. */
  async savedEdits(editing: Editing): Promise<SavedEdit[]> {
    await this.edits(editing);
    return savedEditsOf(await this.current(editing));
  }

  /** Writes a variant's edits into the documents; gives how many of them fit none. */
  async apply(editing: Editing, name: string, edits: readonly ReplayEdit[]): Promise<number> {
    const documents = editing.prompts.map(({ document }) => document);
    const { texts, left } = textsUnder(documents, edits);
    for (const { document, uri } of editing.prompts)
      await setText(uri, texts.get(document.name) ?? document.recorded);
    await this.savedAs(editing, name);
    return left;
  }

  /** Remembers that the texts, as they stand now, are this variant. */
  async savedAs(editing: Editing, name: string): Promise<void> {
    editing.saved = { name, edits: await this.edits(editing) };
    this.changed.fire();
  }

  /** What a replay of these edits is called: the variant where they are still its own; undefined where they have no name. */
  variantName({ saved }: Editing, edits: readonly ReplayEdit[]): string | undefined {
    if (!saved || edits.length === 0) return undefined;
    return sameJson(saved.edits, edits) ? saved.name : `${saved.name}, edited`;
  }

  /** The text of a prompt as it stands now, in its editor or in the file it is linked to. */
  textOf(prompt: EditedPrompt): Promise<string> {
    return textNow(prompt);
  }

  link(prompt: EditedPrompt, uri: vscode.Uri, saved: Pick<LinkedEdit, "file" | "between">): void {
    prompt.link = { uri, saved };
    this.linksChanged();
  }

  /** Has the lines above the prompts drawn again. */
  refresh(): void {
    this.changed.fire();
  }

  unlink(prompt: EditedPrompt): void {
    delete prompt.link;
    this.linksChanged();
  }

  /** Puts a text where the linked prompt stands in its file, as an edit that can be undone. */
  async writeLinked({ link }: EditedPrompt, text: string): Promise<void> {
    if (!link) return;
    const file = await vscode.workspace.openTextDocument(link.uri);
    const before = file.getText().replaceAll("\r\n", "\n");
    const range = linkedRange(before, link.saved);
    if (range) await setText(link.uri, before.slice(0, range.start) + text + before.slice(range.end));
  }

  /** Opens VS Code's comparison of a prompt with what was recorded. */
  async showDiff({ folder }: Editing, { document, uri, link }: EditedPrompt): Promise<void> {
    const whole = link === undefined || link.saved.between === undefined;
    const right = whole ? (link?.uri ?? uri) : uri;
    if (!whole) await setText(uri, await textNow({ document, uri, link }));
    await vscode.commands.executeCommand(
      "vscode.diff",
      recordedUri(folder, document.name),
      right,
      `${document.name}: recorded and edited`,
    );
  }

  dispose(): void {
    this.changed.dispose();
    this.bySession.clear();
  }

  /** Menus of a linked file offer what those of a prompt do. */
  private linksChanged(): void {
    const linked = [...this.bySession.values()].flatMap(({ prompts }) =>
      prompts.flatMap(({ link }) => (link ? [link.uri.fsPath] : [])),
    );
    void vscode.commands.executeCommand("setContext", CONTEXTS.linkedFiles, linked);
    this.changed.fire();
  }

  private current({ prompts }: Editing): Promise<CurrentPrompt[]> {
    return Promise.all(
      prompts.map(async (prompt) => ({
        document: prompt.document,
        text: await textNow(prompt),
        link: prompt.link?.saved,
      })),
    );
  }

  private keep(sessionId: string, editing: Editing): void {
    this.bySession.set(sessionId, editing);
    for (const [oldest, { folder }] of this.bySession) {
      if (this.bySession.size <= MAX_EDITINGS) break;
      this.bySession.delete(oldest);
      this.files.forget(folder);
    }
  }
}

async function textNow({ uri, link, document }: EditedPrompt): Promise<string> {
  if (!link) return (await vscode.workspace.openTextDocument(uri)).getText().replaceAll("\r\n", "\n");
  const file = await vscode.workspace.openTextDocument(link.uri);
  const text = linkedText(file.getText(), link.saved);
  if (text === undefined)
    throw new UserFault("not-found", `${link.saved.file} no longer holds the prompt where it was.`, {
      next: "Link it again.",
    });
  // A file usually ends with a line end that the recorded prompt does not have.
  return text.trimEnd() === document.recorded.trimEnd() ? document.recorded : text;
}

async function setText(uri: vscode.Uri, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() === text) return;
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, all, text);
  await vscode.workspace.applyEdit(edit);
}
