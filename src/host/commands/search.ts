// Search Messages and Results: a quick pick over everything that was said and found, in every session.
//
// The engine searches while the user types; each keystroke ends the search before it. Hits open at their step.

import * as vscode from "vscode";
import type { SearchHitRow } from "../../protocol/rows";
import { tellFailure } from "../notify";
import { sessionLabel } from "../sidebar/session-rows";
import { oneLine } from "../text";
import type { CommandParts } from "./parts";

/** Hits that one look shows; the list says when there may be more. */
export const MOST_HITS = 100;
const TYPING_PAUSE_MS = 150;
/** One letter is in nearly every message. */
const FEWEST_LETTERS = 2;

interface HitItem extends vscode.QuickPickItem {
  readonly hit?: SearchHitRow;
}

/** Lets the user search and opens the session of the chosen hit at its step. */
export function searchMessages(parts: CommandParts): void {
  const pick = vscode.window.createQuickPick<HitItem>();
  pick.title = "Search Messages and Results";
  pick.placeholder = "Words of a prompt, an answer, a tool's arguments or its result";
  pick.items = [remark(ASK)];
  const search = new Search(parts, pick);
  pick.onDidChangeValue((text) => search.later(text));
  pick.onDidAccept(() => {
    const hit = pick.selectedItems[0]?.hit;
    if (!hit) return;
    pick.hide();
    parts.panels.show(hit.sessionId, hit.stepId);
  });
  pick.onDidHide(() => {
    search.dispose();
    pick.dispose();
  });
  pick.show();
}

/** One search at a time: a new text ends the one before. */
class Search {
  private timer: NodeJS.Timeout | undefined;
  private asking = new AbortController();

  constructor(
    private readonly parts: CommandParts,
    private readonly pick: vscode.QuickPick<HitItem>,
  ) {}

  /** Searches for the text once the user has paused. */
  later(text: string): void {
    this.dispose();
    this.asking = new AbortController();
    const wanted = text.trim();
    this.pick.busy = wanted.length >= FEWEST_LETTERS;
    if (this.pick.busy)
      this.timer = setTimeout(() => void this.search(wanted, this.asking.signal), TYPING_PAUSE_MS);
    else this.pick.items = [remark(ASK)];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.asking.abort();
  }

  private async search(text: string, signal: AbortSignal): Promise<void> {
    const { engine, sessions, log } = this.parts;
    try {
      const hits = await engine.ask("search/query", { text: text.slice(0, 4096), limit: MOST_HITS }, signal);
      if (signal.aborted) return;
      this.pick.items = itemsOf(hits, (sessionId) => {
        const row = sessions.find(sessionId);
        return row ? sessionLabel(row) : `session ${oneLine(sessionId).slice(0, 8)}`;
      });
    } catch (error) {
      if (signal.aborted) return;
      this.pick.items = [remark("The search failed. Type again to try once more.")];
      tellFailure(log, "The search", error);
    } finally {
      if (!signal.aborted) this.pick.busy = false;
    }
  }
}

const ASK = "Type at least two letters";

/** The rows of the list: each hit with where it is and whose session, and a last line where more may fit. */
export function itemsOf(hits: readonly SearchHitRow[], labelOf: (sessionId: string) => string): HitItem[] {
  if (hits.length === 0) return [remark("Nothing found in any session")];
  const items = hits.map((hit): HitItem => ({
    label: withoutIcons(oneLine(hit.excerpt, 160)),
    description: withoutIcons(oneLine(hit.where, 80)),
    detail: withoutIcons(oneLine(labelOf(hit.sessionId), 120)),
    // The engine knows better what fits than a match of letters with the excerpt.
    alwaysShow: true,
    hit,
  }));
  return hits.length < MOST_HITS
    ? items
    : [...items, remark(`The first ${MOST_HITS} are shown. More words find fewer.`)];
}

function remark(label: string): HitItem {
  return { label, alwaysShow: true };
}

/** A `$(` in a message would be drawn as an icon. */
function withoutIcons(text: string): string {
  return text.replaceAll("$(", "$\u200B(");
}
