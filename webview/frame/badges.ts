// How many findings have their proof in a view. Pure.

import type { ClaimRow, FindingRow } from "../../src/protocol/rows";

/** Which view proves what a detector reports, by the words of its name; all else is proved by steps in the timeline. */
const PROOFS: readonly (readonly [view: string, detectors: RegExp])[] = [
  ["context", /context|compaction|cache/],
  ["memory", /memory|drift/],
  ["cost", /cost|budget|spiral/],
];

/**
 * The badge of a view's tab; none where no finding belongs there. Where no detector reported anything, the claims of
 * the session's summary are what was found.
 */
export function badgeOf(
  view: string,
  findings: readonly FindingRow[],
  claims: readonly ClaimRow[],
): { badge?: string } {
  const proofs =
    findings.length > 0
      ? findings.map(({ detector }) => viewOf(detector))
      : claims.map(({ proof }) => proof ?? "timeline");
  const count = proofs.filter((proof) => proof === view).length;
  return count === 0 ? {} : { badge: String(count) };
}

function viewOf(detector: string): string {
  return PROOFS.find(([, detectors]) => detectors.test(detector))?.[0] ?? "timeline";
}
