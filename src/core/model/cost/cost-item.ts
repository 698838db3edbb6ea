import type { Usage } from "../usage";

/** What one agent, model, tool, kind or step cost. */
export interface CostItem {
  /** The agent, model, tool, kind or stepId; empty where the step has none. */
  readonly key: string;
  /** Model calls; tool calls when grouped by tool or for the kind `tool`. */
  readonly calls: number;
  readonly usage: Usage;
  /** The sum of what is known; null where nothing is. */
  readonly costUsd: number | null;
  /** Calls without a known price that may have cost something. Tools count only where they are the subject. */
  readonly unpricedCalls: number;
  readonly wastedUsd: number;
}
