// What every page of ours needs of a webview: options, addresses and a pipe to the engine that ends with the panel.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Channel } from "../../protocol/channel";
import type { Engine } from "../engine";
import { logThrown, type Log } from "../log";
import { pageOf, type PageContent } from "./page";
import { isSmallEnough, pipeTo, type HostHandlers } from "./pipe";

export interface WebviewParts {
  readonly extensionUri: vscode.Uri;
  readonly engine: Engine;
  readonly host: HostHandlers;
  readonly log: Log;
}

/** Connects a panel's page with the engine. The channel closes with the panel; the page comes with `loadPage`. */
export function connectPage(panel: vscode.WebviewPanel, parts: WebviewParts): Channel {
  const { webview } = panel;
  const { extensionUri, engine, host, log } = parts;
  const folder = (name: string) => vscode.Uri.joinPath(extensionUri, name);
  webview.options = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [folder("dist"), folder("media")],
  };
  const send = (envelope: unknown) => void webview.postMessage(envelope);
  const channel = pipeTo(send, engine, host, (error, method) =>
    logThrown(log, `The panel asked ${method}`, error),
  );
  webview.onDidReceiveMessage((message: unknown) => {
    if (isSmallEnough(message)) channel.receive(message);
    else log.warn("A panel sent a message that is too big; it was dropped.");
  });
  panel.onDidDispose(() => channel.close("The panel was closed."));
  const icon = (file: string) => vscode.Uri.joinPath(extensionUri, "media", file);
  panel.iconPath = { light: icon("panel-light.svg"), dark: icon("panel-dark.svg") };
  return channel;
}

/** Loads the page, or loads it again. */
export function loadPage(webview: vscode.Webview, extensionUri: vscode.Uri, content: PageContent): void {
  const address = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, "dist", file)).toString();
  webview.html = pageOf({
    cspSource: webview.cspSource,
    script: address("webview.js"),
    style: address("webview.css"),
    nonce: randomBytes(24).toString("base64url"),
    content,
  });
}
