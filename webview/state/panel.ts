// The state of one session panel: which session, what is selected, closed and filtered, and what has been loaded.
//
// The engine only says that something changed; whatever is on screen is asked for again. Everything here that a user
// set by hand comes back after the page was hidden or reloaded (saved.ts).

import { type Signal, batch, computed, effect, signal } from "@preact/signals";
import type { Channel } from "../../src/protocol/channel";
import { UserFault } from "../../src/protocol/faults";
import { isGroupId } from "../../src/protocol/groups";
import { READING, type ReadingRow } from "../../src/protocol/journal";
import type { ArgumentsOf, HostCommand, ResultOf } from "../../src/protocol/messages";
import type { ClaimRow, FindingRow, SessionRow, StepDetail, SummaryRow } from "../../src/protocol/rows";
import { Asked, askAboutSession, once } from "./asked";
import { faultOf } from "./loaded";
import { Rows } from "./rows";
import { type SavedState, freshState, readSaved, withinLimits } from "./saved";

/** The wait before a change of state is written: VS Code copies the whole state each time. */
const SAVE_AFTER_MS = 150;
/** Extras come after this long even where the rows do not. */
const EXTRAS_AFTER_MS = 1_000;
/** Totals, and all that is made of the session, tick at most four times a second. */
const TICK_MS = 250;
/** How often the selected step is asked for again while the session grows: it may have grown too, and it may be large. */
const DETAIL_MS = 1_000;

export type FindWhat = ArgumentsOf<"session/find">["what"];
export type Found = NonNullable<ResultOf<"session/find">>;

export class Panel {
  readonly ui: Signal<SavedState>;
  private readonly askedSession = new Asked<SessionRow>(TICK_MS);
  readonly session = this.askedSession.answer;
  private readonly askedDetail = new Asked<StepDetail>(DETAIL_MS);
  /** What the inspector shows: the old step stays until the new one is there. */
  readonly detail = this.askedDetail.answer;
  /** What detectors reported of this session, for the badges of the tabs; empty where none did. */
  readonly findings: Signal<readonly FindingRow[]> = signal([]);
  /** A short sentence for the live region, such as the answer of a jump that found nothing. */
  readonly said = signal("");
  /** What the view on screen counts, for the foot line; undefined where it leaves that to the frame. */
  readonly foot: Signal<string | undefined> = signal(undefined);
  /** The step that the timeline should bring into sight as soon as it can; null where nobody asked. */
  readonly wanted: Signal<string | null> = signal(null);
  /** True once what the view is about was painted for the first time: extras are asked for and drawn after that. */
  readonly painted = signal(false);
  /** There while the session may still be read back from disk: how far that is. */
  readonly reading: Signal<ReadingRow | undefined> = signal(undefined);
  readonly rows: Rows;
  private readonly askedSummary = new Asked<SummaryRow>();
  /** What a reader asks first; the band of the timeline and the badges of the tabs are made of it. */
  readonly summary = this.askedSummary.answer;
  readonly claims = computed((): readonly ClaimRow[] =>
    this.summary.value.kind === "ready" ? this.summary.value.value.wentWrong : [],
  );
  /** The session on screen: a signal of its own, so that its readers do not wake at every selected row. */
  readonly shownId = computed(() => this.ui.value.sessionId);

