// The rows of one session, as far as they were looked at: pages of the long list, asked for when they come into sight.
//
// Indexes are places in the visible list under the current filter and collapsed steps. After a change the old rows stay
// until the rows in sight have come anew, so that the frame never jumps; all other pages are forgotten and asked again.

import { type Signal, signal } from "@preact/signals";
import type { UserFault } from "../../src/protocol/faults";
import type { ResultOf } from "../../src/protocol/messages";
import type { StepRow } from "../../src/protocol/rows";
import { faultOf } from "./loaded";
import { keptIfSame } from "./same";

export type RowsAnswer = ResultOf<"session/rows">;
export interface RowRange {
  readonly offset: number;
  readonly count: number;
  readonly fromEnd?: boolean;
}
export type AskRows = (range: RowRange, signal: AbortSignal) => Promise<RowsAnswer>;

/** What is true of the whole list rather than of one row. */
export type RowsFrame = Omit<RowsAnswer, "items" | "ancestors">;

/** About two screens: what is fetched anew each time that a session in sight grew. */
const PAGE = 50;
/** Pages kept: 3,000 rows, far more than any screen shows. The oldest go first. */
const MAX_PAGES = 60;
/** Rows fetched of the end of a session that is followed: a whole page of them lies at a page's place. */
const END_ROWS = 2 * PAGE;
/** Pages fetched by one request at most (the protocol allows 500 rows). */
const PAGES_A_REQUEST = 8;

export class Rows {
  /** Undefined until the first answer. */
  readonly frame: Signal<RowsFrame | undefined> = signal(undefined);
  /** Changes whenever a row that can be read here changed. */
  readonly version = signal(0);
  readonly fault: Signal<UserFault | undefined> = signal(undefined);

  private readonly pages = new Map<number, readonly StepRow[]>();
  private readonly byId = new Map<string, StepRow>();
  private readonly asked = new Set<number>();
  private inSight: { first: number; last: number } = { first: 0, last: PAGE - 1 };
  private current = new AbortController();
  private renewing = false;
  private renewAgain = false;

  /** @param followsEnd whether the list shows its end as it grows, so that the newest rows are those in sight */
  constructor(
    private readonly ask: AskRows,
    private readonly followsEnd: () => boolean = () => false,
  ) {}

  /** Says which rows are in sight; what is missing of them is asked for. */
  look(first: number, last: number): void {
    this.inSight = { first, last };
    const missing = pagesOf(first, last).filter((page) => !this.pages.has(page) && !this.asked.has(page));
    for (const run of runsOf(missing)) void this.fetch(run);
  }

  /** Asks anew, after the session grew. Calls that come while an answer is awaited become one more call. */
  async renew(): Promise<void> {
    if (this.renewing) {
      this.renewAgain = true;
      return;
    }
    this.renewing = true;
    this.renewAgain = true;
    while (this.takeRenewal()) await this.replace();
    this.renewing = false;
  }

  /** Asks anew under another filter or other collapsed steps; answers to the old question are dropped. */
  async reset(): Promise<void> {
    this.current.abort();
    this.current = new AbortController();
    this.asked.clear();
    this.renewing = false;
    await this.replace();
  }

  rowAt(index: number): StepRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  rowOf(stepId: string): StepRow | undefined {
    return this.byId.get(stepId);
  }

  /** The place of a step among the rows that are here; undefined where it is not, which does not mean that it is hidden. */
  indexOf(stepId: string): number | undefined {
    for (const [page, rows] of this.pages) {
      const at = rows.findIndex((row) => row.stepId === stepId);
      if (at >= 0) return page * PAGE + at;
    }
    return undefined;
  }

  /** The ancestors that are known here, outermost first. */
  ancestorsOf(row: StepRow): readonly StepRow[] {
    const found: StepRow[] = [];
    const seen = new Set<string>();
    let parent = row.parentId === null ? undefined : this.byId.get(row.parentId);
    while (parent && !seen.has(parent.stepId)) {
      found.unshift(parent);
      seen.add(parent.stepId);
      parent = parent.parentId === null ? undefined : this.byId.get(parent.parentId);
    }
    return found;
  }

