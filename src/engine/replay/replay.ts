// One replay: its samples at bounded concurrency, what they spent together, and what they show together.

import type { Sample, Verdict } from "../../core/evals/grader";
import { passAtK, passHatK, wilsonInterval } from "../../core/evals/pass-at-k";
import { inputTokens, outputTokens, type Usage } from "../../core/model/usage";
import { overBudget } from "../../core/replay/budget";
import type { Decision } from "../../core/replay/drive";
import type { OutgoingCall } from "../../core/replay/outgoing";
import { maskRequest } from "../../core/replay/masked";
import type { CanonicalRequest, ModelReply } from "../../core/replay/recorded";
import { UserFault } from "../../protocol/faults";
import type { ReplayBudget, ReplayListRow, ReplayRow, ReplayTarget, SampleRow } from "../../protocol/replay";
import { runGraders, type GraderHelp } from "../evals/run-graders";
import { Limiter } from "../models/limiter";
import type { KeptPlan } from "./plan-store";
import { ReplaySample, type SampleWork } from "./sample";
import type { Recorder } from "./spans";
import { costOf, hostOf, modelCall, providerName, senderTo, type Outside, type SendCall } from "./target";

/** Runs a module grader; given only where the workspace is trusted. */
export type RunModule = (
  settings: { readonly path: string; readonly timeoutSeconds?: number | undefined },
  sample: Sample,
  signal: AbortSignal,
) => Promise<Verdict>;

export interface ReplayHelp {
  readonly outside: Outside;
  readonly record: Recorder;
  readonly runModule?: RunModule;
  /** `state`: a sample asks or is over, which is told at once; `step` may be told less often. */
  readonly onProgress: (sample: number, step: number, costUsd: number | null, what: "step" | "state") => void;
  readonly onBug: (error: unknown) => void;
}

const DEFAULT_CONCURRENCY = 4;
/** A loop is endless when it takes so many times the recorded calls, and a few more for short recordings. */
const ENDLESS_FACTOR = 3;
const ENDLESS_EXTRA = 10;

export class Replay {
  readonly samples: ReplaySample[] = [];
  private readonly limiter: Limiter;
  private readonly send: SendCall;
  private startedMs: number;
  private spent = { calls: 0, tokens: 0, usd: 0 };
  private budget: ReplayBudget = {};
  /** Samples up to this one were handed to the limiter. */
  private begun = 0;
  private runs = 0;
  /** Hosts of judges that were asked about: once for all samples. */
  private readonly judgeHosts = new Map<string, Promise<string>>();

  /** Fails where the target is not the host that was agreed to. Nothing is sent before `run`. */
  constructor(
    readonly replayId: string,
    private readonly plan: KeptPlan,
    consentedHost: string,
    private readonly help: ReplayHelp,
  ) {
    const { args } = plan;
    this.send = senderTo(args.target, consentedHost, help.outside);
    this.startedMs = help.outside.clock.now();
    this.limiter = new Limiter(args.concurrency ?? DEFAULT_CONCURRENCY);
    this.add(args.samples ?? 1, args.budget);
  }

  /** Adds samples; they start with the next `run`, on a budget of their own where the others are over. */
  add(samples: number, budget: ReplayBudget = {}): void {
    this.budget = budget;
    if (this.over) {
      this.spent = { calls: 0, tokens: 0, usd: 0 };
      this.startedMs = this.help.outside.clock.now();
    }
    for (const end = this.samples.length + samples; this.samples.length < end;) {
      const sample = this.samples.length;
      this.samples.push(new ReplaySample(sample, `replay-${this.replayId}-${sample}`, this.workOf(sample)));
    }
  }

  /** Whether samples of another plan would be samples of this replay: all but their number and bounds is the same. */
  fits(other: KeptPlan): boolean {
    const key = ({ args, row }: KeptPlan) => {
      const { sessionId, edits, mode, fromStepId, target, graders, variant, redact = true } = args;
      return JSON.stringify([sessionId, edits, mode, fromStepId, target, graders, variant, redact, row.host]);
    };
    return key(this.plan) === key(other);
  }

  /** Runs the samples that were not begun yet; resolves when they are over. */
  async run(): Promise<void> {
    const fresh = this.samples.slice(this.begun);
    this.begun = this.samples.length;
    this.runs++;
    const runs = fresh.map((sample) =>
      this.limiter
        .run(() => sample.run(), sample.signal)
        .catch((error: unknown) => {
          if (!sample.signal.aborted) this.help.onBug(error);
        }),
    );
    await Promise.all(runs);
    this.runs--;
  }

  private get over(): boolean {
    return this.begun > 0 && this.runs === 0;
  }

  /** The sample of that number. Fails with a UserFault where there is none. */
  sampleAt(sample: number): ReplaySample {
    const found = this.samples[sample];
    if (!found) throw new UserFault("not-found", `The replay has no sample ${sample}.`);
    return found;
  }

