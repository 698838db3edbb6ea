// What the context view has asked for: the calls of the session, and the window of the selected call.

import { type Signal, computed, effect, signal } from "@preact/signals";
import type { ContextCallRow, ContextWindowRow, StepDetail } from "../../../src/protocol/rows";
import { type Loaded, WAITING, faultOf } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { agentsOf } from "./model";

export interface Window {
  readonly window: ContextWindowRow;
  readonly detail: StepDetail;
}

export class ContextStore {
  readonly calls: Signal<Loaded<readonly ContextCallRow[]>> = signal(WAITING);
  readonly window: Signal<Loaded<Window>> = signal(WAITING);
  /** The place of the selected segment in the window. */
  readonly segment = signal(0);
  private readonly chosenAgent = signal<string | undefined>(undefined);
  private readonly stops: (() => void)[] = [];
  private ask = new AbortController();

  readonly agents = computed(() =>
    this.calls.value.kind === "ready" ? agentsOf(this.calls.value.value) : [],
  );

  /** The agent that was chosen, else that of the selected step, else the one with the first call. */
  readonly agent = computed(() => {
    const agents = this.agents.value;
    const chosen = this.chosenAgent.value;
    if (chosen !== undefined && agents.includes(chosen)) return chosen;
    return this.callOf(this.panel.ui.value.selectedId)?.agent ?? agents[0] ?? "";
  });

  readonly ofAgent = computed(() => this.all().filter((call) => (call.agent ?? "") === this.agent.value));

  /** The selected call: the selected step where it is a call of this agent, else the agent's fullest or last one. */
  readonly selected = computed(() => {
    const calls = this.ofAgent.value;
    return calls.find((call) => call.stepId === this.panel.ui.value.selectedId) ?? calls.at(-1);
  });

  constructor(readonly panel: Panel) {
    this.stops.push(
      // Asked again when the panel shows another session, and when this one grew.
      effect(() => {
        const { sessionId } = panel.ui.value;
        if (panel.session.value.kind !== "failed") void this.load(sessionId);
      }),
      effect(() => {
        void this.loadWindow(this.selected.value?.stepId);
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.ask.abort();
  }

  chooseAgent(agent: string): void {
    this.chosenAgent.value = agent;
    this.segment.value = 0;
  }

  nextAgent(): void {
    const agents = this.agents.value;
    const next = agents[(agents.indexOf(this.agent.value) + 1) % Math.max(1, agents.length)];
    if (next !== undefined) this.chooseAgent(next);
  }

  selectCall(stepId: string): void {
    this.segment.value = 0;
    void this.panel.set({ selectedId: stepId });
  }

  /** The call before (-1) or after (+1); stays where there is none. */
  moveCall(by: number): void {
    const calls = this.ofAgent.value;
    const at = calls.findIndex((call) => call.stepId === this.selected.value?.stepId);
    const next = calls[Math.min(calls.length - 1, Math.max(0, at + by))];
    if (next) this.selectCall(next.stepId);
  }

  moveSegment(by: number): void {
    const count = this.window.value.kind === "ready" ? this.window.value.value.window.segments.length : 0;
    this.segment.value = Math.min(Math.max(0, count - 1), Math.max(0, this.segment.value + by));
  }

  private all(): readonly ContextCallRow[] {
    return this.calls.value.kind === "ready" ? this.calls.value.value : [];
  }

  private callOf(stepId: string | null): ContextCallRow | undefined {
    return stepId === null ? undefined : this.all().find((call) => call.stepId === stepId);
  }

  private async load(sessionId: string): Promise<void> {
    try {
      const { calls } = await this.panel.channel.ask("session/context", { sessionId });
      if (sessionId === this.panel.sessionId) this.calls.value = { kind: "ready", value: calls };
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault) this.calls.value = { kind: "failed", fault };
    }
  }

  /** The old window stays on screen until the new one is there. */
  private async loadWindow(stepId: string | undefined): Promise<void> {
    this.ask.abort();
    this.ask = new AbortController();
    const { signal: abort } = this.ask;
    if (stepId === undefined) return;
    const { channel } = this.panel;
    try {
      const [window, detail] = await Promise.all([
        channel.ask("step/context", { stepId }, abort),
        channel.ask("step/get", { stepId }, abort),
      ]);
      if (!abort.aborted) this.window.value = { kind: "ready", value: { window, detail } };
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault && !abort.aborted) this.window.value = { kind: "failed", fault };
    }
  }
}
