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
import type { VerdictRow } from "../../protocol/replay";
import { IngestExporter, type IngestTraces } from "./exporter";
import { Later } from "./later";
import {
  callAttributes,
  replyAttributes,
  toolAttributes,
  toolResultAttributes,
  verdictAttributes,
} from "./span-attributes";

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

export interface Recorder {
  /** The spans of a sample that begins. */
  open(identity: SampleIdentity, title: string): SampleSpans;
  /** Ends the recording: what is not stored yet is dropped. */
  close(): void;
}

/** Hands out the spans of samples. They are made and stored a moment later, many at once (later.ts). */
export function createRecorder(
  ingest: IngestTraces,
  nowMs: () => number,
  onBug: (error: unknown) => void,
): Recorder {
  const exporter = new IngestExporter(ingest, onBug);
  const later = new Later(() => exporter.store(), onBug);
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    // Said here, because the SDK takes limits from OTEL_* variables that are meant for the user's agent.
    spanLimits: { attributeValueLengthLimit: Infinity, attributeCountLimit: 1000, eventCountLimit: 1000 },
    spanProcessors: [exporter],
  });
  const tracer = provider.getTracer("agent-loupe.replay");
  const start: Start = (name, attributes, parent, time) =>
    tracer.startSpan(
      name,
      { kind: SpanKind.INTERNAL, startTime: time, attributes },
      parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
    );
  return {
    open: (identity, title) => new SampleSpans(start, later, identity, title, stampsFrom(nowMs)),
    close: () => later.close(),
  };
}

type Time = [seconds: number, nanoseconds: number];
type Start = (name: string, attributes: Attributes, parent: Span | undefined, time: Time) => Span;

/** The spans of one sample. The root is ended by `end`, whatever happened. */
export class SampleSpans {
  private readonly common: Attributes;
  /** The root and the tools that are being answered, outermost first. */
  private readonly open: Span[] = [];
  private root: Span | undefined;
  private started = 0;

  constructor(
    private readonly start: Start,
    private readonly later: Later,
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
    this.begin((time) => {
      const attributes = { "gen_ai.operation.name": "invoke_workflow", "gen_ai.workflow.name": title };
      this.root = this.startBelow(undefined, `invoke_workflow ${title}`, attributes, time);
      this.open.push(this.root);
    });
  }

  /** The number that the next step will have in the sample's session. */
  get nextNumber(): number {
    return this.started + 1;
  }

  /** A model call that was begun; the function that is given back ends it with what came. */
  call(call: OutgoingCall, provider: string): (reply: ModelReply, error?: Error) => void {
    let span: Span | undefined;
    this.begin((time) => {
      const attributes = callAttributes(call, provider);
      span = this.startBelow(this.open.at(-1), `chat ${call.request.model}`, attributes, time);
    });
    return (reply, error) =>
      this.atNow((time) => {
        span?.setAttributes(replyAttributes(reply));
        if (error) {
          span?.setAttribute("error.type", error.name);
          span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        }
        span?.end(time);
      });
  }

  /** A tool that is being answered; what a sub-agent behind it does stands below it. */
  toolStart(call: ToolCallPart, agent: string | null): void {
    this.begin((time) => {
      const attributes = toolAttributes(call, agent);
      this.open.push(this.startBelow(this.open.at(-1), `execute_tool ${call.name}`, attributes, time));
    });
  }

  toolEnd(served: ServedTool): void {
    this.atNow((time) => {
      const span = this.open.length > 1 ? this.open.pop() : undefined;
      span?.setAttributes(toolResultAttributes(served));
      const failure = served.failure ?? (served.isError ? "The recorded tool failed." : undefined);
      if (failure !== undefined) span?.setStatus({ code: SpanStatusCode.ERROR, message: failure });
      span?.end(time);
    });
  }

  /** A grader's verdict, as the conventions write it: an event on the trace. */
  verdict(row: VerdictRow): void {
    this.atNow((time) => {
      this.root?.addEvent("gen_ai.evaluation.result", verdictAttributes(row), time);
    });
  }

  /** A verdict that came when the sample was over: a span of its own, since an ended one takes no more. */
  lateVerdict(row: VerdictRow): void {
    this.begin((time) => {
      const attributes = { "gen_ai.operation.name": "evaluate", ...verdictAttributes(row) };
      this.startBelow(this.root, `evaluate ${row.grader}`, attributes, time).end(this.stamp());
    });
    this.later.flush();
  }

  /** Ends what is open; then all is in the store. `why` where the sample ended before its end. */
  end(why?: string): void {
    this.atNow(() => {
      for (const span of this.open.splice(0).reverse()) {
        if (span === this.root && why !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR, message: why });
        span.end(this.stamp());
      }
    });
    this.later.flush();
  }

  private begin(work: (time: Time) => void): void {
    this.started++;
    this.atNow(work);
  }

  /** Does the work later, with the time of now. */
  private atNow(work: (time: Time) => void): void {
    const time = this.stamp();
    this.later.add(() => work(time));
  }

  private startBelow(parent: Span | undefined, name: string, attributes: Attributes, time: Time): Span {
    return this.start(name, { ...this.common, ...attributes }, parent, time);
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
