// Which session a trace belongs to (protocol convention 9).

import type { SessionKey } from "./session-state";
import type { TraceState } from "./trace-state";

/** The conversation id within one service; without an id, the trace itself, or the service of loose log records. */
export function sessionKeyOf(trace: TraceState): SessionKey {
  const { hinting, first } = trace.outline;
  const hint = hinting?.columns.hint;
  if (hinting && hint) {
    const key = JSON.stringify(["conversation", hinting.service, hinting.namespace, hint.id]);
    return { key, sessionId: hint.id, idSource: hint.source, service: hinting.service };
  }
  const service = first?.service ?? null;
  if (trace.real)
    return {
      key: JSON.stringify(["trace", trace.traceId]),
      sessionId: trace.traceId,
      idSource: "trace",
      service,
    };
  return {
    key: JSON.stringify(["service", trace.traceId]),
    sessionId: `logs of ${service ?? "an unknown service"}`,
    idSource: "service.name",
    service,
  };
}

/** The name of the container that holds log records without a trace, one for each conversation or service. */
export function looseKey(
  conversation: string | null,
  service: string | null,
  namespace: string | null,
): string {
  return `loose:${JSON.stringify([service, namespace, conversation])}`;
}
