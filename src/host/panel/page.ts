// The panel's page: one script, one style sheet, and a policy that lets nothing else in. Pure.

export interface PageParts {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Addresses of `webview.js` and `webview.css` as the webview sees them. */
  readonly script: string;
  readonly style: string;
  /** Random for each page. */
  readonly nonce: string;
  readonly sessionId: string;
  readonly stepId?: string | undefined;
}

/**
 * The HTML of a session's panel. The session id comes from a trace, so it is escaped. The script is a plain one at the
 * end of the body: the widgets read the theme once at `load` and have to be there before it.
 */
export function pageOf(parts: PageParts): string {
  const step = parts.stepId === undefined ? "" : ` data-step-id="${escaped(parts.stepId)}"`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent Loupe</title>
<link rel="stylesheet" href="${escaped(parts.style)}">
</head>
<body data-session-id="${escaped(parts.sessionId)}" data-view="timeline"${step}>
<div id="app"></div>
<script nonce="${escaped(parts.nonce)}" src="${escaped(parts.script)}"></script>
</body>
</html>`;
}

function policy({ cspSource, nonce }: PageParts): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `font-src ${cspSource}`,
    "connect-src 'none'",
    "frame-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
