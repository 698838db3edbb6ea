// What the memory view has asked for: ledger and snapshots, drift, and the difference of the two marked points.

import { type Signal, computed, effect, signal } from "@preact/signals";
import type { ResultOf } from "../../../src/protocol/messages";
import type { MemoryDiffRow, MemoryDriftRow, MemoryLayer } from "../../../src/protocol/rows";
import { type Loaded, WAITING, faultOf } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { type Point, pointsOf } from "./model";

export type Memory = ResultOf<"session/memory"> & { readonly drift: readonly MemoryDriftRow[] };
export type Mark = "a" | "b";

export class MemoryStore {
  readonly memory: Signal<Loaded<Memory>> = signal(WAITING);
  readonly diff: Signal<Loaded<MemoryDiffRow>> = signal(WAITING);
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
      effect(() => {
        const { sessionId } = panel.ui.value;
        if (panel.session.value.kind !== "failed") void this.load(sessionId);
      }),
      effect(() => {
        void this.loadDiff(this.a.value?.snapshotId, this.b.value?.snapshotId);
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
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
      await this.load(this.panel.sessionId);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.panel.said.value = fault.message;
    }
  }

  goTo(stepId: string): void {
    void this.panel.set({ view: "timeline", selectedId: stepId });
  }

  private pointAt(point: number | undefined): Point | undefined {
    return point === undefined ? undefined : this.points.value.find((each) => each.point === point);
  }

  private async load(sessionId: string): Promise<void> {
    try {
      const { channel } = this.panel;
      const [memory, drift] = await Promise.all([
        channel.ask("session/memory", { sessionId }),
        channel.ask("memory/drift", { sessionId }),
      ]);
      if (sessionId === this.panel.sessionId)
        this.memory.value = { kind: "ready", value: { ...memory, drift } };
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.memory.value = { kind: "failed", fault };
    }
  }

  private async loadDiff(from: string | undefined, to: string | undefined): Promise<void> {
    if (from === undefined || to === undefined) return;
    try {
      const value = await this.panel.channel.ask("memory/diff", { from, to });
      if (this.a.peek()?.snapshotId === from && this.b.peek()?.snapshotId === to) {
        this.diff.value = { kind: "ready", value };
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.diff.value = { kind: "failed", fault };
    }
  }
}
