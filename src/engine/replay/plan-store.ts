// Plans that were shown and may be started: what was agreed to is what is sent.

import { priceCall } from "../../core/pricing";
import { applyChanges, planChanges, type Change } from "../../core/replay/edit";
import { liveCalls, planReplay } from "../../core/replay/plan";
import type { RecordedStep } from "../../core/replay/recorded";
import { readRecording, type RecordedCall, type Recording } from "../../core/replay/recording";
import type { ArgumentsOf } from "../../protocol/messages";
import type { ReplayPlanRow } from "../../protocol/replay";
import { hostOf, isExact, providerName } from "./target";

export type PlanArguments = ArgumentsOf<"replay/plan">;

export interface KeptPlan {
  readonly args: PlanArguments;
  readonly row: ReplayPlanRow;
  readonly recording: Recording;
  readonly steps: readonly RecordedStep[];
  readonly title: string;
  readonly changesOf: (call: RecordedCall) => readonly Change[];
}

/** Plans kept; each holds the texts of a session, so that old ones must go. */
const MAX_PLANS = 8;

export class PlanStore {
  private readonly plans = new Map<string, KeptPlan>();

  get(planId: string): KeptPlan | undefined {
    return this.plans.get(planId);
  }

  /** Works out a plan and keeps it. Sends nothing. Fails where the target's address is refused. */
  add(
    planId: string,
    args: PlanArguments,
    steps: readonly RecordedStep[],
    title: string,
    nowMs: number,
  ): ReplayPlanRow {
    const recording = readRecording(steps);
    const { changesOf: edited } = planChanges(recording, args.edits);
    const { model } = args.target;
    // The target's model wins over an edit of the model: it is the later choice.
    const changesOf = (call: RecordedCall): readonly Change[] =>
      model === undefined ? edited(call) : [...edited(call), { part: "model", model }];
    const row = planRow(planId, args, recording, changesOf, nowMs);
    this.plans.set(planId, { args, row, recording, steps, title, changesOf });
    for (const oldest of this.plans.keys()) {
      if (this.plans.size <= MAX_PLANS) break;
      this.plans.delete(oldest);
    }
    return row;
  }
}

function planRow(
  planId: string,
  args: PlanArguments,
  recording: Recording,
  changesOf: (call: RecordedCall) => readonly Change[],
  nowMs: number,
): ReplayPlanRow {
  const { mode, fromStepId, samples = 1, edits, target, budget } = args;
  const scope = { mode, ...(fromStepId !== undefined && { fromStepId }) };
  const calls = liveCalls(recording, scope);
  const models = [...new Set(calls.map((call) => applyChanges(call.request, changesOf(call)).model))];
  const model = models[0] ?? target.model ?? "";
  const plan = planReplay(recording, {
    ...scope,
    edits,
    samples,
    price: (usage) =>
      priceCall({ provider: providerName(target), model, usage, atMs: nowMs })?.costUsd ?? null,
  });
  const limited =
    plan.costBoundUsd !== null && budget?.usd !== undefined
      ? Math.min(plan.costBoundUsd, budget.usd)
      : plan.costBoundUsd;
  return {
    planId,
    host: hostOf(target),
    model: models.length > 1 ? models.join(", ") : model,
    calls: plan.calls,
    tokens: plan.tokens,
    costBoundUsd: limited,
    redactions: 0,
    incomplete: plan.incomplete,
    bytes: plan.bytes,
    exact: isExact(
      calls.map((call) => call.raw),
      target,
    ),
  };
}
