// What the compare view has asked for: both sessions, their aligned rows, the texts of the selected pair and the
// contexts where both first differ.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { ComparisonRow, CompareRow } from "../../../src/protocol/replay";
import type { StepDetail } from "../../../src/protocol/rows";
import { Asked } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { type LoadedReplay, loadReplays } from "../replays/load";
import { type Contexts, loadContexts } from "./contexts";
import { layoutLines, nextChange, rowIndexOf, swapped } from "./model";
import { type Pair, callsAt, lastCalls } from "./pair";
import type { Side } from "./sentences";
import { textOfStep } from "./texts";

/** VS Code's diff gets at most so much of each text (host/open-diff). */
const MAX_DIFF_CHARACTERS = 4 * 1024 * 1024;

export interface Comparison {
  readonly left: Side;
  readonly right: Side;
  readonly row: ComparisonRow;
}

/** The two steps whose texts stand below the list. */
export interface PairTexts {
  readonly left: StepDetail | undefined;
  readonly right: StepDetail | undefined;
}

export class CompareStore {
  private readonly askedPair = new Asked<Comparison>();
  private readonly askedTexts = new Asked<PairTexts>();
  private readonly askedContexts = new Asked<Contexts>();
  readonly texts = this.askedTexts.answer;
  readonly contexts = this.askedContexts.answer;
  readonly isSwapped = signal(false);
  readonly opened = signal<ReadonlySet<number>>(new Set());
  /** What the left pane shows: the last answer of both sides, or the selected pair. */
  readonly shows = signal<"answer" | "step">("answer");
  private readonly chosen = signal<number | undefined>(undefined);
  private readonly stops: (() => void)[] = [];

  /** The ids of both sessions, the recorded one at the left; undefined where there is nothing to compare with. */
  readonly pair = computed(() => {
    const { sessionId, compareWith } = this.panel.ui.value;
    const session = this.panel.session.value;
    const replayOf = session.kind === "ready" ? session.value.replayOf : undefined;
    const other = compareWith ?? replayOf;
    if (other === undefined || other === sessionId) return undefined;
    return other === replayOf ? { left: other, right: sessionId } : { left: sessionId, right: other };
  });
  private readonly key = computed(() => (this.pair.value ? Object.values(this.pair.value).join("\n") : ""));

  readonly comparison = computed(() => {
    const answer = this.askedPair.answer.value;
    if (answer.kind !== "ready" || !this.isSwapped.value) return answer;
    const { left, right, row } = answer.value;
    return { kind: "ready" as const, value: { left: right, right: left, row: swapped(row) } };
  });

  readonly rows = computed<readonly CompareRow[]>(() =>
    this.comparison.value.kind === "ready" ? this.comparison.value.value.row.rows : [],
  );

  readonly lines = computed(() => {
    const { value } = this.comparison;
    return value.kind === "ready" ? layoutLines(value.value.row, this.opened.value) : [];
  });

  private readonly divergence = computed(() =>
    this.comparison.value.kind === "ready" ? this.comparison.value.value.row.firstDivergence : undefined,
  );

  /** Row that is selected: the chosen one, else the first divergence. */
  readonly selected = computed(() => {
    const chosen = this.chosen.value;
    return chosen !== undefined && chosen < this.rows.value.length ? chosen : (this.divergence.value ?? 0);
  });

