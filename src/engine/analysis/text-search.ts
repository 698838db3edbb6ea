// One search over everything that is stored: newest sessions first, in slices, so that spans are still taken in meanwhile.
//
// It can be left and gone on with: a page of hits is what was found until a time was up.

import type { Message } from "../../core/model/message";
import type { SearchHitRow } from "../../protocol/rows";
import type { Engine } from "../answers/engine";
import { readStored } from "../answers/stored-step";
import type { Place } from "../store/place";
import { nothingLooked } from "../store/text-scan";
import { hashText } from "./hash";
import { ListReader } from "./lists";
import { searchableTexts } from "./searchable";
import { Slices } from "../slices";
import { excerptOf, holdsAll, mayHold, wordsOf } from "./words";

const SESSIONS_AT_A_TIME = 50;
/** Steps between two looks at the clock. */
const STEPS_AT_A_TIME = 32;

export interface SearchLimits {
  readonly hits: number;
  /** On the clock of `performance.now`; absent: until all is searched. */
  readonly untilMs?: number;
  readonly signal: AbortSignal;
}

export class TextSearch {
  /** What was looked at so far, for saying how far it is. */
  readonly progress = { sessions: 0, steps: 0 };
  done = false;
  private readonly words: readonly string[];
  private readonly run: AsyncGenerator<SearchHitRow | undefined, void>;
  private readonly slices = new Slices();

  constructor(
    private readonly engine: Engine,
    query: string,
  ) {
    this.words = wordsOf(query);
    this.run = this.everything();
  }

  /** The next hits: as many as asked for, or what was found until the time was up. */
  async more({ hits: limit, untilMs, signal }: SearchLimits): Promise<readonly SearchHitRow[]> {
    const hits: SearchHitRow[] = [];
    while (!this.done && hits.length < limit && !signal.aborted) {
      const { value, done } = await this.run.next();
      if (done === true) this.done = true;
      else if (value) hits.push(value);
      else if (untilMs !== undefined && performance.now() > untilMs) break;
    }
    return hits;
  }

  /** Hits one by one; undefined now and then, where nothing was found for a while. */
  private async *everything(): AsyncGenerator<SearchHitRow | undefined, void> {
    if (this.words.length === 0) return;
    const { store } = this.engine;
    const fits = mayHold(this.words);
    let looked = nothingLooked();
    let texts = new StepTexts(this.engine);
    let { releases } = store.contents;
    for (const session of sessionsIn(this.engine)) {
      const { steps, withLogs } = store.textScan.plan(session.id);
      const seen = new Set<string>();
      for (const [index, id] of steps.entries()) {
        if (store.textScan.mayHold(id, withLogs.has(id), fits, looked))
          yield* this.hitsOf(session, id, texts, seen);
        this.progress.steps += 1;
        if (index % STEPS_AT_A_TIME !== 0) continue;
        yield undefined;
        // What was let go of meanwhile may have left its numbers to other texts.
        if ((await this.slices.breathe()) && store.contents.releases !== releases) {
          ({ releases } = store.contents);
          looked = nothingLooked();
          texts = new StepTexts(this.engine);
        }
      }
      this.progress.sessions += 1;
      yield undefined;
    }
  }

  private *hitsOf(
    session: { readonly id: number; readonly sessionId: string },
    rowId: number,
    texts: StepTexts,
    seen: Set<string>,
  ): Generator<SearchHitRow> {
    for (const { where, text } of texts.of(rowId)) {
      if (!holdsAll(text, this.words) || isRepeated(text, seen)) continue;
      const place = this.placeOf(session.id, rowId);
      if (!place) return;
      const { stepId, number } = place;
      yield { sessionId: session.sessionId, stepId, number, where, excerpt: excerptOf(text, this.words) };
    }
  }

  /** Of two spans of one call the one that is shown. Trees are big and made when they are needed. */
  private placeOf(session: number, rowId: number): Place | undefined {
    const { byRowId, byStepId } = this.engine.store.structure(session);
    const place = byRowId.get(rowId);
    return byStepId.get(place?.duplicateOf ?? "") ?? place;
  }
}

function* sessionsIn({ store }: Engine) {
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
