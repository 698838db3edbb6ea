// Plans that were shown and may be started: what was agreed to is what is sent.

import { priceCall } from "../../core/pricing";
import { Redactor } from "../../core/policy/redact";
import { applyChanges, planChanges, type Change, type Edit } from "../../core/replay/edit";
import { maskEdits, maskRequest, maskSteps } from "../../core/replay/masked";
import { liveCalls, planReplay } from "../../core/replay/plan";
import { applyChangesToRaw } from "../../core/replay/raw-edit";
import type { RecordedStep } from "../../core/replay/recorded";
import { readRecording, type RecordedCall, type Recording } from "../../core/replay/recording";
import type { ArgumentsOf } from "../../protocol/messages";
import type { ReplayPlanRow } from "../../protocol/replay";
import { hostOf, isExact, providerName } from "./target";

export type PlanArguments = ArgumentsOf<"replay/plan">;

export interface KeptPlan {
  readonly args: PlanArguments;
  readonly row: ReplayPlanRow;
  /** With its secrets masked, unless the user sends them. */
  readonly recording: Recording;
  readonly steps: readonly RecordedStep[];
  readonly title: string;
  readonly changesOf: ChangesOf;
  /** Masks what is not of the recording; it has met the secrets that are masked in what is sent. */
  readonly redactor?: Redactor;
}

type ChangesOf = (call: RecordedCall) => readonly Change[];

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
    const { sent, ...read } = readMasked(args, steps);
    const row = planRow(planId, args, read, sent, nowMs);
    const redactor = args.redact === false ? undefined : sent;
    this.plans.set(planId, { args, row, steps, title, ...read, ...(redactor && { redactor }) });
    for (const oldest of this.plans.keys()) {
      if (this.plans.size <= MAX_PLANS) break;
      this.plans.delete(oldest);
    }
    return row;
  }
}

interface Read {
  readonly recording: Recording;
  readonly edits: readonly Edit[];
  readonly changesOf: ChangesOf;
}

/** The recording as it is replayed. `sent` has met the secrets of what would be sent. */
function readMasked(args: PlanArguments, steps: readonly RecordedStep[]): Read & { sent: Redactor } {
  const [all, sent] = [new Redactor(), new Redactor()];
  const masked = { steps: maskSteps(steps, all), edits: maskEdits(args.edits, all) };
  const asItIs = read(args, steps, args.edits);
  if (all.total() === 0) return { ...asItIs, sent };
  for (const call of liveCalls(asItIs.recording, args)) {
    const changes = asItIs.changesOf(call);
    maskRequest(applyChanges(call.request, changes), sent);
    if (call.raw) sent.json(applyChangesToRaw(call.raw, changes) ?? "");
  }
  return { ...(args.redact === false ? asItIs : read(args, masked.steps, masked.edits)), sent };
}

function read({ target }: PlanArguments, steps: readonly RecordedStep[], edits: readonly Edit[]): Read {
  const recording = readRecording(steps);
  const { changesOf: edited } = planChanges(recording, edits);
  const { model } = target;
  // The target's model wins over an edit of the model: it is the later choice.
  const changesOf: ChangesOf = (call) =>
    model === undefined ? edited(call) : [...edited(call), { part: "model", model }];
  return { recording, edits, changesOf };
}

function planRow(
  planId: string,
  args: PlanArguments,
  { recording, edits, changesOf }: Read,
  sent: Redactor,
  nowMs: number,
): ReplayPlanRow {
  const { mode, fromStepId, samples = 1, target, budget } = args;
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
  const secrets = sent.counts();
  const redactions = args.redact === false ? 0 : sent.total();
  return {
    planId,
    host: hostOf(target),
    model: models.length > 1 ? models.join(", ") : model,
    calls: plan.calls,
    tokens: plan.tokens,
    costBoundUsd: limited,
    redactions,
    ...(secrets.length > 0 && { secrets }),
    incomplete: plan.incomplete,
    bytes: plan.bytes,
    exact:
      redactions === 0 &&
      isExact(
        calls.map((call) => call.raw),
        target,
      ),
  };
}