  cancel(): void {
    for (const sample of this.samples) sample.cancel();
  }

  row(): ReplayRow {
    const samples = this.samples.map((sample) => sample.row());
    const { args } = this.plan;
    const redactions = this.plan.redactor?.total() ?? 0;
    const why = this.over ? overBudget(this.budget, { ...this.spent, seconds: 0 }) : undefined;
    return {
      state: this.stateOf(samples),
      ...(why !== undefined && samples.some((sample) => sample.state === "stopped") && { why }),
      mode: args.mode,
      ...(args.variant !== undefined && { variant: args.variant }),
      samples,
      ...ratesOf(samples),
      costUsd: samples.reduce<number | null>(
        (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
        0,
      ),
      ...(redactions > 0 && { redactions }),
    };
  }

  /** Its line in the list of a session's replays. */
  listRow(): ReplayListRow {
    const { args, row } = this.plan;
    return {
      ...{
        replayId: this.replayId,
        sessionId: args.sessionId,
        mode: args.mode,
        model: row.model,
        edits: args.edits,
      },
      ...(args.variant !== undefined && { variant: args.variant }),
      state: this.stateOf(this.samples.map((sample) => sample.row())),
      startedUs: this.startedMs * 1000,
    };
  }

  private stateOf(samples: readonly SampleRow[]): ReplayRow["state"] {
    if (!this.over) return "running";
    if (samples.some((sample) => sample.state === "done" || sample.state === "stopped")) return "done";
    return samples.every((sample) => sample.state === "cancelled") ? "cancelled" : "failed";
  }

  private workOf(number: number): SampleWork {
    const { args, recording, changesOf, title } = this.plan;
    const { outside, record, onProgress, onBug } = this.help;
    const { mode, target, policy = "ask", fromStepId, variant } = args;
    const calls = recording.threads.reduce((sum, thread) => sum + thread.calls.length, 0);
    const nowMs = () => outside.clock.now();
    const at = () => this.sampleAt(number);
    return {
      recording,
      options: {
        mode,
        policy,
        changesOf,
        maxCalls: calls * ENDLESS_FACTOR + ENDLESS_EXTRA,
        ...(fromStepId !== undefined && { fromStepId }),
      },
      provider: providerName(target),
      send: (call, signal) => this.replyTo(call, signal),
      costOf: (call, reply) => costOf(target, call.request, reply, nowMs()),
      stopReason: () =>
        overBudget(this.budget, { ...this.spent, seconds: (nowMs() - this.startedMs) / 1000 }),
      spent: (more, usage, costUsd) => this.spend(more, usage, costUsd),
      openSpans: () =>
        record.open(
          {
            sessionId: at().sessionId,
            replayId: this.replayId,
            replayOf: args.sessionId,
            mode,
            sample: number,
            variant,
            redactions: this.plan.row.redactions,
          },
          title,
        ),
      toolStep: toolSteps(this.plan),
      grade: (sample, signal) => runGraders(args.graders ?? [], sample, this.graderHelp(signal)),
      decide: (question, choices, byRequest, signal) =>
        this.limiter.outside(
          () => this.decision(byRequest, this.askHost(number, question, choices, signal)),
          signal,
        ),
      onStep: () => onProgress(number, at().step, at().row().costUsd, "step"),
      onState: () => onProgress(number, at().step, at().row().costUsd, "state"),
      numberOf: numbersOf(this.plan),
      onBug,
      nowMs,
    };
  }

  /** The recorded reply where the replay has a source of them, else the model's. */
  private replyTo(call: OutgoingCall, signal: AbortSignal): Promise<ModelReply> {
    const { replies } = this.help.outside;
    const reply = replies?.take(call.request);
    if (reply) return Promise.resolve(reply);
    if (replies && !replies.mayAsk) return Promise.reject(noReply(call));
    replies?.onSent();
    return this.send(modelCall(call, this.plan.args.target.provider), signal);
  }

  private spend(calls: number, usage: Usage | undefined, costUsd: number | null): void {
    this.spent.calls += calls;
    this.spent.tokens += usage ? (inputTokens(usage) ?? 0) + (outputTokens(usage) ?? 0) : 0;
    this.spent.usd += costUsd ?? 0;
  }

  /** The first of two answers. What is given by hand is masked as the recording is. */
  private async decision(byRequest: Promise<Decision>, byHost: Promise<Decision>): Promise<Decision> {
    const decision = await Promise.race([byRequest, byHost]);
    const { redactor } = this.plan;
    return decision.kind === "result" && redactor
      ? { kind: "result", value: redactor.value(decision.value) }
      : decision;
  }

  /** The host's answer. A host that gives none leaves the question to `replay/answer`. */
  private askHost(
    sample: number,
    question: string,
    choices: readonly Decision["kind"][],
    signal: AbortSignal,
  ): Promise<Decision> {
    const { ask } = this.help.outside;
    const cancelled = new Promise<never>((_, reject) => {
      const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error("Aborted"));
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
    const asked = ask(
      "host/decide",
      { replayId: this.replayId, sample, question, choices: [...choices] },
      signal,
    );
    return Promise.race([asked.catch(() => cancelled), cancelled]);
  }

  private graderHelp(signal: AbortSignal): GraderHelp {
    const { runModule } = this.help;
    return {
      judge: (target, request) => this.askJudge(target, request, signal),
      ...(runModule && { module: (settings, sample) => runModule(settings, sample, signal) }),
    };
  }

  /** A judge at another host than the replay's own needs a consent of its own. */
  private async askJudge(
    wanted: ReplayTarget | undefined,
    request: Parameters<GraderHelp["judge"]>[1],
    signal: AbortSignal,
  ) {
    const { plan, help } = this;
    if (help.outside.replies?.mayAsk === false)
      throw new UserFault("refused", "Nothing may be sent in this run.");
    const target = wanted ?? plan.args.target;
    const question = request(target.model ?? plan.row.model.split(", ")[0] ?? "");
    const asked = plan.redactor ? maskRequest(question, plan.redactor) : question;
    const stop = overBudget(this.budget, { ...this.spent, seconds: 0 });
    if (stop !== undefined) throw new UserFault("budget", stop);
    const send = await this.judgeSender(target, asked, signal);
    const reply = await send({ request: asked }, signal);
    const costUsd = costOf(target, asked, reply, help.outside.clock.now());
    this.spend(1, reply.usage, costUsd);
    return { reply, costUsd };
  }

  private async judgeSender(
    target: ReplayTarget,
    asked: CanonicalRequest,
    signal: AbortSignal,
  ): Promise<SendCall> {
    const host = hostOf(target);
    if (host === this.plan.row.host) return senderTo(target, host, this.help.outside);
    const known = this.judgeHosts.get(host);
    if (known) return senderTo(target, await known, this.help.outside);
    const agreed = this.askConsent(host, asked.model, signal);
    this.judgeHosts.set(host, agreed);
    // A refusal is not remembered: the next sample may ask again.
    agreed.catch(() => this.judgeHosts.delete(host));
    return senderTo(target, await agreed, this.help.outside);
  }

  private async askConsent(host: string, model: string, signal: AbortSignal): Promise<string> {
    const { plan, help } = this;
    const secrets = [...(plan.redactor?.counts() ?? [])];
    const question = {
      planId: plan.row.planId,
      host,
      model,
      calls: this.samples.length,
      costBoundUsd: null,
      redactions: plan.redactor?.total() ?? 0,
      ...(secrets.length > 0 && { secrets }),
    };
    return (await help.outside.ask("host/consent", question, signal)).host;
  }
}

function noReply({ recorded: { step } }: OutgoingCall): UserFault {
  const where = step.number === undefined ? "A call" : `Step ${step.number}`;
  return new UserFault("no-recorded-reply", `${where}: no reply is recorded for this prompt.`, {
    next: "Replay the change live and save the test again, or undo it.",
  });
}

function numbersOf({ steps }: KeptPlan): SampleWork["numberOf"] {
  const numbers = new Map(steps.map((step) => [step.stepId, step.number]));
  return (stepId) => numbers.get(stepId);
}

/** The recorded tool steps by id; a tool that is in no record counts as one where the recording shows tool steps. */
function toolSteps({ steps }: KeptPlan): SampleWork["toolStep"] {
  const agents = new Map(
    steps.flatMap((step) => (step.tool ? [[step.stepId, { agent: step.agent }] as const] : [])),
  );
  return (stepId) => (stepId === undefined ? undefined : agents.get(stepId));
}

type Rates = Pick<ReplayRow, "passAtK" | "passHatK" | "byK" | "passRate" | "interval">;

/** A sample passes where every grader says so. Samples that no grader judged are left out. */
function ratesOf(samples: readonly SampleRow[]): Rates {
  const judged = samples.filter((sample) => sample.verdicts.length > 0);
  const passed = judged.filter((sample) => sample.verdicts.every((verdict) => verdict.pass)).length;
  const interval = wilsonInterval(judged.length, passed);
  if (!interval) return {};
  const byK = judged.map((_, index) => ({
    k: index + 1,
    passAtK: passAtK(judged.length, passed, index + 1) ?? 0,
    passHatK: passHatK(judged.length, passed, index + 1) ?? 0,
  }));
  const last = byK.at(-1);
  return {
    ...(last && { passAtK: last.passAtK, passHatK: last.passHatK }),
    byK,
    passRate: passed / judged.length,
    interval,
  };
}
