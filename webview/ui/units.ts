// Sizes are written in units that grow with VS Code's font size (media/theme.css). This is one unit in pixels.

let known: number | undefined;

/** Read once: asking the browser makes it work out all styles that wait. */
export function unitPx(): number {
  return (known ??= readUnit());
}

/** To be called when the editor's font may be another one. */
export function forgetUnit(): void {
  known = undefined;
}

function readUnit(): number {
  const size = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--vscode-font-size"));
  return Number.isFinite(size) && size > 0 ? size / 13 : 1;
}
