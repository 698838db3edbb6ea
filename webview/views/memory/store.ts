// What the memory view has asked for: ledger and snapshots, drift, and the difference of the two marked points.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { ResultOf } from "../../../src/protocol/messages";
import type {
  MemoryDiffRow,
  MemoryDriftRow,
  MemoryHistoryRow,
  MemoryLayer,
  MemoryOperationRow,
} from "../../../src/protocol/rows";
import { faultOf } from "../../state/loaded";
import { Asked, askAboutSession } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { filtered } from "./filter";
import { type Point, pointsOf } from "./model";

export type Memory = ResultOf<"session/memory"> & { readonly drift: readonly MemoryDriftRow[] };
export type Mark = "a" | "b";

export class MemoryStore {
  private readonly askedMemory = new Asked<Memory>();
  private readonly askedDiff = new Asked<MemoryDiffRow>();
  private readonly askedHistory = new Asked<MemoryHistoryRow>();
  readonly memory = this.askedMemory.answer;
  readonly diff = this.askedDiff.answer;
  /** What the key of the selected operation went through. */
  readonly history = this.askedHistory.answer;
  /** Words that narrow the ledger down. */
  readonly filter = signal("");
  /** The operations that the filter leaves, in order of time. */
  readonly shown = computed((): readonly MemoryOperationRow[] => {
    const memory = this.memory.value;
    return memory.kind === "ready" ? filtered(memory.value.operations, this.filter.value) : [];
  });
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

  /** Whether the two points are the first and the last. */
  readonly isWhole = computed(
    () => this.a.value === this.points.value[0] && this.b.value === this.points.value.at(-1),
  );

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
      effect(() => this.askHistory(this.shown.value[this.selected.value])),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.askedDiff.stop();
    this.askedHistory.stop();
  }

  /** The selected operation, read without subscribing. */
  get operation(): MemoryOperationRow | undefined {
    return this.shown.peek()[this.selected.peek()];
  }

  move(by: number): void {
    const count = this.shown.value.length;
    this.selected.value = Math.max(0, Math.min(count - 1, this.selected.value + by));
  }

  /** Marks the last point at or before the selected operation. */
  markAtSelected(mark: Mark): void {
    const memory = this.memory.value;
    if (memory.kind !== "ready") return;
    const operation = this.shown.value[this.selected.value];
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
      await this.panel.channel.ask("host/keep-layer", { store, layer });
      const { sessionId } = this.panel;
      await this.askedMemory.ask(`${sessionId}\nlabelled`, (abort) => this.read(sessionId, abort));
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.panel.said.value = fault.message;
    }
  }

  /** Selects an operation of the session, wherever the filter has put it. */
  select(operation: MemoryOperationRow): void {
    const index = this.shown.value.indexOf(operation);
    if (index === -1) this.filter.value = "";
    this.selected.value = Math.max(0, this.shown.value.indexOf(operation));
  }

  /** The operations after A and up to B. */
  operationsBetween({ operations, snapshots }: Memory): readonly MemoryOperationRow[] {
    const timeOf = (point: Point | undefined) =>
      snapshots.find((snapshot) => snapshot.point === point?.point)?.atUs ?? 0;
    const [from, to] = [timeOf(this.a.value), timeOf(this.b.value)];
    const isFirst = this.a.value === this.points.value[0];
    return operations.filter(({ atUs }) => (isFirst || atUs > from) && atUs <= to);
  }

  /** Shows a step; that of another session in its own panel. */
  goToStepOf(sessionId: string, stepId: string): void {
    if (sessionId === this.panel.sessionId) {
      this.goTo(stepId);
      return;
    }
    this.panel.channel.ask("host/show-step", { sessionId, stepId }).catch((thrown: unknown) => {
      this.panel.said.value = faultOf(thrown)?.message ?? "";
    });
  }

  goTo(stepId: string): void {
    void this.panel.goToStep(stepId);
  }

  private askHistory(operation: MemoryOperationRow | undefined): void {
    const { store, key } = operation ?? {};
    const { sessionId } = this.panel;
    untracked(() => {
      if (store === undefined || key === undefined) return;
      void this.askedHistory.ask(JSON.stringify([sessionId, store, key]), (abort) =>
        this.panel.channel.ask("memory/history", { sessionId, store, key }, abort),
      );
    });
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
