// The panel's page: one script, one style sheet, and a policy that lets nothing else in. Pure.

/** What the page shows: a session, and in it the step to start at, or the agents, and which of them. */
export type PageContent =
  | {
      readonly kind: "session";
      readonly sessionId: string;
      readonly stepId?: string | undefined;
      /** The tab to begin with; the timeline where absent. */
      readonly view?: string | undefined;
    }
  | { readonly kind: "agents"; readonly agent?: string | undefined };

export interface PageParts {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** Addresses of `webview.js` and `webview.css` as the webview sees them. */
  readonly script: string;
  readonly style: string;
  /** Random for each page. */
  readonly nonce: string;
  readonly content: PageContent;
}

/**
 * The HTML of a panel. Ids and names come from traces, so they are escaped. The script is a plain one at the end of the
 * body: the widgets read the theme once at `load` and have to be there before it.
 */
export function pageOf(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agent Loupe</title>
<link rel="stylesheet" href="${escaped(parts.style)}">
</head>
<body ${attributes(dataOf(parts.content))}>
<div id="app"></div>
<script nonce="${escaped(parts.nonce)}" src="${escaped(parts.script)}"></script>
</body>
</html>`;
}

function dataOf(content: PageContent): Readonly<Record<string, string | undefined>> {
  if (content.kind === "agents") return { page: "agents", agent: content.agent };
  const { sessionId, view = "timeline", stepId } = content;
  return { "session-id": sessionId, view, "step-id": stepId };
}

function attributes(data: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(data)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `data-${name}="${escaped(value)}"`)
    .join(" ");
}

/** The hash of no text: the widgets put one empty style element into the head and fill it through the DOM. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

function policy({ cspSource, nonce }: PageParts): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} ${EMPTY_STYLE}`,
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
