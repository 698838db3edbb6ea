/** True where a key belongs to what has the focus: a field, a choice, a button, a tab, or a chord with a modifier. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  if (!(target instanceof Element)) return false;
  const isButton = event.key === "Enter" && target.closest("button, a, vscode-button") !== null;
  return (
    isButton || target.closest("input, select, textarea, [role=tab], [role=radio], [role=separator]") !== null
  );
}
