// The agent loop, driven by us: the model answers live, tools answer from the record, nothing is ever run.
//
// A generator, so that it stays pure: it says what it needs next (a model's reply, a decision) or what happened (a tool
// was served), and whoever runs it hands back the answer. As long as every reply is the recorded one, each request goes
// out exactly as recorded but for the edit. From the first other reply on, the requests are put together from what was
// really said; where the replay calls the tools of a recorded call again, it takes up the record there.

import type { Part } from "../model/message";
import { carriedIntoRaw, CarriedWords } from "./carry";
import { applyChanges, type Change } from "./edit";
import { ToolRecord, type NearestAnswer } from "./match";
import type { OutgoingCall } from "./outgoing";
import { applyChangesToRaw } from "./raw-edit";
import type { ModelReply, ToolCallPart } from "./recorded";
import { textOfParts, toolCallsOf } from "./recorded";
import type { RecordedCall, Recording, Thread, ToolAnswer } from "./recording";
import { sameReply } from "./same";
import { compose, standsAt, type ServedTool, type Taken } from "./transcript";

export type Mode = "step" | "recorded" | "from-here";
export type Policy = "ask" | "nearest" | "end";
export type Decision =
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "nearest" }
  | { readonly kind: "end" };

export type Effect =
  | { readonly kind: "model"; readonly call: OutgoingCall }
  /** A reply taken from the record, before the step that the replay goes live at. */
  | { readonly kind: "recorded-reply"; readonly call: OutgoingCall; readonly reply: ModelReply }
  | { readonly kind: "tool-start"; readonly call: ToolCallPart; readonly answer?: ToolAnswer }
  | { readonly kind: "tool-end"; readonly served: ServedTool }
  /** The first reply that is not the recorded one. */
  | { readonly kind: "diverged"; readonly stepId: string }
  | ({ readonly kind: "decide" } & Question);

/** A tool call without a recorded answer: what to do about it. */
export interface Question {
  readonly question: string;
  readonly choices: readonly Decision["kind"][];
  readonly call: ToolCallPart;
  readonly nearest?: NearestAnswer;
}

/** The answer to `model` and to `decide`; nothing to the others. */
export type EffectAnswer =
  | { readonly kind: "reply"; readonly reply: ModelReply }
  | { readonly kind: "decision"; readonly decision: Decision }
  | undefined;

export interface Outcome {
  readonly end: "finished" | "stopped";
  /** Why it stopped, in a sentence. */
  readonly why?: string;
  /** The last words of the last thread. */
  readonly answer: string;
  /** The first recorded call whose reply was not repeated. */
  readonly divergedAt?: string;
}

export interface DriveOptions {
  readonly mode: Mode;
  /** The call to replay (`step`), or the first live one (`from-here`). */
  readonly fromStepId?: string;
  readonly policy: Policy;
  readonly changesOf: (call: RecordedCall) => readonly Change[];
  /** Model calls after which the loop is taken for endless. */
  readonly maxCalls: number;
}

export type Drive = Generator<Effect, Outcome, EffectAnswer>;

/** Runs a recording through once. Ends with `finished`, or with `stopped` and the reason. */
export function* drive(recording: Recording, options: DriveOptions): Drive {
  const run = new Run(recording, options);
  try {
    if (options.mode === "step") yield* runStep(run);
    else for (const thread of run.topThreads()) yield* runThread(run, thread);
    return run.outcome("finished");
  } catch (error) {
    if (error instanceof Stopped) return run.outcome("stopped", error.message);
    throw error;
  }
}

type Steps<Result> = Generator<Effect, Result, EffectAnswer>;

/** Ends the whole replay from any depth of sub-agents. */
class Stopped extends Error {}

class Run {
  readonly record: ToolRecord;
  readonly carried = new CarriedWords();
  answer = "";
  divergedAt: string | undefined;
  private calls = 0;
  private readonly liveFromUs: number;

  constructor(
    readonly recording: Recording,
    readonly options: DriveOptions,
  ) {
    this.record = new ToolRecord(recording.answers);
    const from = options.mode === "from-here" ? this.callOf(options.fromStepId) : undefined;
    this.liveFromUs = from?.step.startUs ?? 0;
  }

  callOf(stepId: string | undefined): RecordedCall | undefined {
    return this.recording.threads
      .flatMap((thread) => thread.calls)
      .find((call) => call.step.stepId === stepId);
  }

