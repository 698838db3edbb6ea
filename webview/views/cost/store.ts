// What the cost view has asked for, and how it is grouped.

import { type Signal, effect, signal } from "@preact/signals";
import type { CostRow } from "../../../src/protocol/rows";
import { type Loaded, WAITING, faultOf } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { GROUPS, type Group, sortedByCost } from "./model";

export class CostStore {
  readonly cost: Signal<Loaded<{ readonly row: CostRow; readonly by: Group }>> = signal(WAITING);
  readonly by = signal<Group>("agent");
  readonly selected = signal(0);
  private readonly stops: (() => void)[] = [];

  constructor(readonly panel: Panel) {
    // Asked again for another session or grouping, and when the session grew.
    this.stops.push(
      effect(() => {
        const { sessionId } = panel.ui.value;
        if (panel.session.value.kind !== "failed") void this.load(sessionId, this.by.value);
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  groupBy(by: Group): void {
    this.selected.value = 0;
    this.by.value = by;
  }

  nextGroup(): void {
    this.groupBy(GROUPS[(GROUPS.indexOf(this.by.value) + 1) % GROUPS.length] ?? "agent");
  }

  move(by: number): void {
    const loaded = this.cost.value;
    const count = loaded.kind === "ready" ? loaded.value.row.items.length : 0;
    this.selected.value = Math.max(0, Math.min(count - 1, this.selected.value + by));
  }

  /** Shows the steps of the selected group in the timeline. */
  openSelected(): void {
    const loaded = this.cost.value;
    if (loaded.kind !== "ready") return;
    const item = sortedByCost(loaded.value.row.items)[this.selected.value];
    if (!item) return;
    const { by } = loaded.value;
    if (by === "step") void this.panel.set({ view: "timeline", selectedId: item.key });
    else void this.panel.set({ view: "timeline", filter: filterOf(by, item.key) });
  }

  goTo(stepId: string): void {
    void this.panel.set({ view: "timeline", selectedId: stepId });
  }

  private async load(sessionId: string, by: Group): Promise<void> {
    try {
      const row = await this.panel.channel.ask("session/cost", { sessionId, by });
      if (sessionId === this.panel.sessionId && by === this.by.value) {
        this.cost.value = { kind: "ready", value: { row, by } };
      }
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.cost.value = { kind: "failed", fault };
    }
  }
}

/** The filter that finds a group's steps; a name with a blank is found by its words. */
function filterOf(by: Exclude<Group, "step">, key: string): string {
  if (by === "tool" || key.includes(" ")) return key;
  return `${by}:${by === "kind" && key === "llm" ? "model" : key}`;
}
