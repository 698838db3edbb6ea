// Runs the parts of `npm test` one after the other and adds up what they count.

/**
 * Runs the parts in order; gives `{ passed, failed, skipped }`.
 *
 * A part is `{ name, run, missing? }`. `run` gives its counts. `missing` gives the reason why it cannot run here: the part
 * is then skipped, or failed where `strict`, as on CI. A part that throws has failed.
 */
export async function runParts(parts, { strict, say = console.log }) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const part of parts) {
    const startMs = Date.now();
    say(`\n== ${part.name}`);
    const counts = await countsOf(part, strict, say);
    for (const kind of Object.keys(total)) total[kind] += counts[kind] ?? 0;
    const seconds = ((Date.now() - startMs) / 1000).toFixed(1);
    say(`-- ${part.name}: ${counts.passed ?? 0} passed, ${counts.failed ?? 0} failed (${seconds} s)`);
  }
  return total;
}

/** The last line of a run: `N passed, N failed`, with what was skipped. */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

async function countsOf({ name, run, missing }, strict, say) {
  try {
    const reason = await missing?.();
    if (reason === undefined) return await run();
    say(`${strict ? "FAILED, for CI=true" : "Skipped"}: ${name}: ${reason}`);
    return strict ? { failed: 1 } : { skipped: 1 };
  } catch (error) {
    say(`FAILED: ${name}: ${error.stack ?? error}`);
    return { failed: 1 };
  }
}
