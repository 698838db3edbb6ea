// How long the calls of a tool took, as tallies: a name for each tool and duration to two digits. Sums of whole counts do
// not depend on order and can be taken back, as all that is kept at ingest; 95% of a tool's calls are then a look at a
// few rows instead of at every call.

/** The name of the tally that a call of this length is counted in: the tool and its microseconds to two digits. */
export function timeName(tool: string, durationUs: number): string {
  return `${toTwoDigits(durationUs)} ${tool}`;
}

/** What such a name stands for. */
export function readTimeName(name: string): { readonly tool: string; readonly durationUs: number } {
  const space = name.indexOf(" ");
  return { tool: name.slice(space + 1), durationUs: Number(name.slice(0, space)) };
}

/** The shortest duration that at least this share of the calls does not exceed; null where there are none. */
export function shareOfTimes(
  times: readonly { readonly durationUs: number; readonly count: number }[],
  share: number,
): number | null {
  const sorted = [...times].sort((left, right) => left.durationUs - right.durationUs);
  let left = Math.ceil(sorted.reduce((sum, { count }) => sum + count, 0) * share);
  for (const { durationUs, count } of sorted) {
    left -= count;
    if (left <= 0) return durationUs;
  }
  return null;
}

function toTwoDigits(durationUs: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, durationUs))) - 1);
  return Math.round(durationUs / unit) * unit;
}