  /** Threads that no recorded tool call leads to; the others run when their tool is called. */
  topThreads(): readonly Thread[] {
    const answered = new Set(
      this.recording.answers.flatMap((answer) => (answer.askedBy ? (answer.stepId ?? []) : [])),
    );
    return this.recording.threads.filter(
      (thread) => thread.underTool === undefined || !answered.has(thread.underTool),
    );
  }

  threadsUnder(answer: ToolAnswer): readonly Thread[] {
    const { stepId } = answer;
    return stepId === undefined ? [] : this.recording.threads.filter((thread) => thread.underTool === stepId);
  }

  isLive(call: RecordedCall): boolean {
    return call.reply === null || call.step.startUs >= this.liveFromUs;
  }

  /** The recorded request but for the edit, and for what other agents say now. */
  asRecorded(call: RecordedCall): OutgoingCall {
    const changes = this.options.changesOf(call);
    const edited = applyChanges(call.request, changes);
    const request = this.isLive(call) ? this.carried.request(edited) : edited;
    const carried = request !== edited;
    const own = call.raw && applyChangesToRaw(call.raw, changes);
    const text = carried && own !== undefined ? carriedIntoRaw(own, edited, request) : own;
    return {
      recorded: call,
      request,
      ...(call.raw && text !== undefined && { raw: { api: call.raw.api, text, appended: [] } }),
      asRecorded: true,
      ...(carried && { carried }),
    };
  }

  /** A recorded call whose setting, and whose user's words, a request takes over. */
  taking(call: RecordedCall): Taken {
    const changes = this.options.changesOf(call);
    const setting = this.carried.request(applyChanges(call.request, changes));
    const { messages } = applyChanges({ ...call.request, messages: call.added }, changes);
    return { call, setting, added: this.carried.messages(messages) };
  }

  countCall(): void {
    if (++this.calls > this.options.maxCalls) {
      throw new Stopped(
        `The model called tools in ${this.options.maxCalls} calls without coming to an answer. Look at the last calls, or give the replay a budget of more calls.`,
      );
    }
  }

  outcome(end: Outcome["end"], why?: string): Outcome {
    const { answer, divergedAt } = this;
    return {
      end,
      answer,
      ...(why !== undefined && { why }),
      ...(divergedAt !== undefined && { divergedAt }),
    };
  }
}

function* runStep(run: Run): Steps<void> {
  const call = run.callOf(run.options.fromStepId);
  if (!call)
    throw new Stopped("The chosen step is no model call whose prompt is recorded. Choose another one.");
  const reply = yield* ask(run, run.asRecorded(call));
  yield* compare(run, call, reply);
}

/** Drives one thread to its end; gives back its last reply. */
function* runThread(run: Run, thread: Thread): Steps<readonly Part[]> {
  const first = thread.calls[0];
  if (!first) return [];
  let outgoing = run.asRecorded(first);
  let at = 0;
  for (;;) {
    const onRecord = outgoing.asRecorded;
    const current = thread.calls[at] ?? first;
    const reply = withCallIds(yield* ask(run, outgoing), at);
    const same = yield* compare(run, current, reply);
    const isEnd = onRecord && same && at === thread.calls.length - 1;
    const served = yield* serveTools(run, toolCallsOf(reply.parts), isEnd);
    const found = standsAt(thread, at, reply.parts);
    const next = found === undefined ? undefined : thread.calls[found + 1];
    const isUntouched =
      onRecord && !outgoing.carried && same && found === at && served.every((tool) => !tool.changed);
    if (next && isUntouched) outgoing = run.asRecorded(next);
    else if (next && found !== undefined) outgoing = compose(outgoing, reply, served, run.taking(next));
    else if (served.length === 0 || isUntouched) return reply.parts;
    else outgoing = compose(outgoing, reply, served);
    if (found !== undefined && next) at = found + 1;
  }
}

/** True where the reply is the recorded one, or none is recorded to compare with. */
function* compare(run: Run, call: RecordedCall, reply: ModelReply): Steps<boolean> {
  const same = call.reply === null || sameReply(call.reply, reply.parts);
  if (!same) run.carried.note(call.reply, reply.parts);
  if (!same && run.divergedAt === undefined) {
    run.divergedAt = call.step.stepId;
    yield { kind: "diverged", stepId: call.step.stepId };
  }
  return same;
}

function* ask(run: Run, call: OutgoingCall): Steps<ModelReply> {
  run.countCall();
  const reply = yield* run.isLive(call.recorded) || !call.asRecorded ? askLive(call) : fromRecord(call);
  run.answer = textOfParts(reply.parts);
  return reply;
}

