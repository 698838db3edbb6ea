// Serves the built webview with the stub of VS Code's side, on loopback, under the panel's content security policy.
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.join(import.meta.dirname, "..", "..");
const THEMES = {
  dark: "vscode-dark",
  light: "vscode-light",
  hc: "vscode-high-contrast",
  "hc-light": "vscode-high-contrast vscode-high-contrast-light",
};
const TYPES = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
  ".html": "text/html; charset=utf-8",
};

/** Starts on a free port, or on `port`; answers with the address and a way to stop. */
export async function servePage({ port = 0 } = {}) {
  const stub = await bundleStub();
  const server = createServer((request, response) => {
    answer(request, stub).then(
      ({ status, type, body, headers = {} }) =>
        response.writeHead(status, { "content-type": type, ...headers }).end(body),
      (error) => response.writeHead(404, { "content-type": "text/plain" }).end(String(error)),
    );
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

async function bundleStub() {
  const built = await esbuild.build({
    entryPoints: [path.join(root, "test", "browser", "page", "stub.ts")],
    bundle: true,
    write: false,
    format: "iife",
    target: "chrome120",
  });
  return built.outputFiles[0].text;
}

async function answer(request, stub) {
  const url = new URL(request.url, "http://127.0.0.1");
  const name = path.basename(url.pathname);
  if (url.pathname === "/") return page(url);
  if (name === "stub.js") return { status: 200, type: TYPES[".js"], body: stub };
  const folder = url.pathname.startsWith("/themes/") ? path.join("test", "fixtures", "themes") : "dist";
  return {
    status: 200,
    type: TYPES[path.extname(name)] ?? "application/octet-stream",
    body: await readFile(path.join(root, folder, name)),
  };
}

/** The hash of no text at all: the toolkit puts one empty style element into the head and fills it through the DOM. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** The policy of the real panel (src/host/panel), with this server in the place of VS Code's. */
export function policyOf(nonce, source, extra = "") {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} ${EMPTY_STYLE}`,
    `img-src ${source} data:`,
    `font-src ${source}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "connect-src 'none'",
    ...(extra === "" ? [] : [extra]),
  ].join("; ");
}

function page(url) {
  const theme = Object.hasOwn(THEMES, url.searchParams.get("theme") ?? "")
    ? url.searchParams.get("theme")
    : "dark";
  const nonce = randomBytes(16).toString("hex");
  const trusted = url.searchParams.get("trusted-types") === "1" ? "require-trusted-types-for 'script'" : "";
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Agent Loupe</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/themes/${theme}.css">
<link rel="stylesheet" href="/webview.css">
</head>
<body class="${THEMES[theme]}" data-session-id="made" ${url.searchParams.get("page") === "agents" ? 'data-page="agents" ' : ""}${url.searchParams.get("step") === null ? "" : `data-step-id="${url.searchParams.get("step").replace(/[^\w:]/g, "")}" `}data-view="${url.searchParams.get("view") === null ? "timeline" : encodeURIComponent(url.searchParams.get("view"))}">
<div id="app"></div>
<script nonce="${nonce}" src="/stub.js"></script>
<script nonce="${nonce}" src="/webview.js"></script>
</body>
</html>`;
  const headers = {
    "content-security-policy": policyOf(nonce, "'self'", trusted),
    "cache-control": "no-store",
  };
  return { status: 200, type: TYPES[".html"], body, headers };
}
