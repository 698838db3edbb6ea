// Opens a link to a step: the session's panel, and the step in it.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { Engine } from "../engine";
import { type Log } from "../log";
import { tellFailure } from "../notify";
import { readStepLink } from "../step-link";

export interface LinkParts {
  readonly engine: Pick<Engine, "ask">;
  readonly log: Log;
  readonly show: (sessionId: string, stepId: string | undefined) => void;
}

/** Takes what the editor hands to our extension id. A session that is gone is told with the reason. */
export function openLinks(parts: LinkParts): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await open(parts, uri);
      } catch (error) {
        tellFailure(parts.log, "The link", error);
      }
    },
  });
}

async function open({ engine, show }: LinkParts, uri: vscode.Uri): Promise<void> {
  const place = readStepLink(uri);
  if (!place) throw new UserFault("invalid-args", "This link does not point to a step.");
  await engine.ask("session/get", { sessionId: place.sessionId });
  show(place.sessionId, place.stepId);
}
