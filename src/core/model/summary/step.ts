import type { CostStep } from "../cost";

/** A step as summaries see it. */
export interface SummaryStep extends CostStep {
  readonly name: string;
  readonly error?: { readonly type: string; readonly message: string };
  /** What the telemetry says of a hand-over, on steps of kind `handoff` and tools that transfer. */
  readonly handoff?: { readonly from?: string; readonly to?: string };
}
