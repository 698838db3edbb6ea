// compare/get: two sessions side by side, with what a row shows of each step.

import { compareSessions } from "../../core/replay/compare";
import { maskSteps, REDACTIONS_ATTRIBUTE } from "../../core/replay/masked";
import type { CompareStep, ComparisonRow } from "../../protocol/replay";
import { REPLAY_OF } from "./origins";
import { readSteps, type ReadStep, type SessionAnswers } from "./read-session";

/** The comparison. With a replay on either side only what a replay emits is compared: model and tool calls. */
export async function compareAnswer(
  answers: SessionAnswers,
  { left, right }: { readonly left: string; readonly right: string },
  signal: AbortSignal,
): Promise<ComparisonRow> {
  const leftSteps = await readSteps(answers, left, signal);
  const rightSteps = await readSteps(answers, right, signal);
  const both = [...leftSteps, ...rightSteps];
  // Where a replay sent masks in place of secrets, the secret on the other side is the same text.
  const alike = both.some((step) => has(step, REDACTIONS_ATTRIBUTE))
    ? (steps: readonly ReadStep[]) => maskSteps(steps)
    : (steps: readonly ReadStep[]) => steps;
  const scope = both.some((step) => has(step, REPLAY_OF)) ? "acts" : "all";
  const compared = compareSessions(alike(leftSteps), alike(rightSteps), scope);
  const shown = new Map(both.map((step) => [step.stepId, step]));
  const shownOf = (stepId: string | undefined) => {
    const step = stepId === undefined ? undefined : shown.get(stepId);
    return step && shownStep(step);
  };
  return {
    ...compared,
    rows: compared.rows.map((row) => {
      const [leftRow, rightRow] = [shownOf(row.left), shownOf(row.right)];
      return { ...row, ...(leftRow && { leftRow }), ...(rightRow && { rightRow }) };
    }),
  };
}

function shownStep(step: ReadStep): CompareStep {
  const { number, depth, kind, name, summary, model, agent, status, durationUs, usage, costUsd, below } =
    step;
  return {
    ...{ number, depth, kind, name, summary, agent, status, durationUs },
    ...(model !== undefined && { model }),
    ...(usage && { usage }),
    ...(costUsd !== undefined && { costUsd }),
    ...(below && { below }),
  };
}

function has(step: ReadStep, key: string): boolean {
  return step.attributes.some((attribute) => attribute.key === key);
}
