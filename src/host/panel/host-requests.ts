// What a panel asks of the editor, answered. Names and ids come from the page, never a path or a command of its choice.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf, HostCommand } from "../../protocol/messages";
import type { Engine } from "../engine";
import { COMMANDS, EXTENSION_ID, VIEWS } from "../ids";
import { stepLink } from "../step-link";
import { visible } from "../text";
import { editCost } from "../commands/edit-cost";
import { keepLayer } from "../settings";
import type { Language, TextDocuments } from "./documents";
import type { HostHandlers } from "./pipe";
import { lineIndex, resolveSource } from "./source";

/** What a command of a page is about; ids of the page's own choice, which the engine checks. */
export type ReplayCommandAbout = Omit<ArgumentsOf<"host/run-command">, "command">;
export type ReplayCommand = Exclude<
  HostCommand,
  "run-agent" | "open-settings" | "show-sessions" | "reload-view" | "session-actions"
>;

export interface HostRequestParts {
  readonly engine: Engine;
  readonly documents: TextDocuments;
  readonly showLog: () => void;
  readonly revealSession: (sessionId: string) => Promise<void>;
  readonly showStep: (sessionId: string, stepId: string) => void;
  readonly filterSessions: (agent: string) => Promise<void>;
  readonly reloadPanel: () => void;
  /** Lets the user choose what else to do with a session. */
  readonly showSessionActions: (sessionId: string) => Promise<void>;
  /** Runs a command about a replay or a comparison. */
  readonly runReplayCommand: (command: ReplayCommand, about: ReplayCommandAbout) => Promise<void>;
}

/** The handlers for all `host/…` requests. */
export function hostRequests(parts: HostRequestParts): HostHandlers {
  return {
    "host/open-document": async ({ title, text, language }) => {
      await parts.documents.open(title, text, language);
      return {};
    },
    "host/open-diff": async ({ title, before, after, language }) => {
      await parts.documents.openDiff(title, before, after, languageOf(language));
      return {};
    },
    "host/copy": async ({ text }) => {
      await vscode.env.clipboard.writeText(visible(text));
      return {};
    },
    "host/copy-link": async ({ sessionId, stepId }) => {
      const place = { sessionId, ...(stepId !== undefined && { stepId }) };
      await vscode.env.clipboard.writeText(stepLink(vscode.env.uriScheme, EXTENSION_ID, place));
      return {};
    },
    "host/show-log": () => {
      parts.showLog();
      return {};
    },
    "host/reveal-session": async ({ sessionId }) => {
      await parts.revealSession(sessionId);
      return {};
    },
    "host/show-step": ({ sessionId, stepId }) => {
      parts.showStep(sessionId, stepId);
      return {};
    },
    "host/filter-sessions": async ({ agent }) => {
      await parts.filterSessions(agent);
      return {};
    },
    "host/open-source": async ({ stepId }) => {
      await openSource(parts.engine, stepId);
      return {};
    },
    "host/edit-cost": async (about) => {
      await editCost(parts.engine, about);
      return {};
    },
    "host/keep-layer": async ({ store, layer }) => {
      await keepLayer(store, layer);
      return {};
    },
    "host/run-command": async ({ command, ...about }) => {
      await runCommand(command, about, parts);
      return {};
    },
  };
}

/** What a page calls a language is free text; documents know three. */
function languageOf(name: string | undefined): Language {
  return name === "json" || name === "markdown" ? name : "plaintext";
}

async function openSource(engine: Engine, stepId: string): Promise<void> {
  const { code } = await engine.ask("step/get", { stepId });
  if (code?.file === undefined) throw new UserFault("not-found", "This step does not say where its code is.");
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const file = await resolveSource(code.file, folders);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const line = Math.min(lineIndex(code.line), document.lineCount - 1);
  const selection = new vscode.Range(line, 0, line, 0);
  await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.Beside });
}

async function runCommand(
  command: HostCommand,
  about: ReplayCommandAbout,
  { reloadPanel, runReplayCommand, showSessionActions }: HostRequestParts,
): Promise<void> {
  switch (command) {
    case "run-agent":
      await vscode.commands.executeCommand(COMMANDS.runAgent);
      return;
    case "open-settings":
      await vscode.commands.executeCommand(COMMANDS.openSettings);
      return;
    case "show-sessions":
      await vscode.commands.executeCommand(`${VIEWS.sessions}.focus`);
      return;
    case "reload-view":
      reloadPanel();
      return;
    case "session-actions":
      if (about.sessionId !== undefined) await showSessionActions(about.sessionId);
      return;
    default:
      await runReplayCommand(command, about);
  }
}
