// A recorded session, read for replay: its threads of model calls, what each tool answered, and what is missing.

import type { Message, Part } from "../model/message";
import { canonicalArgs } from "./canonical";
import type { CanonicalRequest, RawBody, RecordedStep, ToolCallPart, ToolResultPart } from "./recorded";
import { toolCallsOf } from "./recorded";
import { rawBodyOf, requestOf } from "./request";
import { messageKey } from "./same";
import { linkCalls, type Link } from "./threads";

export interface RecordedCall {
  readonly step: RecordedStep;
  readonly request: CanonicalRequest;
  readonly raw?: RawBody;
  /** Null where the recording holds no answer: the call failed, or its content was not captured. */
  readonly reply: readonly Part[] | null;
  /** What was added between the reply before and this call; empty at a thread's first call. */
  readonly added: readonly Message[];
}

/** Calls that continue each other, at least one. */
export interface Thread {
  readonly calls: readonly RecordedCall[];
  /** The tool step that this thread ran inside: a sub-agent behind a tool. */
  readonly underTool?: string;
}

export interface ToolAnswer {
  readonly name: string;
  readonly argsKey: string;
  /** As the model saw it where the next request holds it, else as the tool's step says. */
  readonly result: unknown;
  readonly isError: boolean;
  /** What the tool's step says of its failure, which the model may not have been told of as an error. */
  readonly failure?: string;
  /** The tool's step; absent where only the next request tells. */
  readonly stepId?: string;
  /** The model call that asked for it; absent where none is recorded. */
  readonly askedBy?: string;
}

export interface Recording {
  /** By start of their first call. */
  readonly threads: readonly Thread[];
  /** In the order the calls were asked for. */
  readonly answers: readonly ToolAnswer[];
  /** Sentences: what the recording does not hold. */
  readonly incomplete: readonly string[];
}

/** What a session's steps hold for a replay; duplicates of a call count once. Steps may come in any order. */
export function readRecording(steps: readonly RecordedStep[]): Recording {
  const own = steps.filter((step) => step.duplicateOf === undefined);
  const models = own.filter((step) => step.kind === "llm").sort(byStart);
  const read = models.flatMap(readCall);
  const calls = withoutRetried(read);
  const retried = new Set(read.filter((call) => !calls.includes(call)).map((call) => call.step));
  const links = linkCalls(
    calls.map((call) => ({ agent: call.step.agent, messages: call.request.messages, reply: call.reply })),
  );
  const threads = threadsOf(calls, links, toolAbove(steps));
  return {
    threads,
    answers: answersOf(
      threads,
      own.filter((step) => step.tool !== undefined && step.kind !== "llm").sort(byStart),
    ),
    incomplete: models.filter((step) => !retried.has(step)).flatMap(missingIn),
  };
}

function byStart(left: RecordedStep, right: RecordedStep): number {
  return left.startUs - right.startUs || (left.stepId < right.stepId ? -1 : 1);
}

type Unlinked = Omit<RecordedCall, "added">;

function readCall(step: RecordedStep): Unlinked[] {
  const request = requestOf(step);
  if (!request) return [];
  const raw = rawBodyOf(step);
  const reply = (step.output ?? []).flatMap((message) => message.parts);
  return [{ step, request, ...(raw && { raw }), reply: reply.length === 0 ? null : reply }];
}

/** A failed call that was sent again with the same messages is the client's retry: replay does its own. */
function withoutRetried(calls: readonly Unlinked[]): Unlinked[] {
  const sent = (call: Unlinked) => call.request.messages.map(messageKey).join("\n");
  return calls.filter((call, index) => {
    if (call.reply !== null) return true;
    const text = sent(call);
    return !calls.slice(index + 1).some((later) => sent(later) === text);
  });
}

function threadsOf(calls: readonly Unlinked[], links: readonly (Link | null)[], above: ToolAbove): Thread[] {
  const threads: { calls: RecordedCall[]; underTool?: string }[] = [];
  const threadOfCall = new Map<number, RecordedCall[]>();
  calls.forEach((call, index) => {
    const link = links[index] ?? null;
    const before = link && threadOfCall.get(link.from);
    const linked: RecordedCall = { ...call, added: link?.added ?? [] };
    if (before) before.push(linked);
    const list = before ?? [linked];
    threadOfCall.set(index, list);
    const underTool = above(call.step);
    if (!before) threads.push({ calls: list, ...(underTool !== undefined && { underTool }) });
  });
  return threads;
}

type ToolAbove = (step: RecordedStep) => string | undefined;

