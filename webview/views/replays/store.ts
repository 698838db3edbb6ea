// What the matrix has asked for: the replays of the session with their samples, kept up to date while they run.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { HostCommand } from "../../../src/protocol/messages";
import type { ReplayAnswer, ReplayListRow, SampleRow } from "../../../src/protocol/replay";
import { Asked, askAboutSession } from "../../state/asked";
import { faultOf } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { type EditText, loadEditTexts } from "./edit-texts";
import { type LoadedReplay, loadReplays } from "./load";
import { type MatrixRow, type Place, askingOf, matrixRows, splitVerdicts } from "./model";

export interface SelectedSample {
  readonly row: MatrixRow;
  readonly sample: SampleRow;
}

export class ReplaysStore {
  private readonly asked = new Asked<readonly LoadedReplay[]>();
  readonly replays = this.asked.answer;
  private readonly askedEdits = new Asked<readonly EditText[]>();
  /** The edits of the selected variant beside what was recorded. */
  readonly edits = this.askedEdits.answer;
  private editsOf = "";
  private readonly chosen = signal<Place | undefined>(undefined);
  /** The replays seen so far; undefined before the first answer. */
  private seen: ReadonlySet<string> | undefined;
  private readonly stops: (() => void)[] = [];

  readonly rows = computed(() =>
    this.replays.value.kind === "ready" ? matrixRows(this.replays.value.value) : [],
  );
  readonly asking = computed(() => askingOf(this.rows.value));

  /** The chosen cell; before that the first that waits for an answer, else the first of the newest replay. */
  readonly selected = computed<SelectedSample | undefined>(() => {
    const [waiting] = this.asking.value;
    const newest = this.rows.value.at(-1);
    return this.at(this.chosen.value) ?? this.at(waiting) ?? sampleOf(newest, newest?.replay.row.samples[0]);
  });

  /** The question below: that of the selected sample, else the first one that waits. */
  readonly question = computed(() => {
    const selected = this.selected.value;
    const own = this.asking.value.find(
      ({ replayId, sample }) =>
        replayId === selected?.row.replay.entry.replayId && sample === selected.sample.sample,
    );
    return own ?? this.asking.value[0];
  });

