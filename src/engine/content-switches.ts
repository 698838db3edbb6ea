// The one switch that makes each kind of client send what was said (dialects.md §8).

const SWITCHES: Readonly<Record<string, string>> = {
  "otel-genai":
    "This client sends no prompts or answers. Set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true to record them.",
  openinference:
    "This client hides prompts and answers. Unset OPENINFERENCE_HIDE_INPUTS and OPENINFERENCE_HIDE_OUTPUTS to record them.",
  openllmetry: "This client sends no prompts or answers. Set TRACELOOP_TRACE_CONTENT=true to record them.",
  "vercel-ai":
    "This client sends no prompts or answers. Leave recordInputs and recordOutputs of the telemetry settings on to record them.",
};

/** A sentence that names the switch; undefined where no dialect with one was seen. */
export function contentSwitch(dialects: readonly string[]): string | undefined {
  const known = dialects.find((dialect) => Object.hasOwn(SWITCHES, dialect));
  return known === undefined ? undefined : SWITCHES[known];
}