/** The nearest tool step that a step ran inside. A ring of parents ends where it closes. */
function toolAbove(steps: readonly RecordedStep[]): ToolAbove {
  const byId = new Map(steps.map((step) => [step.stepId, step]));
  return (step) => {
    const seen = new Set<string>([step.stepId]);
    let parent = step.parentId === null ? undefined : byId.get(step.parentId);
    while (parent && !seen.has(parent.stepId)) {
      if (parent.tool !== undefined && parent.kind !== "llm") return parent.duplicateOf ?? parent.stepId;
      seen.add(parent.stepId);
      parent = parent.parentId === null ? undefined : byId.get(parent.parentId);
    }
    return undefined;
  };
}

function answersOf(threads: readonly Thread[], toolSteps: readonly RecordedStep[]): ToolAnswer[] {
  const unused = new Set(toolSteps);
  const asked = threads
    .flatMap((thread) =>
      thread.calls.map((call, at) => ({ call, seen: resultsIn(thread.calls[at + 1]?.added ?? []) })),
    )
    .sort((left, right) => byStart(left.call.step, right.call.step));
  const answers = asked.flatMap(({ call, seen }) =>
    toolCallsOf(call.reply ?? []).flatMap((asks, place) => answerTo(asks, place, call, seen, unused)),
  );
  return [...answers, ...[...unused].flatMap(answerOfStep)];
}

function answerTo(
  asks: ToolCallPart,
  place: number,
  call: RecordedCall,
  seen: readonly ToolResultPart[],
  unused: Set<RecordedStep>,
): ToolAnswer[] {
  const result =
    seen.find((part) => part.id !== undefined && part.id === asks.id) ?? placed(asks, seen, place);
  const step = stepFor(asks, result?.id, call.step, unused);
  if (step) unused.delete(step);
  if (!result && (!step || step.tool?.result === undefined)) return [];
  return [
    {
      name: asks.name,
      argsKey: canonicalArgs(asks.args),
      result: result ? result.result : step?.tool?.result,
      isError: result?.isError ?? step?.tool?.isError ?? false,
      ...(step && { stepId: step.stepId, ...failureOf(step) }),
      askedBy: call.step.stepId,
    },
  ];
}

function failureOf({ status, error }: RecordedStep): Pick<ToolAnswer, "failure"> {
  return status === "error" ? { failure: error?.message ?? "The recorded tool failed." } : {};
}

/** Results without ids answer the calls in their order. */
function placed(
  asks: ToolCallPart,
  seen: readonly ToolResultPart[],
  place: number,
): ToolResultPart | undefined {
  const part = seen[place];
  const fits =
    part && (part.id === undefined || asks.id === undefined) && (part.name ?? asks.name) === asks.name;
  return fits ? part : undefined;
}

/** By the call's id, else by its arguments, else the next run of that tool: some clients write arguments their own way. */
function stepFor(
  asks: ToolCallPart,
  resultId: string | undefined,
  asker: RecordedStep,
  unused: ReadonlySet<RecordedStep>,
): RecordedStep | undefined {
  const ids = [asks.id, resultId].filter((id) => id !== undefined);
  const argsKey = canonicalArgs(asks.args);
  const ofName = [...unused].filter((step) => step.tool?.name === asks.name);
  const anonymous = ofName.filter((step) => step.tool?.callId === undefined && step.startUs >= asker.startUs);
  return (
    [...unused].find((step) => step.tool?.callId !== undefined && ids.includes(step.tool.callId)) ??
    ofName.find((step) => canonicalArgs(step.tool?.args) === argsKey) ??
    anonymous[0]
  );
}

function answerOfStep(step: RecordedStep): ToolAnswer[] {
  if (step.tool?.result === undefined || step.tool.result === null) return [];
  const { name, args, result, isError } = step.tool;
  return [{ name, argsKey: canonicalArgs(args), result, isError, stepId: step.stepId, ...failureOf(step) }];
}

function resultsIn(added: readonly Message[]): ToolResultPart[] {
  return added.flatMap((message) => message.parts.filter((part) => part.type === "tool_result"));
}

function missingIn(step: RecordedStep): string[] {
  const name = step.number === undefined ? step.name : `Step ${step.number} (${step.name})`;
  const hasRequest = requestOf(step) !== null;
  const hasReply = (step.output ?? []).some((message) => message.parts.length > 0);
  if (step.contentState === "truncated")
    return [`${name}: the client cut what was said, so it cannot be sent again as it was.`];
  if (step.contentState === "redacted") return [`${name}: the client masked what was said.`];
  if (!hasRequest && !hasReply) return [`${name}: the client did not record what was said.`];
  if (!hasRequest) return [`${name}: the prompt is not recorded.`];
  if (!hasReply && step.status === "error")
    return [`${name}: it failed, so there is no answer to compare with.`];
  return hasReply ? [] : [`${name}: the answer is not recorded.`];
}
