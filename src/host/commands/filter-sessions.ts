// Filter Sessions: a quick pick of what a filter can say; what is typed is taken as it is.

import * as vscode from "vscode";
import type { SessionRow } from "../../protocol/rows";
import { agentFilter } from "../sidebar/session-filter";
import { oneLine } from "../text";
import type { CommandParts } from "./parts";

interface FilterItem extends vscode.QuickPickItem {
  readonly filter: string;
}

/** Agents offered; any other can be typed. */
const MOST_AGENTS = 50;

/** Asks for a filter and sets it. An empty one shows every session. */
export async function filterSessions({ sessions, sessionsTree }: CommandParts): Promise<void> {
  const filter = await pickFilter(sessionsTree.filterText, suggestions(sessions.state.rows));
  if (filter !== undefined) sessionsTree.filter(filter);
}

function pickFilter(before: string, offered: readonly FilterItem[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<FilterItem>();
  pick.title = "Filter Sessions";
  pick.placeholder = "Words of the title, agent or model; agent:name, status:running";
  pick.value = before;
  const show = (text: string) => (pick.items = [...typed(text), ...offered]);
  show(before);
  return new Promise((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.filter ?? pick.value);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function typed(text: string): FilterItem[] {
  return text.trim() === ""
    ? [{ label: "$(clear-all) Show every session", filter: "", alwaysShow: true }]
    : [{ label: `$(filter) ${withoutIcons(text)}`, filter: text, alwaysShow: true }];
}

function suggestions(rows: readonly SessionRow[]): FilterItem[] {
  const agents = [...new Set(rows.flatMap((row) => row.agents))].sort().slice(0, MOST_AGENTS);
  return [
    { label: "$(sync) status:running", filter: "status:running" },
    { label: "$(error) status:failed", filter: "status:failed" },
    { label: "$(pass) status:ok", filter: "status:ok" },
    ...agents.map((agent) => ({
      label: `$(hubot) agent:${withoutIcons(agent)}`,
      filter: agentFilter(agent),
    })),
  ];
}

/** A `$(` in a name would be drawn as an icon. */
function withoutIcons(text: string): string {
  return oneLine(text).replaceAll("$(", "$\u200B(");
}
