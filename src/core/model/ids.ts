// The ids of our rows, branded so that one kind is never handed in for another.

declare const brand: unique symbol;
type Brand<Text, Name extends string> = Text & { readonly [brand]: Name };

/** 32 lower-case hex digits, as OTLP/JSON writes them. */
export type TraceId = Brand<string, "TraceId">;
/** 16 lower-case hex digits. */
export type SpanId = Brand<string, "SpanId">;
/** `traceId:spanId`, or `log:` and a hash for a step that exists only in log records. */
export type StepId = Brand<string, "StepId">;
/** A conversation id within one service, or a trace id where nobody gave one. */
export type SessionId = Brand<string, "SessionId">;

/** The id of the step that a span stands for. */
export function stepIdOf(traceId: string, spanId: string): StepId {
  return `${traceId}:${spanId}` as StepId;
}
