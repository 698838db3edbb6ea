// What the cost view has asked for, and how it is grouped.

import { signal } from "@preact/signals";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import type { CostItemRow, CostRow } from "../../../src/protocol/rows";
import { Asked, askAboutSession } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { faultOf } from "../../state/loaded";
import { GROUPS, type Group, sortedByCost } from "./model";

export class CostStore {
  private readonly asked = new Asked<{ readonly row: CostRow; readonly by: Group }>();
  readonly cost = this.asked.answer;
  readonly by = signal<Group>("agent");
  readonly selected = signal(0);
  private readonly stop: () => void;

  constructor(readonly panel: Panel) {
    this.stop = askAboutSession(
      panel,
      this.asked,
      async (sessionId, abort) => {
        const by = this.by.peek();
        return { row: await panel.channel.ask("session/cost", { sessionId, by }, abort), by };
      },
      () => this.by.value,
    );
  }

  dispose(): void {
    this.stop();
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
    const count = loaded.kind === "ready" ? Math.min(MOST_ROWS, loaded.value.row.items.length) : 0;
    this.selected.value = Math.max(0, Math.min(count - 1, this.selected.value + by));
  }

  /** The selected row, read without subscribing. */
  get item(): CostItemRow | undefined {
    const loaded = this.cost.peek();
    return loaded.kind === "ready" ? sortedByCost(loaded.value.row.items)[this.selected.peek()] : undefined;
  }

  /** The step that keys act on: that of the row where rows are steps, else the one selected in the session. */
  get stepId(): string | null {
    const loaded = this.cost.peek();
    const isStep = loaded.kind === "ready" && loaded.value.by === "step";
    return (isStep ? this.item?.key : undefined) ?? this.panel.stepId;
  }

  /** Shows the steps of the selected group in the timeline. */
  openSelected(): void {
    const loaded = this.cost.peek();
    const { item } = this;
    if (loaded.kind !== "ready" || !item) return;
    const { by } = loaded.value;
    if (by === "step") this.goTo(item.key);
    else void this.panel.set({ view: "timeline", filter: filterOf(by, item.key) });
  }

  /** Lets the user set a budget, the price of a tool or the models to compare with; the answer comes again by itself. */
  edit(about: ArgumentsOf<"host/edit-cost">): void {
    this.tell(this.panel.channel.ask("host/edit-cost", about));
  }

  /** Starts the way to know what another model would do. */
  replay(): void {
    const { channel, sessionId } = this.panel;
    this.tell(channel.ask("host/run-command", { command: "replay-and-compare", sessionId }));
  }

  goTo(stepId: string): void {
    void this.panel.goToStep(stepId);
  }

  private tell(asked: Promise<unknown>): void {
    asked.catch((thrown: unknown) => {
      this.panel.said.value = faultOf(thrown)?.message ?? "";
    });
  }
}

/** As many rows as a table draws: a session may have 100,000 steps. */
export const MOST_ROWS = 200;

/** The filter that finds a group's steps; a name with a blank is found by its words. */
function filterOf(by: Exclude<Group, "step">, key: string): string {
  if (by === "tool" || key.includes(" ")) return key;
  return `${by}:${by === "kind" && key === "llm" ? "model" : key}`;
}
