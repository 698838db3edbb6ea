// Where a recorded prompt stands in the workspace: all of a file, or a piece of one. Pure.

import type { LinkedEdit } from "../../protocol/saved-files";

/** A place in a file that holds the prompt word for word. */
export type PromptPlace = Pick<LinkedEdit, "between">;

/** Characters of the file kept on each side, so that the place is found again once the prompt was edited. */
const MARK_CHARACTERS = 120;
/** Shorter texts stand in many files by chance. */
const MIN_CHARACTERS = 20;

/**
 * The place of `prompt` in a file: without marks where the file is nothing else. Undefined where the file does not hold
 * it, or where no marks tell the place from others.
 */
export function placeOf(prompt: string, fileText: string): PromptPlace | undefined {
  const text = fileText.replaceAll("\r\n", "\n");
  const wanted = prompt.replaceAll("\r\n", "\n");
  if (wanted.trim().length < MIN_CHARACTERS) return undefined;
  if (text.trimEnd() === wanted.trimEnd()) return {};
  const start = text.indexOf(wanted);
  if (start < 0) return undefined;
  const end = start + wanted.length;
  const between = {
    before: text.slice(Math.max(0, start - MARK_CHARACTERS), start),
    after: text.slice(end, end + MARK_CHARACTERS),
  };
  const isClear = between.before === "" || text.indexOf(between.before) + between.before.length === start;
  return isClear && !wanted.includes(between.after || "\0") ? { between } : undefined;
}
