// Search Messages and Results: a quick pick over everything that was said and found, in every session.
//
// The engine searches while the user types; each keystroke ends the search before it. Hits open at their step.

import * as vscode from "vscode";
import type { SearchHitRow, SearchPageRow } from "../../protocol/rows";
import { tellFailure } from "../notify";
import { sessionLabel } from "../sidebar/session-rows";
import { countText, oneLine } from "../text";
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

  /** Shows what is found page by page, until the list is full or everything was looked at. */
  private async search(text: string, signal: AbortSignal): Promise<void> {
    const { engine, log } = this.parts;
    const hits: SearchHitRow[] = [];
    try {
      for (let cursor: string | undefined; ;) {
        const limit = MOST_HITS - hits.length;
        const ask = { text: text.slice(0, 4096), limit, ...(cursor !== undefined && { cursor }) };
        const page = await engine.ask("search/page", ask, signal);
        if (signal.aborted) return;
        hits.push(...page.items);
        cursor = hits.length < MOST_HITS ? page.next : undefined;
        this.show(hits, cursor === undefined ? undefined : page.searched);
        if (cursor === undefined) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.pick.items = [...this.rowsOf(hits), remark("The search failed. Type again to try once more.")];
      tellFailure(log, "The search", error);
    } finally {
      if (!signal.aborted) this.pick.busy = false;
    }
  }

  /** The row that the user has moved to stays the active one while more are found. */
  private show(hits: readonly SearchHitRow[], searching: Searched | undefined): void {
    const active = this.pick.activeItems[0]?.hit;
    this.pick.keepScrollPosition = true;
    this.pick.items = this.rowsOf(hits, searching);
    const same = this.pick.items.find(({ hit }) => hit !== undefined && hit === active);
    if (same) this.pick.activeItems = [same];
  }

  private rowsOf(hits: readonly SearchHitRow[], searching?: Searched): HitItem[] {
    const labelOf = (sessionId: string) => {
      const row = this.parts.sessions.find(sessionId);
      return row ? sessionLabel(row) : `session ${oneLine(sessionId).slice(0, 8)}`;
    };
    return itemsOf(hits, labelOf, searching);
  }
}

const ASK = "Type at least two letters";

type Searched = SearchPageRow["searched"];

/**
 * The rows of the list: each hit with where it is and whose session, and a last line that says how far the search is,
 * or that more may fit.
 */
export function itemsOf(
  hits: readonly SearchHitRow[],
  labelOf: (sessionId: string) => string,
  searching?: Searched,
): HitItem[] {
  const items = hits.map((hit): HitItem => ({
    label: withoutIcons(oneLine(hit.excerpt, 160)),
    // Beside the excerpt there is seldom room for where it stands.
    detail: withoutIcons(
      [`step ${hit.number}`, oneLine(hit.where, 80), oneLine(labelOf(hit.sessionId), 120)].join(" · "),
    ),
    // The engine knows better what fits than a match of letters with the excerpt.
    alwaysShow: true,
    hit,
  }));
  if (searching) return [...items, remark(progressText(searching))];
  if (hits.length === 0) return [remark("Nothing found in any session")];
  return hits.length < MOST_HITS
    ? items
    : [...items, remark(`The first ${MOST_HITS} are shown. More words find fewer.`)];
}

function progressText({ sessions, sessionsInAll, steps }: Searched): string {
  const of = `${countText(sessions, "session")} of ${sessionsInAll}`;
  return `Searching: ${countText(steps, "step")} looked at, ${of} done`;
}

function remark(label: string): HitItem {
  return { label, alwaysShow: true };
}

/** A `$(` in a message would be drawn as an icon. */
function withoutIcons(text: string): string {
  return text.replaceAll("$(", "$\u200B(");
}
