// How many findings have their proof in a view. Pure.

import type { FindingRow } from "../../src/protocol/rows";

/** Which view proves what a detector reports, by the words of its name; all else is proved by steps in the timeline. */
const PROOFS: readonly (readonly [view: string, detectors: RegExp])[] = [
  ["context", /context|compaction|cache/],
  ["memory", /memory|drift/],
  ["cost", /cost|budget|spiral/],
];

/** The badge of a view's tab; none where no finding belongs there. */
export function badgeOf(view: string, findings: readonly FindingRow[]): { badge?: string } {
  const count = findings.filter(({ detector }) => viewOf(detector) === view).length;
  return count === 0 ? {} : { badge: String(count) };
}

function viewOf(detector: string): string {
  return PROOFS.find(([, detectors]) => detectors.test(detector))?.[0] ?? "timeline";
}
