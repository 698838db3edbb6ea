// OTLP/JSON as a file: one ExportTraceServiceRequest or ExportLogsServiceRequest a line (OTLP file exporter
// specification, "JSON lines file"). Pure.

import type { ResultOf } from "../protocol/messages";

/** A line for each resource, so that no line has to hold a whole session. */
export function otlpLines({ resourceSpans, resourceLogs }: ResultOf<"export/otlp">): string {
  const lines = [
    ...resourceSpans.map((spans) => JSON.stringify({ resourceSpans: [spans] })),
    ...resourceLogs.map((logs) => JSON.stringify({ resourceLogs: [logs] })),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
