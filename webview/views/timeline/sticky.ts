// Which ancestors stick to the top, as in editors. Pure.

import type { StepRow } from "../../../src/protocol/rows";

/** As VS Code's own trees: more would leave no room for the rows themselves. */
const MAX_STICKY = 5;

/**
 * The ancestors to draw over the top of the list, outermost first. Each one covers a row, and the row below it decides
 * whether one more is needed, so the list is walked down until a row's ancestors are all shown.
 */
export function stickyRows(
  firstIndex: number,
  rowAt: (index: number) => StepRow | undefined,
  ancestorsOf: (row: StepRow) => readonly StepRow[],
): readonly StepRow[] {
  let shown = 0;
  let stack: readonly StepRow[] = [];
  while (shown < MAX_STICKY) {
    const row = rowAt(firstIndex + shown);
    if (!row) break;
    stack = ancestorsOf(row);
    if (stack.length <= shown) break;
    shown++;
  }
  return stack.slice(0, shown);
}
