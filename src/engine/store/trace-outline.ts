// What a trace says as a whole: its ends, its service, its run and the best session id that its steps name.

import { type StepNode, byStart } from "./step-node";

export class TraceOutline {
  /** Null while no step has a time that can be believed. */
  startUs: number | null = null;
  endUs: number | null = null;
  /** The step whose session id counts: lowest rank, then earliest, then by span id (protocol convention 9). */
  hinting: StepNode | null = null;
  /** The earliest step, whose service is the trace's. */
  first: StepNode | null = null;
  runId: string | null = null;

  add(step: StepNode): void {
    const { startUs, endUs, hint } = step.columns;
    if (startUs > 0) {
      this.startUs = Math.min(this.startUs ?? startUs, startUs);
      this.endUs = Math.max(this.endUs ?? 0, endUs ?? startUs);
    }
    if (hint && (!this.hinting || hintsEarlier(step, this.hinting))) this.hinting = step;
    if (step.service !== null && (!this.first || byStart(step, this.first) < 0)) this.first = step;
  }

  /** Starts again, after a step was replaced or taken out. */
  rebuild(steps: Iterable<StepNode>): void {
    this.startUs = this.endUs = this.hinting = this.first = null;
    for (const step of steps) this.add(step);
  }
}

function hintsEarlier(left: StepNode, right: StepNode): boolean {
  const ranks = (left.columns.hint?.rank ?? 0) - (right.columns.hint?.rank ?? 0);
  return (ranks || byStart(left, right)) < 0;
}