  private takeRenewal(): boolean {
    const again = this.renewAgain;
    this.renewAgain = false;
    return again;
  }

  private async fetch(pages: readonly number[]): Promise<void> {
    for (const page of pages) this.asked.add(page);
    const answer = await this.request(rangeOf(pages));
    for (const page of pages) this.asked.delete(page);
    if (answer) this.keep(pages, answer);
  }

  private async replace(): Promise<void> {
    if (this.followsEnd()) return this.replaceByEnd();
    const pages = pagesOf(this.inSight.first, this.inSight.last).slice(0, PAGES_A_REQUEST);
    const answer = await this.request(rangeOf(pages));
    if (!answer) return;
    this.replaceAll(pages, answer);
    this.look(this.inSight.first, Math.min(this.inSight.last, Math.max(0, answer.total - 1)));
  }

  /** The list will show its end in a moment: with the rows of the old place the new ones would be grey until asked for. */
  private async replaceByEnd(): Promise<void> {
    const answer = await this.request({ offset: 0, count: END_ROWS, fromEnd: true });
    if (!answer) return;
    const first = Math.ceil((answer.offset ?? 0) / PAGE);
    const items = answer.items.slice(first * PAGE - (answer.offset ?? 0));
    const pages = items.length === 0 ? [first] : pagesOf(first * PAGE, answer.total - 1);
    this.replaceAll(pages, { ...answer, items });
  }

  private async request(range: RowRange): Promise<RowsAnswer | undefined> {
    const { signal } = this.current;
    try {
      const answer = await this.ask(range, signal);
      if (signal.aborted) return undefined;
      this.fault.value = undefined;
      return answer;
    } catch (thrown) {
      if (!signal.aborted) this.fault.value = faultOf(thrown);
      return undefined;
    }
  }

  /** Forgets all but the new rows. A row that says what it said stays the same object, and is not drawn again. */
  private replaceAll(pages: readonly number[], answer: RowsAnswer): void {
    const kept = (row: StepRow) => keptIfSame(this.byId.get(row.stepId), row);
    const items = answer.items.map(kept);
    const ancestors = (answer.ancestors ?? []).map(kept);
    this.pages.clear();
    this.byId.clear();
    this.keep(pages, { ...answer, items, ancestors });
  }

  private keep(pages: readonly number[], answer: RowsAnswer): void {
    for (const row of [...(answer.ancestors ?? []), ...answer.items]) this.byId.set(row.stepId, row);
    pages.forEach((page, at) => this.pages.set(page, answer.items.slice(at * PAGE, (at + 1) * PAGE)));
    this.forgetOldest();
    this.frame.value = frameOf(answer);
    this.version.value++;
  }

  private forgetOldest(): void {
    for (const [page, rows] of this.pages) {
      if (this.pages.size <= MAX_PAGES) return;
      this.pages.delete(page);
      for (const row of rows) if (!row.hasChildren) this.byId.delete(row.stepId);
    }
  }
}

function frameOf(answer: RowsAnswer): RowsFrame {
  const { total, startUs, endUs, waiting, costliest, odd } = answer;
  return {
    total,
    startUs,
    endUs,
    waiting,
    ...(costliest === undefined ? {} : { costliest }),
    ...(odd === undefined ? {} : { odd }),
  };
}

function rangeOf(pages: readonly number[]): RowRange {
  return { offset: (pages[0] ?? 0) * PAGE, count: pages.length * PAGE };
}

function pagesOf(first: number, last: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page++) pages.push(page);
  return pages;
}

/** Neighbouring pages together, each run short enough for one request. */
function runsOf(pages: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run && run.at(-1) === page - 1 && run.length < PAGES_A_REQUEST) run.push(page);
    else runs.push([page]);
  }
  return runs;
}
