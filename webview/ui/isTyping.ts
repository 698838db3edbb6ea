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
