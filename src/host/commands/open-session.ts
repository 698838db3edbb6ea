// Open Session: a quick pick over all sessions, searched by the engine as the user types.

import * as vscode from "vscode";
import type { SessionRow } from "../../protocol/rows";
import { sessionDescription, sessionIcon, sessionLabel } from "../sidebar/session-rows";
import { themeIcon } from "../sidebar/sessions";
import { tellFailure } from "../notify";
import { oneLine } from "../text";
import type { CommandParts } from "./parts";

const SHOWN = 100;
const TYPING_PAUSE_MS = 120;

interface SessionItem extends vscode.QuickPickItem {
  readonly sessionId: string;
}

/** Lets the user search for a session and opens its panel. */
export async function openSession(parts: CommandParts): Promise<void> {
  const sessionId = await pickSession(parts, "Open Session");
  if (sessionId !== undefined) parts.panels.show(sessionId);
}

/** The id of the session that the user chose; undefined where none was. */
export function pickSession(
  parts: Pick<CommandParts, "engine" | "log">,
  title: string,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<SessionItem>();
  pick.title = title;
  pick.placeholder = "Search by title, agent, model or id";
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const search = searchInto(pick, parts);
  void search("");
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    pick.onDidChangeValue((text) => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(text), TYPING_PAUSE_MS);
    });
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.sessionId);
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Asks for the sessions that fit and shows them, unless a later search was begun meanwhile. */
function searchInto(
  pick: vscode.QuickPick<SessionItem>,
  parts: Pick<CommandParts, "engine" | "log">,
): (text: string) => Promise<void> {
  let latest: AbortController | undefined;
  return async (text) => {
    latest?.abort();
    const controller = (latest = new AbortController());
    pick.busy = true;
    try {
      const search = text.trim() === "" ? {} : { search: text.trim() };
      const { items } = await parts.engine.ask(
        "session/list",
        { limit: SHOWN, ...search },
        controller.signal,
      );
      if (latest === controller)
        pick.items = items.map((row) => sessionItem(row, search.search !== undefined));
    } catch (error) {
      if (latest === controller) tellFailure(parts.log, "The search", error);
    } finally {
      if (latest === controller) pick.busy = false;
    }
  };
}

/** `found` rows are shown whatever VS Code's own filter thinks of them: the engine also looks into what is not shown. */
function sessionItem(row: SessionRow, found: boolean): SessionItem {
  return {
    sessionId: row.sessionId,
    label: sessionLabel(row),
    description: sessionDescription(row, new Date()),
    detail: oneLine([...row.agents, ...row.models].join(" · ")),
    iconPath: themeIcon(sessionIcon(row)),
    alwaysShow: found,
  };
}
