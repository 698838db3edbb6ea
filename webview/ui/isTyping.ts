/**
 * True where a key belongs to what has the focus: a field or a choice takes them all, a button Enter and Space, a tab,
 * radio button or sash also the keys that move it. Chords with a modifier are the editor's.
 */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  if (target.closest("input, select, textarea, dialog") !== null) return true;
  const presses = event.key === "Enter" || event.key === " ";
  if (presses && target.closest("button, a, summary, vscode-button") !== null) return true;
  return event.key.length > 1 && target.closest("[role=tab], [role=radio], [role=separator]") !== null;
}

/** What a table of single keys calls a key: a letter counts with Caps Lock on, too, and is another one with Shift. */
export function keyName({ key, shiftKey }: KeyboardEvent): string {
  if (!/^[a-z]$/i.test(key)) return key;
  return shiftKey ? `shift ${key.toLowerCase()}` : key.toLowerCase();
}