function* askLive(call: OutgoingCall): Steps<ModelReply> {
  const answer = yield { kind: "model", call };
  if (answer?.kind !== "reply") throw new Error("A model call was not answered with a reply");
  return answer.reply;
}

function* fromRecord(call: OutgoingCall): Steps<ModelReply> {
  const { reply: parts, step } = call.recorded;
  const reply: ModelReply = {
    parts: parts ?? [],
    ...(step.finishReasons && { finishReasons: step.finishReasons }),
  };
  yield { kind: "recorded-reply", call, reply };
  return reply;
}

/** `isEnd`: the recording ends with this reply, so that calls it holds no answer to are left open as they were. */
function* serveTools(run: Run, calls: readonly ToolCallPart[], isEnd: boolean): Steps<ServedTool[]> {
  const served: ServedTool[] = [];
  for (const call of calls) {
    const match = run.record.take(call.name, call.args);
    if (match.kind === "none" && isEnd) continue;
    const tool =
      match.kind === "exact"
        ? yield* serveRecorded(run, call, match.answer)
        : yield* serveUnknown(run, call, match);
    served.push(tool);
  }
  return served;
}

/** A recorded answer; a sub-agent behind the tool is driven too, and its new words take the place of the recorded. */
function* serveRecorded(run: Run, call: ToolCallPart, answer: ToolAnswer): Steps<ServedTool> {
  yield { kind: "tool-start", call, answer };
  let result = answer.result;
  for (const thread of run.threadsUnder(answer)) {
    const said = textOfParts(yield* runThread(run, thread));
    const recorded = textOfParts(thread.calls.at(-1)?.reply ?? []);
    if (recorded !== "" && said !== recorded) result = replaceText(result, recorded, said);
  }
  const { isError, failure, stepId } = answer;
  const served: ServedTool = {
    call,
    result,
    isError,
    source: "record",
    changed: result !== answer.result,
    ...(failure !== undefined && { failure }),
    ...(stepId !== undefined && { stepId }),
  };
  yield { kind: "tool-end", served };
  return served;
}

function* serveUnknown(
  run: Run,
  call: ToolCallPart,
  match: { nearest?: NearestAnswer; known: boolean },
): Steps<ServedTool> {
  const question = match.known
    ? `The model calls ${call.name} with arguments that the recording does not hold. Nothing was run.`
    : `The model calls ${call.name}, which the recording never calls. Nothing was run.`;
  const decision = yield* decide(run, question, call, match.nearest);
  if (decision.kind === "end" || (decision.kind === "nearest" && !match.nearest)) throw new Stopped(question);
  yield { kind: "tool-start", call };
  const served: ServedTool =
    decision.kind === "nearest" && match.nearest
      ? {
          call,
          result: match.nearest.answer.result,
          isError: match.nearest.answer.isError,
          source: "nearest",
          changed: true,
        }
      : {
          call,
          result: decision.kind === "result" ? decision.value : null,
          isError: false,
          source: "hand",
          changed: true,
        };
  yield { kind: "tool-end", served };
  return served;
}

function* decide(
  run: Run,
  question: string,
  call: ToolCallPart,
  nearest: NearestAnswer | undefined,
): Steps<Decision> {
  const { policy } = run.options;
  if (policy !== "ask") return { kind: policy };
  const choices: readonly Decision["kind"][] = nearest ? ["result", "nearest", "end"] : ["result", "end"];
  const answer = yield { kind: "decide", question, choices, call, ...(nearest && { nearest }) };
  if (answer?.kind !== "decision") throw new Error("A question was not answered with a decision");
  return answer.decision;
}

/** Gemini gives tool calls no ids, others need them to pair a result with its call. */
function withCallIds(reply: ModelReply, at: number): ModelReply {
  if (toolCallsOf(reply.parts).every((call) => call.id !== undefined)) return reply;
  const parts = reply.parts.map((part, place) =>
    part.type === "tool_call" && part.id === undefined ? { ...part, id: `call_replay_${at}_${place}` } : part,
  );
  return { ...reply, parts };
}

/** The words of a sub-agent inside a tool's result, wherever they stand in it. */
function replaceText(result: unknown, from: string, to: string): unknown {
  if (typeof result === "string") return result.split(from).join(to);
  if (Array.isArray(result)) return result.map((item) => replaceText(item, from, to));
  if (typeof result !== "object" || result === null) return result;
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, replaceText(value, from, to)]),
  );
}
