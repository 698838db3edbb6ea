// One sample: a drive through the recording, its calls sent, its steps kept as spans, its verdicts at the end.

import type { Sample } from "../../core/evals/grader";
import { addUsage, NO_USAGE, type Usage } from "../../core/model/usage";
import {
  drive,
  type Decision,
  type DriveOptions,
  type Effect,
  type EffectAnswer,
  type Outcome,
  type Question,
} from "../../core/replay/drive";
import { parsedArgs } from "../../core/replay/canonical";
import type { ModelReply } from "../../core/replay/recorded";
import { textOfParts, toolCallsOf } from "../../core/replay/recorded";
import type { Recording } from "../../core/replay/recording";
import { UserFault } from "../../protocol/faults";
import { HUMAN_GRADER, type SampleRow, type SampleState, type VerdictRow } from "../../protocol/replay";
import { CutReply } from "../models/faults";
import type { SampleSpans } from "./spans";
import type { OutgoingCall } from "../../core/replay/outgoing";
import type { ServedTool } from "../../core/replay/transcript";

export interface SampleWork {
  readonly recording: Recording;
  readonly options: DriveOptions;
  readonly provider: string;
  readonly send: (call: OutgoingCall, signal: AbortSignal) => Promise<ModelReply>;
  readonly costOf: (call: OutgoingCall, reply: ModelReply) => number | null;
  /** Why the next call is not sent, where the budget is spent. */
  readonly stopReason: () => string | undefined;
  readonly spent: (calls: number, usage: Usage | undefined, costUsd: number | null) => void;
  readonly openSpans: () => SampleSpans;
  /** Whether the recording has a step for a tool's answer, and of which agent; undefined where it shows no tool steps. */
  readonly toolStep: (stepId: string | undefined) => { readonly agent: string | null } | undefined;
  readonly grade: (sample: Sample, signal: AbortSignal) => Promise<readonly VerdictRow[]>;
  /** The first of the host's answer and the one that `replay/answer` brings. */
  readonly decide: (
    question: string,
    choices: readonly Decision["kind"][],
    byRequest: Promise<Decision>,
    signal: AbortSignal,
  ) => Promise<Decision>;
  readonly onStep: () => void;
  /** It asks, or it is over. */
  readonly onState: () => void;
  /** The place of a recorded step in its session. */
  readonly numberOf: (stepId: string) => number | undefined;
  readonly onBug: (error: unknown) => void;
  readonly nowMs: () => number;
}

export class ReplaySample {
  private state: SampleState = "waiting";
  private divergedAt: string | undefined;
  private why: string | undefined;
  private startedMs = 0;
  private endedMs: number | undefined;
  private spans: SampleSpans | undefined;
  private answer = "";
  private calls = 0;
  private usage: Usage = NO_USAGE;
  private costUsd: number | null = 0;
  private verdicts: readonly VerdictRow[] = [];
  private waitsFor: SampleRow["waitsFor"];
  private readonly toolCalls: { name: string; args: unknown }[] = [];
  private readonly controller = new AbortController();
  private answerQuestion: ((decision: Decision) => void) | undefined;
  step = 0;

