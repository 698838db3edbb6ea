// The commands Set API Key and Forget API Keys.

import * as vscode from "vscode";
import { SETTINGS } from "../ids";
import type { Secrets } from "../secrets";
import { countText } from "../text";
import { hostOfTarget, readTargetSettings, targetChoices } from "./targets";

/** Asks for which target, then for the key. An empty key is forgotten. */
export async function setKey(secrets: Secrets): Promise<void> {
  const setting = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.replayTargets);
  const { targets } = readTargetSettings(setting);
  const items = targetChoices([], "", targets, undefined)
    .filter(({ target }) => target.provider !== "editor")
    .map(({ label, target }) => ({ label, description: hostOfTarget(target), target }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Set API Key" });
  if (!chosen) return;
  const host = hostOfTarget(chosen.target);
  const key = await vscode.window.showInputBox({
    title: `API key for ${host}`,
    prompt: `It is kept in the editor's secret storage and sent to ${host} only. Leave it empty to forget it.`,
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return;
  await secrets.set(chosen.target.provider, host, key.trim());
  vscode.window.setStatusBarMessage(
    key.trim() === "" ? `$(check) Forgot the key for ${host}` : `$(check) Saved the key for ${host}`,
    4000,
  );
}

/** Forgets all keys after a question. */
export async function forgetKeys(secrets: Secrets): Promise<void> {
  const forget = "Forget API Keys";
  const detail = "Keys in environment variables stay where they are.";
  const chosen = await vscode.window.showWarningMessage(
    "Forget all API keys?",
    { modal: true, detail },
    forget,
  );
  if (chosen !== forget) return;
  const count = await secrets.forgetAll();
  vscode.window.setStatusBarMessage(`$(check) Forgot ${countText(count, "key")}`, 4000);
}
