// search/query: the steps in whose messages, tool calls, names or errors all words of a query stand.

import type { Message } from "../../core/model/message";
import type { SearchHitRow } from "../../protocol/rows";
import { hashText } from "../analysis/hash";
import { ListReader } from "../analysis/lists";
import { searchableTexts } from "../analysis/searchable";
import { Slices } from "../analysis/slices";
import { excerptOf, holdsAll, mayHold, wordsOf } from "../analysis/words";
import { nothingLooked } from "../store/text-scan";
import type { Engine, EngineHandlers } from "./engine";
import { readStored } from "./stored-step";

const DEFAULT_LIMIT = 50;
/** After this long, what was found so far is the answer: people type on. */
const LIMIT_MS = 250;
const SESSIONS_AT_A_TIME = 50;

export function searchAnswers(engine: Engine): EngineHandlers {
  return {
    "search/query": ({ text, limit = DEFAULT_LIMIT }, signal) => search(engine, text, limit, signal),
  };
}

/** Newest sessions first, in each the first step that holds a text. */
async function search(
  engine: Engine,
  query: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly SearchHitRow[]> {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  const hits: SearchHitRow[] = [];
  const until = engine.nowMs() + LIMIT_MS;
  const looked = nothingLooked();
  const slices = new Slices();
  const texts = new StepTexts(engine);
  const { releases } = engine.store.contents;
  for (const session of sessions(engine)) {
    const seen = new Set<string>();
    const { byStepId } = engine.store.structure(session.id);
    const places = new Map([...byStepId.values()].map((place) => [place.rowId, place]));
    for (const { id, fits } of engine.store.textScan.candidates(session.id, mayHold(words), looked)) {
      const place = places.get(id);
      if (fits && place)
        for (const { where, text } of texts.of(id)) {
          if (!holdsAll(text, words) || isRepeated(text, seen)) continue;
          const stepId = place.duplicateOf ?? place.stepId;
          hits.push({ sessionId: session.sessionId, stepId, where, excerpt: excerptOf(text, words) });
          if (hits.length === limit) return hits;
        }
      if (engine.nowMs() > until || signal.aborted) return hits;
      if ((await slices.breathe()) && engine.store.contents.releases !== releases) return hits;
    }
  }
  return hits;
}

function* sessions({ store }: Engine) {
  let before: { readonly startUs: number; readonly id: number } | null = null;
  for (;;) {
    const page = store.sessions.newest(SESSIONS_AT_A_TIME, before);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < SESSIONS_AT_A_TIME) return;
    before = { startUs: last.startUs, id: last.id };
  }
}

/** What a later call sends again is shown where it stood first. */
function isRepeated(text: string, seen: Set<string>): boolean {
  const hash = hashText(text);
  if (seen.has(hash)) return true;
  seen.add(hash);
  return false;
}

/** Reads the texts of steps; messages that were read in one are not parsed again in the next. */
class StepTexts {
  private readonly messages: ListReader<Message>;

  constructor(private readonly engine: Engine) {
    this.messages = new ListReader<Message>(engine.store.contents);
  }

  *of(rowId: number) {
    const { store, reader } = this.engine;
    const source = store.contents.source(rowId);
    if (!source) return;
    if (source.span.startsWith("log:")) {
      const { facts } = readStored(this.engine, source);
      yield* searchableTexts(facts, facts.content(), []);
      return;
    }
    const stored = store.contents.span(source);
    const logs = source.logs === 0 ? [] : store.messages.sortedLogs(store.steps.logs(rowId));
    const { facts } = reader.span(stored.span, logs);
    const content = facts.content();
    const messages = content.input
      ? this.messages.read(content.input, stored.span.attributes, stored, "search")
      : [];
    yield* searchableTexts(
      facts,
      content,
      messages.map(({ value }) => value),
    );
  }
}
