// Sizes are written in units that grow with VS Code's font size (media/theme.css). This is one unit in pixels.

export function unitPx(): number {
  const size = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--vscode-font-size"));
  return Number.isFinite(size) && size > 0 ? size / 13 : 1;
}
