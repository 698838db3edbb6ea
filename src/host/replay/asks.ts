// What the engine asks of the editor while it replays: keys, consent, decisions, and the editor's own models.

import * as vscode from "vscode";
import type { Handlers } from "../../protocol/channel";
import { UserFault } from "../../protocol/faults";
import { Secrets, type AskForKey } from "../secrets";
import { Consents } from "./consent";
import { Decisions } from "./decide";
import { askLanguageModel } from "./language-model";
import { trustedModule } from "./module-graders";
import { agreed } from "./run-replay";

export interface ReplayAsks {
  readonly handlers: Handlers;
  readonly secrets: Secrets;
  readonly consents: Consents;
  readonly decisions: Decisions;
}

/** Everything the engine may ask, with the memory behind it. Nothing here is reachable from a page. */
export function replayAsks(context: Pick<vscode.ExtensionContext, "secrets" | "globalState">): ReplayAsks {
  const secrets = new Secrets(context.secrets, context.globalState, process.env, askForKey);
  const consents = new Consents();
  const decisions = new Decisions();
  const handlers: Handlers = {
    "host/secret": async ({ provider, host }) => ({ secret: await secrets.keyFor(provider, host) }),
    "host/consent": async ({ host, ...plan }) => {
      // A judge at a host of its own: what was agreed to for the plan's host says nothing about this one.
      if (await agreed(consents, { host, ...plan })) return { host };
      throw new UserFault("refused", `You did not agree to ${host}, so nothing was sent.`);
    },
    "host/decide": (question, signal) => decisions.decide(question, signal),
    "host/language-model": ({ request }, signal) => askLanguageModel(request, signal),
    "host/module": ({ path }) => trustedModule(path),
  };
  return { handlers, secrets, consents, decisions };
}

const askForKey: AskForKey = {
  key: (_provider, host) =>
    vscode.window.showInputBox({
      title: `API key for ${host}`,
      prompt: `It is kept in the editor's secret storage and sent to ${host} only. Leave it empty to send none.`,
      password: true,
      ignoreFocusOut: true,
    }),
  useVariable: async (variable, host) => {
    const use = "Use It";
    const detail =
      "Choose Cancel to enter another key. The variable is read again for each replay and stored nowhere.";
    const message = `Send the key in ${variable} to ${host}?`;
    return (await vscode.window.showWarningMessage(message, { modal: true, detail }, use)) === use;
  },
};