  private readonly stops: (() => void)[] = [];
  private saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly channel: Channel,
    start: { sessionId: string; view: string; stepId?: string; saved?: unknown },
    private readonly save: (state: unknown) => void,
  ) {
    const saved = readSaved(start.saved, start.sessionId, start.view);
    this.ui = signal({
      ...saved,
      ...(start.stepId !== undefined && { selectedId: start.stepId }),
    });
    this.wanted.value = start.stepId ?? null;
    this.rows = new Rows(
      (range, abort) => channel.ask("session/rows", { ...range, ...this.query() }, abort),
      () => this.ui.peek().following && this.ui.peek().view === "timeline",
    );
    this.stops.push(
      channel.on("session/changed", ({ sessionIds }) => {
        if (sessionIds.includes(this.sessionId)) this.refresh();
      }),
      channel.on("status/changed", () => {
        if (this.reading.peek()) void this.loadSession();
      }),
      channel.on("session/removed", ({ sessionId, movedTo }) => this.removed(sessionId, movedTo)),
      channel.on("panel/show", ({ sessionId, stepId, compareWith, view }) => {
        this.show(sessionId, stepId);
        if (compareWith !== undefined) void this.set({ compareWith, view: "compare" });
        if (view !== undefined) void this.set({ view });
      }),
      effect(() => this.saveSoon(this.ui.value)),
      once(this.painted, () =>
        askAboutSession(this, this.askedSummary, (sessionId, abort) =>
          channel.ask("session/summary", { sessionId }, abort),
        ),
      ),
    );
  }

  get sessionId(): string {
    return this.ui.peek().sessionId;
  }

  private get isTimeline(): boolean {
    return this.ui.peek().view === "timeline";
  }

  /** The selected step; null where nothing is selected, or the head of a group, which is no step. */
  get stepId(): string | null {
    const { selectedId } = this.ui.peek();
    return selectedId === null || isGroupId(selectedId) ? null : selectedId;
  }

  /** Asks for what is shown: the rows right after the session, whose answer says how much room the rest will take. */
  start(): void {
    void this.loadSession();
    if (this.isTimeline) void this.rows.reset();
    else this.stops.push(once(this.painted, () => (void this.rows.reset(), () => undefined)));
    this.loadDetail();
    const timer = setTimeout(() => (this.painted.value = true), EXTRAS_AFTER_MS);
    this.stops.push(() => clearTimeout(timer));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.askedSession.stop();
    this.askedDetail.stop();
    this.flush();
  }

  /** Changes what the user sees. A new filter or closed step asks for the rows anew; done when those in sight are there. */
  async set(change: Partial<SavedState>): Promise<void> {
    const before = this.ui.peek();
    this.ui.value = { ...before, ...change };
    const { view, selectedId } = this.ui.peek();
    if (selectedId !== before.selectedId || view !== before.view) this.loadDetail();
    if ("filter" in change || "collapsed" in change || "grouped" in change) await this.rows.reset();
  }

  /** Shows another session in this panel, or a step of this one. */
  show(sessionId: string, stepId?: string): void {
    if (sessionId !== this.sessionId) {
      batch(() => {
        this.ui.value = readSaved(this.ui.peek(), sessionId, this.ui.peek().view);
        this.askedSession.forget();
        this.findings.value = [];
        this.askedDetail.forget();
        this.rows.frame.value = undefined;
      });
      this.start();
    }
    if (stepId !== undefined) void this.goToStep(stepId);
  }

  /**
   * Groups the tree by agent, or shows it in the order of time again; the selected row comes into sight there. Who
   * follows the newest step needs the order of time.
   */
  async group(grouped: boolean): Promise<void> {
    this.said.value = grouped ? "Grouped by agent." : "In the order of time.";
    await this.set({ grouped, ...(grouped && { following: false }) });
    this.wanted.value = this.ui.peek().selectedId;
  }

  /** Keeps the newest step in sight, or stops doing so. */
  async follow(following: boolean): Promise<void> {
    const { grouped } = this.ui.peek();
    await this.set({ following, ...(following && grouped && { grouped: false }) });
  }

  /** Shows a step in the timeline, from whichever view it was named in: the place comes into sight there. */
  async goToStep(stepId: string): Promise<void> {
    this.wanted.value = stepId;
    await this.set({ view: "timeline", selectedId: stepId });
  }

  /** Finds a step by its rank or place, opens what hides it and selects it. Nothing found is said, not thrown. */
  async jump(
    args: { what: FindWhat; from?: string; back?: boolean; text?: string },
    nothing = "Nothing found.",
  ): Promise<Found | undefined> {
    try {
      const found = await this.channel.ask("session/find", { ...args, ...this.query() });
      if (!found) {
        this.said.value = nothing;
        return undefined;
      }
      const { collapsed } = this.ui.peek();
      const opened = collapsed.filter((id) => !found.ancestors.includes(id));
      await this.set({
        selectedId: found.stepId,
        ...(opened.length === collapsed.length ? {} : { collapsed: opened }),
      });
      if (found.index === null) this.said.value = "The filter hides that step.";
      return found;
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.said.value = fault.message;
      return undefined;
    }
  }

  /** Starts a command of the editor about this session, and about a step where it takes one: the selected one unless told. */
  run(command: HostCommand, stepId: string | null = this.stepId): void {
    const { sessionId } = this;
    const about = stepId === null ? {} : { stepId };
    this.channel.ask("host/run-command", { command, sessionId, ...about }).catch((thrown: unknown) => {
      this.said.value = faultOf(thrown)?.message ?? "";
    });
  }

  /** Puts a link to a step on the clipboard, the selected one unless told; to the session where none is. */
  copyLink(stepId: string | null = this.stepId): void {
    const { sessionId } = this;
    const about = stepId === null ? {} : { stepId };
    this.channel.ask("host/copy-link", { sessionId, ...about }).then(
      () => (this.said.value = "Copied a link to the step."),
      () => (this.said.value = "Copying failed."),
    );
  }

  /** Asks again for everything on screen. */
  refresh(): void {
    void this.loadSession();
    if (this.isTimeline) void this.rows.renew();
    this.loadDetail();
  }

  /** The question that the rows answer; filter, closed steps and grouping together decide the index of a row. */
  query(): { sessionId: string; collapsed?: string[]; filter?: string; groupBy?: "agent" } {
    const { sessionId, collapsed, filter, grouped } = this.ui.peek();
    return {
      sessionId,
      ...(collapsed.length > 0 ? { collapsed } : {}),
      ...(filter.trim() === "" ? {} : { filter: filter.trim() }),
      ...(grouped && { groupBy: "agent" as const }),
    };
  }

  /** Writes the state at once: the page may be gone in a moment. */
  flush(): void {
    clearTimeout(this.saveTimer);
    this.save(withinLimits(this.ui.peek()));
  }

  private async loadSession(): Promise<void> {
    const { sessionId } = this;
    await this.askedSession.ask(sessionId, async (abort) => {
      const session = await this.readSession(sessionId, abort);
      this.wasRead();
      if (session.findings > 0) void this.loadFindings(sessionId);
      // Other views show of the rows only what the foot line counts.
      if (!this.isTimeline && this.painted.peek()) void this.rows.renew();
      return session;
    });
  }

  /** A session that is on its way is no fault: what is on screen stays, and says how far it is. */
  private async readSession(sessionId: string, abort: AbortSignal): Promise<SessionRow> {
    try {
      return await this.channel.ask("session/get", { sessionId }, abort);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault?.code === READING) {
        void this.loadReading();
        throw new UserFault("cancelled", fault.message, { cause: fault });
      }
      if (fault) this.wasRead();
      throw thrown;
    }
  }

  /** The session is on its way: nothing is asked until the engine has read it, so that the place in it is not lost. */
  private async loadReading(): Promise<void> {
    const nothing = { readBytes: 0, ofBytes: 0 };
    this.reading.value ??= nothing;
    const status = await this.channel.ask("status/get", {}).catch(() => undefined);
    if (status?.reading && this.reading.peek()) this.reading.value = status.reading;
    // It ended between the two questions.
    else if (status && !status.reading && this.reading.peek()) await this.loadSession();
  }

  private wasRead(): void {
    if (!this.reading.peek()) return;
    this.reading.value = undefined;
    void this.rows.reset();
    this.loadDetail();
  }

  /** Badges are an extra: without an answer there are none. */
  private async loadFindings(sessionId: string): Promise<void> {
    const found = await this.channel.ask("session/findings", { sessionId }).catch(() => []);
    if (sessionId === this.sessionId) this.findings.value = found;
  }

  /** Asks for the step in the inspector, which the timeline has and other views have not. */
  private loadDetail(): void {
    if (!this.isTimeline) return;
    const { stepId } = this;
    if (stepId === null) this.askedDetail.forget();
    else void this.askedDetail.ask(stepId, (abort) => this.channel.ask("step/get", { stepId }, abort));
  }

  private removed(sessionId: string, movedTo: string | undefined): void {
    if (sessionId !== this.sessionId) return;
    if (movedTo === undefined) {
      this.refresh();
      return;
    }
    const { selectedId, collapsed, ...rest } = this.ui.peek();
    this.ui.value = { ...freshState(movedTo, rest.view), ...rest, sessionId: movedTo, selectedId, collapsed };
    this.refresh();
  }

  private saveSoon(state: SavedState): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = setTimeout(() => this.save(withinLimits(state)), SAVE_AFTER_MS);
  }
}
