// Graders on what a sample cost and how long it took.

import { fail, pass, type Sample, type Verdict } from "./grader";

/** At most so many dollars. An unknown cost fails: it cannot be said to be below the bound. */
export function gradeCost(settings: { maxUsd: number }, sample: Sample): Verdict {
  if (sample.costUsd === null) return fail("The cost is unknown: the model has no known price.");
  const why = `It cost $${sample.costUsd.toFixed(4)}; the bound is $${settings.maxUsd}.`;
  return sample.costUsd <= settings.maxUsd ? pass(why) : fail(why);
}

/** At most so many seconds from the first request to the last answer. */
export function gradeLatency(settings: { maxSeconds: number }, sample: Sample): Verdict {
  const why = `It took ${sample.seconds.toFixed(1)} s; the bound is ${settings.maxSeconds} s.`;
  return sample.seconds <= settings.maxSeconds ? pass(why) : fail(why);
}
