// Delete a session, a replay with its samples, or all that are selected in the tree, after a question.

import * as vscode from "vscode";
import type { SessionRow } from "../../protocol/rows";
import type { ReplayGroup } from "../replay-list";
import { countText, oneLine } from "../text";
import type { CommandParts } from "./parts";

/** What goes: sessions by their ids, and replays that are forgotten with them. */
export interface Deletion {
  readonly sessionIds: readonly string[];
  readonly replayIds: readonly string[];
}

/** Everything below the chosen sessions and replays goes with them. Pure. */
export function deletionOf(
  chosen: { readonly sessionIds: readonly string[]; readonly replayIds: readonly string[] },
  rows: readonly SessionRow[],
  groups: readonly ReplayGroup[],
): Deletion {
  const sessionIds = new Set(chosen.sessionIds);
  const replayIds = new Set(chosen.replayIds);
  // Replays of replays: once more for as long as something new was found.
  for (let before = -1; before !== sessionIds.size + replayIds.size;) {
    before = sessionIds.size + replayIds.size;
    for (const { entry, row } of groups) {
      if (sessionIds.has(entry.sessionId)) replayIds.add(entry.replayId);
      if (replayIds.has(entry.replayId)) for (const sample of row.samples) sessionIds.add(sample.sessionId);
    }
    for (const { replayOf, sessionId } of rows)
      if (replayOf && sessionIds.has(replayOf)) sessionIds.add(sessionId);
  }
  return { sessionIds: [...sessionIds], replayIds: [...replayIds] };
}

/** Asks, and removes what the user confirmed. */
export async function deleteSessions(
  { engine, sessions, replayList }: CommandParts,
  chosen: Parameters<typeof deletionOf>[0],
): Promise<void> {
  const deletion = deletionOf(chosen, sessions.state.rows, replayList.all);
  const loaded = deletion.sessionIds.flatMap((id) => sessions.find(id) ?? []);
  if (deletion.sessionIds.length === 0) return;
  const [only] = loaded;
  const what =
    loaded.length === 1 && only && deletion.replayIds.length === 0
      ? `“${oneLine(only.title, 60) || only.sessionId.slice(0, 8)}”`
      : countText(loaded.length, "session");
  const remove = "Delete";
  const detail =
    (deletion.replayIds.length === 0
      ? ""
      : `${countText(deletion.replayIds.length, "replay")} with all samples ${deletion.replayIds.length === 1 ? "is" : "are"} among them. `) +
    "What was received is removed from memory and erased from the disk. Exported files, variants and tests stay. This cannot be undone.";
  const confirmed = await vscode.window.showWarningMessage(
    `Delete ${what}?`,
    { modal: true, detail },
    remove,
  );
  if (confirmed !== remove) return;
  for (const replayId of deletion.replayIds)
    await engine.ask("replay/forget", { replayId }).catch(() => undefined);
  await engine.ask("session/clear", { sessionIds: [...deletion.sessionIds] });
  replayList.changed();
  await sessions.refresh();
}