  constructor(
    readonly sample: number,
    readonly sessionId: string,
    private readonly work: SampleWork,
  ) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.state !== "waiting" && this.state !== "running" && this.state !== "asking";
  }

  /** Ends the sample; what was received is kept. */
  cancel(): void {
    if (this.isOver) return;
    this.controller.abort(new UserFault("cancelled", "It was cancelled."));
    if (this.state === "waiting") this.state = "cancelled";
  }

  /** Hands a decision to the question that waits. Fails where none does. */
  decide(decision: Decision): void {
    if (!this.answerQuestion)
      throw new UserFault("invalid-args", `Sample ${this.sample} waits for no answer.`);
    this.answerQuestion(decision);
  }

  /** Runs the sample to its end, whatever that is. Never rejects. */
  async run(): Promise<void> {
    if (this.isOver) return;
    this.state = "running";
    const spans = this.work.openSpans();
    this.spans = spans;
    this.startedMs = this.work.nowMs();
    try {
      const outcome = await this.drive(spans);
      this.endedMs = this.work.nowMs();
      this.why = outcome.why;
      this.verdicts = await this.work.grade(this.judged(), this.signal);
      this.state = outcome.end === "finished" ? "done" : "stopped";
    } catch (error) {
      this.fail(error);
    }
    this.endedMs ??= this.work.nowMs();
    for (const row of this.verdicts) spans.verdict(row);
    spans.end(this.why);
    this.work.onState();
  }

  /** What the user thinks of it; the last word counts. Fails before the sample is over. */
  judge(pass: boolean, note: string): void {
    if (!this.isOver || !this.spans) {
      throw new UserFault("invalid-args", `Sample ${this.sample} is not over yet.`, {
        next: "Judge it when it is.",
      });
    }
    const row: VerdictRow = { grader: HUMAN_GRADER, pass, why: note, costUsd: 0 };
    this.verdicts = [...this.verdicts.filter((verdict) => verdict.grader !== HUMAN_GRADER), row];
    this.spans.lateVerdict(row);
    this.work.onState();
  }

  row(): SampleRow {
    const { sample, sessionId, state, divergedAt, why, verdicts, waitsFor, costUsd, usage, calls, answer } =
      this;
    const divergedNumber = divergedAt === undefined ? undefined : this.work.numberOf(divergedAt);
    return {
      sample,
      sessionId,
      state,
      ...(divergedAt !== undefined && { divergedAt }),
      ...(divergedNumber !== undefined && { divergedNumber }),
      ...(waitsFor && { waitsFor }),
      verdicts,
      ...(why !== undefined && { why }),
      costUsd,
      usage,
      calls,
      ...(answer !== "" && { answer }),
      durationUs: this.endedMs === undefined ? null : Math.round((this.endedMs - this.startedMs) * 1000),
    };
  }

  private async drive(spans: SampleSpans): Promise<Outcome> {
    const steps = drive(this.work.recording, this.work.options);
    let next = steps.next();
    while (!next.done) next = steps.next(await this.perform(next.value, spans));
    this.answer = next.value.answer;
    return next.value;
  }

  private async perform(effect: Effect, spans: SampleSpans): Promise<EffectAnswer> {
    switch (effect.kind) {
      case "model":
        return { kind: "reply", reply: await this.callModel(effect.call, spans) };
      case "recorded-reply":
        spans.call(effect.call, this.work.provider)(effect.reply);
        this.note(effect.reply);
        return undefined;
      case "tool-start":
        this.toolStart(effect, spans);
        return undefined;
      case "tool-end":
        this.toolEnd(effect.served, spans);
        return undefined;
      case "decide":
        return { kind: "decision", decision: await this.ask(effect, spans.nextNumber) };
      case "diverged":
        this.divergedAt = effect.stepId;
        return undefined;
    }
  }

  private async callModel(call: OutgoingCall, spans: SampleSpans): Promise<ModelReply> {
    const stop = this.work.stopReason();
    if (stop !== undefined) throw new UserFault("budget", stop);
    this.work.spent(1, undefined, 0);
    this.calls++;
    const end = spans.call(call, this.work.provider);
    try {
      const reply = await this.work.send(call, this.signal);
      end(reply);
      this.account(call, reply);
      this.note(reply);
      return reply;
    } catch (error) {
      const received = error instanceof CutReply ? error.received : { parts: [] };
      end(received, error instanceof Error ? error : new Error(String(error)));
      this.account(call, received);
      this.note(received);
      throw error;
    }
  }

  private account(call: OutgoingCall, reply: ModelReply): void {
    const costUsd = this.work.costOf(call, reply);
    this.usage = addUsage(this.usage, reply.usage ?? NO_USAGE);
    this.costUsd = this.costUsd === null || costUsd === null ? null : this.costUsd + costUsd;
    this.work.spent(0, reply.usage, costUsd);
  }

  private note(reply: ModelReply): void {
    this.answer = textOfParts(reply.parts) || this.answer;
    this.toolCalls.push(
      ...toolCallsOf(reply.parts).map(({ name, args }) => ({ name, args: parsedArgs(args) })),
    );
    this.step++;
    this.work.onStep();
  }

  /** A recording that shows no tool steps has none in its replays either: both have the same shape. */
  private toolStart({ call, answer }: Extract<Effect, { kind: "tool-start" }>, spans: SampleSpans): void {
    const step = this.work.toolStep(answer?.stepId);
    if (step || !answer) spans.toolStart(call, step?.agent ?? null);
  }

  private toolEnd(served: ServedTool, spans: SampleSpans): void {
    if (served.source !== "record" || this.work.toolStep(served.stepId)) spans.toolEnd(served);
  }

  /** Waits for the user's answer. `number` is that of the tool's step in the sample's own session. */
  private async ask(asked: Question, number: number): Promise<Decision> {
    const question = asked.question.replace(/^The model calls/, `Step ${number} calls`);
    const { choices } = asked;
    this.state = "asking";
    this.waitsFor = { ...this.waitRow({ ...asked, question }), number };
    const byRequest = new Promise<Decision>((resolve) => (this.answerQuestion = resolve));
    try {
      this.work.onState();
      return await this.work.decide(question, choices, byRequest, this.signal);
    } finally {
      this.state = "running";
      this.waitsFor = undefined;
      this.answerQuestion = undefined;
    }
  }

  private waitRow({ question, choices, call, nearest }: Question): NonNullable<SampleRow["waitsFor"]> {
    const stepId = nearest?.answer.stepId ?? nearest?.answer.askedBy;
    const number = stepId === undefined ? undefined : this.work.numberOf(stepId);
    return {
      ...{ question, choices, tool: { name: call.name, args: call.args } },
      ...(nearest &&
        stepId !== undefined &&
        number !== undefined && { nearest: { stepId, number, alike: nearest.alike } }),
    };
  }

  private judged(): Sample {
    const { answer, toolCalls, costUsd, usage } = this;
    return { answer, toolCalls, costUsd, usage, seconds: (this.work.nowMs() - this.startedMs) / 1000 };
  }

  private fail(error: unknown): void {
    const isFault = error instanceof UserFault;
    if (!isFault) this.work.onBug(error);
    const cancelled = this.signal.aborted;
    this.state = cancelled ? "cancelled" : isFault && error.code === "budget" ? "stopped" : "failed";
    const message = error instanceof Error ? error.message : String(error);
    const why = cancelled ? "It was cancelled. What was received is kept." : message;
    const next = isFault && !cancelled && error.next !== undefined ? ` ${error.next}` : "";
    this.why = `${why}${next}`;
  }
}
