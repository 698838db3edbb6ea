import { describe, expect, it } from "vitest";
import { pageOf } from "../../src/host/panel/page";

const PARTS = {
  cspSource: "https://*.vscode-cdn.net",
  script: "https://host/dist/webview.js",
  style: "https://host/dist/webview.css",
  nonce: "abc",
  content: { kind: "session", sessionId: "s1" },
} as const;

describe("the panel's page", () => {
  it("lets in one script by its nonce, styles and fonts of ours, and no connection", () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(pageOf(PARTS))?.[1];
    expect(policy?.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'nonce-abc'",
      "style-src https://*.vscode-cdn.net 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
      "img-src https://*.vscode-cdn.net data:",
      "font-src https://*.vscode-cdn.net",
      "connect-src 'none'",
      "frame-src 'none'",
      "form-action 'none'",
      "base-uri 'none'",
    ]);
  });

  it("has its only script at the end of the body", () => {
    expect(pageOf(PARTS).match(/<script/g)).toHaveLength(1);
    expect(pageOf(PARTS)).toMatch(
      /<script nonce="abc" src="https:\/\/host\/dist\/webview.js"><\/script>\n<\/body>/,
    );
  });

  it("keeps a hostile session id inside its attribute", () => {
    const hostile = { kind: "session", sessionId: `"><script>alert(1)</script>`, stepId: `'&"` } as const;
    const page = pageOf({ ...PARTS, content: hostile });
    expect(page).toContain(
      `data-session-id="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;" data-view="timeline" data-step-id="&#39;&#38;&#34;"`,
    );
    expect(page).not.toContain("<script>alert");
  });

  it("says that it is the page of the agents, and keeps a hostile name inside its attribute", () => {
    const page = pageOf({ ...PARTS, content: { kind: "agents", agent: `"><img onerror=1>` } });
    expect(page).toContain(`<body data-page="agents" data-agent="&#34;&#62;&#60;img onerror=1&#62;">`);
    expect(pageOf({ ...PARTS, content: { kind: "agents" } })).toContain(`<body data-page="agents">`);
  });
});
