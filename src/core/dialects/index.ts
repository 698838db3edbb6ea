// Spans → steps. The list of dialects, and reading one span or one log record with all that apply.

import type { Problem } from "../model/problem";
import type { StepFacts } from "../model/step";
import type { LogRecord, SpanRecord } from "../otlp/wire";
import type { Dialect } from "./dialect";
import { generic } from "./generic/read";
import { mergeReadings, type Reading } from "./merge";
import { openInference } from "./openinference/read";
import { openLlmetry } from "./openllmetry/read";
import { otelGenAi } from "./otel-genai/read";
import { vercelAi } from "./vercel-ai/read";

export { readLogStep } from "./log-step";
export { inheritContent, sameCall, type CallIdentity } from "./same-call";
export { summaryOf } from "./summary";

/** In order of trust, field by field (dialects.md §3.6); `generic` reads what every span has and stands last. */
export const DIALECTS: readonly Dialect[] = [otelGenAi, openInference, openLlmetry, vercelAi, generic];

/** Told of a dialect that threw, so that its stack gets into the log. */
export type OnReaderBug = (error: unknown, dialect: Dialect, span: SpanRecord) => void;

/**
 * What a span says about the step it stands for: a pure function of the span and the log records that carry its ids,
 * ordered by time. Never throws: a dialect that does is left out, with a problem `reader-bug`.
 */
export function readStep(
  span: SpanRecord,
  logs: readonly LogRecord[],
  onBug?: OnReaderBug,
  dialects: readonly Dialect[] = DIALECTS,
): StepFacts {
  const readings: Reading[] = [];
  const bugs: Problem[] = [];
  for (const dialect of dialects) {
    try {
      if (dialect.matches(span, logs)) readings.push({ dialect, facts: guarded(dialect, span, logs, onBug) });
    } catch (error) {
      bugs.push(bugOf(dialect));
      onBug?.(error, dialect, span);
    }
  }
  return mergeReadings(span, readings, bugs);
}

/** Content is read later, so it is caught later: a dialect that cannot read it gives none. */
function guarded(
  dialect: Dialect,
  span: SpanRecord,
  logs: readonly LogRecord[],
  onBug: OnReaderBug | undefined,
): Reading["facts"] {
  const facts = dialect.read(span, logs);
  const { content } = facts;
  if (content === undefined) return facts;
  return {
    ...facts,
    content: () => {
      try {
        return content();
      } catch (error) {
        onBug?.(error, dialect, span);
        return { state: "absent" };
      }
    },
  };
}

function bugOf(dialect: Dialect): Problem {
  return {
    code: "reader-bug",
    message: `The reader for ${dialect.name} failed on this span; what it would have read is missing. Please report it.`,
  };
}
