// The order, icon and unread count of findings. Pure.

import type { FindingRow } from "../../protocol/rows";
import type { Icon } from "./session-rows";

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Errors before warnings before the rest; the newest first within each. */
export function worstFirst(findings: readonly FindingRow[]): FindingRow[] {
  return [...findings].sort(
    (left, right) => RANK[left.severity] - RANK[right.severity] || right.atUs - left.atUs,
  );
}

export function findingIcon({ severity }: FindingRow): Icon {
  if (severity === "error") return { name: "error", color: "list.errorForeground" };
  if (severity === "warning") return { name: "warning", color: "list.warningForeground" };
  return { name: "info" };
}

/** How many findings nobody has had on screen. */
export function unreadOf(findings: readonly FindingRow[], seen: ReadonlySet<string>): number {
  return findings.filter(({ id }) => !seen.has(id)).length;
}
