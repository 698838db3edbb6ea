// search/query and search/page: the steps in whose messages, tool calls, names or errors all words of a query stand.

import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { SearchPageRow } from "../../protocol/rows";
import { TextSearch } from "../analysis/text-search";
import type { Engine, EngineHandlers } from "./engine";

const DEFAULT_LIMIT = 50;
/** A page is answered after this long, with what was found until then: people want to see something. */
const PAGE_MS = 250;
/** Searches that can be gone on with: one a window, and some that nobody came back to. */
const MOST_OPEN = 8;

export function searchAnswers(engine: Engine): EngineHandlers {
  const open = new OpenSearches(engine);
  return {
    "search/query": ({ text, limit = DEFAULT_LIMIT }, signal) =>
      new TextSearch(engine, text).more({ hits: limit, signal }),
    "search/page": (ask, signal) => open.page(ask, signal),
  };
}

class OpenSearches {
  private readonly searches = new Map<string, TextSearch>();
  private started = 0;

  constructor(private readonly engine: Engine) {}

  async page(
    { text, limit = DEFAULT_LIMIT, cursor }: ArgumentsOf<"search/page">,
    signal: AbortSignal,
  ): Promise<SearchPageRow> {
    const key = cursor ?? `search-${String(++this.started)}`;
    const search = cursor === undefined ? new TextSearch(this.engine, text) : this.searches.get(cursor);
    if (!search) throw ended();
    this.searches.delete(key);
    const items = await search.more({ hits: limit, untilMs: performance.now() + PAGE_MS, signal });
    const sessions = this.engine.store.sessions.count();
    const page = { items, searched: { ...search.progress, sessionsInAll: sessions } };
    if (search.done || signal.aborted) return page;
    this.keep(key, search);
    return { ...page, next: key };
  }

  private keep(key: string, search: TextSearch): void {
    this.searches.set(key, search);
    const [oldest] = this.searches.keys();
    if (this.searches.size > MOST_OPEN && oldest !== undefined) this.searches.delete(oldest);
  }
}

function ended(): UserFault {
  return new UserFault("not-found", "That search is no longer open.", { next: "Search again." });
}
