// From what stands in the editors to the edits of a replay, and to what a variant keeps of them. Pure.

import type { ReplayEdit } from "../../protocol/replay";
import type { LinkedEdit, SavedEdit } from "../../protocol/saved-files";
import type { EditsOfText } from "./call-groups";
import type { PromptDocument } from "./prompts";

/** A document as it stands now; `link` where its text is that of a workspace file. */
export interface CurrentPrompt {
  readonly document: PromptDocument;
  readonly text: string;
  readonly link?: Pick<LinkedEdit, "file" | "between"> | undefined;
}

/** The edits of all documents that differ from the recording; the first reason where one cannot be sent. */
export function editsOf(prompts: readonly CurrentPrompt[]): EditsOfText {
  const edits: ReplayEdit[] = [];
  for (const { document, text } of prompts) {
    const found = document.edits(text);
    if (!found.ok) return found;
    edits.push(...found.edits);
  }
  return { ok: true, edits };
}

/** What a variant keeps: a link in place of the text where the prompt is linked, also while it says what was recorded. */
export function savedEditsOf(prompts: readonly CurrentPrompt[]): SavedEdit[] {
  return prompts.flatMap(({ document, text, link }): SavedEdit[] => {
    const found = document.edits(link ? `${text}\0` : text);
    const edits = found.ok ? found.edits : [];
    return link ? edits.map(({ where }) => ({ where, ...link })) : [...edits];
  });
}

/**
 * The texts of the documents under a variant's edits, as far as they are theirs. `left` counts the edits that fit no
 * document: they were made for another session.
 */
export function textsUnder(
  documents: readonly PromptDocument[],
  edits: readonly ReplayEdit[],
): { readonly texts: ReadonlyMap<string, string>; readonly left: number } {
  const texts = new Map<string, string>();
  let left = 0;
  for (const edit of edits) {
    const found = documents.flatMap((document) => {
      const text = document.under(texts.get(document.name) ?? document.recorded, edit);
      return text === undefined ? [] : [[document.name, text] as const];
    });
    if (found.length === 0) left += 1;
    for (const [name, text] of found) texts.set(name, text);
  }
  return { texts, left };
}