  constructor(readonly panel: Panel) {
    const again = ({ replayId }: { readonly replayId: string }) => {
      // One that is not in the list yet is as good a reason to ask again.
      if (replayId !== "") this.ask();
    };
    this.stops.push(
      askAboutSession(panel, this.asked, (sessionId, abort) => loadReplays(panel.channel, sessionId, abort)),
      panel.channel.on("replay/progress", again),
      panel.channel.on("replay/done", again),
      effect(() => {
        const rows = this.rows.value;
        untracked(() => this.selectNew(rows));
      }),
      effect(() => {
        const entry = this.selected.value?.row.replay.entry;
        untracked(() => entry && this.askEdits(entry));
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.askedEdits.stop();
  }

  select(place: Place): void {
    this.chosen.value = place;
  }

  /** Moves to the cell beside, above or below; stays at the rims. */
  move(columns: number, rows: number): void {
    const selected = this.selected.peek();
    if (!selected) return;
    const all = this.rows.peek();
    const row = all[clamp(all.indexOf(selected.row) + rows, all.length)];
    const samples = row?.replay.row.samples ?? [];
    const sample =
      samples[clamp(selected.row.replay.row.samples.indexOf(selected.sample) + columns, samples.length)];
    if (row && sample) this.select({ replayId: row.replay.entry.replayId, sample: sample.sample });
  }

  /** Shows the selected sample beside the recorded session. */
  async compare(): Promise<void> {
    const selected = this.startedSample();
    if (!selected) return;
    const recorded = selected.row.replay.entry.sessionId;
    this.panel.show(recorded);
    await this.panel.set({ compareWith: selected.sample.sessionId, view: "compare" });
  }

  /** Shows the selected sample's own session. */
  async open(): Promise<void> {
    const selected = this.startedSample();
    if (!selected) return;
    this.panel.show(selected.sample.sessionId);
    await this.panel.set({ view: "timeline" });
  }

  /** Starts a command of the editor about the selected sample. */
  async run(command: HostCommand): Promise<void> {
    const selected = this.selected.peek();
    await this.send(() =>
      this.panel.channel.ask("host/run-command", {
        command,
        sessionId: selected?.row.replay.entry.sessionId ?? this.panel.sessionId,
        ...(selected ? { replayId: selected.row.replay.entry.replayId, sample: selected.sample.sample } : {}),
      }),
    );
  }

  /** Answers the question of a sample, which stays selected: what comes of it is seen there. */
  async answer({ replayId, sample }: Place, answer: ReplayAnswer): Promise<void> {
    this.select({ replayId, sample });
    await this.send(() => this.panel.channel.ask("replay/answer", { replayId, sample, answer }));
  }

  /** Ends one sample; without it every sample that runs. */
  async cancel(place?: Place): Promise<void> {
    const running = this.rows.peek().filter(({ replay }) => replay.row.state === "running");
    await this.send(async () => {
      if (place) {
        const { replayId, sample } = place;
        this.select({ replayId, sample });
        await this.panel.channel.ask("replay/cancel", { replayId, sample });
        return;
      }
      await Promise.all(
        running.map(({ replay }) =>
          this.panel.channel.ask("replay/cancel", { replayId: replay.entry.replayId }),
        ),
      );
    });
  }

  /** The user's own verdict on the selected sample; a note that was written before stays where none is given. */
  async judge(pass: boolean, newNote?: string): Promise<void> {
    const selected = this.selected.peek();
    if (!selected) return;
    const note = newNote ?? splitVerdicts(selected.sample).own?.why ?? "";
    await this.send(() =>
      this.panel.channel.ask("replay/judge", {
        replayId: selected.row.replay.entry.replayId,
        sample: selected.sample.sample,
        pass,
        ...(note.trim() === "" ? {} : { note: note.trim() }),
      }),
    );
  }

  /** A replay that was started meanwhile is what the user looks for now. */
  private selectNew(rows: readonly MatrixRow[]): void {
    const ids = rows.map(({ replay }) => replay.entry.replayId);
    const fresh = this.seen && ids.filter((replayId) => !this.seen?.has(replayId)).at(-1);
    if (ids.length > 0) this.seen = new Set(ids);
    if (fresh !== undefined) this.select({ replayId: fresh, sample: 0 });
  }

  private askEdits(entry: ReplayListRow): void {
    if (entry.replayId === this.editsOf) return;
    this.editsOf = entry.replayId;
    this.askedEdits.forget();
    void this.askedEdits.ask(entry.replayId, (abort) => loadEditTexts(this.panel.channel, entry, abort));
  }

  private ask(): void {
    const { sessionId } = this.panel;
    void this.asked.ask(`${sessionId}\n`, (abort) => loadReplays(this.panel.channel, sessionId, abort));
  }

  /** A refusal is said; either way the matrix is asked for anew. */
  private async send(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.panel.said.value = fault.message;
    }
    this.ask();
  }

  private startedSample(): SelectedSample | undefined {
    const selected = this.selected.peek();
    if (selected && selected.sample.state !== "waiting" && selected.sample.sessionId !== "") return selected;
    this.panel.said.value = "This sample has not started: there is no session to show yet.";
    return undefined;
  }

  private at(place: Place | undefined): SelectedSample | undefined {
    if (!place) return undefined;
    const row = this.rows.value.find(({ replay }) => replay.entry.replayId === place.replayId);
    return sampleOf(
      row,
      row?.replay.row.samples.find(({ sample }) => sample === place.sample),
    );
  }
}

function sampleOf(row: MatrixRow | undefined, sample: SampleRow | undefined): SelectedSample | undefined {
  return row && sample ? { row, sample } : undefined;
}

function clamp(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}
