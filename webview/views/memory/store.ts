// What the memory view has asked for: ledger and snapshots, drift, and the difference of the two marked points.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { ResultOf } from "../../../src/protocol/messages";
import type { MemoryDiffRow, MemoryDriftRow, MemoryLayer } from "../../../src/protocol/rows";
import { faultOf } from "../../state/loaded";
import { Asked, askAboutSession } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { type Point, pointsOf } from "./model";

export type Memory = ResultOf<"session/memory"> & { readonly drift: readonly MemoryDriftRow[] };
export type Mark = "a" | "b";

export class MemoryStore {
  private readonly askedMemory = new Asked<Memory>();
  private readonly askedDiff = new Asked<MemoryDiffRow>();
  readonly memory = this.askedMemory.answer;
  readonly diff = this.askedDiff.answer;
  /** Place of the selected operation in the ledger. */
  readonly selected = signal(0);
  private readonly marked = signal<Readonly<Partial<Record<Mark, number>>>>({});
  private readonly stops: (() => void)[] = [];

  readonly points = computed((): readonly Point[] => {
    const memory = this.memory.value;
    const session = this.panel.session.value;
    if (memory.kind !== "ready" || session.kind !== "ready") return [];
    const { startUs, endUs } = session.value;
    return pointsOf(memory.value.snapshots, { startUs, endUs: endUs ?? startUs });
  });

  /** A is the first point and B the last, until the user marks others. */
  readonly a = computed(() => this.pointAt(this.marked.value.a) ?? this.points.value[0]);
  readonly b = computed(() => this.pointAt(this.marked.value.b) ?? this.points.value.at(-1));

  constructor(readonly panel: Panel) {
    this.stops.push(
      askAboutSession(panel, this.askedMemory, (sessionId, abort) => this.read(sessionId, abort)),
      effect(() => {
        const from = this.a.value?.snapshotId;
        const to = this.b.value?.snapshotId;
        if (from === undefined || to === undefined) return;
        untracked(
          () =>
            void this.askedDiff.ask(`${from}\n${to}`, (abort) =>
              panel.channel.ask("memory/diff", { from, to }, abort),
            ),
        );
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.askedDiff.stop();
  }

  move(by: number): void {
    const memory = this.memory.value;
    const count = memory.kind === "ready" ? memory.value.operations.length : 0;
    this.selected.value = Math.max(0, Math.min(count - 1, this.selected.value + by));
  }

  /** Marks the last point at or before the selected operation. */
  markAtSelected(mark: Mark): void {
    const memory = this.memory.value;
    if (memory.kind !== "ready") return;
    const operation = memory.value.operations[this.selected.value];
    const snapshots = memory.value.snapshots.filter((snapshot) => snapshot.atUs <= (operation?.atUs ?? 0));
    const point = snapshots.reduce((last, snapshot) => Math.max(last, snapshot.point), 0);
    this.mark(mark, point);
  }

  mark(mark: Mark, point: number): void {
    this.marked.value = { ...this.marked.value, [mark]: point };
    this.panel.said.value = `${mark.toUpperCase()} is now ${this.pointAt(point)?.label ?? "unknown"}.`;
  }

  /** The user's own word for what a store is; it holds for every session. */
  async label(store: string, layer: MemoryLayer): Promise<void> {
    try {
      await this.panel.channel.ask("memory/label", { store, layer });
      const { sessionId } = this.panel;
      await this.askedMemory.ask(`${sessionId}\nlabelled`, (abort) => this.read(sessionId, abort));
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.panel.said.value = fault.message;
    }
  }

  goTo(stepId: string): void {
    void this.panel.goToStep(stepId);
  }

  private pointAt(point: number | undefined): Point | undefined {
    return point === undefined ? undefined : this.points.value.find((each) => each.point === point);
  }

  /** Drift looks over other sessions, too; without it the memory of this one is still shown. */
  private async read(sessionId: string, abort: AbortSignal): Promise<Memory> {
    const { channel } = this.panel;
    const [memory, drift] = await Promise.all([
      channel.ask("session/memory", { sessionId }, abort),
      channel.ask("memory/drift", { sessionId }, abort).catch(() => []),
    ]);
    return { ...memory, drift };
  }
}
