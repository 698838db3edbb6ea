// The state of the agents page: the rows, their order, and which agent is selected.

import { type Signal, computed, effect, signal } from "@preact/signals";
import type { Channel } from "../../../src/protocol/channel";
import type { AgentRow } from "../../../src/protocol/rows";
import { type Loaded, WAITING, faultOf } from "../../state/loaded";
import { type ColumnId, COLUMN_IDS, MOST_ROWS, sorted, sortedBy } from "./model";
import { type SavedAgents, readSavedAgents } from "./saved";

export class AgentsStore {
  readonly ui: Signal<SavedAgents>;
  readonly agents: Signal<Loaded<readonly AgentRow[]>> = signal(WAITING);
  /** A short sentence for the live region. */
  readonly said = signal("");

  /** Every agent, in order; the page shows the first `MOST_ROWS`. */
  readonly rows = computed(() => {
    const loaded = this.agents.value;
    return loaded.kind === "ready" ? sorted(loaded.value, this.ui.value.sort) : [];
  });
  readonly shown = computed(() => this.rows.value.slice(0, MOST_ROWS));
  /** The selected agent, else the first. */
  readonly selected = computed(() => {
    const { selected } = this.ui.value;
    return this.shown.value.find(({ name }) => name === selected) ?? this.shown.value[0];
  });

  private readonly stops: (() => void)[] = [];
  private loading = false;
  private again = false;

  constructor(
    private readonly channel: Channel,
    saved: unknown,
    save: (state: unknown) => void,
  ) {
    this.ui = signal(readSavedAgents(saved));
    const changed = () => void this.load();
    this.stops.push(
      effect(() => save(this.ui.value)),
      channel.on("session/changed", changed),
      channel.on("session/removed", changed),
      channel.on("panel/agent", ({ name }) => this.select(name)),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  /** Asks anew. Calls while an answer is awaited become one more. The old rows stay until the new ones come. */
  async load(): Promise<void> {
    if (this.loading) {
      this.again = true;
      return;
    }
    this.loading = true;
    try {
      this.agents.value = { kind: "ready", value: await this.channel.ask("agent/list", {}) };
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.agents.value = { kind: "failed", fault };
    } finally {
      this.loading = false;
    }
    if (!this.again) return;
    this.again = false;
    await this.load();
  }

  select(name: string): void {
    this.ui.value = { ...this.ui.peek(), selected: name };
  }

  /** Selects the row so many places on, or the first or last. */
  move(by: number): void {
    const rows = this.shown.peek();
    const at = rows.findIndex(({ name }) => name === this.selected.peek()?.name);
    const to = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (to) this.select(to.name);
  }

  sortBy(column: ColumnId): void {
    const sort = sortedBy(this.ui.peek().sort, column);
    this.ui.value = { ...this.ui.peek(), sort };
    this.said.value = `Sorted by ${sort.by}, ${sort.descending ? "descending" : "ascending"}`;
  }

  sortByNext(): void {
    const at = COLUMN_IDS.indexOf(this.ui.peek().sort.by);
    this.sortBy(COLUMN_IDS[(at + 1) % COLUMN_IDS.length] ?? "name");
  }

  turnOrder(): void {
    this.sortBy(this.ui.peek().sort.by);
  }

  resize(detailWidth: number): void {
    this.ui.value = { ...this.ui.peek(), detailWidth };
  }

  /** Shows only this agent's sessions in the sidebar. */
  filterSessions(agent: string): void {
    this.tell(
      this.channel.ask("host/filter-sessions", { agent }),
      `The Sessions tree shows sessions of ${agent}`,
    );
  }

  showLog(): void {
    this.tell(this.channel.ask("host/show-log", {}), "");
  }

  runAgent(): void {
    this.tell(this.channel.ask("host/run-command", { command: "run-agent" }), "");
  }

  private tell(asked: Promise<unknown>, done: string): void {
    asked.then(
      () => (this.said.value = done),
      (thrown: unknown) => (this.said.value = faultOf(thrown)?.message ?? ""),
    );
  }
}
