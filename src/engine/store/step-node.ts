// One step of a trace in memory, and the order in which steps stand.

import type { StepColumns } from "../step-columns";

export interface StepNode {
  readonly rowId: number;
  /** Its trace; the session there may change. */
  readonly trace: { readonly session: number };
  /** The span id, or `log:` and a hash. */
  readonly span: string;
  parent: string | null;
  readonly isLog: boolean;
  columns: StepColumns;
  service: string | null;
  namespace: string | null;
  /** Two different copies of it came. */
  conflict: boolean;
  /** Its parent has not come. */
  waiting: boolean;
  /** Its own agent, else that of the nearest ancestor. */
  agent: string | null;
  /** The span id of the inner span that is the same call. */
  duplicateOf: string | null;
  /** Whether the sums of its session hold it. */
  counted: boolean;
}

/** Earlier first, then by span id. */
export function byStart(left: StepNode, right: StepNode): number {
  return left.columns.startUs - right.columns.startUs || compareText(left.span, right.span);
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
