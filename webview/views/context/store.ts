// What the context view has asked for: the calls of the session, and the window of the selected call.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { ContextCallRow, ContextWindowRow, StepDetail } from "../../../src/protocol/rows";
import { Asked, askAboutSession } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { fullestOf } from "./band";
import { agentsOf } from "./model";

export interface Window {
  readonly window: ContextWindowRow;
  readonly detail: StepDetail;
}

export class ContextStore {
  private readonly askedCalls = new Asked<readonly ContextCallRow[]>();
  private readonly askedWindow = new Asked<Window>();
  readonly calls = this.askedCalls.answer;
  readonly window = this.askedWindow.answer;
  /** The place of the selected segment in the window. */
  readonly segment = signal(0);
  private readonly chosenAgent = signal<string | undefined>(undefined);
  private readonly stops: (() => void)[] = [];

  readonly agents = computed(() =>
    this.calls.value.kind === "ready" ? agentsOf(this.calls.value.value) : [],
  );

  /** The agent that was chosen, else that of the selected step, else the one with the fullest call. */
  readonly agent = computed(() => {
    const agents = this.agents.value;
    const chosen = this.chosenAgent.value;
    if (chosen !== undefined && agents.includes(chosen)) return chosen;
    const shown = this.callOf(this.panel.ui.value.selectedId) ?? fullestOf(this.all());
    return shown?.agent ?? "";
  });

  readonly ofAgent = computed(() => this.all().filter((call) => (call.agent ?? "") === this.agent.value));

  /** The selected call: the selected step where it is a call of this agent, else the agent's fullest or last one. */
  readonly selected = computed(() => {
    const calls = this.ofAgent.value;
    return calls.find((call) => call.stepId === this.panel.ui.value.selectedId) ?? calls.at(-1);
  });

  constructor(readonly panel: Panel) {
    this.stops.push(
      askAboutSession(panel, this.askedCalls, async (sessionId, abort) => {
        const { calls } = await panel.channel.ask("session/context", { sessionId }, abort);
        return calls;
      }),
      effect(() => {
        const stepId = this.selected.value?.stepId;
        if (stepId !== undefined) untracked(() => void this.loadWindow(stepId));
      }),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.askedWindow.stop();
  }

  /** Shows another agent's calls; the selected step becomes one of them, so that the other views follow. */
  chooseAgent(agent: string): void {
    this.chosenAgent.value = agent;
    const last = this.ofAgent.value.at(-1);
    if (last) this.selectCall(last.stepId);
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

  /** The old window stays on screen until the new one is there. */
  private loadWindow(stepId: string): Promise<void> {
    const { channel } = this.panel;
    return this.askedWindow.ask(stepId, async (abort) => {
      const [window, detail] = await Promise.all([
        channel.ask("step/context", { stepId }, abort),
        channel.ask("step/get", { stepId }, abort),
      ]);
      return { window, detail };
    });
  }
}