  constructor(readonly panel: Panel) {
    let shown = "";
    this.stops.push(
      effect(() => {
        const key = this.key.value;
        const session = panel.session.value;
        untracked(() => {
          if (key !== shown) this.forget();
          shown = key;
          if (session.kind === "failed") this.askedPair.fail(session.fault);
          else if (key !== "" && session.kind === "ready") this.ask();
        });
      }),
      panel.channel.on("session/changed", ({ sessionIds }) => {
        const pair = this.pair.peek();
        if (pair && sessionIds.some((id) => id === pair.left || id === pair.right)) this.ask();
      }),
      effect(() => {
        const rows = this.rows.value;
        const shows = this.shows.value;
        const { selected } = this;
        if (rows.length > 0)
          this.askTexts(shows === "answer" ? lastCalls(rows) : (rows[selected.value] ?? {}));
      }),
      effect(() => {
        const rows = this.rows.value;
        const at = this.divergence.value;
        if (at !== undefined) untracked(() => this.askContexts(callsAt(rows, at)));
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    for (const asked of [this.askedPair, this.askedTexts, this.askedContexts]) asked.stop();
  }

  /** Selects a row and shows its texts below; a fold that hides it opens. */
  select(index: number): void {
    const hides = this.lines
      .peek()
      .find((line) => line.kind === "fold" && line.from <= index && index < line.to);
    if (hides?.kind === "fold" && hides.from !== index) this.toggle(hides.from);
    this.chosen.value = index;
    this.shows.value = "step";
  }

  /** The line above (−1) or below (+1); stays where there is none. */
  move(by: number): void {
    const lines = this.lines.peek().filter(({ kind }) => kind !== "divergence");
    const at = lines.findIndex((line) => isOn(line, this.selected.peek()));
    const line = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
    if (line) this.select(rowIndexOf(line));
  }

  /** The next (1) or previous (−1) row that is not equal. */
  moveChange(by: 1 | -1): void {
    const next = nextChange(this.rows.peek(), this.selected.peek(), by);
    if (next === undefined)
      this.panel.said.value = by > 0 ? "No change after this row." : "No change before this row.";
    else this.select(next);
  }

  toFirstDivergence(): void {
    const at = this.divergence.peek();
    if (at === undefined) this.panel.said.value = "Both did the same: there is no divergence.";
    else this.select(at);
  }

  swap(): void {
    this.isSwapped.value = !this.isSwapped.peek();
  }

  /** Opens or closes the fold that starts at this row. */
  toggle(from: number): void {
    const opened = new Set(this.opened.peek());
    if (!opened.delete(from)) opened.add(from);
    this.opened.value = opened;
  }

  /** Opens the fold that is selected; answers whether there was one. */
  openFold(): boolean {
    const line = this.lines.peek().find((one) => one.kind === "fold" && one.from === this.selected.peek());
    if (line?.kind === "fold") this.toggle(line.from);
    return line?.kind === "fold";
  }

  /** Closes the opened fold that the selected row lies in. */
  closeFold(): void {
    const at = this.selected.peek();
    const from = Math.max(-1, ...[...this.opened.peek()].filter((start) => start <= at));
    const isInside =
      from >= 0 &&
      this.rows
        .peek()
        .slice(from, at + 1)
        .every((row, _at, run) => row.change === run[0]?.change);
    if (!isInside) return;
    this.toggle(from);
    this.chosen.value = from;
  }

  /** Shows a step of the selected pair in the timeline of its session: this panel's own side first, or the other. */
  async openStep(isOther: boolean): Promise<void> {
    const answer = this.comparison.peek();
    const row = this.rows.peek()[this.selected.peek()];
    if (answer.kind !== "ready" || !row) return;
    const sides = [
      { id: answer.value.left.session.sessionId, stepId: row.left },
      { id: answer.value.right.session.sessionId, stepId: row.right },
    ].filter(({ stepId }) => stepId !== undefined);
    const own = sides.find(({ id }) => (id === this.panel.sessionId) !== isOther) ?? sides[0];
    if (own?.stepId === undefined) return;
    this.panel.show(own.id);
    await this.panel.goToStep(own.stepId);
  }

  /** VS Code's own diff of the two texts below the list. */
  async openDiff(): Promise<void> {
    const texts = this.texts.peek();
    if (texts.kind !== "ready") return;
    const { left, right } = texts.value;
    const name = (detail: StepDetail | undefined) => (detail ? `step ${detail.number}` : "no step");
    const text = (detail: StepDetail | undefined) =>
      detail ? textOfStep(detail).slice(0, MAX_DIFF_CHARACTERS) : "";
    await this.panel.channel.ask("host/open-diff", {
      title: `${name(left)} ↔ ${name(right)}`,
      before: text(left),
      after: text(right),
    });
  }

  private forget(): void {
    this.askedPair.forget();
    this.askedTexts.forget();
    this.askedContexts.forget();
    this.opened.value = new Set();
    this.chosen.value = undefined;
    this.isSwapped.value = false;
    this.shows.value = "answer";
  }

  private ask(): void {
    const pair = this.pair.peek();
    if (!pair) return;
    void this.askedPair.ask(this.key.peek(), async (abort) => {
      const { channel } = this.panel;
      const [row, left, right, replays] = await Promise.all([
        channel.ask("compare/get", pair, abort),
        channel.ask("session/get", { sessionId: pair.left }, abort),
        channel.ask("session/get", { sessionId: pair.right }, abort),
        // The engine forgets old replays; their sessions are still compared.
        loadReplays(channel, pair.right, abort).catch(() => []),
      ]);
      return { row, left: sideOf(left, replays), right: sideOf(right, replays) };
    });
  }

  private askTexts({ left, right }: Pair): void {
    untracked(() => {
      void this.askedTexts.ask(`${left ?? ""}\n${right ?? ""}`, async (abort) => {
        const get = (stepId: string | undefined) =>
          stepId === undefined ? undefined : this.panel.channel.ask("step/get", { stepId }, abort);
        const [one, two] = await Promise.all([get(left), get(right)]);
        return { left: one, right: two };
      });
    });
  }

  private askContexts(pair: Pair): void {
    const answer = this.comparison.peek();
    if (answer.kind !== "ready") return;
    const { left, right } = answer.value;
    const sessions = { left: left.session.sessionId, right: right.session.sessionId };
    void this.askedContexts.ask(`${pair.left ?? ""}\n${pair.right ?? ""}`, (abort) =>
      loadContexts(this.panel.channel, pair, sessions, abort),
    );
  }
}

function isOn(line: ReturnType<typeof layoutLines>[number], index: number): boolean {
  return line.kind === "fold" ? line.from <= index && index < line.to : line.index === index;
}

function sideOf(session: Side["session"], replays: readonly LoadedReplay[]): Side {
  for (const { entry, row } of replays) {
    const at = row.samples.findIndex(({ sessionId }) => sessionId === session.sessionId);
    if (at >= 0) return { session, replay: entry, sample: { number: at + 1, of: row.samples.length } };
  }
  return { session };
}
