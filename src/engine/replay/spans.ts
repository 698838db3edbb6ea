// A replay as a trace: its steps are spans of the OpenTelemetry SDK in the GenAI conventions, handed to our own ingest.
//
// So a replayed session is stored, priced, shown, exported, compared and replayed again like any other.

import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from "@opentelemetry/api";
import { AlwaysOnSampler, BasicTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { ModelReply, ToolCallPart } from "../../core/replay/recorded";
import { REDACTIONS_ATTRIBUTE } from "../../core/replay/masked";
import type { OutgoingCall } from "../../core/replay/outgoing";
import type { ServedTool } from "../../core/replay/transcript";
import type { Verdict } from "../../core/evals/grader";
import { IngestExporter, type IngestTraces } from "./exporter";
import { callAttributes, replyAttributes, toolAttributes, toolResultAttributes } from "./span-attributes";

/** What every span of a sample says of the replay it belongs to. */
export interface SampleIdentity {
  readonly sessionId: string;
  readonly replayId: string;
  /** The session that was recorded. */
  readonly replayOf: string;
  readonly mode: string;
  readonly sample: number;
  readonly variant?: string | undefined;
  /** Different secrets that are masked in what is sent. */
  readonly redactions: number;
}

export type Recorder = (identity: SampleIdentity, title: string) => SampleSpans;

/** Hands out the spans of samples; what ends is in the store when the call returns. */
export function createRecorder(
  ingest: IngestTraces,
  nowMs: () => number,
  onBug: (error: unknown) => void,
): Recorder {
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    // Said here, because the SDK takes limits from OTEL_* variables that are meant for the user's agent.
    spanLimits: { attributeValueLengthLimit: Infinity, attributeCountLimit: 1000, eventCountLimit: 1000 },
    spanProcessors: [new IngestExporter(ingest, onBug)],
  });
  const tracer = provider.getTracer("agent-loupe.replay");
  return (identity, title) =>
    new SampleSpans(
      (name, attributes, parent, time) =>
        tracer.startSpan(
          name,
          { kind: SpanKind.INTERNAL, startTime: time, attributes },
          parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
        ),
      identity,
      title,
      stampsFrom(nowMs),
    );
}

type Time = [seconds: number, nanoseconds: number];
type Start = (name: string, attributes: Attributes, parent: Span | undefined, time: Time) => Span;

/** The spans of one sample. The root is ended by `end`, whatever happened. */
export class SampleSpans {
  private readonly start: Start;
  private readonly root: Span;
  private readonly open: Span[];
  private readonly common: Attributes;
  private started = 0;

  constructor(
    start: Start,
    identity: SampleIdentity,
    title: string,
    private readonly stamp: () => Time,
  ) {
    this.common = {
      "gen_ai.conversation.id": identity.sessionId,
      "agent_loupe.replay.of": identity.replayOf,
      "agent_loupe.replay.id": identity.replayId,
      "agent_loupe.replay.mode": identity.mode,
      "agent_loupe.replay.sample": identity.sample,
      ...(identity.variant !== undefined && { "agent_loupe.replay.variant": identity.variant }),
      ...(identity.redactions > 0 && { [REDACTIONS_ATTRIBUTE]: identity.redactions }),
    };
    this.start = (...span) => {
      this.started++;
      return start(...span);
    };
    this.root = this.start(
      `invoke_workflow ${title}`,
      { ...this.common, "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": title },
      undefined,
      stamp(),
    );
    this.open = [this.root];
  }

  /** The number that the next step will have in the sample's session. */
  get nextNumber(): number {
    return this.started + 1;
  }

  /** A model call that was begun; the function that is given back ends it with what came. */
  call(call: OutgoingCall, provider: string): (reply: ModelReply, error?: Error) => void {
    const attributes = { ...this.common, ...callAttributes(call, provider) };
    const span = this.start(`chat ${call.request.model}`, attributes, this.open.at(-1), this.stamp());
    return (reply, error) => {
      span.setAttributes(replyAttributes(reply));
      if (error)
        span
          .setAttribute("error.type", error.name)
          .setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      span.end(this.stamp());
    };
  }

  /** A tool that is being answered; what a sub-agent behind it does stands below it. */
  toolStart(call: ToolCallPart, agent: string | null): void {
    const attributes = { ...this.common, ...toolAttributes(call, agent) };
    this.open.push(this.start(`execute_tool ${call.name}`, attributes, this.open.at(-1), this.stamp()));
  }

  toolEnd(served: ServedTool): void {
    const span = this.open.length > 1 ? this.open.pop() : undefined;
    span?.setAttributes(toolResultAttributes(served));
    const failure = served.failure ?? (served.isError ? "The recorded tool failed." : undefined);
    if (failure !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    span?.end(this.stamp());
  }

  /** A grader's verdict, as the conventions write it: an event on the trace. */
  verdict(grader: string, { pass, score, why }: Verdict): void {
    this.root.addEvent(
      "gen_ai.evaluation.result",
      {
        "gen_ai.evaluation.name": grader,
        "gen_ai.evaluation.score.label": pass ? "pass" : "fail",
        "gen_ai.evaluation.score.value": score ?? (pass ? 1 : 0),
        "gen_ai.evaluation.explanation": why,
      },
      this.stamp(),
    );
  }

  /** A verdict that came when the sample was over: a span of its own, since an ended one takes no more. */
  lateVerdict(grader: string, { pass, why }: Verdict): void {
    const attributes = {
      ...this.common,
      "gen_ai.operation.name": "evaluate",
      "gen_ai.evaluation.name": grader,
      "gen_ai.evaluation.score.label": pass ? "pass" : "fail",
      "gen_ai.evaluation.explanation": why,
    };
    this.start(`evaluate ${grader}`, attributes, this.root, this.stamp()).end(this.stamp());
  }

  /** Ends what is open. `why` where the sample ended before its end. */
  end(why?: string): void {
    for (const span of this.open.splice(0).reverse()) {
      if (span === this.root && why !== undefined)
        span.setStatus({ code: SpanStatusCode.ERROR, message: why });
      span.end(this.stamp());
    }
  }
}

/** Times that never repeat, a microsecond apart at least: steps are shown in the order of their start. */
function stampsFrom(nowMs: () => number): () => Time {
  let lastUs = 0;
  return () => {
    lastUs = Math.max(lastUs + 1, Math.round(nowMs() * 1000));
    return [Math.floor(lastUs / 1_000_000), (lastUs % 1_000_000) * 1000];
  };
}
